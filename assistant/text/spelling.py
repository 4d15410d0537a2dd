"""Spelling: compares the words of a query with those of a site, and puts them right. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assistant.text import scripts
from assistant.text.tokenizer import fold

_TOKEN = re.compile(rf"[{scripts.UNSPACED}]+|[^\W_{scripts.UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{scripts.UNSPACED}]")
#: Words and runs shorter than this resemble too many others to be corrected.
_SHORTEST_WORD, _SHORTEST_RUN = 4, 3
#: The lengths of the shortest word that is put right without asking, of the shortest in which two
#: slips are, and of the beginning that forms of one word share.
_SHORTEST_SLIP, _TWO_SLIPS, _SAME_STEM = 5, 9, 5
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
            if not _IS_UNSPACED.match(token):
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


def with_accents(query: str, known: Vocabulary) -> str:
    """Return a query that was written without any accents, with those that its words usually have.

    A query that has one letter with an accent is returned as it is, and so is one in which a single
    word could have one: that may be another form of the word ("termine", "terminé").
    """
    if not query.isascii():
        return query

    def usual(match: re.Match[str]) -> str:
        spelling, _ = known.words.get(fold(match[0]), (match[0], 0))
        return match[0] if spelling.isascii() else spelling

    found = _TOKEN.sub(usual, query)
    changed = sum(one != other for one, other in zip(query.split(), found.split(), strict=True))
    return found if changed > 1 else query


def without_slips(question: str, known: Vocabulary) -> str:
    """Return a question with its slips of the pen put right, and no word replaced by another.

    It is for questions that are answered at once, where nobody is asked "Did you mean …?". A site's
    vocabulary lacks most words of a language and most forms of those it has, so that a word is
    replaced only if it has at least five letters, and a known one has the same first and last
    letter and is no other form of it.
    """

    def right(match: re.Match[str]) -> str:
        token = match[0]
        better = _correct_word(token, [known])
        if better is None or not _is_slip(fold(token), fold(better)):
            return token
        return better

    return _TOKEN.sub(right, unicodedata.normalize("NFC", question))


def _is_slip(word: str, meant: str) -> bool:
    """Return whether a word is another one misspelled rather than inflected, in folded letters."""
    # Another letter makes another word more often than one too few or too many.
    is_swap = sorted(word) == sorted(meant)
    shortest = _SHORTEST_SLIP + (len(word) == len(meant) and not is_swap)
    if len(word) < shortest or word[0] != meant[0]:
        return False
    if len(word) < _TWO_SLIPS and OSA.distance(word, meant) > 1:
        return False
    # Forms of one word differ at their ends.
    same_end = 2 if word[:_SAME_STEM] == meant[:_SAME_STEM] else 1
    return is_swap or word[-same_end:] == meant[-same_end:]


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
    return 1 if length < 8 else 2


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
            if len(candidate) < _SHORTEST_WORD:
                continue
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
