import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kjdispute.records import editions
from kjdispute.records.models import ArchiveHead


class Command(BaseCommand):
    """Load the archive's own edition, or another folder of the same form."""

    help = "Checks an edition whole, then loads it in one transaction. Loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CORPUS, help="where manifest.json is")
        parser.add_argument("--check", action="store_true", help="only check the files, load nothing")
        parser.add_argument(
            "--seal",
            action="store_true",
            help="write the head of this fresh load into the manifest (for its authors)",
        )

    def handle(self, *, folder: Path, check: bool, seal: bool, verbosity: int, **options: object) -> None:
        try:
            edition = editions.read(folder)
            count = sum(len(part.forms) for part in edition.parts)
            self.stdout.write(f"{count} records in {len(edition.parts)} publications: every file is well formed.")
            if check:
                return
            if seal:
                edition.head = {}
            done = editions.load(edition, self.progress if verbosity else None)
        except editions.InvalidEdition as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"Nothing was loaded: {len(error.faults)} faults.") from error
        self.report(done)
        if seal:
            self.seal(folder / "manifest.json")

    def progress(self, part: editions.Part, record: object, number: int, total: int) -> None:
        if number % 100 == 0 or number == total:
            self.stdout.write(f"  {part.folder}: {number} of {total} records")

    def report(self, done: editions.Loaded) -> None:
        head = ArchiveHead.objects.get()
        self.stdout.write(f"Published {done.published}, unchanged {done.unchanged}.")
        for key in done.left_alone:
            self.stdout.write(self.style.WARNING(f"{key} was changed by an editor since it was loaded: left alone."))
        self.stdout.write(self.style.SUCCESS(f"Head: publication {head.number}, chain {head.chain}"))

    def seal(self, manifest: Path) -> None:
        head = ArchiveHead.objects.get()
        content = json.loads(manifest.read_text(encoding="utf-8"))
        content["head"] = {"number": head.number, "chain": head.chain}
        manifest.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
