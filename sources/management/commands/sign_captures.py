"""Store the signatures by which captured texts that are alike are found."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sources.models import Capture, CaptureSignature


class Command(BaseCommand):
    help = "Sign the captured texts that have no signature of the present scheme; with --all, every one anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="throw every signature away first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            CaptureSignature.objects.all().delete()
        numbers = list(CaptureSignature.objects.unsigned().values_list("pk", flat=True))
        for number in numbers:
            CaptureSignature.objects.sign(Capture.objects.get(pk=number))
        self.stdout.write(f"Signed {len(numbers)}.")
