"""The row of a citation: whether it is anchored in a captured text, and where a quotation stands in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.models import Capture, CheckResult, Citation

#: What stands for the newest captured text of the chosen source, until the form is sent.
NEWEST = "newest"


def with_days_of_capture(citations: QuerySet) -> QuerySet:
    """Citations with the moment at which the text that each is anchored in was captured."""
    named = Capture.objects.filter(source=OuterRef("source"), text_sha256=OuterRef("capture"))
    return citations.annotate(captured_at=Subquery(named.values("captured_at")[:1]))


def capture_in_words(capture: Capture) -> str:
    """Such as “captured on 25 November 2026 (9f86d081)”."""
    return _name_of(capture.text_sha256, capture.captured_at)


def _name_of(sha256: str, captured_at: Any) -> str:
    day = date_format(localtime(captured_at), "j F Y") if captured_at else ""
    words = _("captured on %(day)s (%(sha256)s)") if day else _("captured text %(sha256)s")
    return words % {"day": day, "sha256": sha256[:8]}


def check_in_words(citation: Citation) -> str:
    """What came of looking the passage up last, and when."""
    if not citation.capture:
        return _("Not anchored in a captured text.")
    if not citation.checked_at:
        return _("Not yet checked.")
    day = {"day": date_format(citation.check_day, "j F Y")}
    return {
        CheckResult.MATCHES: _("Checked against the captured text on %(day)s."),
        CheckResult.DIFFERS: _("Does not match the captured text (checked on %(day)s)."),
        CheckResult.NOT_HELD: _("Only the receipt is held here: checked by fingerprint on %(day)s."),
    }[citation.check_result] % day


def check_with_link(citation: Citation) -> SafeString | str:
    """The same, with a link to the captured text that the citation names."""
    if not citation.capture:
        return check_in_words(citation)
    return format_html(
        '<span class="passage-check is-{}">{}</span> <a href="{}?capture={}#p{}">{}</a>',
        citation.check_result,
        check_in_words(citation),
        reverse("admin:sources_source_captures", args=[citation.source_id]),
        citation.capture,
        citation.paragraphs.partition("-")[0].partition(",")[0],
        _("The captured text"),
    )


class CitationForm(forms.ModelForm):
    """A citation, which an editor anchors in a capture of its source, or not.

    The model looks the passage up, and refuses what is not there at the field that it is about. `near` is where a
    quotation begins in the text, in code points: it tells words that stand more than once.
    """

    capture = forms.CharField(
        label=gettext_lazy("Captured text"),
        required=False,
        widget=forms.Select,
        help_text=gettext_lazy(
            "Anchored, its paragraphs and its quotation are looked up in that text, letter for letter. "
            "Example: in the newest captured text of the source"
        ),
    )
    near = forms.IntegerField(required=False, min_value=0, max_value=2147483647, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.quotation:
            self.initial["near"] = self.instance.start
        if "capture" in self.fields:
            # Asked here already, so that nothing is looked up for what is no list of paragraphs.
            self.fields["paragraphs"].validators += Citation._meta.get_field("paragraphs").validators
            self.fields["capture"].widget.choices = list(self._captures())

    def _captures(self) -> Any:
        yield "", _("not anchored")
        yield NEWEST, _("in the newest captured text of the source")
        named = self.instance.capture
        if named:
            yield named, _name_of(named, getattr(self.instance, "captured_at", None))
        typed = self["capture"].value() if self.is_bound else ""
        if typed and typed not in (NEWEST, named):
            yield typed, _name_of(typed, None)

    def clean_capture(self) -> str:
        chosen = self.cleaned_data["capture"]
        source = self.cleaned_data.get("source")
        if chosen != NEWEST or source is None:
            return "" if chosen == NEWEST else chosen
        captures = Capture.objects.filter(source=source).order_by("-captured_at", "-pk")
        if newest := captures.values_list("text_sha256", flat=True).first():
            return newest
        raise forms.ValidationError(_("This source has no captured text. Capture it first, on the page of the source."))

    def clean(self) -> None:
        super().clean()
        chosen = ("capture", "paragraphs", "quotation")
        if any(name in self.errors for name in ("source", "near", *chosen)):
            # Nothing is looked up for a row that is refused already.
            for name in chosen:
                self.cleaned_data.pop(name, None)
        elif self.cleaned_data.get("quotation"):
            self.instance.start = self.cleaned_data.get("near")
