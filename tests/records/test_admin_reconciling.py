"""Two editors, or an editor and a job, on one record: the second save is refused, and nothing of it is lost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from events.models import Event, Participation, Statement
from kjdispute.records import acts, canonical, verification
from kjdispute.records.models import Snapshot, Version
from kjdispute.records.publications import publication
from tests.editing import REASON, address, as_shown, desk_of, make_editor, messages_on, save
from tests.factories import make_actor, make_citation, make_event, make_source, make_statement, publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


@pytest.fixture
def other():
    return desk_of(make_editor("j.editor"))


@pytest.fixture
def event():
    with publishing():
        actors = [make_actor("経済産業省", published=True), make_actor("산업통상자원부", published=True)]
        made = make_event("Talks", published=True, statements=("They met.", "They agreed."), participants=actors)
    return made


def opened(client, thing):
    return as_shown(client.get(address(thing)))


def send(client, thing, sent, **typed):
    return client.post(address(thing), {**sent, "publication_reason": REASON, **typed})


def rows(page):
    return {row.id: row for row in page.context["rows"]}


def answer(client, page, **chosen):
    """What the browser sends of the three columns: the proposals, and what is chosen besides."""
    sent = {row.id: row.chosen for row in page.context["rows"] if row.chosen}
    sent |= {
        "held": page.context["held"],
        "stored_edit": page.context["record"].edit_number,
        "publication_reason": page.context["reason"],
    }
    return client.post(page.context["action"], {**sent, **chosen})


def test_the_second_save_is_refused_with_three_columns(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, title="会談", place="Tokyo")
    assert page.status_code == 409
    found = rows(page)
    assert set(found) == {"title", "place"}
    assert found["title"].is_conflict
    assert found["place"].chosen == "mine"
    html = page.content.decode()
    for said in ("Talks", "회담", "会談", "j.editor", "nothing that you typed is lost"):
        assert said in html
    assert Event.objects.get().title == "회담"


def test_what_was_chosen_is_saved_as_one_version(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, title="会談", place="Tokyo")
    done = answer(desk, page, title="mine")
    assert done.url == address(event)
    event.refresh_from_db()
    assert (event.title, event.place) == ("会談", "Tokyo")
    assert Version.objects.filter(key=event.key).count() == 3
    assert Snapshot.objects.filter(key=event.key).first().editor == "m.editor"
    assert list(verification.findings()) == []


def test_different_places_need_no_choice(desk, other, event):
    sent = opened(desk, event)
    other_sent = opened(other, event)
    send(other, event, other_sent, **{"statements-0-text": "They met in 서울."})
    page = send(desk, event, sent, **{"statements-1-text": "They agreed on 輸出管理."})
    assert {(row.place, row.chosen) for row in page.context["rows"]} == {
        ("Statement 1, text", "stored"),
        ("Statement 2, text", "mine"),
    }
    answer(desk, page)
    assert list(Statement.objects.order_by("number").values_list("text", flat=True)) == [
        "They met in 서울.",
        "They agreed on 輸出管理.",
    ]


def test_new_statements_and_participants_of_both_stay(desk, other, event):
    with publishing():
        third, fourth = make_actor("Third", published=True), make_actor("Fourth", published=True)
    sent = opened(desk, event)
    row = {"participants-TOTAL_FORMS": 3, "participants-2-role": "host", "participants-2-actor": third.pk}
    send(other, event, opened(other, event), **row)
    page = send(desk, event, sent, **{**row, "participants-2-actor": fourth.pk})
    answer(desk, page)
    assert list(Participation.objects.order_by("position").values_list("actor__name", flat=True))[2:] == [
        "Third",
        "Fourth",
    ]


def test_what_one_deleted_and_the_other_changed_is_asked(desk, other, event):
    gone = event.statements.get(number=2)
    sent = opened(desk, event)
    send(other, event, opened(other, event), **{"statements-1-DELETE": "on"})
    assert not Statement.objects.filter(pk=gone.pk).exists()
    page = send(desk, event, sent, **{"statements-1-text": "They agreed on much."})
    (row,) = page.context["rows"]
    assert (row.place, row.is_conflict, row.stored.is_empty) == ("Statement 2", True, True)
    refused = answer(desk, page)
    assert refused.status_code == 400
    assert "choose one of the two" in refused.content.decode()
    done = answer(desk, refused, **{row.id: "mine"})
    assert done.status_code == 302
    assert Statement.objects.get(number=3).text == "They agreed on much."


def test_a_citation_is_brought_together_on_the_page_of_its_statement(desk, other, event):
    statement = event.statements.get(number=1)
    source = make_source("通商白書", published=True)
    sent = opened(desk, statement)
    save(other, event, title="회담", publication_reason=REASON)
    row = {"citations-TOTAL_FORMS": 2, "citations-1-source": source.pk, "citations-1-paragraphs": "4"}
    page = send(desk, statement, sent, **row, **{"citations-1-stance": "disputes"})
    assert page.status_code == 409
    assert "通商白書" in page.content.decode()
    answer(desk, page)
    assert statement.citations.get(source=source).stance == "disputes"
    assert Event.objects.get().title == "회담"


def test_saved_once_more_in_between_it_is_asked_again_with_what_was_chosen(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, title="会談")
    save(other, event, place="Seoul", publication_reason=REASON)
    again = answer(desk, page, title="mine")
    assert again.status_code == 409
    assert rows(again)["title"].chosen == "mine"
    assert rows(again)["place"].chosen == "stored"
    answer(desk, again)
    event.refresh_from_db()
    assert (event.title, event.place) == ("会談", "Seoul")


def test_a_job_that_published_meanwhile_is_not_overwritten(desk, event):
    sent = opened(desk, event)
    with publication("A job", "Dates checked"):
        canonical.apply({**canonical.read(event), "date": "2019-07-02"})
    page = send(desk, event, sent, title="会談")
    assert {row.id: row.chosen for row in page.context["rows"]} == {"title": "mine", "date": "stored"}
    answer(desk, page)
    event.refresh_from_db()
    assert (event.title, event.date) == ("会談", "2019-07-02")


def test_a_job_does_not_overwrite_what_an_editor_saved_meanwhile(desk, event):
    form, edit = canonical.read(event), event.edit_number
    save(desk, event, title="会談", publication_reason=REASON)
    with pytest.raises(acts.EditConflict), publication("A job", "Dates checked"):
        canonical.apply({**form, "date": "2019-07-02"}, edit_number=edit)
    assert Event.objects.get().title == "会談"


def test_a_draft_is_brought_together_without_a_reason(desk, other):
    draft = make_event("Draft")
    save(desk, draft, title="Draft 1")
    sent = opened(desk, draft)
    save(other, draft, title="Draft 2")
    page = desk.post(address(draft), {**sent, "place": "부산"})
    answer(desk, page)
    draft.refresh_from_db()
    assert (draft.title, draft.place) == ("Draft 2", "부산")
    assert not Version.objects.exists()


def test_without_a_reason_nothing_public_is_saved(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, place="Tokyo")
    refused = answer(desk, page, publication_reason=" ")
    assert refused.status_code == 400
    assert "Say why" in refused.content.decode()
    assert Event.objects.get().place == ""


def test_what_the_archive_refuses_is_told_on_the_page(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, place="Tokyo")
    refused = answer(desk, page, publication_reason="x" * 501)
    assert refused.status_code == 400
    assert "longer than 500 characters" in refused.content.decode()


def test_a_form_with_errors_of_its_own_stays_as_it_was_typed(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, date="2019-13-45", place="Tokyo")
    assert page.status_code == 200
    assert 'value="Tokyo"' in page.content.decode()
    assert Event.objects.get().title == "회담"


def test_an_altered_text_is_refused(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, title="会談")
    assert answer(desk, page, held=page.context["held"][:-2] + "xx").status_code == 400
    stranger = make_event("Other", published=True)
    url = reverse("admin:events_event_reconcile", args=[stranger.pk])
    sent = {"held": page.context["held"], "stored_edit": stranger.edit_number}
    assert desk.post(url, sent).status_code == 400


def test_only_who_may_change_a_record_may_bring_it_together(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, title="会談")
    looker = desk_of(make_editor("l.looker", is_superuser=False))
    assert answer(looker, page, title="mine").status_code == 403
    assert desk.get(page.context["action"]).url == address(event)


def test_nothing_of_the_attempt_stays(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    before = canonical.dump(canonical.read(Event.objects.get())), Version.objects.count(), Snapshot.objects.count()
    page = send(desk, event, sent, title="会談", place="Tokyo")
    now = canonical.dump(canonical.read(Event.objects.get())), Version.objects.count(), Snapshot.objects.count()
    assert now == before
    assert "successfully" not in messages_on(page)
    assert re.search("Bring two changes together", page.content.decode())


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_the_database_as_often_for_many_statements(desk, other, count, django_assert_max_num_queries):
    with publishing():
        event = make_event("Many", published=True, statements=())
        source = make_source("S", published=True)
        for number in range(count):
            make_citation(make_statement(event, f"Statement {number}.", sources=()), source)
    sent = opened(desk, event)
    save(other, event, title="회담", publication_reason=REASON)
    page = send(desk, event, sent, title="会談")
    with django_assert_max_num_queries(25):
        desk.post(page.context["action"], {"held": page.context["held"], "stored_edit": event.edit_number + 99})
