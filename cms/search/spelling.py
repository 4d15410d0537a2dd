"""Spelling correction: compares the words of a query with those of the site. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assistant.text import fold, scripts

_TOKEN = re.compile(rf"[{scripts.UNSPACED}]+|[^\W_{scripts.UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{scripts.UNSPACED}]")
#: Words and runs shorter than this resemble too many others to be corrected.
_SHORTEST_WORD, _SHORTEST_RUN = 4, 3
#: Characters by which a found piece may begin or end earlier or later.
_SLACK = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The words of one language by their folded form: how each is written, and how often.

    `texts` are whole texts in scripts without spaces between words.
    """

    words: Mapping[str, tuple[str, int]]
    texts: Sequence[str]


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of these texts."""
    written: dict[str, Counter[str]] = {}
    unparted: list[str] = []
    for text in texts:
        text = unicodedata.normalize("NFC", text)
        if _IS_UNSPACED.search(text):
            unparted.append(text)
        for token in _TOKEN.findall(text):
            if len(token) >= _SHORTEST_WORD and not _IS_UNSPACED.match(token):
                for form in (token, *_without_arabic_prefix(token)):
                    written.setdefault(form, Counter())[form] += 1
    words: dict[str, Counter[str]] = {}
    for token, counter in written.items():
        words.setdefault(fold(token), Counter()).update(counter)
    return Vocabulary(
        words={
            folded: (_usual_spelling(counter), sum(counter.values()))
            for folded, counter in words.items()
        },
        texts=unparted,
    )


def _without_arabic_prefix(token: str) -> list[str]:
    """Return the word without a joined Arabic "and", "in", "for" or "like", as a list.

    The list is empty where there is no such prefix.
    """
    return [token[1:]] if token.startswith(("وال", "بال", "فال", "كال")) else []


def _usual_spelling(counter: Counter[str]) -> str:
    """Return the most frequent spelling of a word, in lower case if it occurs so."""
    small = {word: count for word, count in counter.items() if word.islower()}
    return max(small or counter, key=lambda word: (counter[word], word))


def corrected(query: str, vocabularies: Sequence[Vocabulary]) -> str | None:
    """Return the query with each unknown word replaced by the nearest known one.

    None is returned if nothing changes. A word that any of the vocabularies knows is left alone.
    The first vocabulary, the reader's, wins a tie.
    """
    query = unicodedata.normalize("NFC", query)
    parts: list[str] = []
    end, changed = 0, False
    for match in _TOKEN.finditer(query):
        token = match[0]
        better = (_correct_run if _IS_UNSPACED.match(token) else _correct_word)(token, vocabularies)
        parts += [query[end : match.start()], better or token]
        changed = changed or better is not None
        end = match.end()
    return "".join([*parts, query[end:]]) if changed else None


def _max_edits(length: int) -> int:
    """Return the most edits by which a word of this length may differ from a known one."""
    return 1 if length < 7 else 2


def _correct_word(token: str, vocabularies: Sequence[Vocabulary]) -> str | None:
    """Return the nearest known word; None if the word is known, a name, or like no other."""
    folded = fold(token)
    is_a_name = token.isupper() and len(token) <= 5
    if len(folded) < _SHORTEST_WORD or is_a_name or any(char.isdigit() for char in folded):
        return None
    if any(folded in known.words for known in vocabularies):
        return None
    best: tuple[tuple[float, ...], str] | None = None
    for order, known in enumerate(vocabularies):
        near = process.extract(
            folded,
            known.words.keys(),
            scorer=OSA.distance,
            score_cutoff=_max_edits(len(folded)),
            limit=20,
        )
        for candidate, distance, _ in near:
            surface, count = known.words[candidate]
            other_start = candidate[0] != folded[0]
            rank = (distance + 0.5 * other_start, order, -count)
            if best is None or rank < best[0]:
                best = (rank, surface)
    return best[1] if best else None


def _correct_run(run: str, vocabularies: Sequence[Vocabulary]) -> str | None:
    """Return the piece of a text nearest to a run in a script without spaces; None if known."""
    if len(run) < _SHORTEST_RUN:
        return None
    texts = [text for known in vocabularies for text in known.texts if len(text) >= len(run)]
    if any(run in text for text in texts):
        return None
    allowed = _max_edits(len(run))
    cutoff = 100 * (1 - (allowed + 0.5) / len(run))
    found: dict[str, tuple[int, int]] = {}
    for text in texts:
        place = fuzz.partial_ratio_alignment(run, text, score_cutoff=cutoff)
        if place is None:
            continue
        piece = _nearest_piece(run, text, place.dest_start, place.dest_end)
        distance = OSA.distance(run, piece)
        if distance <= allowed:
            known_distance, count = found.get(piece, (distance, 0))
            found[piece] = (known_distance, count - 1)
    return min(found, key=lambda piece: (found[piece], piece)) if found else None


def _nearest_piece(run: str, text: str, start: int, end: int) -> str:
    """Return the piece around a match that is nearest to the run.

    It separates no letter from its marks.
    """
    best = ""
    for first in range(max(0, start - _SLACK), start + _SLACK + 1):
        for last in range(max(first + 1, end - _SLACK), min(len(text), end + _SLACK) + 1):
            piece = text[first:last]
            whole = not _is_mark(piece[0]) and (last == len(text) or not _is_mark(text[last]))
            if whole and piece.strip() == piece:
                best = min(best or piece, piece, key=lambda item: _distance(run, item))
    return best


def _distance(run: str, piece: str) -> tuple[int, int]:
    return OSA.distance(run, piece), abs(len(run) - len(piece))


def _is_mark(letter: str) -> bool:
    """Return whether the character is a mark that belongs to the letter before it."""
    return unicodedata.category(letter).startswith("M")
