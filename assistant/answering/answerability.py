"""Decides whether the passages found answer the question, or are only the nearest there are.

How likely each does is `assistant.scoring`'s, from the similarity of its best sentence and of its
tokens, the weighted share of the question's words that it has, and whether a number of the question
is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

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
    content_words,
    detect_language,
    expected_value_types,
    numbers,
    term_prefixes,
    value_types_in,
    without_value_words,
)
from assistant.types import Citation

#: The share of the terms of a word, which are several in scripts without spaces, that make it.
_MOST_OF_A_WORD = 0.6
#: The shortest word that takes endings, and the longest ending, in letters.
_SHORTEST_FORM, _LONGEST_ENDING = 4, 2
#: Numbers that count as years.
_YEARS = range(1900, 2100)


def is_answerable(retrieved: Retrieved, question: str | None = None) -> bool:
    """Return whether at least one of the best passages is likely enough to answer.

    For a question that asks for a sum, a telephone number or an e-mail address, a passage of the
    same page or document must also have one. Where a distinguishing word of `question`, by default
    of what was searched for, is not on the passage's page, it must be much likelier.
    """
    question_numbers, language = numbers.values(retrieved.question), retrieved.language
    wanted = distinguishing_words(question or retrieved.question, language)
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
            if missing_words(wanted, item, language, retrieved.hits)
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


def distinguishing_words(question: str, language: str | None) -> tuple[str, ...]:
    """Return the content words of a question without numbers and those that name a type of value.

    A text states a telephone number without the word "telephone". Numbers have several spellings,
    and are compared elsewhere.
    """
    words = content_words(without_value_words(question, language), language)
    return tuple(word for word in words if not any(char.isdigit() for char in word))


def missing_words(
    wanted: Sequence[str], item: Hit, language: str | None, others: Sequence[Hit] = ()
) -> tuple[str, ...]:
    """Return the content words of a question that neither the passage nor its page has.

    `others` are further hits, of which those of the same page count. Words can only be compared in
    one language, so that across languages none is missing.
    """
    if language not in {None, item.source.locale}:
        return ()
    same_page = (each.full_text for each in others if each.source.pk == item.source.pk)
    present = set(term_prefixes("\n".join([item.full_text, *same_page])))
    return tuple(word for word in wanted if not _is_present(word, present))


def says_everything(question: str, text: str, citations: Sequence[Citation]) -> bool:
    """Return whether the quotations, with their titles and headings, have the question's words.

    Every distinguishing word must be there. Across languages words can't be compared, so it is True
    if something is quoted in another language than the question's.
    """
    language = detect_language(question)
    if any(language not in {None, citation.locale} for citation in citations):
        return True
    owners = (f"{citation.title} {citation.heading}" for citation in citations)
    present = set(term_prefixes("\n".join([text, *owners])))
    return all(_is_present(word, present) for word in distinguishing_words(question, language))


def _is_present(word: str, present: set[str]) -> bool:
    """Return whether a word is among the terms, or most of it in a script without spaces."""
    prefixes = term_prefixes(word)
    if len(prefixes) > 1:
        return sum(each in present for each in prefixes) > _MOST_OF_A_WORD * len(prefixes)
    return any(
        each in present or any(_is_form(each, other) for other in present) for each in prefixes
    )


def _is_form(one: str, other: str) -> bool:
    """Return whether two short words differ in an ending only: "last" and "lasts"."""
    shorter, longer = sorted((one, other), key=len)
    return (
        len(shorter) >= _SHORTEST_FORM
        and not one[0].isdigit()
        and longer.startswith(shorter)
        and len(longer) - len(shorter) <= _LONGEST_ENDING
    )


def comes_near(retrieved: Retrieved, question: str) -> bool:
    """Return whether one of the best passages is near enough to be shown, if not as an answer.

    Its page must have at least one word of `question`, which was asked, as far as words can be
    compared.
    """
    question_numbers, language = numbers.values(retrieved.question), retrieved.language
    wanted = distinguishing_words(question, language)
    return any(
        log_odds(item, language, question_numbers)
        > least_nearness(same=language in {None, item.source.locale})
        and (not wanted or len(missing_words(wanted, item, language, retrieved.hits)) < len(wanted))
        for item in retrieved.judged
    )


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
