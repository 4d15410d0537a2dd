"""Reads a list's criteria from an address and checks them. Pure.

An address may hold anything. What the list can apply becomes `Criteria`; the rest is kept as
`Ignored`, so that the page can say what it left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

#: Parameter names that mean the same in every list.
WORDS, PAGE = "q", "page"
#: The longest words in characters; longer texts are questions for the assistant.
LONGEST_WORDS = 200
#: Most values of one filter that are read, and most characters shown of a wrong one.
MOST_VALUES, LONGEST_SHOWN = 50, 40
#: Beginnings of parameters that other sites and newsletters add to links for tracking.
_FOREIGN = ("utm_", "mc_", "fbclid", "gclid", "msclkid")

Reason = Literal["name", "value", "page", "long", "characters"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignored:
    """A part of an address that was left out: why, under which name, and its value.

    `value` is cut short and has no characters that could disturb the page around it.
    """

    reason: Reason
    name: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Criteria:
    """What a reader asks of a list: words, chosen values by filter, settings, and the page number.

    Values of one filter widen the list; filters narrow it. Settings are for example a month. `page`
    counts from 1.
    """

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether words or a filter narrow the list."""
        return bool(self.words or self.chosen)

    def without(self, name: str, value: str | None = None) -> Criteria:
        """Return these criteria without one value of a filter, the whole filter, or the words.

        `value` is None for the whole filter. The page is the first.
        """
        if name == WORDS:
            return replace(self, words="", page=1)
        left = tuple(item for item in self.chosen.get(name, ()) if value and item != value)
        chosen = {**self.chosen, name: left}
        return replace(self, chosen={key: items for key, items in chosen.items() if items}, page=1)

    def only(self, name: str, value: str) -> Criteria:
        """Return these criteria with this value alone in a filter, on the first page."""
        return replace(self, chosen={**self.chosen, name: (value,)}, page=1)

    def with_settings(self, **settings: str) -> Criteria:
        """Return these criteria with other settings, on the first page; an empty one is dropped."""
        merged = {**self.settings, **settings}
        return replace(self, settings={k: v for k, v in merged.items() if v}, page=1)

    def query(self, page: int | None = None) -> str:
        """Return the canonical query of this list, from the `?` on.

        It is empty for the first page of a list without other criteria.
        """
        number = page or self.page
        pairs = list(self.settings.items())
        pairs += [(WORDS, self.words)] if self.words else []
        pairs += [(name, value) for name, values in self.chosen.items() for value in values]
        pairs += [(PAGE, str(number))] if number > 1 else []
        return f"?{urlencode(pairs)}" if pairs else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """The criteria in an address, and the parts of it that were left out."""

    criteria: Criteria
    ignored: tuple[Ignored, ...]


def tidy(text: str) -> str:
    """Return the text with single spaces, in Unicode's form NFC."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def has_control_characters(text: str) -> bool:
    """Return whether the text has control characters, which nobody types."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text)


def parse(
    raw: Mapping[str, Iterable[str]],
    known: Mapping[str, Collection[str]],
    settings: Collection[str] = (),
) -> Parsed:
    """Read an address: `raw` has its values by name, `known` the values of each filter.

    Names in `settings` are taken as they are; the caller checks them. Values come in the order of
    `known`, so that two addresses that ask for the same give one canonical query.
    """
    ignored: list[Ignored] = []
    words = _words([*raw.get(WORDS, [])], ignored)
    page = _page([*raw.get(PAGE, [])], ignored)
    chosen: dict[str, tuple[str, ...]] = {}
    for name, values in known.items():
        found = set(_values(name, [*raw.get(name, [])], values, ignored))
        if found:
            chosen[name] = tuple(value for value in values if value in found)
    kept = {name: [*raw[name]][-1] for name in settings if any(raw.get(name, []))}
    expected = {WORDS, PAGE, *known, *settings}
    for name in raw:
        if name not in expected and not name.lower().startswith(_FOREIGN):
            ignored.append(Ignored(reason="name", name=shown(name), value=""))
    criteria = Criteria(words=words, chosen=chosen, settings=kept, page=page)
    return Parsed(criteria=criteria, ignored=tuple(dict.fromkeys(ignored)))


def shown(text: str) -> str:
    """Return the text as it may be shown to a reader: short, and without invisible characters."""
    kept = "".join(
        letter if unicodedata.category(letter)[0] != "C" else " " for letter in text[:500]
    )
    text = " ".join(kept.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _words(values: list[str], ignored: list[Ignored]) -> str:
    words = tidy(values[-1]) if values else ""
    if has_control_characters(words):
        ignored.append(Ignored(reason="characters", name=WORDS, value=shown(words)))
        return ""
    if len(words) > LONGEST_WORDS:
        ignored.append(Ignored(reason="long", name=WORDS, value=shown(words)))
        return ""
    return words


def _page(values: list[str], ignored: list[Ignored]) -> int:
    text = values[-1].strip() if values else ""
    if not text:
        return 1
    if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0:
        return int(text)
    ignored.append(Ignored(reason="page", name=PAGE, value=shown(text)))
    return 1


def _values(
    name: str, values: list[str], known: Collection[str], ignored: list[Ignored]
) -> Iterable[str]:
    for value in values[:MOST_VALUES]:
        text = tidy(value)
        match = next((form for form in (text, text.lower()) if form in known), None)
        if match is not None:
            yield match
        elif text:
            ignored.append(Ignored(reason="value", name=name, value=shown(text)))
