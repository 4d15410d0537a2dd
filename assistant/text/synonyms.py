"""Tells which everyday words may stand for those of a question, by the language packs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.text import languages
from assistant.text.tokenizer import fold, terms

#: What may stand for a term: synonyms, each as its terms, which belong together.
Alternatives = tuple[tuple[str, ...], ...]


def synonyms(question: str, language: str | None) -> Mapping[str, Alternatives]:
    """Return what may stand for each search term of a question that has synonyms."""
    found: dict[str, Alternatives] = {}
    text = fold(question)
    for pattern, group in _groups(languages.get(language)):
        for match in pattern.finditer(text):
            others = tuple(tuple(terms(word)) for word in group if word != match[0])
            for term in terms(match[0]):
                found[term] = found.get(term, ()) + others
    return found


@lru_cache(maxsize=64)
def _groups(entry: languages.Language) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Return the groups of a pack, folded, each with an expression for any of its words."""
    bound = r"\b" if entry.is_spaced else ""
    groups = [tuple(map(fold, group)) for group in entry.vocabulary.synonyms]
    return tuple(
        (re.compile(f"{bound}(?:{_either(group)}){bound}"), tuple(dict.fromkeys(group)))
        for group in groups
    )


def _either(words: tuple[str, ...]) -> str:
    """Return the expression for any of some words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
