"""Answers without a language model: the sentences that answer, quoted and cited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assistant import lexical
from assistant.analysis import terms
from assistant.answering.citations import escape
from assistant.answering.turns import Asked
from assistant.chunking import weighted_length
from assistant.languages import language_name
from assistant.retrieval import Found

#: Longest quotation, in letters of an alphabet (see `weighted_length`).
_QUOTE = 420
#: A quotation shorter than this takes the next sentence along.
_SHORT = 90
#: Passages quoted at most, and how near the best one a further one must come.
_QUOTES, _NEAR = 3, 0.85
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[^\s\d])|(?<=[。！？؟។།])\s*|(?<=\u0e46 )")
#: An abbreviation or initial before the break: the sentence goes on.
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:\w|Dr|Mr|Mrs|Ms|Prof|St|No|vol|etc|e\.g|i\.e|vb|bkz|art)\.$", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Unit:
    """A sentence and the line it stands in."""

    text: str
    line: int
    score: float


def compose(asked: Asked, found: Sequence[Found]) -> str:
    """Markdown that quotes the best of the passages, each with its marker `[n]`, n from 1.

    The active language is the asker's; a quotation in another one is introduced by its name.
    """
    weights = _weights(asked)
    quotes = [(number, item, *quote(item.passage.text, weights)) for number, item in enumerate(found, 1)]
    chosen = quotes[:1]
    best = max(score for *_rest, score in quotes)
    for number, item, text, score in quotes[1:]:
        if len(chosen) < _QUOTES and _adds(text, score, best, chosen, weights):
            chosen.append((number, item, text, score))
    if chosen[0][3] < _NEAR * best:
        # Another passage has the words asked for: it leads, the nearest in meaning follows.
        chosen.sort(key=lambda entry: -entry[3])
    return "\n\n".join(
        _introduced(f"{_markdown(text)} [{number}]", item, asked) for number, item, text, _ in chosen
    )


def _weights(asked: Asked) -> Mapping[str, float]:
    """The question's own words in full; those it leans on at a quarter."""
    weights = {term: weight / 4 for term, weight in lexical.weights(terms(asked.searched)).items()}
    return weights | dict(lexical.weights(terms(asked.question)))


def _adds(
    text: str, score: float, best: float, chosen: list[tuple[int, Found, str, float]],
    weights: Mapping[str, float],
) -> bool:
    """Whether a quotation fits the question about as well and says something that none did yet."""
    if score < _NEAR * best or score == 0:
        return False
    new = set(terms(text)) - set(weights)
    return all(
        len(new & set(terms(other))) < 0.5 * len(new) for *_rest, other, _score in chosen
    )


def quote(text: str, weights: Mapping[str, float]) -> tuple[str, float]:
    """The run of sentences that has most of the weighted terms, and its share of them (0 to 1)."""
    units = _units(text, weights)
    if not units:
        return text, 0.0
    start = max(range(len(units)), key=lambda i: (units[i].score, -i))
    end = start + 1
    while True:
        length = _length(units[start:end])
        if _goes_on(units, start, end, weights) and length + _length(units[end : end + 1]) <= _QUOTE:
            end += 1
        elif start and _leads_in(units, start) and length + _length(units[start - 1 : start]) <= _QUOTE:
            start -= 1
        else:
            break
    window = units[start:end]
    return _joined(window), _share(" ".join(unit.text for unit in window), weights)


def _goes_on(units: list[_Unit], start: int, end: int, weights: Mapping[str, float]) -> bool:
    """Whether the next sentence belongs: a list announced, a term still missing, too short so far."""
    if end >= len(units):
        return False
    if units[end - 1].text.endswith((":", "：")):
        return True
    if units[end].text.startswith("•") and units[end - 1].text.startswith("•"):
        return True
    have = _share(" ".join(unit.text for unit in units[start:end]), weights)
    more = _share(" ".join(unit.text for unit in units[start : end + 1]), weights)
    return more > have + 0.1 or _length(units[start:end]) < _SHORT


def _leads_in(units: list[_Unit], start: int) -> bool:
    """Whether the sentence before announces this one, or this is an item of its list."""
    before, first = units[start - 1].text, units[start].text
    return before.endswith((":", "：")) or (first.startswith("•") and before.startswith("•"))


def _units(text: str, weights: Mapping[str, float]) -> list[_Unit]:
    units: list[_Unit] = []
    for number, line in enumerate(text.split("\n")):
        units += [
            _Unit(text=sentence, line=number,
                  score=_share(sentence, weights) * (0.5 if _is_heading(sentence) else 1))
            for sentence in sentences(line)
        ]
    return units


def _is_heading(sentence: str) -> bool:
    """Whether it is a line that names what follows rather than says something."""
    return weighted_length(sentence) < 70 and not re.search(r"[.!?:;。！？؟។։…]|\d", sentence)


def sentences(line: str) -> list[str]:
    """The sentences of a line of text, in many scripts."""
    found: list[str] = []
    for part in _SENTENCE.split(line):
        if not part.strip():
            continue
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {part.strip()}"
        else:
            found.append(part.strip())
    return found


def _share(text: str, weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    present = set(terms(text))
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0


def _length(units: Sequence[_Unit]) -> int:
    return sum(weighted_length(unit.text) + 1 for unit in units)


def _joined(units: Sequence[_Unit]) -> str:
    text = ""
    for before, unit in zip([None, *units], units, strict=False):
        if before is not None:
            text += " " if unit.line == before.line else "\n"
        text += unit.text
    return text


def _markdown(text: str) -> str:
    lines = [
        f"- {escape(line.removeprefix('•').strip())}" if line.startswith("•") else escape(line)
        for line in text.split("\n")
    ]
    joined = lines[0]
    for before, line in zip(lines, lines[1:], strict=False):
        lists = before.startswith("- ") == line.startswith("- ")
        joined += ("\n" if lists and line.startswith("- ") else "\n\n") + line
    return joined


def _introduced(text: str, item: Found, asked: Asked) -> str:
    if item.source.locale == asked.locale:
        return text
    in_language = _("In %(language)s:") % {"language": language_name(item.source.locale)}
    return f"*{escape(in_language)}*\n\n{text}"
