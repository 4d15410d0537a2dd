"""The models of runs: many pages in many languages, drafted one after the other by a worker."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.machine_translation.drafting import Refused
from cms.machine_translation.problems import Problem, summary


class TranslationRun(models.Model):
    """A run: some pages to be drafted in some languages, as a user asked for it."""

    class State(models.TextChoices):
        """The states of a run."""

        WORKING = "working", _("Working")
        PAUSED = "paused", _("Paused")
        CANCELLED = "cancelled", _("Cancelled")
        FINISHED = "finished", _("Finished")

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WORKING
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    publish = models.BooleanField(_("publish"), default=False)
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    #: When its task was last queued or worked on.
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("machine translation run")
        verbose_name_plural = _("machine translation runs")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class TranslationItem(models.Model):
    """One page in one language within a run."""

    class State(models.TextChoices):
        """The states of an item."""

        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Working")
        DONE = "done", _("Translated")
        PARTLY = "partly", _("Partly translated")
        FAILED = "failed", _("Not translated")
        CANCELLED = "cancelled", _("Cancelled")

    class Saved(models.TextChoices):
        """What became of the page."""

        NOT = "", ""
        DRAFT = "draft", _("Saved as a draft.")
        EDITOR = "editor", _("Waits in the editor; the published page is unchanged.")
        PUBLISHED = "published", _("Published.")

    run = models.ForeignKey(TranslationRun, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    locale = models.ForeignKey(
        "wagtailcore.Locale", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The title and language when the run began, for a record that outlives the page.
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    saved = models.CharField(max_length=10, choices=Saved.choices, default=Saved.NOT, blank=True)
    translated = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    #: Why it failed: a Problem as JSON, or empty.
    problem = models.JSONField(default=dict, blank=True)
    #: Texts that could not be translated: {string, field, text, problems}.
    refused = models.JSONField(default=list, blank=True)
    touched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "page", "locale"], name="one_item_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def message(self) -> str:
        """Why it failed, or what became of the page, in the active language."""
        if self.problem:
            return str(Problem.from_json(self.problem))
        return str(self.Saved(self.saved).label)

    @property
    def refusals(self) -> list[dict[str, str]]:
        """The texts that were not translated, with field and reason in the active language."""
        return [
            {
                "text": one["text"],
                "field": one["field"],
                "reason": summary([Problem.from_json(p) for p in one["problems"]]),
            }
            for one in self.refused
        ]

    def refuse(self, refused: list[Refused]) -> None:
        """Add texts that could not be translated."""
        self.refused = [
            *self.refused,
            *(
                {
                    "string": one.string,
                    "field": one.field,
                    "text": one.text[:500],
                    "problems": [problem.as_json() for problem in one.problems],
                }
                for one in refused
            ),
        ]
