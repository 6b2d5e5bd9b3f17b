"""The forms of a capture: bringing a text, and the source's own form with what was taken over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kjdispute.records.admin import PublishingForm
from sources.models import Capture, CaptureDraft, Source
from sources.models.captures import CURRENT_RULE

from .encodings import ENCODINGS
from .extraction import Extraction, bytes_of_paste, extract, from_paste
from .unreadable import Unreadable


class BringForm(forms.Form):
    """A text as an editor found it: pasted, or as a file. What cannot be read is refused here, and nothing is kept."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Paste it whole, as you found it: what does not belong to it is taken away next."),
    )
    original = forms.FileField(
        label=gettext_lazy("or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,.pdf,.docx"}),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of the file"),
        required=False,
        choices=[("", gettext_lazy("find out")), *ENCODINGS.items()],
        help_text=gettext_lazy("Only of .txt and .html, and only where the letters came out wrong."),
    )

    data_read: bytes = b""
    extraction: Extraction | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        most = filesizeformat(settings.CAPTURE_UPLOAD_LIMIT)
        self.fields["original"].help_text = _(".txt, .html, .pdf or .docx, at most %(most)s.") % {"most": most}

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        text, original = self.cleaned_data["text"], self.cleaned_data["original"]
        if text.strip() and original:
            self.add_error("original", _("Paste the text or choose a file, not both."))
            return
        try:
            if original:
                self.data_read = original.read()
                encoding = self.cleaned_data["encoding"]
                self.extraction = extract(self.data_read, original.name, encoding=encoding)
            else:
                self.data_read = bytes_of_paste(text)
                self.extraction = from_paste(text)
        except Unreadable as refusal:
            self.add_error("original" if original else "text", str(refusal))


class SourceForm(PublishingForm):
    """A source, into which a capture under way may have brought values and a text.

    What was taken over stands in the fields for the editor to look at; nothing is saved before the form is.
    """

    draft: CaptureDraft | None = None
    draft_is_gone = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.draft is None or self.is_bound:
            return
        for name, value in self.draft.taken.items():
            if name in self.fields:
                self.initial[name] = value
        if self.instance.pk:
            self.initial["edit_number"] = self.draft.source_edit

    def clean(self) -> None:
        super().clean()
        if self.draft_is_gone:
            message = _("The text of this page has been saved or thrown away since. Nothing was saved now.")
            self.add_error(None, message)
        elif self.draft and has_text(self.instance, self.draft.text):
            self.add_error(None, _("This text is here already: the source has a capture of the same text."))


def has_text(source: Source, text: str) -> bool:
    """Whether a source has a capture of this text."""
    if not source.pk:
        return False
    same = Capture(text=text, rule=CURRENT_RULE).receipt()["text_sha256"]
    return Capture.objects.filter(source_id=source.pk, text_sha256=same).exists()
