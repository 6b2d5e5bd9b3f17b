"""Parts of a record as rows on its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .forms import OneLineField

#: Texts that may be longer than a line of this many characters get as many lines to type in as they may fill.
LINE = 150


class PlainText:
    """Form fields of an editor's page: text without line breaks, a place that may be left empty.

    `with_lines` names fields whose line breaks are kept.
    """

    with_lines: tuple[str, ...] = ()

    def formfield_for_dbfield(self, db_field: models.Field, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "position":
            kwargs |= {"required": False, "initial": None}
            kwargs["help_text"] = _("Reading order. Example: 1. Left empty, it comes last.")
        elif self._is_one_line(db_field):
            kwargs["form_class"] = OneLineField
            if db_field.max_length and db_field.max_length >= 2 * LINE:
                kwargs["widget"] = AdminTextareaWidget(attrs={"rows": min(db_field.max_length // LINE, 6)})
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        if made is not None and db_field.is_relation:
            # Another record is looked at or added from here; it is changed and deleted on a page of its own.
            made.widget.can_change_related = made.widget.can_delete_related = False
        return made

    def _is_one_line(self, field: models.Field) -> bool:
        if field.choices or field.name in self.with_lines or isinstance(field, models.URLField):
            return False
        return isinstance(field, (models.CharField, models.TextField))


class PartFormSet(BaseInlineFormSet):
    """The parts of one record; a row that is given no place comes last.

    `opened_rows` are the rows as they were when the page was opened, where these are asked for and not those stored.
    """

    def __init__(self, *args: Any, opened_rows: list[models.Model] | None = None, **kwargs: Any) -> None:
        self.opened_rows = opened_rows
        super().__init__(*args, **kwargs)

    def get_queryset(self) -> Any:
        return super().get_queryset() if self.opened_rows is None else self.opened_rows

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.opened_rows is not None:  # some of these may have been deleted since
            form.fields[self.model._meta.pk.name] = forms.IntegerField(required=False)
        if deletion := form.fields.get(DELETION_FIELD_NAME):
            deletion.widget.attrs["aria-label"] = _("Delete this row")

    def save_new(self, form: Any, commit: bool = True) -> models.Model:
        self._place(form.instance)
        return super().save_new(form, commit)

    def save_existing(self, form: Any, obj: models.Model, commit: bool = True) -> models.Model:
        self._place(form.instance)
        return super().save_existing(form, obj, commit)

    def _place(self, part: models.Model) -> None:
        if not part.position:
            rows = self.model._base_manager.filter(**{self.fk.name: self.instance})
            part.position = (rows.aggregate(top=models.Max("position"))["top"] or 0) + 1


class PartInline(PlainText):
    """What inlines of parts have in common.

    `row_select_related` names what the titles of the rows need; `help_texts` explains what the model does not.
    """

    formset = PartFormSet
    extra = 0
    view_on_site = False
    row_select_related: tuple[str, ...] = ()
    help_texts: dict[str, str] = {}

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        return super().get_formset(request, obj, help_texts=self.help_texts, **kwargs)

    def get_queryset(self, request: Any) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.row_select_related)


class ViewOnly:
    """Rows to look at: nothing is added, changed or deleted here. The page of a new record leaves them out."""

    def has_add_permission(self, request: Any, obj: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class PartTable(PartInline, admin.TabularInline):
    """Parts one below the other, each in a row. A field has no label beside it, but says its name all the same."""

    def formfield_for_dbfield(self, db_field: models.Field, request: Any, **kwargs: Any) -> Any:
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        if made is not None:
            made.widget.attrs["aria-label"] = capfirst(made.label)
        return made


class PartStack(PartInline, admin.StackedInline):
    """Parts one below the other, each in a small form of its own."""
