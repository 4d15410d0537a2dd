"""The Django app of machine translation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MachineTranslationConfig(AppConfig):
    """Registers the system checks; nothing else happens when the site starts."""

    name = "cms.machine_translation"
    label = "machine_translation"
    verbose_name = _("Machine translation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from cms.machine_translation import checks  # noqa: F401
