"""Which units answer: the best, what it needs, what is missing, the rest; within 400 characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from assistant.answering.citations import escape
from assistant.answering.extractive.quotes import Piece, quoted
from assistant.answering.extractive.spans import Span, reading_length, share
from assistant.answering.extractive.trim import shortened
from assistant.answering.follow_ups import leans_back
from assistant.retrieval import Hit
from assistant.text import Quote, Wanted, language_name, terms

#: An answer's characters at most, with its markers and all, in every script; and its columns (see
#: `reading_length`): of a script of wide letters three hundred are enough to read.
_LONGEST, _WIDEST = 400, 600
#: Passages quoted at most.
_QUOTES = 3
#: How far behind the best unit, in standard deviations, a further one of the same passage may be.
#: Items, facts and rows are read one by one; a clause may be half of a sentence. Chosen on every
#: other question of XQuAD, where 4 for sentences too would hold the answer for .005 more of them in
#: English and .012 in Turkish, in answers a seventh longer; for clauses, in Thai, 4 in place of 2.5
#: holds it for .07 more.
_BEHIND = {
    "sentence": 2.5, "clause": 4.0, "item": 1.0, "fact": 0.6, "row": 0.6, "phrase": 0.0,
    "heading": 0.0,
}  # fmt: skip
_BEHIND_MOST = max(_BEHIND.values())
#: What a unit gains beside one that is quoted.
_BESIDE = {"sentence": 1.0, "clause": 2.0, "item": 0.5}
#: What answers in one line needs no sentences around it: how far behind they may be then.
_LINES, _BEHIND_LINE = ("fact", "row", "phrase"), 0.6
#: How far behind the first unit of another page may be, and one that has what was asked for and is
#: still missing.
_ELSEWHERE, _MISSING = 0.5, 3.0
#: The share of the question's telling words that a sentence elsewhere must add to be missed.
_GAIN = 0.25
#: Room, in characters, in which a part of a long sentence can still say something.
_ROOM = 100


class Choice:
    """What is quoted so far, by passage, in the order in which it was found to be needed."""

    def __init__(
        self,
        *,
        found: Sequence[Hit],
        units: Sequence[Sequence[Span]],
        weights: Mapping[str, float],
        wants: frozenset[Wanted],
        locale: str,
    ) -> None:
        """Nothing yet, of the units of each passage; `locale` is the reader's."""
        self.found, self.units, self.weights = found, units, weights
        self.wants, self.locale = wants, locale
        self.pieces: dict[int, dict[int, Piece]] = {}
        self.near: set[tuple[int, int]] = set()
        self.cutting = True

    def make(self, passages: Sequence[int]) -> None:
        """Choose from the passages of these numbers."""
        # Where there are but headings, they must do.
        for i, n in self._ranked(passages) or self._ranked(passages, headings=True):
            self.cutting = True
            # The best may be a word too long to quote.
            if self._add(i, n, cut=True):
                self.best = self.units[i][n]
                self._add_context(i, n)
                self._add_missing(passages)
                self._fill(passages)
                return

    def _add_missing(self, passages: Sequence[int]) -> None:
        """Quote what else was asked for: the other half of "when and where", another subject."""
        for i, n in self._ranked(passages):
            unit = self.units[i][n]
            missing = self.wants - frozenset().union(*(unit.has for unit in self._said()))
            gain = self._gain(i, unit)
            if self.best.score - unit.score > _MISSING:
                return
            if (unit.has & missing or gain > _GAIN) and self._add(i, n, cut=i not in self.pieces):
                self._add_context(i, n)

    def _fill(self, passages: Sequence[int]) -> None:
        """Quote what is nearly as good, best first, while there is room.

        Another page's only where it was not a date, say, that was asked for and is there.
        """
        left = self._ranked(passages)
        while left:
            i, n = place = max(left, key=self._merit)
            left.remove(place)
            unit, behind = self.units[i][n], self.best.score - self._merit(place)
            if behind > _BEHIND_MOST:
                return
            if i in self.pieces or place in self.near:
                if behind <= self._allowed(unit):
                    self._add(i, n, cut=unit.kind in ("sentence", "clause"))
            elif behind <= _ELSEWHERE and not self.wants and self._says_more(unit):
                self._add(i, n)

    def _allowed(self, unit: Span) -> float:
        allowed = _BEHIND[unit.kind]
        return min(allowed, _BEHIND_LINE) if self.best.kind in _LINES else allowed

    def _merit(self, place: tuple[int, int]) -> float:
        """A unit's score, and more beside what is quoted: without a gap it reads better."""
        unit = self.units[place[0]][place[1]]
        return unit.score + (_BESIDE.get(unit.kind, 0) if place in self.near else 0)

    def _beside(self, i: int, n: int) -> Iterator[tuple[int, int]]:
        """The units before and after this one, also in the passage before or after."""
        yield from ((i, n - 1), (i, n + 1))
        passage = self.found[i].passage
        for other, item in enumerate(self.found):
            if item.passage.source_id == passage.source_id:
                if n == 0 and item.passage.ordinal == passage.ordinal - 1:
                    yield other, len(self.units[other]) - 1
                if n == len(self.units[i]) - 1 and item.passage.ordinal == passage.ordinal + 1:
                    yield other, 0

    def quotes(self) -> list[Quote]:
        """What is quoted, with the heading that it stands under."""
        return [
            Quote(f"{item.passage.heading}: {piece.text}", item.source.locale, item.full_text)
            for item, own in ((self.found[i], own) for i, own in self.pieces.items())
            for piece in own.values()
        ]

    def text(self) -> str:
        """The whole as Markdown."""
        return self._with(self.pieces)

    def _with(self, pieces: Mapping[int, Mapping[int, Piece]]) -> str:
        parts, language = [], self.locale
        for i, own in pieces.items():
            text = f"{quoted(list(own.values()), self.units[i])} [{i + 1}]"
            if self.found[i].source.locale != language:
                language = self.found[i].source.locale
                text = _introduced(text, language)
            parts.append(text)
        return "\n\n".join(parts)

    def _ranked(self, passages: Sequence[int], *, headings: bool = False) -> list[tuple[int, int]]:
        """The units that may be quoted for themselves, best first, as passage and number."""
        return sorted(
            (
                (i, n)
                for i in passages
                for n, unit in enumerate(self.units[i])
                if (headings or unit.kind != "heading") and n not in self.pieces.get(i, {})
            ),
            key=lambda place: -self.units[place[0]][place[1]].score,
        )

    def _add(self, i: int, n: int, *, cut: bool = False) -> bool:
        """Quote a unit if there is room, or with `cut` the part of it for which there is."""
        if n in self.pieces.get(i, {}):
            return True
        if i not in self.pieces and len(self.pieces) == _QUOTES:
            return False
        unit = self.units[i][n]

        def with_text(text: str) -> dict[int, dict[int, Piece]]:
            own = self.pieces.get(i, {}) | {n: Piece(number=n, unit=unit, text=text)}
            return self.pieces | {i: own}

        def fits(text: str) -> bool:
            return len(text) <= _LONGEST and _is_short(self._with(with_text(text)))

        text = unit.text
        if not fits(text):
            left = _LONGEST - len(self.text())
            if not (cut and self.cutting) or left < _ROOM:
                return False
            # It fills what room there is, or there is none: once is enough.
            self.cutting = False
            text = shortened(text, fits, self._worth)
            if len(text) < _ROOM / 2:
                return False
        self.pieces = with_text(text)
        self.near.update(self._beside(i, n))
        return True

    def _worth(self, text: str) -> float:
        return share(frozenset(terms(text)), self.weights)

    def _add_context(self, i: int, n: int) -> None:
        """Quote what a unit can't be understood without: what announces it, what it points to."""
        units, language = self.units[i], self.found[i].source.locale
        first = n
        while first and units[first].item and units[first - 1].item:
            first -= 1
        before = units[first - 1] if first else None
        if before and (
            (before.announces and before.line != units[n].line)
            or before.kind == "heading"
            or (before.line == units[n].line and _leans_on_the_last(units[n], language))
        ):
            self._add(i, first - 1)
        if units[n].announces and n + 1 < len(units):
            self._add_list(i, n + 1)
        elif units[n].item:
            self._add_list(i, first)

    def _add_list(self, i: int, first: int) -> None:
        """Quote a list from its first item on, or what follows where it is none."""
        n = first
        while n < len(self.units[i]) and self._add(i, n):
            n += 1
            if n < len(self.units[i]) and not self.units[i][n].item:
                return

    def _said(self) -> list[Span]:
        return [piece.unit for own in self.pieces.values() for piece in own.values()]

    def _gain(self, i: int, unit: Span) -> float:
        """The share of the question's telling words that the unit would add."""
        have = frozenset().union(*(unit.terms for unit in self._said()))
        return share(have | unit.terms, self.weights) - share(have, self.weights)

    def _says_more(self, unit: Span) -> bool:
        """Whether most of the unit's words, but the question's, stand in nothing quoted."""
        new = unit.terms - self.weights.keys()
        said = frozenset().union(*(unit.terms for unit in self._said()))
        return len(new - said) > 0.5 * len(new)


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST and reading_length(text) <= _WIDEST


def _leans_on_the_last(unit: Span, language: str) -> bool:
    return leans_back(" ".join(unit.text.split()[:2]), language)


def _introduced(text: str, locale: str) -> str:
    in_language = _("In %(language)s:") % {"language": language_name(locale)}
    return f"*{escape(in_language)}*\n\n{text}"
