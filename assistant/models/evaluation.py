"""Tables of the evaluation: test questions, runs, and the results of each question."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.documents import get_document_model_string


class EvaluationQuestion(ClusterableModel):
    """A test question with what its answer must cite and say, or that there must be no answer."""

    text = models.TextField(_("question"), max_length=2000)
    locale = models.CharField(
        _("reader’s language"),
        max_length=20,
        help_text=_("The language of the reader who asks, and so of the answer."),
    )
    unanswerable = models.BooleanField(
        _("must not be answered"),
        default=False,
        help_text=_("Nothing public answers this, and the assistant has to say so."),
    )
    words = models.TextField(
        _("words that must appear"),
        blank=True,
        help_text=_(
            "One line for each text that the answer must contain; all lines must be there. "
            "Separate other ways to write the same by “|”: 12,000 | 12 000"
        ),
    )
    secret = models.CharField(
        _("text that must appear nowhere"),
        max_length=200,
        blank=True,
        help_text=_(
            "A text that only a private or draft page has. Everybody who may see test questions "
            "sees it here."
        ),
    )
    channels = models.JSONField(
        _("asked through"),
        default=list,
        blank=True,
        help_text=_("Where nothing is chosen, through every channel."),
    )
    tags = models.CharField(
        _("tags"),
        max_length=200,
        blank=True,
        help_text=_("Words to choose questions by, separated by commas."),
    )
    notes = models.TextField(
        _("notes"), blank=True, help_text=_("For editors; why this is asked, say.")
    )
    active = models.BooleanField(
        pgettext_lazy("test question", "active"),
        default=True,
        help_text=_("Others are kept, and not asked."),
    )
    #: Whether it passed in all its channels in the last run; None if it was never asked.
    last_passed = models.BooleanField(_("last result"), null=True, editable=False)
    last_asked_at = models.DateTimeField(_("last asked"), null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("test question")
        verbose_name_plural = _("test questions")

    def __str__(self) -> str:
        return self.text[:80]

    def clean(self) -> None:
        """Normalise the tags, and refuse contradictions."""
        self.tags = ", ".join(self.tag_list)
        if self.unanswerable and self.words.strip():
            raise ValidationError(
                {"words": _("What must not be answered has no words that must appear.")}
            )

    @property
    def tag_list(self) -> list[str]:
        """Return the tags in lower case, without duplicates."""
        return list(
            dict.fromkeys(tag.strip().casefold() for tag in self.tags.split(",") if tag.strip())
        )

    @property
    def word_lines(self) -> list[list[str]]:
        """Return, for each line, the spellings of which one must appear in the answer."""
        lines = [[word.strip() for word in line.split("|")] for line in self.words.splitlines()]
        return [words for line in lines if (words := [word for word in line if word])]

    def expectation(self) -> str:
        """Return a short hash of everything that decides whether an answer passes."""
        expected = sorted((row.group, row.pdf_page or 0) for row in self.expected.all())
        parts = [self.text, self.locale, self.unanswerable, self.word_lines, self.secret, expected]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


class ExpectedSource(models.Model):
    """A page or document that an answer may cite to pass; a translation counts as its page."""

    question = ParentalKey(EvaluationQuestion, on_delete=models.CASCADE, related_name="expected")
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
    pdf_page = models.PositiveIntegerField(
        _("page of the PDF"),
        null=True,
        blank=True,
        help_text=_("Where the answer must cite this page of the document, counted from 1."),
    )
    #: The translation group, as `retrieval.group_of` returns it, and the title; both stay when the
    #: page or document is deleted.
    group = models.CharField(max_length=60, editable=False)
    title = models.CharField(max_length=255, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("page or document that must be cited")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row with the present group and title."""
        if self.page is not None:
            self.group, self.title = f"page:{self.page.translation_key}", self.page.title
        elif self.document is not None:
            self.group, self.title = f"document:{self.document_id}", self.document.title
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Require a page or a document, and a page number only with a document."""
        if self.page_id and self.document_id:
            raise ValidationError(_("Choose a page or a document, not both."))
        if not (self.page_id or self.document_id or self.group):
            raise ValidationError(_("Choose a page or a document."))
        if self.pdf_page and not self.document_id:
            raise ValidationError({"pdf_page": _("Only documents have numbered pages.")})


class EvaluationRun(models.Model):
    """A run of the evaluation: a task or a command asks the chosen questions one by one."""

    class State(models.TextChoices):
        """The states of a run."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", pgettext_lazy("evaluation", "Failed")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    #: True while the run waits or runs, else null. The field is unique, so there is one at a time.
    under_way = models.BooleanField(null=True, unique=True, default=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("ended"), null=True)
    #: Time of the last progress.
    seen_at = models.DateTimeField(default=timezone.now)
    channels = models.JSONField(_("channels"), default=list)
    #: The filter of the questions: `languages`, `tags`, `limit`.
    chosen = models.JSONField(default=dict)
    #: Number of questions asked so far, and of all questions.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    #: The settings that decide answers, as `evaluation.configuration.in_force` returns them.
    in_force = models.JSONField(default=dict)
    #: Why the run failed, for an operator.
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class EvaluationResult(models.Model):
    """The result of a question in one channel in one run; `passed` is null until it is asked."""

    # Wagtail's reference index is for links that editors set.
    wagtail_reference_index_ignore = True

    class Reason(models.TextChoices):
        """Why a result failed."""

        SECRET = "secret", _("What must appear nowhere was shown.")
        ERROR = "error", _("The question could not be answered because of an error.")
        ANSWERED = "answered", _("It was answered, though it must not be.")
        NOT_ANSWERED = "not_answered", _("It was not answered.")
        SOURCE = "source", _("The page that must be cited was not.")
        WORDS = "words", _("Words that must appear are missing.")

    class Change(models.TextChoices):
        """How a result compares with the one before."""

        BROKEN = "broken", pgettext_lazy("test question", "Broken")
        MENDED = "mended", _("Mended")
        STILL_FAILING = "still_failing", _("Still failing")
        STILL_PASSING = "still_passing", _("Still passing")
        NEW_FAILING = "new_failing", _("New, failing")
        NEW_PASSING = "new_passing", _("New, passing")

    run = models.ForeignKey(EvaluationRun, on_delete=models.CASCADE, related_name="results")
    question = models.ForeignKey(
        EvaluationQuestion, null=True, on_delete=models.SET_NULL, related_name="results"
    )
    channel = models.CharField(_("channel"), max_length=20)
    #: Copies from the question, so that the record outlives it.
    text = models.TextField(_("question"))
    locale = models.CharField(_("language"), max_length=20)
    expectation = models.CharField(max_length=16)
    passed = models.BooleanField(_("passed"), null=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    #: The lines of words that are missing, or the class name of the error.
    detail = models.CharField(max_length=300, blank=True)
    change = models.CharField(_("compared"), max_length=13, choices=Change, blank=True)
    status = models.CharField(max_length=12, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    #: Pages and documents cited or expected, as a list of `evaluation.dependencies.Dependency`.
    watched = models.JSONField(default=list)
    #: If it broke: what changed since it passed, as a list of `evaluation.comparison.Cause`.
    causes = models.JSONField(default=list)
    #: In milliseconds.
    duration = models.PositiveIntegerField(_("duration"), default=0)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evaluation result")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "question", "channel"], name="assistant_evaluation_result_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text[:60]} ({self.channel})"
