"""What the hub tells the assistant: pages that show what is not theirs."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from assistant.signal_handlers import pages_changed
from cms.models import GlossaryPage, GlossaryTerm


def glossary_changed(**kwargs: Any) -> None:
    """A term was saved or deleted: the glossaries show it, though they do not refer to it."""
    pages_changed(list(GlossaryPage.objects.live().values_list("pk", flat=True)))


def connect() -> None:
    """Connect all handlers; called once, when the app is ready."""
    post_save.connect(glossary_changed, sender=GlossaryTerm)
    post_delete.connect(glossary_changed, sender=GlossaryTerm)
