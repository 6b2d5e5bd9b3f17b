from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    """What can be cited: publishers, their documents, and the texts that editors read."""

    name = "sources"
    verbose_name = _("Sources")
