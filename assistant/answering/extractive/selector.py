"""Selects the spans to quote: the best, its context, what else was asked for, the next best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from assistant.answering.extractive.quotes import Piece, quote_markdown
from assistant.answering.extractive.spans import Span, reading_length, weighted_share
from assistant.answering.extractive.trim import shorten
from assistant.answering.follow_ups import is_follow_up
from assistant.retrieval import Hit
from assistant.text import AnswerType, Quote, escape, language_name, terms

#: The longest answer in characters, with its markers, in every script, and in columns (see
#: `reading_length`), as three hundred characters of a script of wide letters are enough to read.
_MAX_CHARACTERS, _MAX_COLUMNS = 400, 600
#: The largest number of passages quoted.
_MAX_PASSAGES = 3
#: The largest distance of a further span of the same passage from the best, in standard deviations.
#: Small for items, facts and rows, which can be read alone; large for a clause, which may be half
#: of a sentence: docs/figures.md, How much is quoted.
_MAX_BEHIND = {
    "sentence": 2.5, "clause": 4.0, "item": 1.0, "fact": 0.6, "row": 0.6, "phrase": 0.0,
    "heading": 0.0, "picture": 0.0,
}  # fmt: skip
_MAX_BEHIND_ANY = max(_MAX_BEHIND.values())
#: What is added to a span's score next to one that is quoted.
_NEIGHBOUR_BONUS = {"sentence": 1.0, "clause": 2.0, "item": 0.5}
#: Kinds that answer in one line and need no sentences around them, and the largest distance then.
_ONE_LINE, _MAX_BEHIND_ONE_LINE = ("fact", "row", "phrase"), 0.6
#: The largest distance of the first span of another passage, and of a span with something that was
#: asked for and that no quoted span has.
_MAX_BEHIND_ELSEWHERE, _MAX_BEHIND_MISSING = 0.5, 3.0
#: A span is also quoted for the question's words if it adds more than this share of their weight.
_LEAST_GAIN = 0.25
#: The least room, in characters, for a part of a long sentence.
_LEAST_ROOM = 100


class Selection:
    """The spans selected so far, by passage, in the order of their selection."""

    def __init__(
        self,
        *,
        hits: Sequence[Hit],
        spans: Sequence[Sequence[Span]],
        weights: Mapping[str, float],
        expected: frozenset[AnswerType],
        locale: str,
    ) -> None:
        """Begin with nothing selected.

        `spans` are the spans of each passage, `weights` those of the question's terms, `expected`
        is what the question asks for, and `locale` is the reader's.
        """
        self.hits, self.spans, self.weights = hits, spans, weights
        self.expected, self.locale = expected, locale
        self.pieces: dict[int, dict[int, Piece]] = {}
        self.neighbours: set[tuple[int, int]] = set()
        self.may_shorten = True

    def select(self, passages: Sequence[int]) -> None:
        """Select from the passages with these indexes."""
        # Headings are quoted only if there is nothing else.
        for i, n in self._ranked(passages) or self._ranked(passages, headings=True):
            self.may_shorten = True
            # The best may be one word that is too long to quote.
            if self._quote(i, n, cut=True):
                self.best = self.spans[i][n]
                self._quote_context(i, n)
                self._quote_missing(passages)
                self._fill(passages)
                return

    def _quote_missing(self, passages: Sequence[int]) -> None:
        """Select what else was asked for: the other half of "when and where", another subject."""
        for i, n in self._ranked(passages):
            span = self.spans[i][n]
            missing = self.expected - frozenset().union(
                *(span.types for span in self._quoted_spans())
            )
            gain = self._gain(i, span)
            if self.best.score - span.score > _MAX_BEHIND_MISSING:
                return
            if (span.types & missing or gain > _LEAST_GAIN) and self._quote(
                i, n, cut=i not in self.pieces
            ):
                self._quote_context(i, n)

    def _fill(self, passages: Sequence[int]) -> None:
        """Select spans that are nearly as good as the best, in order, while there is room.

        Those of other passages only if the question asks for no date, place or other such thing.
        """
        left = self._ranked(passages)
        while left:
            i, n = place = max(left, key=self._merit)
            left.remove(place)
            span, behind = self.spans[i][n], self.best.score - self._merit(place)
            if behind > _MAX_BEHIND_ANY:
                return
            if i in self.pieces or place in self.neighbours:
                if behind <= self._max_behind(span):
                    self._quote(i, n, cut=span.kind in ("sentence", "clause"))
            elif behind <= _MAX_BEHIND_ELSEWHERE and not self.expected and self._says_more(span):
                self._quote(i, n)

    def _max_behind(self, span: Span) -> float:
        allowed = _MAX_BEHIND[span.kind]
        return min(allowed, _MAX_BEHIND_ONE_LINE) if self.best.kind in _ONE_LINE else allowed

    def _merit(self, place: tuple[int, int]) -> float:
        """Return a span's score, raised next to a quoted one, as text without gaps reads better."""
        span = self.spans[place[0]][place[1]]
        return span.score + (_NEIGHBOUR_BONUS.get(span.kind, 0) if place in self.neighbours else 0)

    def _neighbours(self, i: int, n: int) -> Iterator[tuple[int, int]]:
        """Yield the spans before and after this one, also in the passages before and after."""
        yield from ((i, n - 1), (i, n + 1))
        passage = self.hits[i].passage
        for other, item in enumerate(self.hits):
            if item.passage.source_id == passage.source_id:
                if n == 0 and item.passage.ordinal == passage.ordinal - 1:
                    yield other, len(self.spans[other]) - 1
                if n == len(self.spans[i]) - 1 and item.passage.ordinal == passage.ordinal + 1:
                    yield other, 0

    def quotes(self) -> list[Quote]:
        """Return each quoted text with its heading."""
        return [
            Quote(f"{item.passage.heading}: {piece.text}", item.source.locale, item.full_text)
            for item, own in ((self.hits[i], own) for i, own in self.pieces.items())
            for piece in own.values()
        ]

    def text(self) -> str:
        """Return the answer as Markdown."""
        return self._markdown_of(self.pieces)

    def _markdown_of(self, pieces: Mapping[int, Mapping[int, Piece]]) -> str:
        parts, language = [], self.locale
        for i, own in pieces.items():
            text = f"{quote_markdown(list(own.values()), self.spans[i])} [{i + 1}]"
            if self.hits[i].source.locale != language:
                language = self.hits[i].source.locale
                text = _with_language_name(text, language)
            parts.append(text)
        return "\n\n".join(parts)

    def _ranked(self, passages: Sequence[int], *, headings: bool = False) -> list[tuple[int, int]]:
        """Return the spans that may be selected by their score, best first, without headings.

        Each is given by the index of its passage and its own.
        """
        return sorted(
            (
                (i, n)
                for i in passages
                for n, span in enumerate(self.spans[i])
                if span.kind != "picture"
                and (headings or span.kind != "heading")
                and n not in self.pieces.get(i, {})
            ),
            key=lambda place: -self.spans[place[0]][place[1]].score,
        )

    def _quote(self, i: int, n: int, *, cut: bool = False) -> bool:
        """Select a span if there is room, with `cut` also in part; return whether it is."""
        if n in self.pieces.get(i, {}):
            return True
        if i not in self.pieces and len(self.pieces) == _MAX_PASSAGES:
            return False
        span = self.spans[i][n]

        def with_text(text: str) -> dict[int, dict[int, Piece]]:
            own = self.pieces.get(i, {}) | {n: Piece(number=n, span=span, text=text)}
            return self.pieces | {i: own}

        def fits(text: str) -> bool:
            return len(text) <= _MAX_CHARACTERS and _is_short(self._markdown_of(with_text(text)))

        text = span.text
        if not fits(text):
            left = _MAX_CHARACTERS - len(self.text())
            if not (cut and self.may_shorten) or left < _LEAST_ROOM:
                return False
            # A shortened text fills the room, so no second one is tried.
            self.may_shorten = False
            text = shorten(text, fits, self._worth)
            if len(text) < _LEAST_ROOM / 2:
                return False
        self.pieces = with_text(text)
        self.neighbours.update(self._neighbours(i, n))
        return True

    def _worth(self, text: str) -> float:
        return weighted_share(frozenset(terms(text)), self.weights)

    def _quote_context(self, i: int, n: int) -> None:
        """Select what a span needs to be understood: what announces or precedes it, its list."""
        spans, language = self.spans[i], self.hits[i].source.locale
        first = n
        while first and spans[first].item and spans[first - 1].item:
            first -= 1
        before = spans[first - 1] if first else None
        if before and (
            (before.announces and before.line != spans[n].line)
            or before.kind == "heading"
            or (before.line == spans[n].line and _refers_back(spans[n], language))
        ):
            self._quote(i, first - 1)
        if spans[n].announces and n + 1 < len(spans):
            self._quote_list(i, n + 1)
        elif spans[n].item:
            self._quote_list(i, first)

    def _quote_list(self, i: int, first: int) -> None:
        """Select a list from its first item on, or the next span if it is no item."""
        n = first
        while n < len(self.spans[i]) and self._quote(i, n):
            n += 1
            if n < len(self.spans[i]) and not self.spans[i][n].item:
                return

    def _quoted_spans(self) -> list[Span]:
        return [piece.span for own in self.pieces.values() for piece in own.values()]

    def _gain(self, i: int, span: Span) -> float:
        """Return the weighted share of the question's terms that the span would add."""
        quoted_terms = frozenset().union(*(span.terms for span in self._quoted_spans()))
        return weighted_share(quoted_terms | span.terms, self.weights) - weighted_share(
            quoted_terms, self.weights
        )

    def _says_more(self, span: Span) -> bool:
        """Return whether most of the span's terms are new, apart from those of the question."""
        new = span.terms - self.weights.keys()
        quoted_terms = frozenset().union(*(span.terms for span in self._quoted_spans()))
        return len(new - quoted_terms) > 0.5 * len(new)


def _is_short(text: str) -> bool:
    return len(text) <= _MAX_CHARACTERS and reading_length(text) <= _MAX_COLUMNS


def _refers_back(span: Span, language: str) -> bool:
    return is_follow_up(" ".join(span.text.split()[:2]), language)


def _with_language_name(text: str, locale: str) -> str:
    in_language = _("In %(language)s:") % {"language": language_name(locale)}
    return f"*{escape(in_language)}*\n\n{text}"
