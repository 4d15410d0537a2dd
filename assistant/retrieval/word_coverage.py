"""Tells how many of a question's words a passage has."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.index import embedded_text
from assistant.models import Passage
from assistant.text import term_prefix, term_prefixes
from assistant.types import PassageText


def word_coverage(weights: Mapping[str, float], passage: Passage) -> float:
    """Return the share of the question's terms, by weight, that a passage or its headings have."""
    total = sum(weights.values())
    if not total:
        return 0.0
    text = PassageText(heading=passage.heading, text=passage.text)
    present = set(term_prefixes(embedded_text(passage.source.title, text)))
    return sum(weight for term, weight in weights.items() if term_prefix(term) in present) / total
