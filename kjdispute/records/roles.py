"""Who may do what: three groups, made anew after every migrate and every flush.

A *contributor* writes drafts and proposals, and publishes nothing. An *editor* reviews, publishes, withdraws and merges
as well. An *administrator* also looks after users and groups. What each may do follows from what a model is, so that
models added later are included. A permission that somebody gave a group by hand stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.apps import apps as registry
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models

CONTRIBUTOR, EDITOR, ADMINISTRATOR = "contributor", "editor", "administrator"
ROLES = (CONTRIBUTOR, EDITOR, ADMINISTRATOR)

#: The app of users and groups, which only administrators look after.
USERS = "auth"


def may_publish(user: Any) -> bool:
    """Whether this user reviews, publishes, withdraws and merges."""
    return user.has_perm("records.publish")


def needs_a_second_editor() -> bool:
    """Whether nobody publishes alone: every change is approved by somebody who had no part in it."""
    return settings.REQUIRE_SECOND_EDITOR


def publishes_at_once(user: Any) -> bool:
    """Whether this user may publish without a proposal: not where nobody publishes alone."""
    return may_publish(user) and not needs_a_second_editor()


def is_of_the_archive(app: AppConfig) -> bool:
    """Whether an app holds records or what publishing leaves behind."""
    return app.label == "records" or any(hasattr(model, "form_fields") for model in app.get_models())


def permissions_in(app: AppConfig, role: str) -> Iterator[str]:
    """The code names of what a role may do with the models of one app."""
    for model in app.get_models():
        name = model._meta.model_name
        if app.label == USERS:
            if role == ADMINISTRATOR:
                yield from (f"{action}_{name}" for action in model._meta.default_permissions)
        elif role == CONTRIBUTOR:
            if not getattr(model, "is_of_readers", False):
                yield f"view_{name}"
            yield from (f"{action}_{name}" for action in _written_by_contributors(model))
        else:
            yield from (f"{action}_{name}" for action in model._meta.default_permissions)
            yield from (codename for codename, _words in model._meta.permissions)


def _written_by_contributors(model: type[models.Model]) -> tuple[str, ...]:
    """Of records and their parts everything: what is public is guarded by itself. Of proposals, their own."""
    if hasattr(model, "form_fields"):
        return ("add", "change", "delete")
    return ("add", "change") if model._meta.label == "records.Proposal" else ()


def grant_after_migrate(
    app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, apps: Any = registry, **kwargs: Any
) -> None:
    """Signal handler: after every migrate, and every flush, each role has its group with its permissions."""
    if app_config.label != USERS and not is_of_the_archive(app_config):
        return
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    of_app = permission_model.objects.using(using).filter(content_type__app_label=app_config.label)
    for role in ROLES:
        group, _made = group_model.objects.using(using).get_or_create(name=role)
        group.permissions.add(*of_app.filter(codename__in=list(permissions_in(app_config, role))))
