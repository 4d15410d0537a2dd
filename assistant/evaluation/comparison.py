"""Compares two results of a question, and finds what may have caused a difference. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NotRequired, TypedDict

from assistant.evaluation.dependencies import Dependency
from assistant.models import EvaluationResult

Change = EvaluationResult.Change

CauseKind = Literal["deleted", "hidden", "shown", "changed", "question", "setting", "unknown"]


class Cause(TypedDict):
    """Something that changed between two runs; which keys it has depends on `what`."""

    what: CauseKind
    #: A page or document, its role for the answer, and the last action on it, if one is logged.
    kind: NotRequired[str]
    key: NotRequired[int]
    title: NotRequired[str]
    locale: NotRequired[str]
    role: NotRequired[Literal["before", "expected", "now"]]
    action: NotRequired[str]
    at: NotRequired[str]
    user: NotRequired[int | None]
    #: A setting, and its values before and now.
    name: NotRequired[str]
    old: NotRequired[str]
    new: NotRequired[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEntry:
    """A log entry: something that was done to a page or document, or to a page above it."""

    kind: str
    key: int
    action: str
    at: datetime
    user: int | None


def change(before: bool | None, now: bool) -> str:
    """Return the code for two results in a row; `before` is None if there was no earlier one."""
    if before is None:
        return Change.NEW_PASSING if now else Change.NEW_FAILING
    if before:
        return Change.STILL_PASSING if now else Change.BROKEN
    return Change.MENDED if now else Change.STILL_FAILING


def causes(
    *,
    before: Sequence[Dependency],
    now: Sequence[Dependency],
    entries: Sequence[LogEntry],
    question_changed: bool,
    settings_before: Mapping[str, str],
    settings_now: Mapping[str, str],
) -> list[Cause]:
    """Return what may have broken a question, the likeliest cause first; the list is never empty.

    `before` and `now` are the sources that the answer depended on in the earlier and the later run,
    `entries` the log entries between the two, oldest first. Settings are compared only if no change
    of a page, a document or the question itself explains it.
    """
    found: list[Cause] = [Cause(what="question")] if question_changed else []
    recorded = {(one["kind"], one["key"]): one for one in before}
    present = {(one["kind"], one["key"]): one for one in now}
    for place, one in {**recorded, **present}.items():
        what = _cause_kind(recorded.get(place), present.get(place), entries)
        if what is not None:
            found.append(_cause(what, one, recorded.get(place), entries))
    found.sort(key=_sort_key)
    if not found:
        found = [
            Cause(
                what="setting",
                name=name,
                old=settings_before.get(name, ""),
                new=settings_now.get(name, ""),
            )
            for name in sorted({*settings_before, *settings_now})
            if settings_before.get(name, "") != settings_now.get(name, "")
        ]
    return found or [Cause(what="unknown")]


def _cause_kind(
    old: Dependency | None, new: Dependency | None, entries: Sequence[LogEntry]
) -> CauseKind | None:
    """Return what happened to one page or document, or None if nothing did."""
    if new is None:
        return "deleted"
    if old is None:
        # The earlier run did not record it: only a log can tell that it is new or was changed.
        return "shown" if new["cited"] and _newest_entry(new, entries) else None
    if old["public"] != new["public"]:
        return "shown" if new["public"] else "hidden"
    changed = old["version"] != new["version"] or old["revision"] != new["revision"]
    return "changed" if changed and new["public"] else None


def _newest_entry(one: Dependency, entries: Sequence[LogEntry]) -> LogEntry | None:
    """Return the newest log entry about a page or document, or None."""
    own = [e for e in entries if (e.kind, e.key) == (one["kind"], one["key"])]
    return own[-1] if own else None


def _cause(
    what: CauseKind, one: Dependency, old: Dependency | None, entries: Sequence[LogEntry]
) -> Cause:
    cited_before = old is not None and old["cited"]
    cause = Cause(
        what=what,
        kind=one["kind"],
        key=one["key"],
        title=one["title"],
        locale=one["locale"],
        role="before" if cited_before else "expected" if one["expected"] else "now",
    )
    if entry := _newest_entry(one, entries):
        cause["action"], cause["at"] = entry.action, entry.at.isoformat()
        cause["user"] = entry.user
    return cause


def _sort_key(cause: Cause) -> tuple[int, int]:
    """Return the sort key of a cause: by its role for the answer, then by what happened."""
    order = ["question", "deleted", "hidden", "changed", "shown"]
    return ["", "before", "expected", "now"].index(cause.get("role", "")), order.index(
        cause["what"]
    )
