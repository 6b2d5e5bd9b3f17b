"""What stands in a text without being part of it: menus, share buttons, repeats, broadcast marks.

Nothing is taken away here. Each function names words and proposes; an editor decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from .captions import captions
from .flags import Flag, Proposal, whole
from .widget_words import COUNTER, MENU, WIDGETS

#: What is heard, in brackets of any kind.
SOUND = re.compile(
    r"[\[(【<♪]\s*(?:music|applause|laughter|cheers?|cheering|crosstalk|inaudible|silence|beep|jingle|theme music|"
    r"음악|박수|웃음|환호|음성|영상|자막|음악 소리|音楽|拍手|笑い|笑|歓声|ＢＧＭ|BGM|映像|VTR)\s*[\])】>♪]|♪+",
    re.IGNORECASE,
)
SPEAKER = re.compile(
    r"[\[【<(]\s*(?:anchor|reporter|narrator|host|presenter|interviewer|voice-?over|앵커|기자|아나운서|리포터|리포트|인터뷰|내레이션|"
    r"アナウンサー|キャスター|記者|ナレーション|リポーター|解説)(?:\s?멘트)?\s*[\]】>)](?:\s*[:：])?|"
    r"(?:news ?)?(?:anchor|reporter|narrator|host|presenter|interviewer|voice-?over)(?: [A-Z][\w.'’-]+){0,3}\s*:|"
    r"(?:앵커|기자|아나운서|리포터|내레이션|アナウンサー|キャスター|記者|ナレーション|リポーター)\s*[:：]",
    re.IGNORECASE,
)


def residue(paragraphs: Sequence[str], outside: Iterable[int] = ()) -> list[Flag]:
    """Everything in these paragraphs that may not belong to the text, in their order.

    `outside` are the numbers of paragraphs of which the extraction said that they stand around the text.
    """
    seen = frozenset(outside)
    made = [whole("outside", number, paragraphs[number - 1]) for number in sorted(seen)]
    finders: tuple[Callable[[Sequence[str]], Iterable[Flag]], ...] = (widgets, repeats, headlines, captions, marks)
    for finder in finders:
        made += [flag for flag in finder(paragraphs) if flag.paragraph not in seen]
    return sorted(made, key=lambda flag: (flag.paragraph, flag.start, -flag.end))


def widgets(paragraphs: Sequence[str]) -> Iterator[Flag]:
    """Buttons, counters, and menus in one line."""
    for number, paragraph in enumerate(paragraphs, start=1):
        if WIDGETS.fullmatch(paragraph) or COUNTER.fullmatch(paragraph) or MENU.fullmatch(paragraph):
            yield whole("widget", number, paragraph)


def repeats(paragraphs: Sequence[str]) -> Iterator[Flag]:
    """Paragraphs that stand earlier in the text word for word."""
    first: dict[str, int] = {}
    for number, paragraph in enumerate(paragraphs, start=1):
        before = first.setdefault(paragraph, number)
        if before != number and not COUNTER.fullmatch(paragraph):
            yield whole("repeat", number, paragraph, says=_("As paragraph %(number)s.") % {"number": before})


def headlines(paragraphs: Sequence[str]) -> Iterator[Flag]:
    """A headline that stands twice among the first paragraphs, also in other capitals or other marks.

    The one that is more like the text below in its letters is kept.
    """
    for earlier, later in ((0, 1), (0, 2), (1, 2)):
        if later >= len(paragraphs) - 1:
            return
        first, second = paragraphs[earlier], paragraphs[later]
        if first == second or not _letters(first) or _letters(first) != _letters(second):
            continue
        below = set(re.findall(r"\w+", " ".join(paragraphs[later + 1 :])))
        kept = later if _shared(second, below) > _shared(first, below) else earlier
        dropped = later if kept == earlier else earlier
        says = _("Paragraph %(number)s says the same in other letters.") % {"number": kept + 1}
        yield whole("headline", dropped + 1, paragraphs[dropped], says=says)
        return


def _letters(text: str) -> str:
    """The letters and digits alone, whatever their case and width."""
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFKC", text).casefold()))


def _shared(headline: str, below: set[str]) -> int:
    """How many words of a headline stand below in the same letters, less those that only its capitals set apart."""
    words = re.findall(r"\w+", headline)
    return sum(1 if word in below else -1 for word in words)


def marks(paragraphs: Sequence[str]) -> Iterator[Flag]:
    """Sounds, and names of those who speak, as broadcasters write them into a text."""
    for number, paragraph in enumerate(paragraphs, start=1):
        for match in SOUND.finditer(paragraph):
            yield Flag("sound", number, *match.span(), match[0], Proposal.DROP)
        if match := SPEAKER.match(paragraph):
            says = _("It is not spoken, but it says whose words follow.")
            yield Flag("speaker", number, *match.span(), match[0], Proposal.KEEP, says)
