"""An editor imports a spreadsheet and undoes it in a real browser, with the keyboard and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kjdispute.records.models import ImportBatch, Version
from sources.models import Source
from tests.browser.logging_in import log_in
from tests.browser.test_accessibility import AUDIT, AXE, TAGS
from tests.editing import REASON, make_editor
from tests.factories import make_source
from tests.importing import csv_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[1280, 390])
def page(request, chromium, live_server):
    """A page of an editor who is logged in and has no JavaScript."""
    context, page = signed_in(chromium, live_server, request.param, scripts=False)
    yield page
    context.close()


def signed_in(chromium, live_server, width, scripts):
    editor = make_editor()
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    page = context.new_page()
    log_in(page, live_server.url, editor)
    return context, page


def look_at(page, live_server, tmp_path):
    """Bring a file with a row to change, one to refuse and one to leave; gives the record that changes."""
    good, bad, same = (make_source(title, published=True) for title in ("수출규제", "輸出管理", "Talks"))
    file = tmp_path / "sources.csv"
    typed = {good.key: ("수출규제 강화", "2019-07-04"), bad.key: ("Two", "5 July"), same.key: ("Talks", "2019-07-02")}
    rows = [{"key": key, "title": title, "published": day} for key, (title, day) in typed.items()]
    file.write_bytes(csv_of(*rows))
    page.goto(f"{live_server.url}/admin/sources/source/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at it").press("Enter")
    expect(page.get_by_role("link", name="1 refused")).to_be_visible()
    return good


def test_an_editor_imports_what_is_in_order_and_undoes_it(live_server, page, tmp_path):
    source = look_at(page, live_server, tmp_path)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.get_by_label("Reason for this change").fill(REASON)
    page.get_by_role("button", name="Import").press("Enter")
    expect(page.get_by_text("Rows are refused, and nothing was imported.")).to_be_visible()
    expect(page.get_by_label("Reason for this change")).to_have_value(REASON)
    page.get_by_label("leave out the one that is refused").press("Space")
    page.get_by_role("button", name="Import").press("Enter")
    expect(page.get_by_text("sources.csv was imported: 1 refused, 1 changed, 1 unchanged.")).to_be_visible()
    assert Source.objects.get(pk=source.pk).title == "수출규제 강화"
    page.get_by_role("link", name="Undo this import").press("Enter")
    page.get_by_label("Reason for this change").fill("Taken from the wrong list")
    page.get_by_role("button", name="Undo this import").press("Enter")
    expect(page.get_by_text("sources.csv was undone")).to_be_visible()
    assert Source.objects.get(pk=source.pk).title == "수출규제"
    assert Version.objects.filter(key=source.key).count() == 3


@pytest.mark.engine("sqlite")
@pytest.mark.node
@pytest.mark.parametrize("width", [1280, 390])
def test_no_screen_of_a_spreadsheet_breaks_a_rule_of_wcag_2_2_aa(live_server, chromium, tmp_path, width):
    context, page = signed_in(chromium, live_server, width, scripts=True)
    look_at(page, live_server, tmp_path)
    program, found = AXE.read_text(), []
    report = page.url
    page.goto(f"{live_server.url}/admin/sources/source/import/")
    found += audited(page, program)
    page.goto(report)
    found += audited(page, program)
    page.get_by_label("Reason for this change").fill(REASON)
    page.get_by_label("leave out the one that is refused").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Import").click()
    page.goto(f"{live_server.url}/admin/sources/source/import/{ImportBatch.objects.get().pk}/undo/")
    found += audited(page, program)
    assert not found, "\n".join(found)
    context.close()


def audited(page, program):
    """What axe finds wrong in what these screens add to the admin, in light and in dark."""
    page.evaluate(program)
    page.add_style_tag(content="* { transition: none !important }")  # so that no colour is measured on its way
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        audit = page.evaluate(AUDIT.replace("axe.run(document,", 'axe.run("#content",'), TAGS)
        assert audit["rules"] > 10
        found += [f"{page.url}, {scheme} → {each}" for each in audit["found"]]
    return found
