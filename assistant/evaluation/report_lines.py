"""Results as reports show them, whether they were stored or not, and their sums. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.comparison import Cause
from assistant.models import EvaluationResult

Change, Reason = EvaluationResult.Change, EvaluationResult.Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A question through a channel; codes for reason and change, `duration` in milliseconds."""

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
    def why(self) -> str:
        """The reason in words, with what is missing."""
        if not self.reason:
            return ""
        words = str(Reason(self.reason).label)
        return f"{words} ({self.detail})" if self.detail else words


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """How many of a group passed, and how many of those asked before did then."""

    name: str
    total: int
    passed: int
    broken: int
    mended: int

    @property
    def share(self) -> float:
        """Passed of all, 0 to 1; 1 of none."""
        return self.passed / self.total if self.total else 1.0

    @property
    def percent(self) -> int:
        """The same, rounded down: 100 means all."""
        return 100 * self.passed // self.total if self.total else 100


def summed(lines: Iterable[Any], by: str = "") -> list[Sum]:
    """One sum for each value of `by` ("locale", "channel"), or one of all lines."""
    groups: dict[str, list[Any]] = {}
    for line in lines:
        groups.setdefault(str(getattr(line, by)) if by else "", []).append(line)
    return [
        Sum(
            name=name,
            total=len(group),
            passed=sum(bool(line.passed) for line in group),
            broken=sum(line.change == Change.BROKEN for line in group),
            mended=sum(line.change == Change.MENDED for line in group),
        )
        for name, group in groups.items()
    ]
