from django.apps import AppConfig
from django.db.models import Model
from django.db.models.signals import post_migrate, pre_save
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import acts, guards, roles


def refuse_raw_rows(sender: type[Model], raw: bool = False, **kwargs: object) -> None:
    """Fixtures write rows behind the records' backs: an edition or an export is loaded instead."""
    if raw and hasattr(sender, "form_fields"):
        raise acts.PublicationRequired("Records are loaded with load_corpus, not as rows of a fixture.")


class RecordsConfig(AppConfig):
    """The shared ground: what every published record is, whatever its kind."""

    name = "kjdispute.records"
    label = "records"
    verbose_name = _("Publication records")

    def ready(self) -> None:
        post_migrate.connect(roles.grant_after_migrate, dispatch_uid="records.roles")
        pre_save.connect(refuse_raw_rows, dispatch_uid="records.raw")
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="records.guards")
        autodiscover_modules("receivers")
