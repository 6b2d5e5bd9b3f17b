"""An editor logs in with a browser, as everybody does."""

from __future__ import annotations

from django.contrib.auth.models import User
from playwright.sync_api import Page

PASSWORD = "a long enough password"


def log_in(page: Page, base: str, editor: User) -> Page:
    """The same page, on the desk of this editor, who gets a password for it."""
    editor.set_password(PASSWORD)
    editor.save()
    page.goto(f"{base}/admin/login/?next=/admin/")
    page.get_by_label("Username").fill(editor.get_username())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").press("Enter")
    page.get_by_role("button", name="Log out").wait_for()
    return page
