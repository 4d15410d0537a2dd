"""What the assistant keeps in the site's database.

The ledger (`Source`), the passages with their analysed text, their vectors, and the questions
that people asked. Chroma and the full-text table can be rebuilt from these rows alone.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string


class Source(models.Model):
    """A page or document in the ledger: is its index up to date, and if not, why."""

    class State(models.TextChoices):
        """Where a source stands between a change on the site and its passages."""

        WAITING = "waiting", _("waiting")
        INDEXED = "indexed", _("indexed")
        HIDDEN = "hidden", _("not public")
        FAILED = "failed", _("failed")

    page = models.OneToOneField(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+"
    )
    document = models.OneToOneField(
        get_document_model_string(), null=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    #: Counts the changes seen. A sync that began before the last of them must not say "indexed".
    version = models.PositiveIntegerField(default=1)
    marked_at = models.DateTimeField(default=timezone.now)
    indexed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    #: Language of the passages: the page's, or for a document the one its text is written in.
    locale = models.CharField(max_length=20, blank=True)

    class Meta:
        """One row for one page or one document."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, document__isnull=True)
                | models.Q(page__isnull=True, document__isnull=False),
                name="assistant_source_is_page_or_document",
            )
        ]

    def __str__(self) -> str:
        """The title of what it stands for."""
        return self.title

    @property
    def title(self) -> str:
        """The page's or document's title."""
        shown: Any = self.page or self.document
        return str(shown.title)

    @property
    def kind(self) -> str:
        """`page` or `document`."""
        return "page" if self.page_id else "document"


class Passage(models.Model):
    """A slice of a source's text: what is retrieved and cited."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    ordinal = models.PositiveIntegerField()
    heading = models.CharField(max_length=500, blank=True)
    anchor = models.CharField(max_length=255, blank=True)
    page = models.PositiveIntegerField(null=True)
    text = models.TextField()
    #: SHA-256 of the text as it is embedded; the key of its vector.
    text_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        """In reading order."""

        ordering = ["source", "ordinal"]

    def __str__(self) -> str:
        """The heading path and the first words."""
        return f"{self.heading}: {self.text[:60]}"


class Vector(models.Model):
    """The embedding of a text by a model: float32, little-endian, unit length."""

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        """One vector for a text and a model."""

        constraints = [
            models.UniqueConstraint(fields=["model", "text_hash"], name="assistant_vector_unique")
        ]

    def __str__(self) -> str:
        """The key."""
        return f"{self.model} {self.text_hash[:12]}"


class SentenceVectors(models.Model):
    """The embeddings of a text's sentences, in order: float16, little-endian, unit length.

    They find the sentence that answers, also across languages. Made after the text can be found
    already, so they may be missing for a while.
    """

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        """One row for a passage's text and a model."""

        constraints = [
            models.UniqueConstraint(
                fields=["model", "text_hash"], name="assistant_sentence_vectors_unique"
            )
        ]

    def __str__(self) -> str:
        """The key."""
        return f"{self.model} {self.text_hash[:12]}"


class Generation(models.Model):
    """A set of Chroma collections; the newest active one answers, others are left-overs."""

    model = models.CharField(max_length=200)
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Number and model."""
        return f"{self.pk} ({self.model})"


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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    question = models.TextField()
    #: The question as it was searched: with what a follow-up left out.
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
