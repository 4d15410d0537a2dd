"""Signal handlers that tell the assistant which pages to index again."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from assistant.signal_handlers import pages_changed
from cms.models import GlossaryPage, GlossaryTerm


def glossary_changed(**kwargs: Any) -> None:
    """Have the glossary pages indexed again after a term was saved or deleted.

    A glossary page shows all terms without a reference to any, so the assistant can't know by
    itself.
    """
    pages_changed(list(GlossaryPage.objects.live().values_list("pk", flat=True)))


def connect() -> None:
    """Connect all signal handlers; called once, when the app is ready."""
    post_save.connect(glossary_changed, sender=GlossaryTerm)
    post_delete.connect(glossary_changed, sender=GlossaryTerm)
