"""Wires the bots into the site they are installed in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BotsConfig(AppConfig):
    """The bots; starting up only registers checks and channels, no bot runs by itself."""

    name = "bots"
    verbose_name = _("Bots")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and how Telegram shows an answer that is evaluated."""
        from assistant import register_channel
        from bots import checks  # noqa: F401
        from bots.telegram.evaluation import shown

        register_channel("telegram", _("Telegram"), shown)
