"""Pictures of every kind of public page, at two widths and in both schemes, to be looked at.

    python -m tests.browser.screenshots OUTDIR [BASE_URL]

The archive is served at BASE_URL with its corpus. A page that is wider than its window is named; then the exit status is 1.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS
from tests.suite import CHROMIUM

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
#: Each picture's name, and the address that it shows.
PAGES = {
    "home": "/",
    "events": "/events/",
    "events-filtered": "/events/?strand=wto&measure=M5",
    "events-empty": "/events/?from=2019-09&to=2019-11&side=press&measure=M1",
    "search": "/search/",
    "search-ko": "/search/?q=%EC%88%98%EC%B6%9C%EA%B7%9C%EC%A0%9C",
    "search-events": "/search/?q=licen*&kind=event",
    "coverage": "/about/coverage/",
    "coverage-publishers": "/about/coverage/?count=statements&by=publisher",
    "actors": "/actors/",
    "measures": "/measures/",
    "questions": "/questions/",
    "sources": "/sources/",
    "publishers": "/publishers/",
    **{f"event-{key}": f"/events/{key}/" for key in ("E19", "E66", "E79", "E97")},
    **{f"actor-{key}": f"/actors/{key}/" for key in ("A2", "A5", "A77")},
    **{f"measure-{key}": f"/measures/{key}/" for key in ("M1", "M5", "M8", "M13")},
    **{f"question-{key}": f"/questions/{key}/" for key in ("Q1", "Q11", "Q13", "Q53", "Q54")},
    **{f"source-{key}": f"/sources/{key}/" for key in ("S1", "S8", "S13", "S206")},
    "publisher-P1": "/publishers/P1/",
    "state-2019-09-11": "/state/2019-09-11/",
    "state-2023-05-01": "/state/2023-05-01/",
    "state-recorded": "/state/2019-09-11/?recorded=2026-11-23",
    "state-400": "/state/?day=2019-13-01",
    "timeline": "/timeline/",
    "timeline-2019": "/timeline/?from=2019&to=2019",
    "timeline-2019-07": "/timeline/?from=2019-07&to=2019-07",
    "timeline-wto": "/timeline/?strand=wto",
    "changes": "/changes/",
    "history": "/events/E19/history/",
    "about": "/about/",
    "method": "/about/method/",
    "glossary": "/about/glossary/",
    "400": "/events/?strand=nope",
    "404": "/events/E9999/",
}


def is_too_wide(page: Page) -> bool:
    """Whether a reader would have to scroll sideways."""
    return page.evaluate("document.scrollingElement.scrollWidth > innerWidth")


def main(folder: str, base: str = "http://127.0.0.1:8000") -> int:
    """Take every picture; the exit status says whether each page fits its window."""
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    too_wide = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for width in WIDTHS:
            for scheme in SCHEMES:
                window = {"width": width, "height": 900}
                context = browser.new_context(viewport=window, color_scheme=scheme)
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto(base + path)
                    page.screenshot(path=into / f"{name}-{width}-{scheme}.png", full_page=True)
                    if is_too_wide(page):
                        too_wide.append(f"{path} at {width} px")
                context.close()
        browser.close()
    for each in too_wide:
        print(f"too wide: {each}")
    return 1 if too_wide else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
