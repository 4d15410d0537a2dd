"""Text to sentences, in many scripts: what is quoted, and what finds the sentence that answers."""

from __future__ import annotations

import re
from functools import cache

from assistant.text import languages, scripts

#: A full stop, with the quotes and brackets that close behind it.
_STOP = r"""(?:(?<=[.!?…])|(?<=[.!?…]["'”’»)\]])|(?<=[.!?…]["'”’»)\]]{2}))"""
_SENTENCE = re.compile(
    _STOP + r"\s+(?=[^\s\d])|(?<=[。！？؟។།])(?![”’」』）])\s*|(?<=[。！？][”’」』）])\s*"
)
#: Thai, Lao and Burmese end sentences and clauses alike with a space. One beside a number, a word
#: in another script or the sign of repetition ends nothing.
_SPACED_CLAUSES = re.compile(f"[{scripts.WITHOUT_FULL_STOP}]")
_LETTER = f"(?![{scripts.NO_END_OF_CLAUSE}])[{scripts.WITHOUT_FULL_STOP}]"
_CLAUSE_END = re.compile(f"(?<={_LETTER})\\s+(?={_LETTER})")
#: Letters that a run of such clauses has at least.
_CLAUSE = 50


def sentences(line: str) -> list[str]:
    """The sentences of a line of text, in order; joined by spaces they give the line again."""
    found: list[str] = []
    for part in _SENTENCE.split(line):
        if not part.strip():
            continue
        if found and _abbreviation().search(found[-1]):
            found[-1] += f" {part.strip()}"
        else:
            found.append(part.strip())
    return [clause for sentence in found for clause in _clauses(sentence)]


@cache
def _abbreviation() -> re.Pattern[str]:
    """An initial, or an abbreviation of any language, before the break: the sentence goes on."""
    words = {word for language in languages.all() for word in language.writing.abbreviations}
    known = "|".join(sorted(map(re.escape, words)))
    return re.compile(rf"(?:^|[\s(])(?:\w|{known})\.$", re.IGNORECASE)


def is_clause(text: str) -> bool:
    """Whether the text is in a script whose sentences and clauses end alike: it may be a half."""
    return 2 * len(_SPACED_CLAUSES.findall(text)) >= len(text)


def _clauses(sentence: str) -> list[str]:
    """The sentence, or where its script has no full stop, runs of its clauses."""
    if len(sentence) < 2 * _CLAUSE or not is_clause(sentence):
        return [sentence]
    found: list[str] = []
    for clause in _CLAUSE_END.split(sentence):
        if found and len(found[-1]) < _CLAUSE:
            found[-1] += f" {clause}"
        else:
            found.append(clause)
    if len(found) > 1 and len(found[-1]) < _CLAUSE / 2:
        found[-2:] = [" ".join(found[-2:])]
    return found


def lines_of_sentences(text: str) -> list[list[str]]:
    """The text's lines, each cut into sentences: the units that are embedded and quoted."""
    return [sentences(line) for line in text.split("\n")]


def embedded_sentence(title: str, heading: str, sentence: str) -> str:
    """What is embedded of a sentence: headed by what it stands under, which it seldom repeats.

    By the title too: a question names the centre or the course, which a sentence under "When to
    apply" does not.
    """
    above = [title, heading.split(" › ")[-1]]
    return f"{', '.join(part for part in above if part)}: {sentence}"
