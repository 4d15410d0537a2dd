"""Configures the assistant as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistantConfig(AppConfig):
    """The assistant's app; at start-up it only connects handlers and registers checks."""

    name = "assistant"
    verbose_name = _("Assistant")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect signal handlers and register system checks."""
        from assistant import checks  # noqa: F401
        from assistant.admin.index_report import checks as index_report_checks  # noqa: F401
        from assistant.signal_handlers import connect

        connect()
