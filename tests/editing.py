"""The admin as an editor's browser sees it: a page is opened, changed and sent as it is shown."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse

REASON = "Corrected after the ministry's notice"


def make_editor(username: str = "m.editor", **fields: Any) -> User:
    """An editor who may do everything."""
    given = {"is_staff": True, "is_superuser": True, "first_name": "Mina", "last_name": "Editor", **fields}
    return User.objects.create(username=username, **given)


def desk_of(user: User) -> Client:
    """A browser in which this user is logged in."""
    client = Client()
    client.force_login(user)
    return client


def address(thing: models.Model | type[models.Model], page: str = "change") -> str:
    """The address of an admin page: of a record or a part, or of a model."""
    args = [thing.pk] if isinstance(thing, models.Model) else []
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=args)


def as_shown(page: Any) -> dict[str, Any]:
    """What the browser sends of this page if nothing is changed in it."""
    sent: dict[str, Any] = {}
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value is not False and value is not None:
                sent[field.html_name] = value
    return sent


def with_row(sent: dict[str, Any], prefix: str, **typed: Any) -> dict[str, Any]:
    """The same with one row more in an inline."""
    place = int(sent[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{place}-{name}": value for name, value in typed.items()}
    return sent | row | {f"{prefix}-TOTAL_FORMS": place + 1}


def save(client: Client, thing: models.Model, **typed: Any) -> Any:
    """Open the page of a thing, type, and press “Save”."""
    page = address(thing)
    return client.post(page, as_shown(client.get(page)) | typed)


def errors_of(page: Any) -> str:
    """Every error on a page that was refused, as text."""
    form = page.context["adminform"].form
    found = [*form.errors.values()]
    for inline in page.context["inline_admin_formsets"]:
        found += [inline.formset.non_form_errors(), *(list(row.errors.values()) for row in inline.formset.forms)]
    return str(found)


def messages_on(page: Any) -> str:
    """What the admin tells the editor at the top of this page."""
    return " ".join(str(message) for message in page.context["messages"])
