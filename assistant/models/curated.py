"""Answers that editors write themselves, with their sources, and the vectors that find them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, PublishingPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin, TranslatableMixin

#: Other ways to ask that one answer has at most, and characters of each: all are compared with
#: every question.
MOST_WORDINGS, LONGEST_WORDING = 20, 255


class CuratedAnswer(DraftStateMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """A question and its answer as editors word it; its translations have the same key.

    Only what is live and not expired is given, and only while all of its sources are public.
    """

    question = models.CharField(
        _("question"),
        max_length=LONGEST_WORDING,
        help_text=_("As a reader would ask it, in one sentence that stands alone."),
    )
    other_wordings = models.TextField(
        _("other wordings"),
        blank=True,
        help_text=_("Other ways to ask the same, one a line. They help more than anything else."),
    )
    #: Without links: what readers may open are the sources, which are tested at each answer.
    answer = RichTextField(
        _("answer"),
        features=["bold", "italic", "ol", "ul"],
        help_text=_(
            "Write [1] behind what the first source says, [2] for the second. Without any, all "
            "sources are named at the end."
        ),
    )

    panels = [
        FieldPanel("question"),
        FieldPanel("other_wordings"),
        FieldPanel("answer"),
        HelpPanel(
            content=_(
                "Name the pages and documents that the answer rests on. As soon as one of them is "
                "no longer public, the answer is not given any more."
            )
        ),
        InlinePanel("sources", heading=_("Sources"), label=pgettext_lazy("of an answer", "Source")),
        PublishingPanel(),
    ]

    class Meta(TranslatableMixin.Meta):
        """Newest first."""

        verbose_name = _("curated answer")
        verbose_name_plural = _("curated answers")
        ordering = ["-pk"]

    def __str__(self) -> str:
        """The question."""
        return str(self.question)

    def clean(self) -> None:
        """Refuse wordings that no question could match, and too many of them."""
        super().clean()
        if not any(char.isalnum() for char in self.question):
            raise ValidationError({"question": _("Write a question.")})
        lines = self.other_wordings.splitlines()
        if len(lines) > MOST_WORDINGS or any(len(line) > LONGEST_WORDING for line in lines):
            raise ValidationError(
                {
                    "other_wordings": _(
                        "At most %(count)d wordings, each of at most %(length)d characters."
                    )
                    % {"count": MOST_WORDINGS, "length": LONGEST_WORDING}
                }
            )


class CuratedSource(Orderable):
    """A page or document that a curated answer rests on.

    Where it was deleted the row stays, without either: the answer may repeat what is gone.
    """

    curated = ParentalKey(CuratedAnswer, on_delete=models.CASCADE, related_name="sources")
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [FieldPanel("page"), FieldPanel("document")]

    class Meta(Orderable.Meta):
        """In the editor's order."""

        verbose_name = _("source of a curated answer")
        verbose_name_plural = _("sources of curated answers")

    def __str__(self) -> str:
        """What it names."""
        named: Any = self.page or self.document
        return str(named.title) if named else "-"

    def clean(self) -> None:
        """Exactly one of the two."""
        super().clean()
        if bool(self.page_id) == bool(self.document_id):
            raise ValidationError(_("Choose a page or a document, one in each row."))


class WordingVector(models.Model):
    """The embedding of a wording by a model, as a question: float32, little-endian, unit length."""

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        """One vector for a wording and a model."""

        constraints = [
            models.UniqueConstraint(
                fields=["model", "text_hash"], name="assistant_wording_vector_unique"
            )
        ]

    def __str__(self) -> str:
        """The key."""
        return f"{self.model} {self.text_hash[:12]}"
