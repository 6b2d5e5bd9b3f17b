from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from . import guards


class RecordsConfig(AppConfig):
    """The shared ground: what every published record is, whatever its kind."""

    name = "kjdispute.records"
    label = "records"
    verbose_name = _("Publication records")

    def ready(self) -> None:
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="records.guards")
