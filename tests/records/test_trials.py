"""A change that does not fit what stands now is said to be so, wherever it would be tried."""

from __future__ import annotations

import pytest

from kjdispute.records.models import Proposal
from sources.models import Capture
from tests.editing import address, as_shown, desk_of, messages_on, with_row
from tests.factories import make_event, make_measure, make_source
from tests.reviewing import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return desk_of(make_member("contributor", "jiwoo"))


@pytest.mark.parametrize("page", ["change", "preview"])
def test_a_proposal_that_names_a_statement_that_is_gone_leads_to_its_own_page(author, page):
    measure = make_measure(published=True)
    draft = make_event("초안", statements=["One.", "Two."])
    shown_by = draft.statements.last()
    row = {"steps-0-event": draft.pk, "steps-0-shown_by": shown_by.pk}
    author.post(address(measure), as_shown(author.get(address(measure))) | row | {"_keep": "yes"})
    shown_by.delete()
    proposal = Proposal.objects.get()
    answer = author.get(f"{address(measure, page)}?proposal={proposal.pk}", follow=True)
    assert answer.redirect_chain == [(address(proposal), 302)]
    assert f"There is no statement {draft.key}#s2" in messages_on(answer)


@pytest.mark.parametrize("page", ["change", "preview"])
def test_so_does_one_that_cites_a_captured_text_that_was_thrown_away(author, page):
    source = make_source()
    capture = Capture(source=source, text="첫 문단\n둘째 문단", position=1)
    capture.save()
    event = make_event("Talks", published=True)
    statement = event.statements.get()
    shown = author.get(address(statement))
    row = {"source": source.pk, "capture": capture.text_sha256, "paragraphs": "2", "stance": "supports"}
    kept = author.post(address(statement), with_row(as_shown(shown), "citations", **row) | {"_keep": "yes"})
    assert kept.status_code == 302
    capture.delete()
    proposal = Proposal.objects.get()
    answer = author.get(f"{address(event, page)}?proposal={proposal.pk}", follow=True)
    assert answer.redirect_chain == [(address(proposal), 302)]
    assert "does not fit what stands now" in messages_on(answer)
