"""Understands what a question asks of the collections: a list, the next one, facts, or a file.

A question is understood only if every word of it is: names of collections, of facts, of values of
facets and of pages, cues such as "coming", question words, and words that add nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from assistant.collections import names as page_names
from assistant.collections.defaults import default_collections
from assistant.collections.registry import (
    Collection,
    Facet,
    Fact,
    Names,
    registered_collections,
)
from assistant.retrieval import translations
from assistant.text import default_language, expected_types, fold, languages, phrases, tokens

#: Values of facets by the facet's key, of which a page must have one.
Chosen = Mapping[str, tuple[str, ...]]
State = Literal["coming", "next", "latest", "running", "past"]
_STATES: tuple[State, ...] = ("next", "latest", "coming", "running", "past")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Seconds for which the names of a facet's values are kept. They only say what a question means;
#: which pages have a value is asked anew.
_KEPT_SECONDS = 10.0
_kept_values: dict[Facet, tuple[float, Mapping[str, Sequence[str]]]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRequest:
    """A question for the pages of a collection with these values, in this state, of this year."""

    collection: Collection
    state: State | None = None
    year: int | None = None
    chosen: Chosen = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRequest:
    """A question for facts or files of one page, by the translation keys that its words allow.

    Without either it asks what the page is about.
    It must also have the values `chosen`, by which the question tells it from others.
    """

    collection: Collection
    facts: tuple[Fact, ...]
    wants_file: bool
    state: State | None
    keys: tuple[str, ...]
    chosen: Chosen = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparisonRequest:
    """A question that compares pages by facts: those with these translation keys, or all.

    `most_first` says in which order: None if in none.
    """

    collection: Collection
    facts: tuple[Fact, ...]
    keys: tuple[str, ...]
    most_first: bool | None = None


Request = ListRequest | PageRequest | ComparisonRequest


def understand(question: str, language: str, about: Sequence[str] = ()) -> list[Request]:
    """Return what the question, in this language, can ask for, the likeliest first.

    `about` are the translation keys of the pages that a question means that names none.
    """
    return list(_Reading(question, language, about).requests())


class _Reading:
    """A question with all that was recognised in it."""

    def __init__(self, question: str, language: str, about: Sequence[str] = ()) -> None:
        self.text, self.language, self.about = fold(question), language, tuple(about)
        # Words of English are known everywhere, as questions mix them in.
        self.packs = [languages.get(code) for code in dict.fromkeys((language, "en"))]
        self.counts = "number" in expected_types(question, language)
        self.states = {state: self._cue(state) for state in _STATES}
        self.files = self._cue("file")
        registered = registered_collections()
        defaults = default_collections(but=[each.model for each in registered])
        self.collections = (*registered, *defaults)
        self.mentions = {
            each.key: phrases.find(self._names(each.names), self.text) for each in self.collections
        }

    def requests(self) -> Iterable[Request]:
        """Yield the readings of the question that leave no word over."""
        if any(languages.matches(pack.questions.why, self.text) for pack in self.packs):
            # No field says why.
            return
        for collection in self.collections:
            yield from self._of_comparison(collection)
        for collection in self.collections:
            yield from self._of_page(collection)
        for collection in self.collections:
            if self.mentions[collection.key]:
                yield from self._of_list(collection)

    def _cue(self, name: str) -> list[phrases.Span]:
        words = [word for pack in self.packs for word in getattr(pack.collections, name)]
        return phrases.find(words, self.text)

    def _names(self, names: Names) -> list[str]:
        """Return the names in these languages, of whichever region."""
        wanted = {pack.base for pack in self.packs} | {self.language.split("-")[0]}
        return [name for code in names if code.split("-")[0] in wanted for name in names[code]]

    def _state(self) -> State | None:
        return next((state for state in _STATES if self.states[state]), None)

    def _of_list(self, collection: Collection) -> Iterable[ListRequest]:
        state = self._state()
        asks = any(_question_words(pack.code).search(self.text) for pack in self.packs)
        if asks and not (state or self.counts or self._cue("list")):
            return
        used = [
            *self.mentions[collection.key],
            *(span for all in self.states.values() for span in all),
        ]
        chosen, spans = self._chosen(collection)
        used += spans
        if chosen:
            # "The courses of the centre in Hillside" are those in Hillside.
            used += [span for spans in self.mentions.values() for span in spans]
        year = _YEAR.search(self.text)
        if year and (collection.start or collection.year):
            used.append(year.span())
        if self._left(used):
            return
        yield ListRequest(
            collection=collection,
            state=state,
            year=int(year[0]) if year else None,
            chosen=chosen,
        )

    def _of_page(self, collection: Collection) -> Iterable[PageRequest]:
        facts, used = [], list[phrases.Span]()
        for fact in collection.facts:
            names = self._names(fact.names)
            if spans := self._but_question_words(phrases.find(names, self.text), names):
                facts.append((fact, spans))
                used += spans
        facts = [(fact, spans) for fact, spans in facts if not _inside(spans, facts)]
        about = [] if facts or self.files else self._cue("about")
        if not facts and not self.files and not about:
            return
        used += about
        state = self._state()
        if state:
            used += self.states[state]
        used += [*self.mentions[collection.key], *self.files]
        left = self._left(used)
        named = bool(self.mentions[collection.key])
        chosen: Chosen = {}
        if not left and self.about and not state:
            keys = page_names.known(collection, self.about)
        elif not left and not (state in {"next", "latest"} and named):
            return
        else:
            keys = self._pages(collection, left, named=named)
        if not keys and not state:
            # "The speakers at the workshop in Beijing": what is left may be a value of a facet.
            chosen, spans = self._chosen(collection)
            left = self._left([*used, *spans])
            if chosen and (left or named):
                keys = self._pages(collection, left, named=named)
        if keys:
            yield PageRequest(
                collection=collection,
                facts=tuple(fact for fact, _ in facts),
                wants_file=bool(self.files),
                state=state,
                keys=keys,
                chosen=chosen,
            )

    def _of_comparison(self, collection: Collection) -> Iterable[ComparisonRequest]:
        """Yield a comparison of pages that the question names, or of all that it could name."""
        compares = self._cue("compare")
        used = [*self.mentions[collection.key], *compares]
        named: list[Fact] = []
        orders: list[tuple[bool, Fact, bool]] = []
        for fact in collection.facts:
            spans = phrases.find(self._names(fact.names), self.text)
            if spans:
                named.append(fact)
            for names, most in ((fact.more, True), (fact.less, False)):
                if ordering := phrases.find(self._names(names), self.text):
                    # "Ends later": what is named is meant rather than what begins later.
                    orders.append((bool(spans), fact, most))
                    used += ordering
            used += spans
        between = self._cue("between")
        if not orders and not ((named or compares) and between):
            return
        chosen = max(orders, key=lambda each: each[0]) if orders else None
        parts = _parts(phrases.without(self.text, used), between)
        words = [left for part in parts if (left := self._left([], part))]
        keys = [found[0] for each in words if (found := self._pages(collection, each, named=True))]
        if chosen and len(set(keys)) == 1:
            # "Which are older than this one?" is told by the order of all.
            keys, words = [], []
        if len(keys) < len(words) or len(set(keys)) == 1 or (not keys and not chosen):
            return
        if not keys and not self.mentions[collection.key]:
            return
        overview = [fact for fact in collection.facts if fact.key in collection.overview]
        yield ComparisonRequest(
            collection=collection,
            facts=(chosen[1],) if chosen else tuple(named or overview),
            keys=tuple(dict.fromkeys(keys)),
            most_first=chosen[2] if chosen else None,
        )

    def _but_question_words(
        self, spans: Sequence[phrases.Span], names: Sequence[str]
    ) -> list[phrases.Span]:
        """Return the spans without question words that only begin like a name: "comment" in French.

        A name may be a question word itself, such as "when".
        """
        own = {fold(name) for name in names}
        return [
            (start, end)
            for start, end in spans
            if self.text[start:end] in own
            or not any(
                _question_words(pack.code).fullmatch(self.text, start, end) for pack in self.packs
            )
        ]

    def _pages(
        self, collection: Collection, words: Sequence[str], *, named: bool
    ) -> tuple[str, ...]:
        """Return the pages whose names have all of the words, or what they are called elsewhere."""
        return page_names.matching(
            collection, words, self.language, self._other_names, collection_named=named
        )

    @cached_property
    def _other_names(self) -> Mapping[str, Sequence[str]]:
        """What may stand for words of the question in its language and in the site's first."""
        found: dict[str, list[str]] = {}
        for language in {self.language, default_language()}:
            for phrase, names in translations(self.text, self.language, language).items():
                for word in tokens(phrase):
                    found.setdefault(word, []).extend(names)
        return found

    def _chosen(self, collection: Collection) -> tuple[Chosen, list[phrases.Span]]:
        """Return the values of facets that the question names, and where."""
        chosen: dict[str, tuple[str, ...]] = {}
        used: list[phrases.Span] = []
        for facet in collection.facets:
            named = {
                value: spans
                for value, names in _values_of(facet).items()
                if (spans := phrases.find(names, self.text))
            }
            everywhere = [span for spans in named.values() for span in spans]
            values = [
                value
                for value, spans in named.items()
                if not all(
                    any(phrases.is_inside(span, other) for other in everywhere) for span in spans
                )
            ]
            if values:
                chosen[facet.key] = tuple(values)
                used += [span for value in values for span in named[value]]
        return chosen, used

    def _left(self, used: Sequence[phrases.Span], part: str = "") -> list[str]:
        """Return the words of the question, or of a part of it, that nothing accounts for."""
        text = phrases.without(part or self.text, used)
        for pack in self.packs:
            text = phrases.without(text, phrases.find(pack.collections.list, text))
            text = phrases.without(text, phrases.find(pack.collections.filler, text))
            text = _question_words(pack.code).sub(" ", text)
            if self.about:
                text = _pointing_words(pack.code).sub(" ", text)
        return [
            word
            for word in tokens(text)
            # A single letter is an ending; a single character of Chinese is a word.
            if len(word) > 1 or word.isdigit() or not word.isascii()
        ]


def _values_of(facet: Facet) -> Mapping[str, Sequence[str]]:
    """Return the facet's values, as they were at most `_KEPT_SECONDS` ago."""
    now = time.monotonic()
    kept = _kept_values.get(facet)
    if kept is None or kept[0] < now - _KEPT_SECONDS:
        kept = _kept_values[facet] = (now, facet.values())
    return kept[1]


def _parts(text: str, between: Sequence[phrases.Span]) -> list[str]:
    """Return the parts of a text that stand before, between and behind these spans."""
    edges = [0, *(edge for span in between for edge in span), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _inside(
    spans: Sequence[phrases.Span], facts: Sequence[tuple[Fact, Sequence[phrases.Span]]]
) -> bool:
    """Return whether all of these spans are parts of longer names of other facts."""
    others = [other for _, found in facts if found is not spans for other in found]
    return all(any(phrases.is_inside(span, other) for other in others) for span in spans)


@lru_cache(maxsize=32)
def _question_words(code: str) -> re.Pattern[str]:
    pack = languages.get(code)
    asked = pack.questions
    words = sorted(
        {
            fold(word)
            for group in (asked.time, asked.place, asked.number, asked.other, asked.verbs)
            for word in group
        },
        key=len,
        reverse=True,
    )
    if not words:
        return re.compile(r"(?!)")
    bound = r"\b" if pack.is_spaced else ""
    return re.compile(f"{bound}(?:{'|'.join(words)}){bound}")


@lru_cache(maxsize=32)
def _pointing_words(code: str) -> re.Pattern[str]:
    """Return an expression for the words by which a question points to the one before."""
    pack = languages.get(code)
    words = [*map(re.escape, pack.follow_ups.openers), *pack.follow_ups.pointers]
    if not words:
        return re.compile(r"(?!)")
    bound = r"\b" if pack.is_spaced else ""
    return re.compile(f"{bound}(?:{'|'.join(map(fold, words))}){bound}")
