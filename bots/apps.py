"""Configures the bots as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BotsConfig(AppConfig):
    """The bots' app; at start-up it only registers checks and a channel, and starts no bot."""

    name = "bots"
    verbose_name = _("Bots")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and Telegram as a channel of the evaluation."""
        from assistant import register_channel
        from bots import checks  # noqa: F401
        from bots.telegram.evaluation import to_text

        register_channel("telegram", _("Telegram"), to_text)
