from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """What the dispute consists of: events, actors, measures, questions, and the statements about them."""

    name = "events"
    verbose_name = _("The dispute")
