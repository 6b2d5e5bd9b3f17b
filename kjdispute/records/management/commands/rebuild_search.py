from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kjdispute.records.models import SearchDocument
from kjdispute.records.search import index


class Command(BaseCommand):
    """Make the search index anew, and say where the one that stood was not what it should have been."""

    help = "Compares the search index with a fresh one, then makes it anew. Fails where they differed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare, change nothing")

    def handle(self, *, check: bool, **options: object) -> None:
        found = list(index.differences())
        for name in found:
            self.stderr.write(f"{name}: the index was not what a fresh one would hold.")
        count = SearchDocument.objects.count() if check else index.rebuild()
        if found:
            raise CommandError(f"The index differed in {len(found)} places{'' if check else ' and was made anew'}.")
        self.stdout.write(self.style.SUCCESS(f"The index of {count} records equals a fresh one."))
