"""Answers without a language model: the sentences that answer, quoted and cited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from assistant import lexical, stored_vectors
from assistant.analysis import terms
from assistant.answering.citations import escape
from assistant.answering.followup import leans_back
from assistant.answering.turns import Asked
from assistant.chunking import weighted_length
from assistant.found import Found
from assistant.fusion import fuse, standardised
from assistant.languages import detect_language, language_name
from assistant.models import Edition
from assistant.questions import Wanted, offers, subject, wanted
from assistant.sentences import lines_of_sentences

#: Longest quotation, in letters of an alphabet (see `weighted_length`); one below the other takes
#: the next sentence along.
_LONGEST, _SHORT = 420, 90
#: Passages quoted at most, and how far behind the best sentence, in standard deviations, that of a
#: further passage may be; and may be if it has something asked for that is still missing.
_QUOTES, _BEHIND, _BEHIND_MISSING = 3, 0.9, 3.0
#: What the fit of its passage weighs beside a sentence's own.
_PASSAGE_WEIGHT = 0.5
#: What a sentence gains for a date, a place or a figure where the question asks for one. Figures
#: stand in many sentences, and small numbers are often written as words.
_WANTED_BONUS: dict[Wanted, float] = {"time": 1.2, "place": 1.2, "number": 0.6}
#: How far behind the best page, in standard deviations, one in the reader's language may be.
_READERS_LANGUAGE = 1.5
#: A heading names what follows and says nothing.
_HEADING_PENALTY = 0.7


@dataclass(frozen=True, kw_only=True, slots=True)
class _Unit:
    """A sentence, the line it stands in, and its fit: the higher, the more likely it answers."""

    text: str
    line: int
    terms: frozenset[str]
    has: frozenset[Wanted]
    score: float


def compose(asked: Asked, found: Sequence[Found], vector: np.ndarray | None) -> str:
    """Markdown that quotes the best of the passages, each with its marker `[n]`, n from 1.

    `vector` is the embedding of what was searched, if there is one. The active language is the
    asker's; a quotation in another one is introduced by its name.
    """
    weights = _weights(asked, found[0].passage.edition_id)
    wants = wanted(asked.question, detect_language(asked.question))
    passages = _scored(found, vector, weights, wants)
    order = sorted(_quotable(asked, found), key=lambda i: -_best(passages[i]))
    chosen: list[tuple[int, list[_Unit]]] = []
    for i in order:
        quote = _quote(passages[i], weights, found[i].source.locale)
        behind = _best(passages[order[0]]) - _best(passages[i])
        missing = wants - frozenset().union(*(unit.has for _, other in chosen for unit in other))
        if not chosen:
            chosen.append((i, quote))
        elif any(unit.has & missing for unit in quote):
            # Asked when and where, a sentence that has the other half is welcome from farther off.
            if behind < _BEHIND_MISSING:
                chosen.append((i, quote))
        elif behind < _BEHIND and _says_more(quote, [other for _, other in chosen], weights):
            chosen.append((i, quote))
    return "\n\n".join(
        _introduced(f"{_markdown(quote)} [{i + 1}]", found[i], asked)
        for i, quote in chosen[:_QUOTES]
        if quote
    )


def _quotable(asked: Asked, found: Sequence[Found]) -> list[int]:
    """The passages to choose from: for a question in another language, the reader's own.

    A sentence in the question's language always looks nearer to it than the reader's own.
    """
    own = [i for i, item in enumerate(found) if item.source.locale == asked.locale]
    foreign_question = detect_language(asked.question) != asked.locale
    best = max(item.score for item in found)
    if own and foreign_question and max(found[i].score for i in own) >= best - _READERS_LANGUAGE:
        return own
    return list(range(len(found)))


def _weights(asked: Asked, edition: int) -> Mapping[str, float]:
    """The question's own words in full; those it leans on at a quarter."""
    language = detect_language(asked.question)
    leaned_on = lexical.weights(edition, terms(subject(asked.searched, language)), language)
    if asked.searched == asked.question:
        return leaned_on
    own = lexical.weights(edition, terms(subject(asked.question, language)), language)
    return {term: weight / 4 for term, weight in leaned_on.items()} | own


def _scored(
    found: Sequence[Found],
    vector: np.ndarray | None,
    weights: Mapping[str, float],
    wants: frozenset[Wanted],
) -> list[list[_Unit]]:
    """The sentences of each passage, scored against all of them by meaning and by words."""
    cut = [lines_of_sentences(item.passage.text) for item in found]
    above = [frozenset(terms(f"{item.source.title} {item.passage.heading}")) for item in found]
    flat = [
        (i, number, text)
        for i, lines in enumerate(cut)
        for number, line in enumerate(lines)
        for text in line
    ]
    counts = {
        item.passage.text_hash: sum(map(len, lines)) for item, lines in zip(found, cut, strict=True)
    }
    known = {} if vector is None else stored_vectors.sentences(_model(found), counts, len(vector))
    cosines: list[float | None] = []
    for item, lines in zip(found, cut, strict=True):
        count = sum(map(len, lines))
        vectors = known.get(item.passage.text_hash)
        if vectors is None or vector is None:
            cosines += [item.cosine] * count
        else:
            cosines += (vectors @ vector).tolist()
    words = [frozenset(terms(text)) for *_, text in flat]
    shares = [
        share(present | above[i], weights) for present, (i, *_) in zip(words, flat, strict=True)
    ]
    scores = fuse(dict(enumerate(cosines)), dict(enumerate(shares)))
    fits = standardised([found[i].score for i, *_ in flat])
    units: list[list[_Unit]] = [[] for _ in found]
    for n, (i, number, text) in enumerate(flat):
        score = scores[n] + _PASSAGE_WEIGHT * fits[n]
        score -= _HEADING_PENALTY if _is_heading(text) else 0
        has = offers(f"{found[i].passage.heading}: {text}", found[i].source.locale)
        score += sum(_WANTED_BONUS[kind] for kind in has & wants)
        units[i].append(_Unit(text=text, line=number, terms=words[n], has=has, score=score))
    return units


def _model(found: Sequence[Found]) -> str:
    return Edition.objects.values_list("model", flat=True).get(pk=found[0].passage.edition_id)


def _best(units: Sequence[_Unit]) -> float:
    return max((unit.score for unit in units), default=float("-inf"))


def share(present: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of the weighted terms that are present, 0 to 1."""
    total = sum(weights.values())
    return sum(weights[term] for term in present & weights.keys()) / total if total else 0.0


def _says_more(
    quote: Sequence[_Unit], others: Sequence[Sequence[_Unit]], weights: Mapping[str, float]
) -> bool:
    """Whether most of the quotation's words, but the question's, stand in no other quotation."""
    new = frozenset().union(*(unit.terms for unit in quote)) - weights.keys()
    said = frozenset().union(*(unit.terms for other in others for unit in other))
    return len(new - said) > 0.5 * len(new)


def _quote(units: list[_Unit], weights: Mapping[str, float], language: str) -> list[_Unit]:
    """The best sentence with what it needs around it."""
    if not units:
        return []
    start = max(range(len(units)), key=lambda i: (units[i].score, -i))
    end = start + 1
    while True:
        if (
            end < len(units)
            and _fits(units[start : end + 1])
            and _goes_on(units, start, end, weights)
        ):
            end += 1
        elif (
            start
            and _fits(units[start - 1 : end])
            and _leads_in(units[start - 1], units[start], language)
        ):
            start -= 1
        else:
            return units[start:end]


def _fits(units: Sequence[_Unit]) -> bool:
    return sum(weighted_length(unit.text) + 1 for unit in units) <= _LONGEST


def _goes_on(units: list[_Unit], start: int, end: int, weights: Mapping[str, float]) -> bool:
    """Whether the next sentence belongs: a list goes on, a word asked for is still missing."""
    last, following = units[end - 1], units[end]
    if _announces(last.text) or (_is_item(last.text) and _is_item(following.text)):
        return True
    have = frozenset().union(*(unit.terms for unit in units[start:end]))
    gain = share(have | following.terms, weights) - share(have, weights)
    length = sum(weighted_length(unit.text) for unit in units[start:end])
    return gain > 0.15 or length < _SHORT


def _leads_in(before: _Unit, first: _Unit, language: str) -> bool:
    """Whether this sentence needs the one before: its heading, its list, what its "they" are."""
    if before.line == first.line:
        return leans_back(" ".join(first.text.split()[:2]), language)
    both_items = _is_item(before.text) and _is_item(first.text)
    return _announces(before.text) or both_items or _is_heading(before.text)


def _announces(text: str) -> bool:
    return text.endswith((":", "："))


def _is_item(text: str) -> bool:
    return text.startswith("•")


def _is_heading(text: str) -> bool:
    """Whether it is a line that names what follows rather than says something."""
    return weighted_length(text) < 70 and not re.search(r"[.!?:;。！？؟។।…]|\d", text)


def _markdown(units: Sequence[_Unit]) -> str:
    lines: list[tuple[int, str]] = []
    for unit in units:
        if lines and lines[-1][0] == unit.line:
            lines[-1] = (unit.line, f"{lines[-1][1]} {unit.text}")
        else:
            lines.append((unit.line, unit.text))
    text = ""
    for before, (_line, line) in zip([None, *lines], lines, strict=False):
        if before is not None:
            text += "\n" if _is_item(before[1]) and _is_item(line) else "\n\n"
        text += f"- {escape(line[1:].strip())}" if _is_item(line) else escape(line)
    return text


def _introduced(text: str, item: Found, asked: Asked) -> str:
    if item.source.locale == asked.locale:
        return text
    in_language = _("In %(language)s:") % {"language": language_name(item.source.locale)}
    return f"*{escape(in_language)}*\n\n{text}"
