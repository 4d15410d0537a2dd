"""Compares the content words of two wordings: whether both ask about the same subject.

The cosine of two questions says little about that: "Is there a mosque at the centre?" is near to
"May visitors use the library of the centre?", since most of both is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.curated.wordings import Wording
from assistant.text import languages, term_prefixes, terms

#: How much each of two wordings in one language may say that the other doesn't: about half of what
#: a word weighs that the site has nowhere.
_MOST_UNSHARED = 0.55
#: The least cosine of what only one says with what only the other says, in one language; across
#: languages the least cosine of a word with the nearest one, which another name doesn't reach, and
#: the least sum of this, the former and the cosine of the questions.
#: Chosen by hand, as docs/figures.md says under Limits of curated answers.
_NEAR_WORDS, _LEAST_NEAR, _NEAR_ACROSS = 0.87, 0.78, 2.6


@dataclass(frozen=True, kw_only=True, slots=True)
class WordMeanings:
    """What is known of words beyond their letters.

    `weights` returns how rare terms are in a language, from 0 to 1. `vector` returns the aligned
    vector of some words, of length 1, or None without a model that can compare single words.
    """

    weights: Callable[[Iterable[str], str], Mapping[str, float]]
    vector: Callable[[str], np.ndarray | None]


#: Without an index and a model every word is rare, and only like itself.
LETTERS_ONLY = WordMeanings(
    weights=lambda found, language: dict.fromkeys(found, 1.0), vector=lambda text: None
)


def say_the_same(question: Wording, known: Wording, cosine: float, words: WordMeanings) -> bool:
    """Return whether the content words of two wordings agree.

    `cosine` is that of the whole wordings.
    """
    mine, yours = _only_in(question, known), _only_in(known, question)
    if not mine and not yours:
        return True
    if question.language != known.language:
        return _say_the_same_across(mine, yours, cosine, words)
    if all(_weight(only, question.language, words) <= _MOST_UNSHARED for only in (mine, yours)):
        return True
    # In scripts without spaces these are pieces of sentences rather than words.
    if not languages.get(question.language).is_spaced:
        return False
    near = _cosine(" ".join(mine), " ".join(yours), words)
    return near is not None and near >= _NEAR_WORDS


def _say_the_same_across(
    mine: Sequence[str], yours: Sequence[str], cosine: float, words: WordMeanings
) -> bool:
    """Return whether what only one says means what only the other, in another language, says."""
    near = _cosine(" ".join(mine), " ".join(yours), words)
    if near is None or cosine + near + 1 < _NEAR_ACROSS:
        return False
    # Each word must have one that is near, in both directions.
    cosines = np.array([[_cosine(one, other, words) or 0.0 for other in yours] for one in mine])
    least = min(cosines.max(axis=0).min(), cosines.max(axis=1).min())
    return bool(least >= _LEAST_NEAR and cosine + near + least >= _NEAR_ACROSS)


def _only_in(one: Wording, other: Wording) -> list[str]:
    """Return the content words of a wording that the other lacks."""
    return [word for word in one.words if not other.terms.issuperset(term_prefixes(word))]


def _weight(found: Sequence[str], language: str, words: WordMeanings) -> float:
    """Return the sum of what some words weigh."""
    return sum(words.weights({term for word in found for term in terms(word)}, language).values())


def _cosine(one: str, other: str, words: WordMeanings) -> float | None:
    """Return the cosine of some words with others, or None if there are none on one side."""
    if not one or not other:
        return None
    first, second = words.vector(one), words.vector(other)
    return None if first is None or second is None else float(first @ second)
