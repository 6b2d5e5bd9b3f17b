"""The page on which a reader reports a problem: without account, cookie or JavaScript.

The form carries a signed token instead of a cookie: it says what is reported and when the form was opened, so that a
form that nobody read, or that was kept for days, is shown once more with what was typed in it.
"""

from __future__ import annotations

import re
import time
import unicodedata
from http import HTTPStatus
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from . import keys, reports
from .concordances import concordances
from .filters import RecordFilterForm, problems_of
from .models import PublishedRecord, Version
from .models.reports import CONTACT_LIMIT, TEXT_LIMIT
from .permalinks import key_in
from .report_limits import TooManyReports, network_of
from .reports import Passage, Subject
from .tombstones import tombstone
from .version_pages import find_version
from .views import bad_request, find_public, newest_version, successor_of

SALT = "records.report_pages"
#: Nobody reads the page and writes in less time than this, in seconds.
SOONEST = 3
#: How long a form can be sent after it was opened, in seconds.
LATEST = 24 * 60 * 60
#: The largest request: every letter of the text may take nine bytes, and twelve in an emoji.
LARGEST = 32 * 1024


class NumberField(forms.RegexField):
    """A number from 1, in plain digits."""

    def __init__(self, **kwargs: Any):
        wrong = gettext_lazy("Write a number in digits, such as 2.")
        super().__init__(r"^[1-9][0-9]{0,8}\Z", required=False, error_messages={"invalid": wrong}, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return int(text) if text else None


class ReportParameters(RecordFilterForm):
    """What is reported: `on`, a record, perhaps a `statement` and a `citation` of it, as a `version` has them."""

    on = forms.CharField(label=gettext_lazy("on"), max_length=20)
    statement = NumberField(label=gettext_lazy("statement"))
    citation = NumberField(label=gettext_lazy("citation"))
    version = NumberField(label=gettext_lazy("version"))

    def clean_on(self) -> str:
        key = key_in(self.cleaned_data["on"])
        if key is None:
            raise ValidationError(_("Write the key of an entry, such as E17."))
        return key

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("citation") and not given.get("statement"):
            self.add_error(None, _("Give the statement of which it is a citation."))
        return given


class PlainTextField(forms.CharField):
    """Text in NFC with plain line ends, without other control characters, however it was pasted."""

    def to_python(self, value: Any) -> str:
        lines = unicodedata.normalize("NFC", super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", lines).strip()


class ReportForm(forms.Form):
    """What a reader writes. `homepage` is hidden from people; who fills it in is none."""

    text = PlainTextField(
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Write what is wrong, in a sentence or two.")},
    )
    contact = PlainTextField(max_length=CONTACT_LIMIT, required=False)
    homepage = forms.CharField(required=False)
    token = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, subject: Subject) -> None:
        super().__init__(data)
        self.subject = subject

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.data.get("homepage"):
            self.add_error(None, _("A field was filled in that readers do not see. It is empty now: send it again."))
        elif problem := problem_of(self.data.get("token", ""), self.subject):
            self.add_error(None, problem)
        return given

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: self.data.get(name, "") for name in ("text", "contact")}


def token_for(subject: Subject) -> str:
    """Says what is reported and when the form was opened; nobody else can make one."""
    return signing.dumps([*subject, int(time.time())], salt=SALT)


def problem_of(token: str, subject: Subject) -> str:
    """What is wrong with the token of a form, in words for its reader; empty if nothing is."""
    try:
        *about, opened = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        about, opened = [], 0
    if about != list(subject):
        return _("The form was not opened on this page. It is opened now: look at it once more and send it again.")
    age = time.time() - opened
    if age > LATEST:
        return _("The form was opened more than a day ago. Look whether the entry still says it, and send it again.")
    if age < SOONEST:
        return _("That was faster than anybody reads. Look at it once more and send it again in a few seconds.")
    return ""


class Reported(NamedTuple):
    """What a page is about: the record as it stands, its newest version, and the passage in the version that was read.

    `passage` is None where the record as a whole is reported.
    """

    subject: Subject
    record: PublishedRecord
    newest: int
    passage: Passage | None


# Without a session there is no authority that another site could borrow; the form has a signed token of its own.
@method_decorator(csrf_exempt, name="dispatch")
class ReportProblem(View):
    """The form (200), and what becomes of it: 200 with the number of the report, 400 where something is missing or the
    form is shown again, 413 and 429 for too much and too many.

    What is reported must be public: 404 for what never was, 410 for what is withdrawn. What was merged leads on.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        found = find(request)
        return found if isinstance(found, HttpResponse) else form_page(request, found)

    def post(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST:
            message = _("This is too much for a report. Nothing of it was kept.")
            return refusal(request, message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        found = find(request)
        if isinstance(found, HttpResponse):
            return found
        form = ReportForm(request.POST, subject=found.subject)
        if not form.is_valid():
            return form_page(request, found, form, HTTPStatus.BAD_REQUEST)
        given = form.cleaned_data
        try:
            report = reports.take(found.subject, given["text"], given["contact"], network_of(request))
        except TooManyReports as error:
            form.add_error(None, _("Too many reports have come in. Nothing was kept: send it again later."))
            response = form_page(request, found, form, HTTPStatus.TOO_MANY_REQUESTS)
            response.headers["Retry-After"] = str(error.wait)
            return response
        context = {"report": report, "reported": found, "outcome": reports.address_of(report)}
        return render(request, "report_taken.html", context)


def form_page(
    request: HttpRequest, found: Reported, form: ReportForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The form with what was typed in it, and a fresh token."""
    passage = found.passage
    context = {
        "reported": found,
        "citation": passage.citation(found.subject.citation) if passage else None,
        "typed": form.typed if form else {"text": "", "contact": ""},
        "problems": problems_of(form) if form else [],
        "token": token_for(found.subject),
        "limits": {"text": TEXT_LIMIT, "contact": CONTACT_LIMIT},
    }
    return render(request, "report.html", context, status=status)


def refusal(request: HttpRequest, message: str, status: int) -> HttpResponse:
    return render(request, "400.html", {"problems": [("", message)], "back": ""}, status=status)


def find(request: HttpRequest) -> Reported | HttpResponse:
    """What is reported, or the answer where it cannot be. Raises `Http404` for what never was public."""
    asked = ReportParameters(request.GET)
    if not asked.is_valid():
        return bad_request(request, asked.problems)
    given = asked.cleaned_data
    record = find_public(keys.kind_of(given["on"]).objects.all(), given["on"])
    if record.merged_into:
        return redirect(moved(record, given["statement"]))
    if record.is_withdrawn:
        return tombstone(request, record)
    newest = newest_version(record.key)
    version = find_version(record.key, given["version"]) if given["version"] else newest
    if not version.data:
        return tombstone(request, record, version)
    subject = Subject(record.key, given["statement"], given["citation"], version.number)
    return Reported(subject, record, newest.number, passage_of(subject, version))


def moved(record: PublishedRecord, statement: int | None) -> str:
    """Where a problem with a merged record, or with a statement that it had, is reported."""
    successor = successor_of(record).key
    anchor = concordances(successor)[record.key].get(f"s{statement}", "")
    return Subject(successor, int(anchor[1:]) if anchor else None, None, 0).address


def passage_of(subject: Subject, version: Version) -> Passage | None:
    """The passage that a subject names. Raises `Http404` where that version has no such statement or citation."""
    passage = reports.passage_in(version, subject.statement)
    if passage and passage.statement is None:
        message = _("Version %(version)s of %(key)s has no statement %(statement)s.")
        raise Http404(message % subject._asdict())
    if passage and subject.citation and passage.citation(subject.citation) is None:
        message = _("Statement %(statement)s of %(key)s has no citation %(citation)s in version %(version)s.")
        raise Http404(message % subject._asdict())
    return passage
