"""The index: the ledger (`Source`), the passages with their analysed text, and their vectors.

Chroma and the full-text table can be rebuilt from these rows alone.
"""

from __future__ import annotations

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

    class Reason(models.TextChoices):
        """Why a source could not be indexed, or not wholly, in words for an editor."""

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
    #: Counts the changes seen. A sync that began before the last of them must not say "indexed".
    version = models.PositiveIntegerField(default=1)
    marked_at = models.DateTimeField(default=timezone.now)
    indexed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Why the last try failed, and details for an operator; empty once one succeeded.
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    error = models.CharField(max_length=500, blank=True)
    #: Before this time it is not tried again.
    retry_at = models.DateTimeField(null=True, db_index=True)
    #: How far the run under way is, and of how much; null when there is none.
    done = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(null=True)

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


class Edition(models.Model):
    """All passages cut one way and embedded by one model.

    The one in force answers. Another may be built beside it, which then takes its place at once.
    """

    #: Name of the embedding model, as its vectors carry it, and the setting that builds it.
    model = models.CharField(max_length=200)
    embeddings = models.CharField(max_length=500, blank=True)
    #: Numbers in each of its vectors; null until there is one.
    dimensions = models.PositiveIntegerField(null=True)
    #: What decides how texts are cut and analysed, as a short code.
    cutting = models.CharField(max_length=100)
    in_force = models.BooleanField(default=False)
    #: When another took its place; it is forgotten a while later, when no question needs it.
    replaced_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One of each kind; one in force."""

        constraints = [
            models.UniqueConstraint(fields=["model", "cutting"], name="assistant_edition_unique"),
            models.UniqueConstraint(
                fields=["in_force"],
                condition=models.Q(in_force=True),
                name="assistant_edition_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        """Number, model and cutting."""
        return f"{self.pk} ({self.model}, {self.cutting})"

    @property
    def passage_size(self) -> int:
        """The length of its passages at most, as `chunking.weighted_length` counts it."""
        return int(self.cutting.partition("-")[0])


class Entry(models.Model):
    """A source's place in an edition: which of its versions the edition's passages are of."""

    # Wagtail's index of references is for what editors link; so below.
    wagtail_reference_index_ignore = True

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="entries")
    version = models.PositiveIntegerField()

    class Meta:
        """One for each source that has been read."""

        constraints = [
            models.UniqueConstraint(fields=["edition", "source"], name="assistant_entry_unique")
        ]

    def __str__(self) -> str:
        """The numbers."""
        return f"{self.edition_id}: {self.source_id} at {self.version}"


class Passage(models.Model):
    """A slice of a source's text: what is retrieved and cited."""

    wagtail_reference_index_ignore = True

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="passages")
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
        indexes = [
            models.Index(fields=["edition", "source", "ordinal"], name="assistant_passage_place")
        ]

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


class TokenCodes(models.Model):
    """A text's tokens as an embedding model sees them, in order: the signs of their numbers.

    They tell how well a question's tokens are met one by one, also across languages.
    """

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        """One row for a passage's text and a model."""

        constraints = [
            models.UniqueConstraint(
                fields=["model", "text_hash"], name="assistant_token_codes_unique"
            )
        ]

    def __str__(self) -> str:
        """The key."""
        return f"{self.model} {self.text_hash[:12]}"


class Generation(models.Model):
    """A set of Chroma collections for an edition; its active one answers, others are left-overs."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="generations")
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Its number, and whose it is."""
        return f"{self.pk} of edition {self.edition_id}"
