"""Puts the results of a run into words: what was expected and answered, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.evaluation import Cause, cause_texts, channels, runs, still_public
from assistant.models import EvaluationQuestion
from assistant.text import language_name


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownCause:
    """A cause in words: who did it and when, and where its history is for those who may see it."""

    text: str
    when: str
    who: str
    url: str


def describe_results(rows: list[Any], user: Any) -> None:
    """Set on each result, as attributes, the words that the template shows."""
    names = _names(rows)
    labels = dict(channels.labels())
    keys = {row.question_id for row in rows if row.question_id}
    questions = {
        question.pk: question
        for question in EvaluationQuestion.objects.filter(pk__in=keys).prefetch_related("expected")
    }
    may_edit = user.has_perm("assistant.change_evaluationquestion")
    for row, public in zip(rows, still_public([row.watched for row in rows]), strict=True):
        question = questions.get(row.question_id)
        row.why = runs.line_of(row).reason_text
        row.shown_language = language_name(row.locale)
        row.shown_channel = labels.get(row.channel, row.channel)
        row.shown_answer = row.answer if public else ""
        row.withheld = bool(row.answer) and not row.shown_answer
        row.cited_titles = [one for one in row.watched if one["cited"] and not row.withheld]
        row.expected_lines = _expected(question) if question else []
        row.edited_since = question is not None and question.expectation() != row.expectation
        row.edit_url = (
            reverse("assistant_test_questions:edit", args=[row.question_id])
            if may_edit and question
            else ""
        )
        row.shown_causes = [_cause(cause, names) for cause in row.causes]


def _expected(question: Any) -> list[str]:
    """Return what a question expects, a line for each condition."""
    if question.unanswerable:
        return [_("It must not be answered.")]
    cited = [
        f"{row.title} ({_('page {number}').format(number=row.pdf_page)})"
        if row.pdf_page
        else row.title
        for row in question.expected.all()
    ]
    lines = [_("Cites: %(titles)s") % {"titles": " / ".join(cited)}] if cited else []
    words = " + ".join(" | ".join(line) for line in question.word_lines)
    return [*lines, _("Says: %(words)s") % {"words": words}] if words else lines


def _names(rows: Iterable[Any]) -> dict[int, str]:
    """Return the names of the users who did what broke something, by their keys."""
    keys = {cause.get("user") for row in rows for cause in row.causes} - {None}
    users = get_user_model().objects.filter(pk__in=keys)
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


_HISTORIES = {"page": "wagtailadmin_pages:history", "document": "wagtaildocs:edit"}


def _cause(cause: Cause, names: dict[int, str]) -> ShownCause:
    """Return a cause in words, with a link to the history of what still exists."""
    kind, key = cause.get("kind", ""), cause.get("key")
    linked = kind in _HISTORIES and cause["what"] != "deleted"
    return ShownCause(
        text=cause_texts.describe(cause),
        when=cause_texts.changed_at(cause),
        who=names.get(cause.get("user") or 0, ""),
        url=reverse(_HISTORIES[kind], args=[key]) if linked else "",
    )
