"""Faceted filtering: which entries match, and how many each further choice would leave. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.text import terms
from cms.search.filters import Criteria


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A page of a list as filters see it: its values by filter, and its folded text."""

    pk: int
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """A value that a filter offers, with its name and the language of that name.

    `below` is how deep the option is nested: a city in a country has 1.
    """

    value: str
    label: str
    language: str = ""
    below: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An option as offered: how many entries it would leave, and whether it is chosen."""

    option: Option
    count: int
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Matches:
    """The entries that match all criteria, in their order, and the counts of values by filter."""

    entries: list[Entry]
    counts: Mapping[str, Counter[str]]


def narrow(entries: Iterable[Entry], criteria: Criteria, filters: Sequence[str]) -> Matches:
    """Apply the criteria to the entries.

    A filter's counts ignore the choice in that same filter, so that they tell what another choice
    would give.
    """
    wanted = {name: frozenset(values) for name, values in criteria.chosen.items()}
    words = terms(criteria.words)
    kept: list[Entry] = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in filters}
    empty: frozenset[str] = frozenset()
    for entry in entries:
        if not all(word in entry.text for word in words):
            continue
        failed = [
            name for name, values in wanted.items() if not values & entry.values.get(name, empty)
        ]
        if not failed:
            kept.append(entry)
            for name in filters:
                counts[name].update(entry.values.get(name, empty))
        elif len(failed) == 1 and failed[0] in counts:
            counts[failed[0]].update(entry.values.get(failed[0], empty))
    return Matches(entries=kept, counts=counts)


def choices(
    options: Iterable[Option], counts: Mapping[str, int], chosen: Iterable[str]
) -> list[Choice]:
    """Return the options with at least one entry, and those chosen, so that they can be undone."""
    taken = set(chosen)
    offered = [
        Choice(option=option, count=counts.get(option.value, 0), chosen=option.value in taken)
        for option in options
    ]
    return [choice for choice in offered if choice.count or choice.chosen]


def with_parents(start: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return a key and the keys above it, nearest first; a circle ends where it closes."""
    line: list[int] = []
    key: int | None = start
    while key is not None and key in parents and key not in line:
        line.append(key)
        key = parents[key]
    return line
