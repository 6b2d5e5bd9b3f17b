"""What is wrong, told to a program: problem details (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse


def problem(status: int, detail: str, **members: Any) -> HttpResponse:
    """An answer of type `application/problem+json`: the status says what kind of problem it is, `detail` what is wrong.

    `members` are of the archive's own, such as the key of the record and the public reason.
    """
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    body = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(body.encode(), content_type="application/problem+json", status=status)
