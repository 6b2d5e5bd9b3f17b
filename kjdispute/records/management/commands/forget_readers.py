from django.core.management.base import BaseCommand

from kjdispute.records import reports


class Command(BaseCommand):
    """Delete what reports hold of readers once its time is over; to be run every day."""

    help = "Deletes contacts of readers older than REPORT_CONTACT_DAYS, and counts of reports whose day is over."

    def handle(self, **options: object) -> None:
        contacts, counts = reports.forget_readers()
        self.stdout.write(f"Deleted {contacts} contacts and {counts} counts.")
