"""Withholding a version: its text is taken away by order, for ever; its hashes and a public reason stay.

The references of the version stay as well. They hold keys and numbers but no words, and without them the number of a
statement that stood only in this text could be given to another.
"""

from __future__ import annotations

import logging
import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _

from . import keys, revisions
from .models import ArchiveHead, Snapshot, Version
from .search import index

logger = logging.getLogger(__name__)


class NotWithholdable(ValueError):
    """A version that cannot be withheld, or not with this reason; the message says why. Nothing was changed."""


def withhold(key: str, number: int, reason: str, *, with_snapshots: bool = False) -> Version:
    """Blank the text of one version and give the reason in public; returns the version as it now stands.

    The newest version of a public record equals the record, so that is refused: the record is corrected or withdrawn
    first. `with_snapshots` also blanks the private snapshots of the record, but for those whose text still stands in a
    version. Raises `NotWithholdable`.
    """
    reason = unicodedata.normalize("NFC", reason.strip())
    _check(reason)
    with transaction.atomic():
        # Nobody publishes meanwhile: what is the newest version stays the newest.
        ArchiveHead.objects.select_for_update().get()
        version = find(key, number)
        Version.objects.filter(pk=version.pk).update(data="", withheld_reason=reason)
        if with_snapshots:
            _blank_snapshots(key)
        index.update([key], whole=True)
        revisions.move()
        version.refresh_from_db()
    logger.warning("%s was withheld: %s", version, reason)
    return version


def find(key: str, number: int) -> Version:
    """The version, if it can be withheld. Raises `NotWithholdable`."""
    try:
        record = keys.find(key)
    except ValueError as error:
        raise NotWithholdable(str(error)) from error
    versions = Version.objects.select_related("publication").filter(key=key)
    version = versions.filter(number=number).first()
    if version is None:
        raise NotWithholdable(_("There is no version %(number)s of %(key)s.") % {"number": number, "key": key})
    if version.withheld_reason:
        words = _("%(version)s is withheld already: %(reason)s")
        raise NotWithholdable(words % {"version": version, "reason": version.withheld_reason})
    if record is not None and record.is_public and not versions.filter(number__gt=number).exists():
        words = _("%(version)s is what %(key)s says now: correct or withdraw %(key)s first, then withhold it.")
        raise NotWithholdable(words % {"version": version, "key": key})
    return version


def _check(reason: str) -> None:
    limit = Version._meta.get_field("withheld_reason").max_length
    if not reason:
        raise NotWithholdable(_("A reason is needed: readers see it in the place of the text."))
    if len(reason) > limit:
        raise NotWithholdable(_("The reason is longer than %(limit)s characters.") % {"limit": limit})
    if any(unicodedata.category(letter) == "Cc" for letter in reason):
        raise NotWithholdable(_("The reason holds a line break or a control character: give it on one line."))


def _blank_snapshots(key: str) -> None:
    """Who saved the record and when is kept; what was saved goes, unless a version still says it in public."""
    standing = Version.objects.filter(key=key).exclude(data="").values("data")
    Snapshot.objects.filter(key=key).exclude(data__in=standing).update(data="")
