"""The Django app of the link checker."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    """Checks a page again when it is published, so that mended links leave the report."""

    name = "cms.links"
    label = "links"
    verbose_name = _("Links")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from cms.links import signal_handlers

        signal_handlers.connect()
