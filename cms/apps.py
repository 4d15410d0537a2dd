"""The site: its page kinds, templates and editors' tools."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """The Django app of the site, which alone imports both `assistant` and `bots`."""

    name = "cms"
    label = "cms"
    verbose_name = _("Hub content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the kinds of page and connect the signal handlers."""
        # Models can't be imported before all apps are loaded.
        from assistant import register_collections
        from cms import page_kinds, signal_handlers
        from cms.answers import COLLECTIONS
        from cms.models import declare

        declare(*page_kinds.PAGE_KINDS)
        register_collections(*COLLECTIONS)
        signal_handlers.connect()
