"""Names of countries and languages, from the Unicode CLDR, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

INTERNATIONAL = "INT"


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))


def country_name(code: str) -> str:
    """The name of a country by its two letters in ISO 3166; `INT` is an international body."""
    if code == INTERNATIONAL:
        return _("international")
    return _locale().territories.get(code, code)


def language_name(code: str) -> str:
    """The name of a language by its code, such as `ko`."""
    return _locale().languages.get(code, code)


def by_name(codes: Iterable[str], name_of) -> list[tuple[str, str]]:
    """Codes with their names, in the order of the names."""
    return sorted(((code, name_of(code)) for code in codes if code), key=lambda pair: pair[1].casefold())
