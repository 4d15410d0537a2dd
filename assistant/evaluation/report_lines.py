"""Results as reports show them, stored or not, and their totals. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.comparison import Cause
from assistant.models import EvaluationResult

Change, Reason = EvaluationResult.Change, EvaluationResult.Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultLine:
    """The result of a question in a channel.

    `reason` and `change` are codes, `duration` is in milliseconds.
    """

    text: str
    locale: str
    channel: str
    passed: bool
    reason: str
    detail: str
    change: str
    answer: str
    causes: Sequence[Cause]
    duration: int

    @property
    def reason_text(self) -> str:
        """Return the reason of a failure in words, with what is missing."""
        if not self.reason:
            return ""
        words = str(Reason(self.reason).label)
        return f"{words} ({self.detail})" if self.detail else words


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """How many results of a group passed, broke or were mended since the last run."""

    name: str
    total: int
    passed: int
    broken: int
    mended: int

    @property
    def share(self) -> float:
        """Return the share that passed, 0 to 1; 1 if the group is empty."""
        return self.passed / self.total if self.total else 1.0

    @property
    def percent(self) -> int:
        """Return the share that passed in percent, rounded down, so that 100 means all."""
        return 100 * self.passed // self.total if self.total else 100


def totals(lines: Iterable[Any], by: str = "") -> list[Total]:
    """Return the totals for each value of `by` ("locale", "channel"), or one total of all lines."""
    groups: dict[str, list[Any]] = {}
    for line in lines:
        groups.setdefault(str(getattr(line, by)) if by else "", []).append(line)
    return [
        Total(
            name=name,
            total=len(group),
            passed=sum(bool(line.passed) for line in group),
            broken=sum(line.change == Change.BROKEN for line in group),
            mended=sum(line.change == Change.MENDED for line in group),
        )
        for name, group in groups.items()
    ]
