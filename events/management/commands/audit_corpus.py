from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events import audit, witnesses
from events.witnesses import Basis

#: What is reported of the statements in the archive's own voice, and of which of them it holds.
REPORTS: dict[str, Callable[[Basis], bool]] = {
    "rest on one source only": lambda basis: basis.is_one_source,
    "rest on publishers in Japan only": lambda basis: basis.is_from("JP"),
    "rest on publishers in South Korea only": lambda basis: basis.is_from("KR"),
    "rest on several texts, all of one agency or publisher": lambda basis: basis.is_one_voice,
}


class Command(BaseCommand):
    """Account for everything in the evidence, or name what is unexplained and exit with an error."""

    help = "Checks the ledger of the edition against the published records, and reports what rests on one witness."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--evidence", type=Path, help="folder of the evidence: nothing in it may lack a row")
        parser.add_argument("--ledger", type=Path, default=settings.CORPUS / audit.LEDGER, help="another ledger")

    def handle(self, *, evidence: Path | None, ledger: Path, verbosity: int, **options: object) -> None:
        try:
            rows = audit.read_ledger(ledger)
            found = list(audit.unexplained(rows, self.archive()))
            found += audit.disappeared(rows, evidence) if evidence else []
        except audit.Unreadable as error:
            raise CommandError(str(error)) from error
        self.count(rows)
        self.report(verbosity)
        for finding in found:
            self.stderr.write(finding)
        if found:
            raise CommandError(f"The accounting is not complete: {len(found)} findings.")
        self.stdout.write(self.style.SUCCESS("Every row is explained."))

    def archive(self) -> audit.Published:
        archive = audit.published()
        if not archive.statements:
            raise CommandError("No statement is published here. Load the edition first: manage.py load_corpus")
        return archive

    def count(self, rows: list[audit.Row]) -> None:
        self.stdout.write(f"{'':24}{'rows':>8}{'carried':>10}{'dropped':>10}")
        made = audit.counts(rows)
        made["all"] = tuple(map(sum, zip(*made.values(), strict=True)))
        for kind, (carried, dropped) in made.items():
            self.stdout.write(f"{kind:24}{carried + dropped:>8}{carried:>10}{dropped:>10}")
        for row in rows:
            if row.dropped:
                self.stdout.write(f"{row.row} was dropped: {row.dropped}")

    def report(self, verbosity: int) -> None:
        bases = witnesses.bases()
        self.stdout.write(
            f"Of {len(bases)} statements in the archive's own voice, accounts of questions between sources aside:"
        )
        for label, holds in REPORTS.items():
            found = [basis for basis in bases if holds(basis)]
            several = sum(not basis.is_one_source for basis in found)
            self.stdout.write(
                f"{len(found):>5} {label}" + (f" ({several} of them on several)" if 0 < several < len(found) else "")
            )
            if verbosity > 1 and found:
                self.stdout.write(f"      {' '.join(basis.reference for basis in found)}")
