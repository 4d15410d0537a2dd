"""Whether what was found answers the question, or is only the nearest there is.

A logistic regression on measures of the best passages: how near their best sentence and their
tokens are (`assistant.retrieval.features`), the share of the question's words, weighted, that they
have, and whether a number of the question is missing. Fitted by `tests/benchmarks/evidence.py`
on XQuAD in English, Turkish, Thai and Chinese with half of the paragraphs taken out, so that half
of the questions have no answer; separately for a question in the passage's language and in
another, where words can't be shared. The same numbers serve all languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.retrieval import Hit, Retrieved
from assistant.text import Wanted, asked_for, given_in, numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weights:
    """What each measure weighs. The constant is where wrong answers and wrong refusals are equally
    frequent on XQuAD, within .1 of the fit's own.
    """

    nearness: float
    tokens: float = 0.0
    words: float
    missing: float
    constant: float


#: In the same language (right for .914 English, .877 Turkish, .886 Thai and .884 Chinese questions
#: where both errors are equally frequent), and in another (.786 Turkish, .767 Thai and .747 Chinese
#: questions over English paragraphs).
_SAME = _Weights(nearness=32.58, tokens=5.91, words=7.55, missing=-0.69, constant=-27.99)
_OTHER = _Weights(nearness=31.76, tokens=15.21, words=1.70, missing=-1.08, constant=-25.49)
#: The same by the cosine alone, for passages whose sentences are not embedded yet, and for models
#: whose tokens are not known (.909, .877, .891 and .881; .747, .708 and .671).
_SAME_COSINE = _Weights(nearness=34.89, words=9.24, missing=-0.79, constant=-33.89)
_OTHER_COSINE = _Weights(nearness=44.71, words=3.52, missing=-1.05, constant=-35.21)
#: The share of the question's words that is enough while the embedding model is down: where both
#: kinds of error are equally frequent on XQuAD, on average over the four languages (English .49,
#: Turkish .42, Thai .73, Chinese .33; accuracy there .88, .82, .81, .86).
_WORDS_ALONE = 0.5
#: How much surer than at equal error the decision must be, in log-odds: an invented answer costs a
#: reader more than a refusal, which offers the nearest pages all the same. Across languages, where
#: a quarter of the decisions is wrong, surer: so that about as many of the questions without
#: answer are answered as in one language (.042 to .110, and .058 to .100).
_CAUTION_SAME, _CAUTION_OTHER = 0.5, 1.0
#: What is taken for a year.
_YEARS = range(1900, 2100)


def is_enough(retrieved: Retrieved) -> bool:
    """Whether at least one of the best passages is likely enough to answer.

    A question for a sum, a telephone number or an address needs one, there or in what else was
    found of the same page.
    """
    asked, language = numbers.values(retrieved.question), retrieved.language
    wants = asked_for(retrieved.question, language)
    given: dict[str, set[Wanted]] = {}
    for item in (*retrieved.judged, *retrieved.hits) if wants else ():
        there = given_in(item.full_text, item.source.locale)
        given.setdefault(item.group, set()).update(there)
    return any(
        log_odds(item, language, asked) > _caution(item, language)
        for item in retrieved.judged
        if not of_another_year(item, asked) and (not wants or wants <= given[item.group])
    )


def _caution(item: Hit, language: str | None) -> float:
    if item.cosine is None:
        return 0.0
    return _CAUTION_SAME if language in {None, item.source.locale} else _CAUTION_OTHER


def log_odds(item: Hit, language: str | None, asked: frozenset[Decimal] = frozenset()) -> float:
    """How likely it is that the passage answers, as log-odds.

    `language` is the question's, None to take the passage's for it; `asked` are the
    numbers in it.
    """
    if item.cosine is None:
        return item.coverage - _WORDS_ALONE
    same = language is None or language == item.source.locale
    features = item.features
    if features.sentence is not None and features.tokens is not None:
        weights, tokens = (_SAME if same else _OTHER), features.tokens
        # A sentence may need the rest of its passage to be understood.
        nearness = max(features.sentence, features.passage or 0.0)
    else:
        weights, nearness, tokens = (_SAME_COSINE if same else _OTHER_COSINE), item.cosine, 0.0
    missing = bool(asked - numbers.values(item.full_text))
    return (
        weights.nearness * nearness
        + weights.tokens * tokens
        + weights.words * item.coverage
        + weights.missing * missing
        + weights.constant
    )


def of_the_years_asked(found: Sequence[Hit], question: str) -> tuple[Hit, ...]:
    """The passages without those that are about other years than the question."""
    asked = numbers.values(question)
    return tuple(item for item in found if not of_another_year(item, asked))


def of_another_year(item: Hit, asked: frozenset[Decimal]) -> bool:
    """Whether a year is asked for, and the passage names others but not that."""
    said = _years(numbers.values(item.full_text))
    return bool(said) and bool(_years(asked) - said)


def _years(found: Iterable[Decimal]) -> set[Decimal]:
    return {number for number in found if number in _YEARS}
