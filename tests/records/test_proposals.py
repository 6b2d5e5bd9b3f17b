"""A change waits in a proposal, is reviewed beside its passages, sent back, and published together with others."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from events.models import Event, Statement, StatementCitation
from kjdispute.records import verification
from kjdispute.records.audit_trail import saves
from kjdispute.records.models import Proposal, ProposedChange, Publication, ReviewNote, Snapshot, Version
from sources.models import Capture
from tests.editing import address, as_shown, desk_of, errors_of, make_editor, save, with_row
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_publisher,
    make_source,
    make_statement,
    publishing,
)
from tests.reviewing import WHY, decide, hidden, keep, make_member, texts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return desk_of(make_member("contributor", "jiwoo", first_name="Jiwoo", last_name="Kim"))


@pytest.fixture
def reviewer():
    return desk_of(make_member("editor", "aoi", first_name="Aoi", last_name="Sato"))


def the_proposal() -> Proposal:
    return Proposal.objects.get()


def proposed(key: str) -> dict:
    return ProposedChange.objects.get(key=key).form


# Keeping


def test_a_change_of_a_published_record_is_kept_with_its_rows_and_nothing_is_published(author):
    event, actor = make_event(published=True), make_actor(published=True)
    before = Version.objects.count()
    sent = with_row(as_shown(author.get(address(event))), "participants", actor=actor.pk, role="party")
    typed = {"title": "半導体材料の輸出管理", "publication_reason": WHY, "_keep": "yes", "proposal": "new"}
    response = author.post(address(event), sent | typed)
    assert response.url == address(the_proposal())
    assert (proposed(event.key)["title"], proposed(event.key)["participants"]) == (
        "半導体材料の輸出管理",
        [{"actor": actor.key, "role": "party"}],
    )
    change = ProposedChange.objects.get()
    assert (change.version, change.base) == (1, texts_of(event)[0])
    assert (the_proposal().author, the_proposal().reason, the_proposal().state) == ("jiwoo", WHY, "open")
    event.refresh_from_db()
    assert (event.title, event.participants.count(), Version.objects.count()) == ("Something happens", 0, before)
    assert list(Snapshot.objects.values_list("key", "editor", "proposal")) == [(event.key, "jiwoo", the_proposal().pk)]


def test_a_citation_is_proposed_on_the_page_of_its_statement(author):
    event, source = make_event(published=True), make_source(published=True)
    statement = event.statements.get()
    sent = with_row(
        as_shown(author.get(address(statement))), "citations", source=source.pk, paragraphs="2", stance="supports"
    )
    assert author.post(address(statement), sent | {"_keep": "yes"}).url == address(the_proposal())
    cited = [each["source"] for each in proposed(event.key)["statements"][0]["citations"]]
    assert cited[-1] == source.key
    assert StatementCitation.objects.filter(statement=statement).count() == 1


def test_a_refused_form_comes_back_with_what_was_typed_and_keeps_nothing(author):
    event = make_event(published=True)
    page = keep(author, event, title="Typed for an hour", date="once upon a time")
    assert "date" in page.context["adminform"].form.errors
    assert page.context["adminform"].form["title"].value() == "Typed for an hour"
    assert Proposal.objects.count() == 0


def test_a_stale_page_is_refused_and_keeps_nothing(author):
    event = make_event(published=True)
    sent = as_shown(author.get(address(event)))
    save(desk_of(make_editor()), event, place="Geneva", publication_reason=WHY)
    page = author.post(address(event), sent | {"title": "Mine", "_keep": "yes"})
    assert "was saved by somebody else" in errors_of(page)
    assert Proposal.objects.count() == 0


def test_the_page_of_a_record_shows_what_a_proposal_makes_of_it_and_changes_that(author):
    event = make_event(published=True)
    keep(author, event, title="First proposed")
    query = f"?proposal={the_proposal().pk}"
    assert author.get(address(event) + query).context["adminform"].form["title"].value() == "First proposed"
    assert author.get(address(event)).context["adminform"].form["title"].value() == "Something happens"
    keep(author, event, query, place="제네바")
    assert (proposed(event.key)["title"], proposed(event.key)["place"]) == ("First proposed", "제네바")
    assert ProposedChange.objects.get().base == texts_of(event)[0]


def test_a_new_statement_in_a_proposal_gets_its_citation_on_a_page_of_its_own(author):
    event, source = make_event(published=True), make_source(published=True)
    sent = with_row(as_shown(author.get(address(event))), "statements", text="A second thing was done.")
    author.post(address(event), sent | {"_keep": "yes"})
    query = f"?proposal={the_proposal().pk}"
    page = author.get(address(event) + query)
    row = next(f for f in page.context["inline_admin_formsets"] if f.formset.prefix == "statements").formset.forms[1]
    own = f"/admin/events/statement/{row.instance.pk}/change/"
    assert own + query in page.content.decode()
    assert author.get(own).url == own + query
    make_event("Another that takes the next numbers")
    shown = author.get(own + query)
    sent = with_row(as_shown(shown), "citations", source=source.pk, paragraphs="3", stance="supports") | hidden(shown)
    assert author.post(own + query, sent | {"_keep": "yes"}).status_code == 302
    assert proposed(event.key)["statements"][1]["citations"] == [{"paragraphs": "3", "source": source.key}]
    keep(author, event, query, title="And another title")
    assert len(proposed(event.key)["statements"]) == 2
    assert Statement.objects.filter(event=event).count() == 1


def test_a_second_change_of_a_record_does_not_undo_the_first(author):
    event = make_event(published=True)
    keep(author, event, title="First proposed")
    page = keep(author, event, proposal=str(the_proposal().pk), place="Geneva")
    assert "changes E" in errors_of(page)
    assert "that proposal has it" in errors_of(page)
    assert proposed(event.key)["title"] == "First proposed"


def test_two_pages_of_one_proposal_do_not_overwrite_each_other(author):
    event = make_event(published=True)
    keep(author, event, title="First proposed")
    page = address(event) + f"?proposal={the_proposal().pk}"
    shown = author.get(page)
    keep(author, event, f"?proposal={the_proposal().pk}", title="Second proposed")
    again = author.post(page, as_shown(shown) | hidden(shown) | {"title": "Third", "_keep": "yes"})
    assert "changed since you opened the page" in errors_of(again)
    assert proposed(event.key)["title"] == "Second proposed"


def test_a_proposal_belongs_to_its_author(author):
    event = make_event(published=True)
    keep(author, event, title="Mine")
    other = desk_of(make_member("contributor", "minjun"))
    assert other.get(address(event) + f"?proposal={the_proposal().pk}").status_code == 302
    assert "Choose one of your proposals" in errors_of(keep(other, event, proposal=str(the_proposal().pk), place="X"))
    assert decide(other, the_proposal(), "_drop").status_code == 403
    assert decide(other, the_proposal(), "_approve").status_code == 403
    assert the_proposal().state == "open"


# Drafts, and several records in one


def test_a_draft_is_sent_to_review_and_its_proposal_follows_it(author):
    event = make_event()
    keep(author, event, _review="yes", publication_reason=WHY, proposal_title="会談")
    event.refresh_from_db()
    assert (event.status, the_proposal().state, the_proposal().title) == ("in_review", "in_review", "会談")
    assert list(Proposal.objects.waiting()) == [the_proposal()]
    save(author, event, title="일본 수출규제")
    assert proposed(event.key)["title"] == "일본 수출규제"
    save(author, event.statements.get(), text="Another thing was done.")
    assert proposed(event.key)["statements"][0]["text"] == "Another thing was done."
    assert "status" not in proposed(event.key)


def test_sending_to_review_asks_for_the_reason(author):
    event = make_event()
    assert "Say why" in errors_of(keep(author, event, _review="yes"))
    assert (Proposal.objects.count(), Event.objects.get().status) == (0, "draft")


def gathered(author, source=None):
    """A proposal of a new publisher, a new source, a new event that cites it, and a changed event."""
    publisher = make_publisher("한국신문")
    source = make_source("Новости", publisher=publisher)
    event = make_event("A new event", source=source)
    standing = make_event("Standing", published=True)
    keep(author, publisher, proposal_title="Talks", publication_reason=WHY)
    for thing in (source, event):
        keep(author, thing, proposal=str(the_proposal().pk))
    keep(author, standing, proposal=str(the_proposal().pk), title="修正された題名")
    return publisher, source, event, standing


def test_several_records_are_published_together_by_one_approval(author, reviewer):
    publisher, source, event, standing = gathered(author)
    before = Publication.objects.count(), Version.objects.count()
    decide(author, the_proposal(), "_send")
    assert (Publication.objects.count(), Version.objects.count()) == before
    response = decide(reviewer, the_proposal(), "_approve")
    assert response.status_code == 302
    done = Publication.objects.first()
    assert (Publication.objects.count(), done.versions.count()) == (before[0] + 1, 4)
    assert (done.byline, done.reason) == ("Jiwoo Kim, reviewed by Aoi Sato", WHY)
    assert (the_proposal().state, the_proposal().decided_by) == ("accepted", "aoi")
    assert the_proposal().publication == done.number
    assert json.loads(texts_of(standing)[1])["title"] == "修正された題名"
    for record in (publisher, source, event):
        record.refresh_from_db()
        assert record.status == "published"
    assert list(verification.findings()) == []


def test_a_draft_stands_in_one_proposal_only(author):
    event = make_event()
    keep(author, event)
    page = keep(author, event, proposal="new")
    assert "stands in proposal" in errors_of(page)
    assert Proposal.objects.count() == 1


def test_a_record_is_taken_out_and_a_proposal_dropped(author):
    publisher, source, _event, _standing = gathered(author)
    decide(author, the_proposal(), "_send")
    decide(author, the_proposal(), "_take_out", _take_out=publisher.key)
    publisher.refresh_from_db()
    assert (publisher.status, the_proposal().changes.count()) == ("draft", 3)
    decide(author, the_proposal(), "_drop")
    source.refresh_from_db()
    assert (the_proposal().state, source.status) == ("dropped", "draft")


@pytest.mark.parametrize("named", ["of somebody else", "E1#s1", "", "E99999999999999999999"])
def test_only_what_stands_in_a_proposal_is_taken_out_of_it(author, named):
    other = make_event("Of somebody else", status="in_review")
    keep(author, make_event("Old", published=True), title="새 제목")
    page = decide(author, the_proposal(), "_take_out", _take_out=other.key if named == "of somebody else" else named)
    other.refresh_from_db()
    assert (other.status, the_proposal().changes.count()) == ("in_review", 1)
    assert "not in this proposal" in str(page.context["refusals"])


def test_a_draft_that_was_published_meanwhile_is_to_be_taken_out(author):
    draft = make_event("초안", source=make_source(published=True))
    keep(author, draft, _review="yes", publication_reason=WHY)
    draft.refresh_from_db()
    with publishing():
        draft.status = "published"
        draft.save()
    assert "Take it out" in str(author.get(address(the_proposal())).context["obstacles"])
    decide(author, the_proposal(), "_take_out", _take_out=draft.key)
    draft.refresh_from_db()
    assert (draft.status, the_proposal().changes.count()) == ("published", 0)


# Reviewing


def test_each_statement_stands_beside_what_it_cites(author, reviewer):
    source = make_source("信頼関係", published=True, url="https://example.org/a", language="ja")
    event = make_event(published=True, source=source)
    keep(author, event.statements.get(), text="Nothing was done.", _review="yes", publication_reason=WHY)
    page = reviewer.get(address(the_proposal()))
    (row,) = page.context["review"].statements
    assert "<del>" in row.text
    assert "<ins>" in row.text
    assert "信頼関係" in row.citations[0].heading
    assert [tuple(each) for each in row.citations[0].fields] == [("Paragraphs", "1"), ("Stance", "supports")]
    assert row.citations[0].address == "https://example.org/a"
    assert f"{event.key}#s1" in page.content.decode()


def test_each_citation_stands_beside_the_captured_paragraphs_that_it_cites(author, reviewer):
    with publishing():
        source = make_source("会談", published=True, language="ja")
        Capture(source=source, text="見出し\n両国は協議を続ける。", rule="nfc-lines-2", position=1).save()
        event = make_event(published=True, statements=())
        statement = make_statement(event, "The talks go on.", sources=())
        make_citation(statement, source, paragraphs="2", capture=source.captures.get().text_sha256)
        make_citation(statement, source, paragraphs="1")
    keep(author, statement, text="They go on talking.", _review="yes", publication_reason=WHY)
    page = reviewer.get(address(the_proposal())).content.decode()
    assert '<li value="2">両国は協議を続ける。</li>' in page
    assert "It is not anchored" in page


def test_a_proposal_is_sent_back_with_comments_and_sent_again(author, reviewer):
    event = make_event(source=make_source(published=True))
    keep(author, event, _review="yes", publication_reason=WHY)
    assert "Say what is to be changed" in decide(reviewer, the_proposal(), "_send_back").content.decode()
    place = f"{event.key}-s1"
    typed = {f"verdict-{place}": "send_back", f"comment-{place}": "Give the 조항.", "comment": "Nearly there."}
    page = decide(reviewer, the_proposal(), "_approve", **typed)
    assert "sent back" in page.content.decode()
    assert "Give the 조항." in page.content.decode()
    decide(reviewer, the_proposal(), "_send_back", **typed)
    event.refresh_from_db()
    assert (the_proposal().state, event.status) == ("sent_back", "draft")
    assert list(ReviewNote.objects.values_list("key", "anchor", "verdict", "author")) == [
        (event.key, "s1", "send_back", "aoi"),
        ("", "", "send_back", "aoi"),
    ]
    for page in (address(event), address(the_proposal())):
        assert "Give the 조항." in author.get(page).content.decode()
    save(author, event.statements.get(), text="It was done under 조항 3.")
    decide(author, the_proposal(), "_send")
    decide(reviewer, the_proposal(), "_approve", **{f"verdict-{place}": "accept"})
    assert json.loads(texts_of(event)[0])["statements"][0]["text"] == "It was done under 조항 3."
    assert ReviewNote.objects.last().verdict == "accept"


def test_what_the_archive_refuses_is_shown_and_nothing_is_written(author, reviewer):
    event = make_event(statements=())
    keep(author, event, _review="yes", publication_reason=WHY)
    assert "an event is told in at least one statement" in reviewer.get(address(the_proposal())).content.decode()
    page = decide(reviewer, the_proposal(), "_approve")
    assert "an event is told in at least one statement" in page.content.decode()
    assert (Version.objects.count(), the_proposal().state) == (0, "in_review")


def test_what_is_proposed_may_not_name_what_stays_a_draft(author, reviewer):
    keep(author, make_event(), _review="yes", publication_reason=WHY)
    assert "which is not public" in decide(reviewer, the_proposal(), "_approve").content.decode()
    assert (Version.objects.count(), the_proposal().state) == (0, "in_review")


def test_a_stale_change_is_refused_and_says_who_published(author, reviewer):
    event = make_event(published=True)
    keep(author, event, title="Mine", _review="yes", publication_reason=WHY)
    save(desk_of(make_editor()), event, place="Geneva", publication_reason=WHY)
    page = decide(reviewer, the_proposal(), "_approve").content.decode()
    assert "Mina Editor published version 2" in page
    event.refresh_from_db()
    assert (event.title, event.place, len(texts_of(event))) == ("Something happens", "Geneva", 2)


def test_a_stale_change_is_brought_up_to_date_and_keeps_what_others_changed(author, reviewer):
    event = make_event(published=True)
    keep(author, event, title="会談", _review="yes", publication_reason=WHY)
    save(desk_of(make_editor()), event, place="Geneva", publication_reason=WHY)
    assert "both changes are kept" in author.get(address(the_proposal())).content.decode()
    decide(author, the_proposal(), "_update", _update=event.key)
    decide(reviewer, the_proposal(), "_approve")
    event.refresh_from_db()
    assert (event.title, event.place, len(texts_of(event))) == ("会談", "Geneva", 3)
    assert list(verification.findings()) == []


@pytest.mark.parametrize(("choice", "title"), [("stored", "Theirs"), ("mine", "내 제목")])
def test_where_both_changed_a_place_somebody_chooses(author, reviewer, choice, title):
    event = make_event(published=True)
    keep(author, event, title="내 제목", place="Seoul", _review="yes", publication_reason=WHY)
    save(desk_of(make_editor()), event, title="Theirs", publication_reason=WHY)
    page = decide(author, the_proposal(), "_update", _update=event.key)
    (behind,) = page.context["behind"]
    (conflict,) = behind.conflicts
    assert (conflict.base, conflict.stored, conflict.mine) == ("Something happens", "Theirs", "내 제목")
    assert ProposedChange.objects.get().version == 1
    decide(author, the_proposal(), "_update", _update=event.key, **{f"choice-{conflict.id}": choice})
    assert decide(reviewer, the_proposal(), "_approve").status_code == 302
    event.refresh_from_db()
    assert (event.title, event.place) == (title, "Seoul")


def test_nobody_decides_on_what_they_have_not_seen(author, reviewer):
    event = make_event(source=make_source(published=True))
    keep(author, event, _review="yes", publication_reason=WHY)
    seen = reviewer.get(address(the_proposal())).context["proposal"].edit_number
    save(author, event, title="Changed meanwhile")
    page = reviewer.post(address(the_proposal()), {"edit_number": seen, "_approve": "yes"})
    assert "was changed since you opened the page" in page.content.decode()
    assert Event.objects.get().status == "in_review"


@pytest.mark.parametrize("how", ["wrote it", "changed it"])
def test_who_had_a_part_does_not_approve_where_a_second_editor_is_required(author, reviewer, how):
    event = make_event(source=make_source(published=True))
    with override_settings(REQUIRE_SECOND_EDITOR=True):
        keep(reviewer if how == "wrote it" else author, event, _review="yes", publication_reason=WHY)
        if how == "changed it":
            save(reviewer, event, title="Changed by the reviewer")
        assert "You had a part" in decide(reviewer, the_proposal(), "_approve").content.decode()
        assert Event.objects.get().status == "in_review"
        third = desk_of(make_member("editor", "haruki"))
        assert decide(third, the_proposal(), "_approve").status_code == 302
        assert Event.objects.get().status == "published"


def test_an_editor_approves_alone_where_no_second_one_is_required(reviewer):
    event = make_event(source=make_source(published=True))
    keep(reviewer, event, _review="yes", publication_reason=WHY)
    decide(reviewer, the_proposal(), "_approve")
    assert Publication.objects.first().byline == "Aoi Sato"


def test_a_list_and_a_page_cost_as_many_queries_for_thirty_as_for_one(author, reviewer):
    events = [make_event(f"Event {number}", published=True) for number in range(31)]
    keep(author, events[0], title="New 0", publication_reason=WHY)
    keep(author, events[1], title="New 1", publication_reason=WHY)
    first, many = Proposal.objects.order_by("pk")
    keep(author, events[0].statements.get(), f"?proposal={first.pk}", text="수출규제가 시행되었다.")
    for event in events[2:]:
        keep(author, event, proposal=str(many.pk), title="New")
        statement = event.statements.get()
        keep(author, statement, f"?proposal={many.pk}", text="수출규제가 시행되었다.")
    reviewer.get(address(first))
    with CaptureQueriesContext(connection) as for_one:
        assert reviewer.get(address(first)).status_code == 200
    with CaptureQueriesContext(connection) as for_thirty:
        assert len(reviewer.get(address(many)).context["review"].rows) == 30
    assert len(for_thirty) == len(for_one)
    with CaptureQueriesContext(connection) as few:
        reviewer.get(address(Proposal, "changelist"))
    for number in range(30):
        Proposal.objects.create(title=f"Proposal {number}", author="jiwoo", author_name="Jiwoo Kim")
    with CaptureQueriesContext(connection) as more:
        reviewer.get(address(Proposal, "changelist"))
    assert len(more) == len(few)


def test_what_is_typed_for_title_and_reason_is_kept_whichever_button_is_pressed(author, reviewer):
    keep(author, make_event(source=make_source(published=True)))
    assert "Say why first" in decide(author, the_proposal(), "_send").content.decode()
    assert "Title: " in decide(author, the_proposal(), "_save", title="", reason=WHY).content.decode()
    decide(author, the_proposal(), "_send", title="회담", reason="訂正")
    assert (the_proposal().title, the_proposal().reason, the_proposal().state) == ("회담", "訂正", "in_review")
    decide(reviewer, the_proposal(), "_approve", title="회담", reason="会談の日付を訂正")
    assert Publication.objects.first().reason == "会談の日付を訂正"


def test_the_trail_tells_what_an_approval_changed(author, reviewer):
    event = make_event("Old", published=True)
    keep(author, event, title="새 제목", _review="yes", publication_reason=WHY)
    decide(reviewer, the_proposal(), "_approve")
    kept = Snapshot.objects.get(proposal=None)
    (told,) = saves([kept])
    assert (kept.editor, kept.stood, kept.changed_from) == ("aoi", 1, event.edit_number)
    assert told.in_short == "title"


def test_a_number_of_any_length_is_no_reason_to_fail(author):
    keep(author, make_event("Old", published=True), title="새 제목")
    page = author.post(address(the_proposal()), {"edit_number": "9" * 5000, "_send": "yes"})
    assert "changed since" in str(page.context["refusals"])


def test_what_was_decided_stays_as_it_is(author, reviewer):
    keep(author, make_event(source=make_source(published=True)), _review="yes", publication_reason=WHY)
    decide(reviewer, the_proposal(), "_approve")
    for button in ("_approve", "_send_back", "_note", "_send", "_drop", "_save", "_update", "_take_out"):
        assert "it is accepted" in decide(reviewer, the_proposal(), button, comment="Late").content.decode()
    assert (the_proposal().state, ReviewNote.objects.count()) == ("accepted", 0)


def test_what_a_reviewer_said_is_never_changed(author, reviewer):
    keep(author, make_event(), _review="yes", publication_reason=WHY)
    decide(reviewer, the_proposal(), "_note", comment="Nearly there.")
    note = ReviewNote.objects.get()
    note.text = "Perfect."
    with pytest.raises(TypeError):
        note.save()
    assert ReviewNote.objects.get().text == "Nearly there."
