"""Text to sentences, in many scripts: what is quoted, and what finds the sentence that answers."""

from __future__ import annotations

import re

#: A full stop, with the quotes and brackets that close behind it.
_STOP = r"""(?:(?<=[.!?…])|(?<=[.!?…]["'”’»)\]])|(?<=[.!?…]["'”’»)\]]{2}))"""
_SENTENCE = re.compile(
    _STOP + r"\s+(?=[^\s\d])|(?<=[。！？؟។།])(?![”’」』）])\s*|(?<=[。！？][”’」』）])\s*"
)
#: An abbreviation or initial before the break: the sentence goes on.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:\w|Dr|Mr|Mrs|Ms|Prof|St|No|vol|etc|e\.g|i\.e|vb|bkz|art)\.$", re.IGNORECASE
)
#: Thai, Lao and Burmese end sentences and clauses alike with a space.
_SPACED_CLAUSES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f]")
#: Letters that a run of such clauses has at least.
_CLAUSE = 50


def sentences(line: str) -> list[str]:
    """The sentences of a line of text, in order; joined by spaces they give the line again."""
    found: list[str] = []
    for part in _SENTENCE.split(line):
        if not part.strip():
            continue
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {part.strip()}"
        else:
            found.append(part.strip())
    return [clause for sentence in found for clause in _clauses(sentence)]


def _clauses(sentence: str) -> list[str]:
    """The sentence, or where its script has no full stop, runs of its clauses."""
    if len(sentence) < 2 * _CLAUSE or len(_SPACED_CLAUSES.findall(sentence)) < len(sentence) / 2:
        return [sentence]
    found: list[str] = []
    for clause in sentence.split(" "):
        if found and len(found[-1]) < _CLAUSE:
            found[-1] += f" {clause}"
        else:
            found.append(clause)
    return found


def lines_of_sentences(text: str) -> list[list[str]]:
    """The text's lines, each cut into sentences: the units that are embedded and quoted."""
    return [sentences(line) for line in text.split("\n")]


def embedded_sentence(title: str, heading: str, sentence: str) -> str:
    """What is embedded of a sentence: headed by what it stands under, which it seldom repeats."""
    return f"{heading.split(' › ')[-1] or title}: {sentence}"
