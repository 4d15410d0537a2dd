"""Decides whether the passages found answer the question, or are only the nearest there are.

A logistic regression over features of the best passages: the similarity of their best sentence and
of their tokens (`assistant.retrieval.features`), the weighted share of the question's words that
they have, and whether a number of the question is missing. The weights are fitted by
`tests/benchmarks/answerability.py`: docs/figures.md, Is it enough? One set is for a question in the
passage's language, one for a question in another, which shares no words with the passage. The
same weights serve all languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.retrieval import Hit, Retrieved
from assistant.text import AnswerType, expected_value_types, numbers, value_types_in


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weights:
    """The weight of each feature, and the constant.

    With the constant, wrong answers and wrong refusals are equally frequent on XQuAD. It is within
    .1 of the fit's own.
    """

    nearness: float
    tokens: float = 0.0
    words: float
    missing: float
    constant: float


#: For a passage in the question's language, and in another.
_SAME_LANGUAGE = _Weights(nearness=32.58, tokens=5.91, words=7.55, missing=-0.69, constant=-27.99)
_OTHER_LANGUAGE = _Weights(nearness=31.76, tokens=15.21, words=1.70, missing=-1.08, constant=-25.49)
#: The same without tokens and sentences, for passages whose sentences are not embedded yet, and for
#: embedding models without token vectors: docs/figures.md, Answerability by the cosine alone.
_SAME_COSINE = _Weights(nearness=34.89, words=9.24, missing=-0.79, constant=-33.89)
_OTHER_COSINE = _Weights(nearness=44.71, words=3.52, missing=-1.05, constant=-35.21)
#: The share of the question's words that is enough while the embedding model is down: the average
#: over four languages of where both kinds of error are equally frequent. See docs/figures.md,
#: Answerability by words alone.
_WORDS_ALONE = 0.5
#: The least log-odds of a passage that answers, more than at equal error: a wrong answer costs a
#: reader more than a refusal, which offers the nearest pages all the same. It is higher across
#: languages, so that about as many questions without answer are answered as in one language, though
#: a quarter of these decisions is wrong: docs/figures.md, Is it enough?
_CAUTION_SAME, _CAUTION_OTHER = 0.5, 1.0
#: Numbers that count as years.
_YEARS = range(1900, 2100)


def is_answerable(retrieved: Retrieved) -> bool:
    """Return whether at least one of the best passages is likely enough to answer.

    For a question that asks for a sum, a telephone number or an e-mail address, a passage of the
    same page or document must also have one.
    """
    question_numbers, language = numbers.values(retrieved.question), retrieved.language
    expected = expected_value_types(retrieved.question, language)
    types_by_group: dict[str, set[AnswerType]] = {}
    for item in (*retrieved.judged, *retrieved.hits) if expected else ():
        types = value_types_in(item.full_text, item.source.locale)
        types_by_group.setdefault(item.group, set()).update(types)
    return any(
        log_odds(item, language, question_numbers) > _caution(item, language)
        for item in retrieved.judged
        if not is_of_other_years(item, question_numbers)
        and (not expected or expected <= types_by_group[item.group])
    )


def _caution(item: Hit, language: str | None) -> float:
    if item.cosine is None:
        return 0.0
    return _CAUTION_SAME if language in {None, item.source.locale} else _CAUTION_OTHER


def log_odds(
    item: Hit, language: str | None, question_numbers: frozenset[Decimal] = frozenset()
) -> float:
    """Return the log-odds that the passage answers the question.

    `language` is the question's, or None if it is the passage's; `question_numbers` are the
    numbers in it. Without a cosine, as the model is down, only the sign of the result has a
    meaning.
    """
    if item.cosine is None:
        return item.coverage - _WORDS_ALONE
    same = language is None or language == item.source.locale
    features = item.features
    if features.sentence is not None and features.tokens is not None:
        weights, tokens = (_SAME_LANGUAGE if same else _OTHER_LANGUAGE), features.tokens
        # The passage's cosine too, as a sentence may need the rest of it to be understood.
        nearness = max(features.sentence, features.passage or 0.0)
    else:
        weights, nearness, tokens = (_SAME_COSINE if same else _OTHER_COSINE), item.cosine, 0.0
    missing = bool(question_numbers - numbers.values(item.full_text))
    return (
        weights.nearness * nearness
        + weights.tokens * tokens
        + weights.words * item.coverage
        + weights.missing * missing
        + weights.constant
    )


def without_other_years(hits: Sequence[Hit], question: str) -> tuple[Hit, ...]:
    """Return the passages without those that are about other years than the question."""
    question_numbers = numbers.values(question)
    return tuple(item for item in hits if not is_of_other_years(item, question_numbers))


def is_of_other_years(item: Hit, question_numbers: frozenset[Decimal]) -> bool:
    """Return whether the question names a year, and the passage names years but not this one."""
    years = _years(numbers.values(item.full_text))
    return bool(years) and bool(_years(question_numbers) - years)


def _years(values: Iterable[Decimal]) -> set[Decimal]:
    return {number for number in values if number in _YEARS}
