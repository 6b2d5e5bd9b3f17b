"""The editors' lists of the dispute: passages that do not match, statements on one witness, and what may be double."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Actor, Event, Question, Statement, StatementCitation, WitnessCount
from events.models.witness_counts import ON_ONE_SIDE, ON_ONE_SOURCE, ON_ONE_VOICE
from kjdispute.records.admin.desk import DeskList, Row, in_words, on_desk
from kjdispute.records.admin.duplicate_lists import DuplicateList
from kjdispute.records.admin.pages import page_of
from sources.models.passages import CheckResult
from sources.places import country_name


@on_desk
class UnmatchedPassages(DeskList):
    name = "passages-that-do-not-match"
    place = 20
    title = gettext_lazy("Passages that no longer match")
    description = gettext_lazy("Cited passages that were looked up in the captured text and not found word for word.")
    kinds = (Statement,)

    def waiting(self, request: HttpRequest) -> QuerySet:
        differing = StatementCitation.objects.filter(check_result=CheckResult.DIFFERS).standing()
        return differing.with_statements().select_related("source")

    def row(self, citation: StatementCitation) -> Row:
        place = {"source": citation.source, "paragraphs": citation.paragraphs or "–"}
        note = _("%(source)s, paragraphs %(paragraphs)s") % place
        return Row(_in_short(citation.statement), page_of(citation.statement), note)


class FewWitnesses(DeskList):
    """Statements in the archive's own voice that rest on too little: `which` of the counts. Public ones and drafts."""

    kinds = (Statement,)
    which: Q
    orders = {
        "newest": (gettext_lazy("newest first"), ("-statement_id",)),
        "oldest": (gettext_lazy("oldest first"), ("statement_id",)),
    }

    def waiting(self, request: HttpRequest) -> QuerySet:
        return WitnessCount.objects.filter(self.which).standing().with_statements()

    def row(self, counted: WitnessCount) -> Row:
        return Row(_in_short(counted.statement), page_of(counted.statement), self.note(counted))

    def note(self, counted: WitnessCount) -> str:
        return counted.statement.subject.get_status_display()


@on_desk
class OnOneSource(FewWitnesses):
    name = "statements-on-one-source"
    place = 40
    title = gettext_lazy("Statements on one source")
    description = gettext_lazy("In the archive's own voice, and supported by one source only. Look for another.")
    which = ON_ONE_SOURCE


@on_desk
class OnOneVoice(FewWitnesses):
    name = "statements-on-one-voice"
    place = 41
    title = gettext_lazy("Statements on one voice")
    description = gettext_lazy("Supported by several sources, which are all the text of one agency or publisher.")
    which = ON_ONE_VOICE

    def note(self, counted: WitnessCount) -> str:
        return _("%(status)s, %(count)s sources") % {"status": super().note(counted), "count": counted.sources}


@on_desk
class OnOneSide(FewWitnesses):
    name = "statements-on-one-side"
    place = 42
    title = gettext_lazy("Statements on one side's sources")
    description = gettext_lazy("Supported by publishers of Japan only, or of South Korea only.")
    which = ON_ONE_SIDE

    def note(self, counted: WitnessCount) -> str:
        said = {"status": super().note(counted), "country": country_name(counted.country)}
        return _("%(status)s, %(country)s only") % said


@on_desk
class OneSidedQuestions(DeskList):
    name = "questions-without-an-answer"
    place = 50
    title = gettext_lazy("Contested questions one side has not answered")
    description = gettext_lazy("Between the parties, and without a statement of Japan or of South Korea so far.")
    kinds = (Question,)

    def waiting(self, request: HttpRequest) -> QuerySet:
        return Question.objects.one_sided()

    def row(self, question: Question) -> Row:
        silent = {
            (False, True): _("no statement of Japan"),
            (True, False): _("no statement of South Korea"),
            (False, False): _("no statement of either side"),
        }[question.japan is not None, question.korea is not None]
        return Row(str(question), page_of(question), f"{silent}; {in_words(question)}")


@on_desk
class DuplicateEvents(DuplicateList):
    name = "duplicate-events"
    place = 71
    title = gettext_lazy("Events that may be the same")
    description = gettext_lazy("Two events of one day with like titles and an actor in common. Merge them, or say no.")
    model = Event


@on_desk
class DuplicateActors(DuplicateList):
    name = "duplicate-actors"
    place = 72
    title = gettext_lazy("Actors that may be the same")
    description = gettext_lazy("Two actors that share a name in some script. Merge them, or say that they differ.")
    model = Actor


def _in_short(statement: Statement) -> str:
    return f"{statement.reference} {Truncator(statement.text).chars(120)}"
