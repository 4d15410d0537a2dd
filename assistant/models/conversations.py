"""Tables of conversations: what people asked and were answered, stored for a limited time."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistant.models.index import Source


class Conversation(models.Model):
    """A conversation. Only the asker knows its id, which is the key to continue or delete it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class Turn(models.Model):
    """A question and its answer, stored for a limited time and without anything about the asker."""

    # Wagtail's reference index is for links that editors set.
    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    question = models.TextField()
    #: The question that was searched: a follow-up is completed. Empty for what no
    #: later question leans on: small talk, and a follow-up without an answer.
    searched = models.TextField(blank=True)
    locale = models.CharField(max_length=20)
    status = models.CharField(max_length=12, db_index=True)
    answer = models.TextField(blank=True)
    sources = models.ManyToManyField(Source, related_name="+")
    helpful = models.BooleanField(null=True)

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.question[:80]
