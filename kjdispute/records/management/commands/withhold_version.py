from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kjdispute.records import dates, withholding
from kjdispute.records.models import Version


class Command(BaseCommand):
    """Take away the text of one version by order, such as a court's; hashes and a public reason stay."""

    help = "Blanks the text of one version for ever. Its hashes stay, and readers see the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="of the record, such as E17")
        parser.add_argument("number", type=int, help="of the version, such as 2")
        parser.add_argument("--reason", required=True, help="public, one line of at most 500 characters")
        parser.add_argument(
            "--with-snapshots",
            action="store_true",
            help="also blank what editors saved of the record in private, but for what another version says in public",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, key: str, number: int, reason: str, with_snapshots: bool, yes: bool, **options: object) -> None:
        try:
            if not yes and not self.confirmed(withholding.find(key, number), reason):
                raise CommandError("Nothing was withheld.")
            version = withholding.withhold(key, number, reason, with_snapshots=with_snapshots)
        except withholding.NotWithholdable as error:
            raise CommandError(f"{error} Nothing was withheld.") from error
        self.stdout.write(self.style.SUCCESS(f"{version} is withheld. SHA-256 {version.sha256} stays."))

    def confirmed(self, version: Version, reason: str) -> bool:
        """Whether whoever runs the command says yes to what it will do."""
        act = version.publication
        day = dates.parse(f"{dates.today(act.published_at):%Y-%m-%d}").in_words()
        self.stdout.write(f"{version}, published {day} by {act.byline}: {act.reason}")
        self.stdout.write(f"Its text is taken away for ever. Readers will see: {reason}")
        try:
            return input(f"Withhold {version}? [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            return False
