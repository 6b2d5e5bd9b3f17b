"""Photo captions, and dates that an extraction has fused with the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from .flags import Flag, Proposal, whole

_MONTHS = """January February March April May June July August September October November December
    Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"""
#: The twelve months in English, then their short forms.
MONTHS = _MONTHS.split()
MONTH = rf"(?:{'|'.join(MONTHS)})\.?"
#: A calendar day as stamps print it, with or without a time of day.
STAMP = (
    r"(?:(?:19|20)\d\d\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}(?:[日일.]|(?!\d))|"
    rf"{MONTH} \d{{1,2}}, ?(?:19|20)\d\d|\d{{1,2}} {MONTH},? (?:19|20)\d\d)"
    r"(?:[\sT(]{0,2}(?:\d{1,2}:\d\d(?::\d\d)?\)?(?: ?[ap]\.?m\.?)?(?: ?(?:KST|JST|GMT|UTC)(?:\+\d+)?)?))?"
)
AGO = (
    r"\d{1,2} ?(?:m|h|d|min|mins|minutes?|hrs?|hours?|days?|weeks?|months?) ago|"
    r"\d{1,2} ?(?:분|시간|일) 전|\d{1,2} ?(?:分|時間|日)前"
)
FUSED = re.compile(rf"(?<=[a-z)\].,\"'”’가-힣ぁ-ヿ一-鿿])(?:{STAMP}|{AGO})")
#: How captions begin or end.
CAPTION = re.compile(
    r"^(?:(?:file )?(?:photo|picture|image|pic)s?\s?(?:by|:|：|\(|/|-|—|courtesy)|\[?photo|"
    r"▲|△|◀|▶|사진\s?[=:：]|\[사진|写真\s?[=＝:：]|【写真|\(写真|（写真|\[写真|caption:)"
    r"|(?:\((?:file )?(?:photo|pool|ap|afp|reuters|kyodo|yonhap|epa|getty)[^()]{0,40}\)|/ ?(?:연합뉴스|뉴시스|뉴스1)|"
    r"(?:photo|image)(?: by|:| courtesy of) [\w .'’/-]{2,50}|(?:사진|写真)\s?[=＝:：]\s?\S{1,20}"
    rf")[\s.]*(?:{STAMP})?$",
    re.IGNORECASE,
)
#: At most so long, in characters, is a caption.
LONGEST = 400
#: What only looks like one: a credit to an agency alone, which belongs to the text.
CREDIT = re.compile(r"[.!?。][\"'”’」]?\s*\((?:ap|afp|reuters|kyodo|yonhap)[^()]{0,40}\)$", re.IGNORECASE)


def captions(paragraphs: Sequence[str]) -> Iterator[Flag]:
    """Captions, kept unless a date is fused with them; and fused dates wherever they stand.

    A citation counts captions as paragraphs, so that a clean caption stays.
    """
    for number, paragraph in enumerate(paragraphs, start=1):
        is_caption = len(paragraph) <= LONGEST and CAPTION.search(paragraph) and not CREDIT.search(paragraph)
        fused = list(FUSED.finditer(paragraph))
        if is_caption and fused:
            yield whole("caption", number, paragraph, says=_("With a date fused to it."))
        elif is_caption:
            yield whole("caption", number, paragraph, Proposal.KEEP, _("Citations count captions as paragraphs."))
        elif len(fused) == 1 and fused[0].end() == len(paragraph) and _is_furniture(paragraph):
            yield whole("fused", number, paragraph, says=_("It tells when the page was put up, not what is reported."))
        else:
            for match in fused:
                yield Flag("fused", number, *match.span(), match[0], Proposal.DROP)


def _is_furniture(paragraph: str) -> bool:
    """Whether a paragraph is no sentence but a byline or a caption that a date was fused to."""
    return len(paragraph) < 200 and not re.search(r"[.!?。][\"'”’」]?\s", paragraph)
