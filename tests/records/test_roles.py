"""Contributors draft and propose, editors publish, administrators look after users; the groups outlive a flush."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import override_settings

from events.models import Actor, Event, Statement
from kjdispute.records import guards, roles
from kjdispute.records.models import Publication
from sources.models import Source
from tests.editing import REASON, address, as_shown, desk_of, errors_of, make_editor, save
from tests.factories import make_event, make_publisher, make_source
from tests.reviewing import make_member, texts_of

pytestmark = pytest.mark.django_db


def may(role: str) -> set[str]:
    found = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in found}


def test_each_role_may_what_the_one_before_it_may_and_more():
    contributor, editor, administrator = (may(role) for role in roles.ROLES)
    assert contributor < editor < administrator
    assert {"events.add_event", "sources.add_capture", "events.delete_statement", "records.add_proposal"} <= contributor
    assert {"records.publish", "auth.change_user", "records.change_version"}.isdisjoint(contributor)
    # What readers write in confidence is for those who answer it.
    assert "records.view_problemreport" in editor - contributor
    assert "records.publish" in editor
    assert {"auth.add_user", "auth.change_group"} <= administrator - editor


def test_groups_and_what_was_added_to_them_by_hand_stay_when_migrating_again():
    extra = Permission.objects.get(codename="view_logentry")
    Group.objects.get(name="contributor").permissions.add(extra)
    before = may("contributor")
    call_command("migrate", verbosity=0)
    assert may("contributor") == before
    assert Group.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_groups_survive_a_flush():
    before = {role: may(role) for role in roles.ROLES}
    with guards.lifted():
        call_command("flush", interactive=False, verbosity=0)
    assert User.objects.count() == 0
    assert {role: may(role) for role in roles.ROLES} == before


# What each sees and does


@pytest.mark.parametrize(("role", "users"), [("contributor", 403), ("editor", 403), ("administrator", 200)])
def test_users_are_for_administrators(role, users):
    desk = desk_of(make_member(role))
    assert desk.get(address(User, "changelist")).status_code == users
    for page in (
        address(Event, "changelist"),
        address(Event, "add"),
        address(Source, "add"),
        address(Statement, "add"),
    ):
        assert desk.get(page).status_code == 200


@pytest.mark.parametrize(
    ("role", "published", "choices"),
    [
        ("contributor", False, ["draft", "in_review"]),
        ("contributor", True, ["published"]),
        ("editor", False, ["draft", "in_review", "published"]),
        ("editor", True, ["published", "withdrawn"]),
    ],
)
def test_only_who_may_publish_is_offered_it(role, published, choices):
    event = make_event(published=published)
    page = desk_of(make_member(role)).get(address(event))
    assert [value for value, _label in page.context["adminform"].form.fields["status"].choices] == choices
    assert ('name="_save"' in page.content.decode()) == (role == "editor" or not published)


@pytest.mark.parametrize(("role", "offered"), [("contributor", False), ("editor", True)])
def test_only_who_may_publish_has_the_actions_that_do(role, offered):
    make_event()
    page = desk_of(make_member(role)).get(address(Event, "changelist")).content.decode()
    assert ("publish_selected" in page, "merge_selected" in page) == (offered, offered)


def test_a_contributor_writes_and_deletes_drafts():
    desk, event = desk_of(make_member("contributor")), make_event()
    assert save(desk, event, title="수출규제").status_code == 302
    assert Event.objects.get().title == "수출규제"
    assert desk.post(address(event, "delete"), {"post": "yes"}).status_code == 302
    assert Event.objects.count() == 0


def test_a_contributor_publishes_nothing_by_a_forged_request():
    desk = desk_of(make_member("contributor"))
    event, draft = make_event(published=True), make_event()
    statement = event.statements.get()
    source, before = make_source(published=True), Publication.objects.count()
    page = save(desk, event, title="Another", publication_reason=REASON, _save="yes")
    assert "Only an editor may publish" in errors_of(page)
    page = save(desk, statement, text="Another.", publication_reason=REASON, _save="yes")
    assert "Only an editor may publish" in errors_of(page)
    assert "not possible here" in errors_of(save(desk, draft, status="published", publication_reason=REASON))
    page = save(desk, event, status="withdrawn", withdrawn_reason="No.", publication_reason=REASON)
    assert "not possible here" in errors_of(page)
    page = desk.post(address(statement, "delete"), {"post": "yes", "publication_reason": REASON})
    assert "Only an editor may publish" in page.content.decode()
    for action in ("publish_selected", "merge_selected"):
        sent = {"action": action, "_selected_action": [draft.pk, event.pk], "post": "yes", "publication_reason": REASON}
        desk.post(address(Event, "changelist"), sent)
    assert desk.get(f"/admin/sources/source/{source.pk}/capture/").status_code == 403
    event.refresh_from_db()
    draft.refresh_from_db()
    assert (event.title, event.status, draft.status) == ("Something happens", "published", "draft")
    assert Statement.objects.get(pk=statement.pk).text == "Something was done."
    assert Publication.objects.count() == before


def test_a_published_record_added_by_a_contributor_is_refused():
    desk = desk_of(make_member("contributor"))
    sent = as_shown(desk.get(address(Actor, "add"))) | {"status": "published", "publication_reason": REASON}
    page = desk.post(address(Actor, "add"), sent | {"kind": "ministry", "side": "japan"})
    assert page.status_code == 200
    assert Actor.objects.count() == 0


@override_settings(REQUIRE_SECOND_EDITOR=True)
@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_publishes_alone_where_a_second_editor_is_required(superuser):
    desk = desk_of(make_editor("chief") if superuser else make_member("editor"))
    event, publisher = make_event(published=True), make_publisher()
    page = save(desk, event, title="Another", publication_reason=REASON)
    assert "Nobody publishes alone here" in errors_of(page)
    assert "not possible here" in errors_of(save(desk, publisher, status="published", publication_reason=REASON))
    assert "publish_selected" not in desk.get(address(Event, "changelist")).content.decode()
    assert len(texts_of(event)) == 1
