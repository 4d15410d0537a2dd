"""Splits texts into sentences, in many scripts. Sentences are embedded and quoted."""

from __future__ import annotations

import re
from functools import cache

from assistant.text import languages, scripts

#: The place behind a full stop and up to two closing quotes or brackets.
_FULL_STOP = r"""(?:(?<=[.!?…])|(?<=[.!?…]["'”’»)\]])|(?<=[.!?…]["'”’»)\]]{2}))"""
_SENTENCE = re.compile(
    _FULL_STOP + r"\s+(?=[^\s\d])|(?<=[。！？؟។།])(?![”’」』）])\s*|(?<=[。！？][”’」』）])\s*"
)
#: In Thai, Lao and Burmese a space ends sentences and clauses alike; but not a space beside a
#: number, a word in another script or a repetition sign.
_SPACED_CLAUSES = re.compile(f"[{scripts.WITHOUT_FULL_STOP}]")
_CLAUSE_LETTER = f"(?![{scripts.NO_END_OF_CLAUSE}])[{scripts.WITHOUT_FULL_STOP}]"
_CLAUSE_END = re.compile(f"(?<={_CLAUSE_LETTER})\\s+(?={_CLAUSE_LETTER})")
#: Shorter clauses, in characters, are joined to the next one.
_SHORTEST_CLAUSE = 50


def sentences(line: str) -> list[str]:
    """Return the sentences of a line, in order; joined by spaces they give the line again."""
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
    """Return a regular expression for an initial or an abbreviation of any language at the end.

    Its full stop does not end the sentence.
    """
    words = {word for language in languages.all() for word in language.writing.abbreviations}
    known = "|".join(sorted(map(re.escape, words)))
    return re.compile(rf"(?:^|[\s(])(?:\w|{known})\.$", re.IGNORECASE)


def may_be_clause(text: str) -> bool:
    """Return whether the text may be part of a sentence, being in a script without full stops."""
    return 2 * len(_SPACED_CLAUSES.findall(text)) >= len(text)


def _clauses(sentence: str) -> list[str]:
    """Split a long sentence of a script without full stops into runs of clauses; keep others."""
    if len(sentence) < 2 * _SHORTEST_CLAUSE or not may_be_clause(sentence):
        return [sentence]
    found: list[str] = []
    for clause in _CLAUSE_END.split(sentence):
        if found and len(found[-1]) < _SHORTEST_CLAUSE:
            found[-1] += f" {clause}"
        else:
            found.append(clause)
    if len(found) > 1 and len(found[-1]) < _SHORTEST_CLAUSE / 2:
        found[-2:] = [" ".join(found[-2:])]
    return found


def sentences_by_line(text: str) -> list[list[str]]:
    """Return the sentences of each line of the text; these are embedded and quoted."""
    return [sentences(line) for line in text.split("\n")]


def embedded_sentence(title: str, heading: str, sentence: str) -> str:
    """Return the text to embed for a sentence: page title, last heading and sentence.

    A question names the centre or the course, which a sentence under "When to apply" does not.
    """
    above = [title, heading.split(" › ")[-1]]
    return f"{', '.join(part for part in above if part)}: {sentence}"
