"""The addresses of one kind of record: its list, and of each record its page, versions, history and data."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from . import keys
from .data_files import SERVED, DataFile
from .history_pages import RecordHistory
from .timegate import OriginalConverter
from .version_pages import VersionPage
from .views import RecordDetail, RecordList


class KeyConverter:
    """A key as it is written."""

    regex = keys.KEY_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberConverter:
    """The number of a version, from 1."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class FormConverter(KeyConverter):
    """The ending of a data file's address."""

    regex = "|".join(form.replace(".", "[.]") for form in SERVED)


register_converter(KeyConverter, "key")
register_converter(NumberConverter, "number")
register_converter(FormConverter, "form")
register_converter(OriginalConverter, "original")


def of_kind(folder: str, record_list: type[RecordList], detail: type[RecordDetail]) -> list[URLPattern]:
    """The addresses of one kind of record, all in its folder."""
    name = detail.model.form_name
    one = f"{folder}/<key:key>"
    return [
        path(f"{folder}/", record_list.as_view(), name=f"{name}-list"),
        path(f"{one}/", detail.as_view(), name=f"{name}-detail"),
        path(f"{one}/v<number:number>/", VersionPage.as_view(detail=detail), name=f"{name}-version"),
        path(f"{one}/history/", RecordHistory.as_view(model=detail.model), name=f"{name}-history"),
        path(f"{one}.<form:form>", DataFile.as_view(detail=detail), name=f"{name}-data"),
        path(f"{one}/v<number:number>.<form:form>", DataFile.as_view(detail=detail), name=f"{name}-version-data"),
    ]
