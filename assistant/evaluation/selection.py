"""Selects the questions that a run asks."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.evaluation.questioner import channels_of
from assistant.models import EvaluationQuestion


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionFilter:
    """The languages and tags to ask, where empty means all, and the number of questions.

    `limit` 0 means no limit.
    """

    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    limit: int = 0


def questions(question_filter: QuestionFilter, channels: list[str]) -> list[EvaluationQuestion]:
    """Return the active questions that match and are asked through one of the channels."""
    rows = EvaluationQuestion.objects.filter(active=True).prefetch_related("expected")
    if question_filter.languages:
        rows = rows.filter(locale__in=question_filter.languages)
    tags = {tag.strip().casefold() for tag in question_filter.tags}
    found = [row for row in rows if not tags or tags & set(row.tag_list)]
    found = [row for row in found if channels_of(row, channels)]
    return found[: question_filter.limit] if question_filter.limit else found


def all_tags() -> list[str]:
    """Return the tags of all questions, sorted."""
    rows = EvaluationQuestion.objects.exclude(tags="").only("tags")
    return sorted({tag for row in rows for tag in row.tag_list})
