from django.core.management.base import BaseCommand, CommandError

from kjdispute.records import verification
from kjdispute.records.models import ArchiveHead, Version


class Command(BaseCommand):
    """Prove that the archive is whole, or name everything that is wrong and exit with an error."""

    help = "Proves the chain, the versions, the references, the citations and the guards of the archive."

    def handle(self, **options: object) -> None:
        found = list(verification.findings())
        for finding in found:
            self.stderr.write(finding)
        if found:
            raise CommandError(f"The archive is not whole: {len(found)} findings.")
        head = ArchiveHead.objects.get()
        self.stdout.write(
            self.style.SUCCESS(
                f"The archive is whole: {Version.objects.count()} versions in {head.number} publications,"
                f" chain {head.chain}."
            )
        )
