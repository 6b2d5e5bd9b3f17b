"""Editors in their roles, and what they do with a proposal, as their browsers do it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client

from kjdispute.records.models import Proposal, Version
from tests.editing import address, as_shown, make_editor

WHY = "Corrected after the ministry's notice"


def make_member(role: str, username: str = "", **names: str) -> User:
    """A user in one of the groups, with no right of their own."""
    user = make_editor(username or f"k.{role}", is_superuser=False, **names)
    user.groups.add(Group.objects.get(name=role))
    return user


def keep(client: Client, thing: models.Model, query: str = "", **typed: Any) -> Any:
    """Open the page of a thing, type, and press “Keep in a proposal” (or the button named in `typed`)."""
    page = address(thing) + query
    shown = client.get(page)
    pressed = {} if {"_review", "_save"} & set(typed) else {"_keep": "yes"}
    return client.post(page, as_shown(shown) | hidden(shown) | pressed | typed)


def hidden(page: Any) -> dict[str, Any]:
    """What a page opened from a proposal sends besides."""
    opened = (page.context.get("proposing") or {}).get("opened")
    return {"proposal_edit": opened.edit_number} if opened else {}


def decide(client: Client, proposal: Proposal, button: str, **typed: Any) -> Any:
    """Open the page of a proposal, type, and press a button."""
    page = client.get(address(proposal))
    shown = page.context["proposal"]
    sent = {"edit_number": shown.edit_number, button: "yes", **typed}
    return client.post(address(proposal), sent)


def texts_of(record: models.Model) -> list[str]:
    """The versions of a record."""
    return list(Version.objects.filter(key=record.key).order_by("number").values_list("data", flat=True))
