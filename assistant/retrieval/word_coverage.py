"""Tells how many of a question's words a passage has."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.index import embedded_text
from assistant.models import Passage
from assistant.text import Alternatives, term_prefix, term_prefixes
from assistant.types import PassageText


def word_coverage(
    weights: Mapping[str, float], synonyms: Mapping[str, Alternatives], passage: Passage
) -> float:
    """Return the share of the question's terms, by weight, that a passage or its headings have.

    A term is there if something that may stand for it is: `synonyms` has that of each term.
    """
    total = sum(weights.values())
    if not total:
        return 0.0
    text = PassageText(heading=passage.heading, text=passage.text)
    present = set(term_prefixes(embedded_text(passage.source.title, text)))
    there = 0.0
    for term, weight in weights.items():
        standing = ((term,), *synonyms.get(term, ()))
        if any(present.issuperset(map(term_prefix, each)) for each in standing):
            there += weight
    return there / total
