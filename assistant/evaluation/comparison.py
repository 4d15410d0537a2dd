"""What became of a question since the last time, and what changed meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NotRequired, TypedDict

from assistant.evaluation.dependencies import Watched
from assistant.models import EvaluationResult

Change = EvaluationResult.Change

What = Literal["deleted", "hidden", "shown", "changed", "question", "setting", "unknown"]


class Cause(TypedDict):
    """Something that changed between two runs; what it needs depends on what it is."""

    what: What
    #: A page or document: what it was to the answer, and what was done to it, if that is logged.
    kind: NotRequired[str]
    key: NotRequired[int]
    title: NotRequired[str]
    locale: NotRequired[str]
    role: NotRequired[Literal["before", "expected", "now"]]
    action: NotRequired[str]
    at: NotRequired[str]
    user: NotRequired[int | None]
    #: A setting: its name and its two values.
    name: NotRequired[str]
    old: NotRequired[str]
    new: NotRequired[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something that a log says was done to a page or document, or to a page above it."""

    kind: str
    key: int
    action: str
    at: datetime
    user: int | None


def change(before: bool | None, now: bool) -> str:
    """The word for two results in a row; `before` None: there was none."""
    if before is None:
        return Change.NEW_PASSING if now else Change.NEW_FAILING
    if before:
        return Change.STILL_PASSING if now else Change.BROKEN
    return Change.MENDED if now else Change.STILL_FAILING


def causes(
    *,
    before: Sequence[Watched],
    now: Sequence[Watched],
    entries: Sequence[Entry],
    question_changed: bool,
    settings_before: Mapping[str, str],
    settings_now: Mapping[str, str],
) -> list[Cause]:
    """What may have broken a question, the likeliest first; never none.

    `entries` are the log's of the time between, oldest first.
    """
    found: list[Cause] = [Cause(what="question")] if question_changed else []
    known = {(one["kind"], one["key"]): one for one in before}
    present = {(one["kind"], one["key"]): one for one in now}
    for place, one in {**known, **present}.items():
        what = _what(known.get(place), present.get(place), entries)
        if what is not None:
            found.append(_cause(what, one, known.get(place), entries))
    found.sort(key=_weight)
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


def _what(old: Watched | None, new: Watched | None, entries: Sequence[Entry]) -> What | None:
    if new is None:
        return "deleted"
    if old is None:
        # Not watched before: only a log can tell that it is new or was changed.
        return "shown" if new["cited"] and _entry(new, entries) else None
    if old["public"] != new["public"]:
        return "shown" if new["public"] else "hidden"
    changed = old["version"] != new["version"] or old["revision"] != new["revision"]
    return "changed" if changed and new["public"] else None


def _entry(one: Watched, entries: Sequence[Entry]) -> Entry | None:
    own = [e for e in entries if (e.kind, e.key) == (one["kind"], one["key"])]
    return own[-1] if own else None


def _cause(what: What, one: Watched, old: Watched | None, entries: Sequence[Entry]) -> Cause:
    cited_before = old is not None and old["cited"]
    cause = Cause(
        what=what,
        kind=one["kind"],
        key=one["key"],
        title=one["title"],
        locale=one["locale"],
        role="before" if cited_before else "expected" if one["expected"] else "now",
    )
    if entry := _entry(one, entries):
        cause["action"], cause["at"] = entry.action, entry.at.isoformat()
        cause["user"] = entry.user
    return cause


def _weight(cause: Cause) -> tuple[int, int]:
    order = ["question", "deleted", "hidden", "changed", "shown"]
    return ["", "before", "expected", "now"].index(cause.get("role", "")), order.index(
        cause["what"]
    )
