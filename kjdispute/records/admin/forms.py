"""The form of an editor's page: guarded against a lost update, and asked for its public reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms.models import ModelForm
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import keys
from ..fields import one_line
from ..models import Publication, PublishedRecord, Status
from ..models.records import SEALED
from ..permalinks import key_in
from .attempts import Attempt
from .opened import open_page
from .pages import page_of
from .snapshots import changed_since, moment_in_words, newest_snapshot

#: The statuses that an editor may choose, by the one that is stored. A merged record stays as it is.
NEXT_STATUSES = {
    Status.DRAFT: (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED),
    Status.IN_REVIEW: (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED),
    Status.PUBLISHED: (Status.PUBLISHED, Status.WITHDRAWN),
    Status.WITHDRAWN: (Status.WITHDRAWN, Status.PUBLISHED),
}


def number_in(term: str, prefix: str) -> int | None:
    """The number in a key of this kind, however somebody typed it (`E17`, `e 17`, `E–017`), or None."""
    key = key_in(term)
    return keys.parse(key).number if key and key.startswith(prefix) else None


class OneLineField(forms.CharField):
    """Plain text without line breaks, however it was pasted."""

    def to_python(self, value: Any) -> Any:
        made = super().to_python(value)
        return one_line(made) if isinstance(made, str) else made


class PublishingForm(ModelForm):
    """A record, or a part with a page of its own, with the number of the edit that it was opened at and a reason.

    The record that the number guards is refused if somebody saved it in between; the reason is needed whenever
    readers see the record. What a first attempt was refused for is shown here, so that nothing is saved.
    """

    attempt: Attempt | None = None
    #: That it is read for what the editor typed: whether that can be saved is asked later.
    only_read = False
    #: Whether who fills it in may publish, and whether it is kept in a proposal, which has a reason of its own.
    may_publish = True
    publishes_at_once = True
    for_proposal = False

    edit_number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    publication_reason = OneLineField(
        label=gettext_lazy("Reason for this change"),
        required=False,
        max_length=Publication._meta.get_field("reason").max_length,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Public, in the log of changes. Needed to publish, and for every change of what is public. "
            "Example: “Date corrected after the ministry's notice of 4 July 2019.”"
        ),
        error_messages={"required": gettext_lazy("Say why: readers see this change and its reason.")},
    )

    class Meta:
        help_texts = {
            "published_so_far": gettext_lazy("The newest public version. Example: version 2, by M. Editor."),
            "last_edit": gettext_lazy("The last save in the admin, private. Example: edit 7, by m.editor."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = self.guarded_record()
        if record is not None and record.pk:
            self.initial["edit_number"] = record.edit_number
            asked = record.status in SEALED and not self.only_read and not self.for_proposal
            self.fields["publication_reason"].required = asked
            if not self.is_bound and not self.instance._state.adding:
                self.initial["opened"] = open_page(self.instance).signed()
        if "status" in self.fields:
            self._offer_statuses()

    def guarded_record(self) -> PublishedRecord | None:
        """The record whose edit number guards this form, as far as it is known."""
        return self.instance

    def _offer_statuses(self) -> None:
        field = self.fields["status"]
        possible = [self.instance.status] if self.instance.merged_into else NEXT_STATUSES[self.instance.status]
        stored = self.instance.status
        if not (self.may_publish if stored in SEALED else self.publishes_at_once):
            possible = [value for value in possible if value == stored or value not in SEALED]
        field.choices = [(value, Status(value).label) for value in possible]
        field.error_messages["invalid_choice"] = _(
            "This is not possible here: a draft is published, what has been public is withdrawn."
        )

    def clean(self) -> None:
        super().clean()
        if self.only_read:
            return
        record = self.guarded_record()
        stored = record.stored() if record is not None else None
        if stored and not self.instance._state.adding and self.cleaned_data.get("edit_number") != stored[1]:
            self.add_error(None, self._conflict(record))
        self._ask_for_reasons(stored[0] if stored else None)
        for refusal in self.attempt.refusals if self.attempt else ():
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    def _ask_for_reasons(self, stored_status: str | None) -> None:
        status = self.cleaned_data.get("status")
        field = self.fields["publication_reason"]
        asked = not self.for_proposal and SEALED & {stored_status, status} and "publication_reason" not in self.errors
        if asked and not self.cleaned_data.get("publication_reason"):
            self.add_error("publication_reason", field.error_messages["required"])
        if status == Status.WITHDRAWN and not self.cleaned_data.get("withdrawn_reason"):
            self.add_error("withdrawn_reason", _("Say why: the page of a withdrawn record gives the reason."))

    def _conflict(self, record: PublishedRecord) -> str:
        """That the record was saved in between: by whom and when, in which fields, and where it is to be seen."""
        said = [_("%(key)s was saved by somebody else since you opened it.") % {"key": record.key}]
        if last := newest_snapshot(record.key):
            when = moment_in_words(last.saved_at)
            said.append(_("The last save was by %(editor)s, %(when)s.") % {"editor": last.editor, "when": when})
        if fields := changed_since(record, self.cleaned_data.get("edit_number") or 0):
            said.append(_("Changed since: %(fields)s.") % {"fields": ", ".join(fields)})
        said.append(_("Nothing was saved now, and nothing that you typed is lost: it is still on this page."))
        link = _("Open the record as it stands now, and make your change there.")
        return format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}</a>', " ".join(said), page_of(record), link
        )
