"""Find anew which records may be one and the same thing twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kjdispute.records import duplicates


class Command(BaseCommand):
    help = "Find anew which records may be the same, for a database filled before this was kept, or in doubt."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Possible duplicates: {duplicates.find_all()}.")
