"""Web addresses without what does not tell two documents apart."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

#: What is put before the name of a host for other screens.
_SCREENS = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=.*\.)")
#: Parameters that say from where a reader came.
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|_ga|cmpid|ncid|ref_src", re.IGNORECASE
)


def bare(address: str) -> str:
    """The address without scheme, the host's front such as `www.` or `m.`, trailing slash, fragment and tracking.

    Empty where it leads to no page but the front page of a site, or is no address.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    path = unquote(parts.path).rstrip("/")
    if not host or not (path or kept):
        return ""
    place = "" if port in (None, 80, 443) else f":{port}"
    return f"{_SCREENS.sub('', host)}{place}{path}{'?' if kept else ''}{urlencode(kept)}"
