"""Every kind of page of the admin, held against WCAG 2.2 AA by axe-core, and gone through with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from events.models import Actor, Event, Measure, Question, Statement, StatementCitation
from kjdispute.records.admin.desk import LISTS
from kjdispute.records.models import Status, unguarded
from sources.models import Capture, Publisher, Source
from tests.browser.test_accessibility import AXE, TAGS, make_cited_event, make_words, revised, stops
from tests.editing import address, desk_of, make_editor, save
from tests.factories import make_actor, make_event, make_publisher, make_report, make_source, make_statement
from tests.importing import bring, csv_of
from tests.reviewing import keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "수출 관리에 관한 회의가 도쿄에서 열렸다. 両国は次の日程で合意した。"
#: What axe-core finds on these pages, with its impact. It is asked for what keeps somebody from a page.
AUDIT = """async ([tags, but]) => {
    const context = { include: [["html"]], exclude: but.map(selector => [selector]) };
    const options = { runOnly: tags, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] };
    const { passes, violations } = await axe.run(context, options);
    const serious = violations.filter(rule => ["serious", "critical"].includes(rule.impact));
    return {
        rules: passes.length,
        found: serious.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`)),
    };
}"""
#: What Django's own admin does not do right, by selector, each with why that stands. Nothing of ours is among it.
EXCEPTIONS = {
    "#searchbar": "It is named by the picture in its label, which the rule for titles does not read.",
    ".datetime input": "Only on Django's page of a user, whose two dates nobody types.",
    ".selector .help-tooltip": "Only on Django's page of a user: a hint whose words stand beside it as well.",
}
#: The rules that a page in dark may break where it keeps them in light.
COLOURS = ("color-contrast", "link-in-text-block")
#: What a page may break in a narrow window where it keeps it in a wide one.
SIZES = ("target-size", "scrollable-region-focusable", "aria-hidden-focus", "link-name", "label", "color-contrast")
#: Colours are held against the rules once they are there, not while they change.
AT_ONCE = "*, *::before, *::after { transition: none !important; animation: none !important; }"

MODELS = [model for app in ("records", "sources", "events", "auth") for model in apps.get_app_config(app).get_models()]
ADMINS = [model for model in MODELS if model in admin.site._registry]
ADDED = (Publisher, Source, Actor, Event, Measure, Question, Statement)


@pytest.fixture
def editor(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_editor()


def make_twins() -> None:
    """What the lists of possible duplicates show."""
    publisher = make_publisher("連合ニュース")
    make_publisher("連合ニュース")
    for title in ("輸出管理", "輸出規制"):
        source = make_source(title, publisher=publisher, language="ja", url="https://www.meti.go.jp/press/1")
        Capture(source=source, text=TEXT, position=1).save()
    actor = make_actor("Ministry", names=[("ko", "Hang", "산업통상자원부")])
    make_actor("The ministry", names=[("ko", "Hang", "산업통상자원부")])
    for title in ("Officials hold talks in Tokyo", "Officials held talks in Tokyo"):
        make_event(title, participants=[actor], status=Status.IN_REVIEW)


def make_work(desk: Client, event: Event) -> None:
    """What others left: a proposal, a report, a passage that was not found, a spreadsheet."""
    keep(desk, event, title="수출규제 시행")
    make_report(event, "날짜가 틀렸다.", statement=1)
    unguarded(StatementCitation).filter(statement__event=event).update(check_result="differs")
    bring(desk, Actor, csv_of({"key": "", "kind": "ministry", "side": "japan", "name_en": "外務省"}))
    save(desk, Actor.objects.order_by("pk").last(), office="장관")


def make_pages(editor: User) -> dict[str, str]:
    """The address of each kind of page, by a name for it. A new page is a new row."""
    source = make_source("対韓国輸出管理の運用見直しについて", published=True, language="ja", url="https://a.example/1")
    event, _others = make_cited_event(source)
    revised(event)
    make_words()
    make_twins()
    make_work(desk_of(editor), event)
    twins = Source.objects.exclude(captures=None).order_by("pk")
    statement = make_statement(make_event("A draft"), "It was done.", sources=[source])
    return {
        "first page": reverse("admin:index"),
        "an app": reverse("admin:app_list", args=["events"]),
        "password": reverse("admin:password_change"),
        **{f"list of {model._meta.verbose_name_plural}": address(model, "changelist") for model in ADMINS},
        **{f"new {model._meta.verbose_name}": address(model, "add") for model in ADDED},
        **{
            f"page of a {model._meta.verbose_name}": address(model.objects.order_by("-pk").first())
            for model in ADMINS
            if model.objects.exists()
        },
        "an event with all its rows": address(event),
        "preview": reverse("admin:events_event_preview", args=[event.pk]),
        "bring a spreadsheet": address(Actor, "import"),
        "history": address(event, "history"),
        "deletion": address(statement.event, "delete"),
        "deletion of a statement": address(statement, "delete"),
        "statement": address(event.statements.first()),
        "search without a find": f"{address(Event, 'changelist')}?q=nothing",
        "bring a text": reverse("admin:sources_source_capture", args=[source.pk]),
        "bring a new text": reverse("admin:sources_source_capture_new"),
        "two texts compared": reverse("admin:sources_source_beside", args=[twins[0].pk, twins[1].pk]),
        **{f"desk: {name}": made.address for name, made in LISTS.items()},
    }


#: The places of all elements that a keyboard must reach. What waits for JavaScript is not shown without it.
REACHABLE = """() => [...document.querySelectorAll("*")].flatMap((element, place) =>
    element.matches("a[href], button, input, select, textarea, summary")
    && element.checkVisibility({ visibilityProperty: true }) ? [place] : [])"""
#: Of these the keyboard goes through every stop, without JavaScript.
BY_KEYBOARD = (
    "first page",
    "desk: duplicate-sources",
    "desk: statements-on-one-source",
    "list of events",
    "new publisher",
    "page of a statement",
    "history",
    "deletion",
    "two texts compared",
)

#: Pages that answer a form: what is done in the browser to come to each.
STEPS: dict[str, Callable[[Page, str], None]] = {}


def step(name: str) -> Callable:
    def keep(way: Callable[[Page, str], None]) -> Callable[[Page, str], None]:
        STEPS[name] = way
        return way

    return keep


def press(page: Page, button: str) -> None:
    """Press a button, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def choose(page: Page, base: str, action: str, count: int) -> None:
    """Choose the first rows of the list of events, and an action for them."""
    page.goto(base + address(Event, "changelist") + "?status__exact=in_review")
    for row in page.locator("input.action-select").all()[:count]:
        row.check()
    page.locator("select[name=action]").select_option(action)
    press(page, "Go")


@step("publish selected")
def publish_selected(page: Page, base: str) -> None:
    choose(page, base, "publish_selected", 2)


@step("merge: name the other")
def merge_one(page: Page, base: str) -> None:
    choose(page, base, "merge_selected", 1)


@step("merge: look at it")
def merge_two(page: Page, base: str) -> None:
    choose(page, base, "merge_selected", 2)


@step("delete selected")
def delete_selected(page: Page, base: str) -> None:
    choose(page, base, "delete_selected", 1)


@step("a form with errors")
def refused_form(page: Page, base: str) -> None:
    page.goto(base + address(Source, "add"))
    press(page, "Save")


@step("look at a text")
def look_at_text(page: Page, base: str) -> None:
    page.goto(base + reverse("admin:sources_source_capture", args=[Source.objects.public().first().pk]))
    page.get_by_label("Text", exact=True).fill(f"Ports Talk\n\nShare this article:\n\n{TEXT}\n\n{TEXT}\n\n3 days ago")
    press(page, "Look at it")


@step("save a text with its source")
def save_text(page: Page, base: str) -> None:
    look_at_text(page, base)
    press(page, "Continue to the source")


def logged_in(chromium: Any, base: str, editor: Any, **window: Any) -> BrowserContext:
    """A window in which this editor is logged in."""
    context = chromium.new_context(**window)
    session = desk_of(editor).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    return context


def findings(page: Page, name: str) -> list[str]:
    """What is seriously wrong with the page that is open, in light and in dark."""
    page.add_style_tag(content=AT_ONCE)
    page.evaluate(AXE.read_text())
    found = []
    is_wide = page.viewport_size["width"] > 1000
    for scheme, asked in (("light", TAGS), ("dark", COLOURS)) if is_wide else (("light", SIZES),):
        page.emulate_media(color_scheme=scheme)
        audit = page.evaluate(AUDIT, [asked, list(EXCEPTIONS)])
        assert audit["rules"] > (10 if asked == TAGS else 0), name
        found += [f"{name}, {scheme} → {each}" for each in audit["found"]]
    return found


@pytest.mark.node
@pytest.mark.engine("sqlite")  # what a page looks like is the same on both, and there are very many
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_admin_keeps_anybody_out(live_server, chromium, editor, width):
    pages, found = make_pages(editor), []
    context = logged_in(chromium, live_server.url, editor, viewport={"width": width, "height": 900})
    page = context.new_page()
    for name, place in pages.items():
        assert page.goto(live_server.url + place).status == 200, name
        found += findings(page, name)
    for name, way in STEPS.items():
        way(page, live_server.url)
        found += findings(page, name)
    context.clear_cookies()
    page.goto(live_server.url + reverse("admin:login"))
    found += findings(page, "login")
    assert not found, "\n".join(found)
    context.close()


def is_plain(stop: dict[str, Any]) -> bool:
    """Whether one sees where the keyboard is. Django's button for light and dark does nothing without JavaScript."""
    return "theme-toggle" in stop["name"] or (stop["shown"] and stop["marked"])


@pytest.mark.parametrize("width", [1280, 390])
def test_the_tab_key_stops_at_all_that_can_be_done_and_shows_where_it_is(live_server, chromium, editor, width):
    pages = make_pages(editor)
    window = {"viewport": {"width": width, "height": 900}, "java_script_enabled": False}
    context = logged_in(chromium, live_server.url, editor, **window)
    page, wrong = context.new_page(), []
    for name in BY_KEYBOARD:
        page.goto(live_server.url + pages[name])
        found = stops(page)
        places, reachable = [stop["place"] for stop in found], page.evaluate(REACHABLE)
        if [place for place in places if place in reachable] != reachable:
            wrong.append(f"{name}: the keyboard does not reach all that can be done, or in another order")
        wrong += [f"{name}: {stop['name']}" for stop in found if not is_plain(stop)]
    assert not wrong, "\n".join(wrong)
    context.close()


def test_two_are_told_apart_by_the_keyboard_alone(live_server, chromium, editor):
    make_twins()
    context = logged_in(chromium, live_server.url, editor, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('admin:index')}")
    page.get_by_role("link", name="All: Actors that may be the same").press("Enter")
    page.get_by_role("button", name="are not the same").press("Enter")
    expect(page.get_by_text("they are not shown again")).to_be_visible()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    context.close()
