"""The editors' desk: what every admin page of a record does, whatever the kind of record.

Editors change records only here. Every request that writes runs inside one act of publishing, so that a record, its
parts and its version are saved together or not at all; what the archive refuses comes back as an error on the same
page. The pages of one kind of record are attributes in its own app.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from . import desk_lists
from .audit_log import SnapshotAdmin
from .forms import PublishingForm
from .imports import ImportBatchAdmin, ImportedRowAdmin
from .kept import KeptAdmin
from .pages import page_of
from .parts import PartFormSet, PartStack, PartTable, ViewOnly
from .proposing import ProposingAdmin
from .publishing import PublishingAdmin
from .reconciling import ReconcilingAdmin
from .records import RecordAdmin
from .reports import ProblemReportAdmin
from .reviewing import ProposalAdmin
from .snapshots import keep_snapshot

__all__ = [
    "ImportBatchAdmin",
    "ImportedRowAdmin",
    "KeptAdmin",
    "PartFormSet",
    "PartStack",
    "PartTable",
    "ProblemReportAdmin",
    "ProposalAdmin",
    "ProposingAdmin",
    "PublishingAdmin",
    "PublishingForm",
    "ReconcilingAdmin",
    "RecordAdmin",
    "SnapshotAdmin",
    "ViewOnly",
    "desk_lists",
    "keep_snapshot",
    "page_of",
]

admin.site.site_header = "kjdispute"
admin.site.site_title = "kjdispute"
admin.site.index_title = _("The editors' desk")
