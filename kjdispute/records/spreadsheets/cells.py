"""What a cell says: kept from being taken for a formula on the way out, and read back unharmed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

#: What a spreadsheet program takes for the beginning of a formula, as typed on every keyboard.
_FORMULA = r"[=+\-@\t\r＝＋－＠]"
_BEGINS_LIKE_A_FORMULA = re.compile(rf"'*{_FORMULA}")
_NEUTRALISED = re.compile(rf"'+{_FORMULA}")


def neutralised(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet program would take it for a formula."""
    return f"'{text}" if _BEGINS_LIKE_A_FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text that was neutralised."""
    return text[1:] if _NEUTRALISED.match(text) else text


def text_of(value: Any) -> str:
    """What a cell of a workbook says, as text: a day as in EDTF, a whole number without a fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
