"""The form with which an editor brings a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .limits import MOST_BYTES, MOST_ROWS
from .reading import Decoder, Sheet, UnreadableSheet, read


class BringForm(forms.Form):
    """A file, read here: what cannot be read is refused, and nothing of it is kept."""

    sheet_file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of the file"),
        required=False,
        help_text=gettext_lazy("Only of a CSV file, and only where the letters came out wrong. Example: EUC-KR"),
    )
    empties = forms.BooleanField(
        label=gettext_lazy("Empty cells empty their fields"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise an empty cell leaves its field as it is. Example: tick it to take all notes away."
        ),
    )

    data_read: bytes = b""
    sheet: Sheet | None = None

    def __init__(
        self, *args: Any, decode: Decoder, encodings: dict[str, str], columns: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.decode, self.known = decode, list(columns)
        self.fields["encoding"].choices = [("", _("find out")), *encodings.items()]
        said = {"most": MOST_BYTES // 1024**2, "rows": MOST_ROWS}
        self.fields["sheet_file"].help_text = (
            _("CSV or Excel (.xlsx), at most %(most)s MB and %(rows)s rows. Example: sources.csv") % said
        )

    @property
    def is_too_large(self) -> bool:
        given = self.files.get("sheet_file")
        return given is not None and given.size > MOST_BYTES

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        try:
            given = self.cleaned_data["sheet_file"]
            self.data_read = given.read(MOST_BYTES + 1)
            self.sheet = read(self.data_read, self.decode, self.known, self.cleaned_data["encoding"])
        except UnreadableSheet as refusal:
            self.add_error("sheet_file", str(refusal))
