"""What the search keeps of every public record: derived from its versions, and made anew at any time."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _


class TokenVectorField(models.TextField):
    """Tokens with their positions, as PostgreSQL's `tsvector` in its own notation. Elsewhere it stays empty."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value, connection, prepared) if connection.vendor == "postgresql" else ""


class SearchDocument(models.Model):
    """The tokens of one public record, as its newest version says it.

    `title`, `body` and `joined` hold tokens between blanks (`search.documents`). On SQLite they are the content of a
    full-text table, on PostgreSQL `vector` is what is searched (`search.index`).
    """

    key = models.CharField(_("key"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=1)
    number = models.PositiveBigIntegerField(_("number"))
    title = models.TextField(_("tokens of its names"))
    body = models.TextField(_("tokens of its text"))
    joined = models.TextField(_("tokens with compounds in one"))
    former = models.JSONField(_("what it was called before"), default=list)
    vector = TokenVectorField(_("tokens with their places"), default="", editable=False)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = (models.Index(fields=("kind", "number"), name="search_by_kind"),)

    def __str__(self) -> str:
        return self.key
