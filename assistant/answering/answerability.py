"""Decides whether the passages found answer the question, or are only the nearest there are.

How likely each does is `assistant.scoring`'s, from the similarity of its best sentence and of its
tokens, the weighted share of the question's words that it has, and whether a number of the question
is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.answering.wanted_words import WantedWords
from assistant.retrieval import Hit, Retrieved
from assistant.scoring import (
    WITH_WORDS_MISSING,
    answer_log_odds,
    answer_odds_by_words,
    caution,
    least_nearness,
)
from assistant.text import (
    AnswerType,
    asks_who,
    expected_value_types,
    numbers,
    value_types_in,
)

#: Numbers that count as years.
_YEARS = range(1900, 2100)


def is_answerable(retrieved: Retrieved, question: str | None = None) -> bool:
    """Return whether at least one of the best passages is likely enough to answer.

    For a question that asks for a sum, a telephone number or an e-mail address, a passage of the
    same page or document must also have one. Where a distinguishing word of `question`, by default
    of what was searched for, is not on the passage's page, it must be much likelier.
    """
    question_numbers, language = numbers.values(retrieved.question), retrieved.language
    wanted = WantedWords(question or retrieved.question, language)
    expected = expected_value_types(retrieved.question, language)
    types_by_group: dict[str, set[AnswerType]] = {}
    for item in (*retrieved.judged, *retrieved.hits) if expected else ():
        types = value_types_in(item.full_text, item.source.locale)
        types_by_group.setdefault(item.group, set()).update(types)
    return any(
        not is_of_other_years(item, question_numbers)
        and (not expected or expected <= types_by_group[item.group])
        and log_odds(item, language, question_numbers)
        > (
            WITH_WORDS_MISSING
            if wanted.missing_on_page(item, retrieved.hits)
            else _caution(item, language)
        )
        for item in retrieved.judged
    )


def is_certain(retrieved: Retrieved) -> bool:
    """Return whether a passage answers even if a word of the question is missing in it."""
    question_numbers, language = numbers.values(retrieved.question), retrieved.language
    return any(
        log_odds(item, language, question_numbers)
        > max(_caution(item, language), WITH_WORDS_MISSING)
        for item in retrieved.judged
    )


def comes_near(retrieved: Retrieved, question: str) -> bool:
    """Return whether one of the best passages is near enough to be shown, if not as an answer.

    Its page must have at least one word of `question`, which was asked, as far as words can be
    compared.
    """
    question_numbers, language = numbers.values(retrieved.question), retrieved.language
    wanted = WantedWords(question, language)
    one_person = asks_who(question, language)
    return any(
        log_odds(item, language, question_numbers) > _least_nearness(wanted, item, language)
        and _is_near(wanted, item, retrieved.hits, one_person=one_person)
        for item in retrieved.judged
    )


def _least_nearness(wanted: WantedWords, item: Hit, language: str | None) -> float:
    """Return the log-odds from which a passage is near: more if no word can be compared."""
    if not wanted.comparable_in(item.source.locale):
        return 0.0
    return least_nearness(same=language in {None, item.source.locale})


def _is_near(wanted: WantedWords, item: Hit, others: Sequence[Hit], *, one_person: bool) -> bool:
    """Return whether a page has a word of the question, or all if it asks who one person is."""
    comparable = wanted.comparable_in(item.source.locale)
    missing = wanted.missing_on_page(item, others)
    if one_person:
        return not missing
    return not comparable or len(missing) < len(comparable)


def _caution(item: Hit, language: str | None) -> float:
    if item.cosine is None:
        return 0.0
    return caution(same=language in {None, item.source.locale})


def log_odds(
    item: Hit, language: str | None, question_numbers: frozenset[Decimal] = frozenset()
) -> float:
    """Return the log-odds that the passage answers the question.

    `language` is the question's, or None if it is the passage's; `question_numbers` are the
    numbers in it. Without a cosine, as the model is down, only the sign of the result has a
    meaning.
    """
    if item.cosine is None:
        return answer_odds_by_words(item.coverage)
    nearness, tokens = item.cosine, None
    features = item.features
    if features.sentence is not None and features.tokens is not None:
        # The passage's cosine too, as a sentence may need the rest of it to be understood.
        nearness, tokens = max(features.sentence, features.passage or 0.0), features.tokens
    return answer_log_odds(
        nearness=nearness,
        tokens=tokens,
        words=item.coverage,
        number_missing=bool(question_numbers - numbers.values(item.full_text)),
        same=language is None or language == item.source.locale,
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
