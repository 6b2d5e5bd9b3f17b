"""What the templates of the public pages know besides their own context."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from events.terms import state_label
from kjdispute.records import dates, permalinks
from kjdispute.records.models import Version
from sources.places import country_name, language_name


def in_words(edtf: str) -> str:
    """A date in EDTF in words; nothing for no date."""
    return dates.parse(edtf).in_words() if edtf else ""


def iso(edtf: str) -> str:
    """The date for `<time datetime>`: only where it is plain ISO 8601, else nothing."""
    return edtf if edtf and dates.parse(edtf).is_plain_iso else ""


def day_in_words(day: datetime.date | datetime.datetime) -> str:
    """A calendar day in words; of a moment, the day that it was at UTC+9."""
    if isinstance(day, datetime.datetime):
        day = dates.today(day)
    return dates.parse(f"{day:%Y-%m-%d}").in_words()


@pass_context
def permalink(context: Context, key: str) -> str:
    """The address of the record with this key, by key alone; on the page of a version, that of its version then."""
    past = context.get("past")
    return past.address(key) if past else permalinks.Permalink(key).path


def permalink_today(reference: str) -> str:
    """The address at which a record (`E17`) or a statement of it (`E17#s3`) stands today."""
    key, _hash, anchor = reference.partition("#")
    return permalinks.Permalink(key, anchor=anchor).path


def version_address(version: Version) -> str:
    """The address of a version."""
    return permalinks.Permalink(version.key, version.number).path


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of `templates/public/`: escaping on, unknown names an error."""
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"], **options)
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)
    made.globals.update(
        static=static,
        url=reverse,
        site=settings.SITE_URL,
        archive=settings.ARCHIVE,
        permalink=permalink,
        permalink_today=permalink_today,
        version_address=version_address,
        past=None,
        fates=None,
        page_language=translation.get_language,
        state_label=state_label,
    )
    made.filters.update(
        in_words=in_words,
        iso=iso,
        day_in_words=day_in_words,
        language_name=language_name,
        country_name=country_name,
    )
    return made
