"""Tables of curated answers, which editors write, of their sources, and of vectors of wordings."""

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

#: Largest number of other wordings of an answer, and of characters in each. They are limited,
#: since every question is compared with all of them.
MOST_WORDINGS, LONGEST_WORDING = 20, 255


class CuratedAnswer(DraftStateMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """A question and the answer that editors wrote; translations share its translation key.

    It is given only while it is live and not expired, and all of its sources are public.
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
    #: Links are not allowed: readers are given the sources, whose visibility is checked each time.
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
        verbose_name = _("curated answer")
        verbose_name_plural = _("curated answers")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.question)

    def clean(self) -> None:
        """Refuse wordings that no question can match, and too many or too long ones."""
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
    """A page or document on which a curated answer is based.

    If it is deleted, the row stays without either, and the answer is no longer given: it may repeat
    what was deleted.
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
        verbose_name = _("source of a curated answer")
        verbose_name_plural = _("sources of curated answers")

    def __str__(self) -> str:
        named: Any = self.page or self.document
        return str(named.title) if named else "-"

    def clean(self) -> None:
        """Require either a page or a document."""
        super().clean()
        if bool(self.page_id) == bool(self.document_id):
            raise ValidationError(_("Choose a page or a document, one in each row."))


class WordingVector(models.Model):
    """The embedding of a wording by a model, as a question: float32, little-endian, unit length.

    The shape is (dimensions,).
    """

    model = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    values = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "text_hash"], name="assistant_wording_vector_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.text_hash[:12]}"
