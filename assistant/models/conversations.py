"""What people asked and were answered, for as long as it is kept."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistant.models.index import Source


class Conversation(models.Model):
    """Turns that belong together. Only the asker knows its id, which is the key to forget it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The id."""
        return str(self.id)


class Turn(models.Model):
    """A question and its answer, kept for a short time and without anything about the asker."""

    # Wagtail's index of references is for what editors link.
    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    question = models.TextField()
    #: The question as it was searched: with what a follow-up left out. Empty for small talk.
    searched = models.TextField(blank=True)
    locale = models.CharField(max_length=20)
    status = models.CharField(max_length=12, db_index=True)
    answer = models.TextField(blank=True)
    sources = models.ManyToManyField(Source, related_name="+")
    helpful = models.BooleanField(null=True)

    class Meta:
        """In the order asked."""

        ordering = ["created_at"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        """The question."""
        return self.question[:80]
