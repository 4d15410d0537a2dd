"""Tables of the index: the ledger (`Source`), editions, passages and their vectors.

Chroma and the full-text table can be rebuilt from these rows alone.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string


class Source(models.Model):
    """A page or document in the ledger: whether its passages are up to date, and if not, why."""

    class State(models.TextChoices):
        """The states of a source, between a change on the site and its new passages."""

        WAITING = "waiting", _("waiting")
        INDEXED = "indexed", _("indexed")
        HIDDEN = "hidden", _("not public")
        FAILED = "failed", _("failed")

    class Reason(models.TextChoices):
        """Why a source could not be indexed, or only partly, in words for an editor."""

        TYPE = "type", _("Files of this type are not read.")
        SIZE = "size", _("It is too large to be read.")
        LOCKED = "locked", _("The file is locked by a password.")
        DAMAGED = "damaged", _("The file is damaged, or not what its name says.")
        HOSTILE = "hostile", _("The file is built in a way that could harm the site.")
        SLOW = "slow", _("Reading it took too long.")
        MEMORY = "memory", _("Reading it took too much memory.")
        NO_TEXT = "no_text", _("No text was found. It may be a scan.")
        PART = "part", _("Some of its pages are pictures of text, which could not be read.")
        MODEL = "model", _("The embedding model did not answer.")
        STORE = "store", _("The vector store did not answer.")
        DATABASE = "database", _("The database was busy.")
        PAGE = "page", _("The page could not be read.")
        OTHER = "other", _("Something unforeseen went wrong.")

    page = models.OneToOneField(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+"
    )
    document = models.OneToOneField(
        get_document_model_string(), null=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    #: Counts the changes. A run that began before the latest change must not record "indexed".
    version = models.PositiveIntegerField(default=1)
    marked_at = models.DateTimeField(default=timezone.now)
    indexed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Why the last try failed, and details for an operator; empty after a success.
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    error = models.CharField(max_length=500, blank=True)
    #: Time of the next try after a failure.
    retry_at = models.DateTimeField(null=True, db_index=True)
    #: Progress of the run under way, in pages read or texts embedded: done, and all; else null.
    done = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(null=True)

    #: Language of the passages: the page's, or the language in which a document is written.
    locale = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, document__isnull=True)
                | models.Q(page__isnull=True, document__isnull=False),
                name="assistant_source_is_page_or_document",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title of the page or document."""
        shown: Any = self.page or self.document
        return str(shown.title)

    @property
    def kind(self) -> str:
        """Return "page" or "document"."""
        return "page" if self.page_id else "document"


class Edition(models.Model):
    """An edition of the index: all passages cut one way and embedded by one model.

    Answers come from the current edition. Another may be built beside it, and then replaces it at
    once.
    """

    #: Name of the embedding model, under which vectors are stored, and the setting that builds it.
    model = models.CharField(max_length=200)
    embeddings = models.CharField(max_length=500, blank=True)
    #: Dimensions of its vectors; null until there is one.
    dimensions = models.PositiveIntegerField(null=True)
    #: The passage size and the versions of chunker and analyser, joined by hyphens.
    cutting = models.CharField(max_length=100)
    in_force = models.BooleanField(default=False)
    #: When another edition replaced it; it is deleted a while later, when no question uses it.
    replaced_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "cutting"], name="assistant_edition_unique"),
            models.UniqueConstraint(
                fields=["in_force"],
                condition=models.Q(in_force=True),
                name="assistant_edition_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.model}, {self.cutting})"

    @property
    def passage_size(self) -> int:
        """Return the greatest length of a passage, as `index.chunker.weighted_length` counts it."""
        return int(self.cutting.partition("-")[0])


class Entry(models.Model):
    """Records which version of a source the passages in an edition are from.

    An edition without an entry for a source has not indexed it yet.
    """

    # Wagtail's reference index is for links that editors set; so for the models below.
    wagtail_reference_index_ignore = True

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="entries")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "source"], name="assistant_entry_unique")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.source_id} at {self.version}"


class Passage(models.Model):
    """A passage: a slice of a source's text, which is retrieved and cited."""

    wagtail_reference_index_ignore = True

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="passages")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    ordinal = models.PositiveIntegerField()
    heading = models.CharField(max_length=500, blank=True)
    anchor = models.CharField(max_length=255, blank=True)
    page = models.PositiveIntegerField(null=True)
    text = models.TextField()
    #: SHA-256 of the text that is embedded for it; the key of its vector.
    text_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["source", "ordinal"]
        indexes = [
            models.Index(fields=["edition", "source", "ordinal"], name="assistant_passage_place")
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.text[:60]}"


class Vector(models.Model):
    """The embedding of a passage's text by a model: float32, little-endian, shape (dimensions,).

    It has unit length.
    """

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "text_hash"], name="assistant_vector_unique")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.text_hash[:12]}"


class SentenceVectors(models.Model):
    """The embeddings of a text's sentences, in order: float16, little-endian, unit length.

    The shape is (sentences, dimensions). They find the sentence that answers, also in another
    language. A task computes them after the passage was indexed, so they may be missing at first.
    """

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "text_hash"], name="assistant_sentence_vectors_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.text_hash[:12]}"


class TokenCodes(models.Model):
    """The tokens of a text as bits, in order: the sign of each dimension of a token's vector.

    The shape is (tokens, dimensions / 8), one byte for eight dimensions. They tell how well each
    token of a question is matched, also across languages (`embedding.onnx.alignment`).
    """

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "text_hash"], name="assistant_token_codes_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.text_hash[:12]}"


class Generation(models.Model):
    """A set of Chroma collections of an edition: the active one is searched, others are old."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="generations")
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.pk} of edition {self.edition_id}"
