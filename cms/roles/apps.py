"""The Django app of the groups and their permissions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolesConfig(AppConfig):
    """Watches for new language trees, on which translators need permissions."""

    name = "cms.roles"
    label = "roles"
    verbose_name = _("Roles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from cms.roles import signal_handlers

        signal_handlers.connect()
