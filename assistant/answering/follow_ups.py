"""Recognises follow-up questions, completes them from the conversation, detects new subjects."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from asgiref.sync import sync_to_async

from assistant import llm
from assistant.answering import generative, groundedness
from assistant.answering.answerability import is_answerable
from assistant.answering.turns import AcceptedQuestion
from assistant.conf import settings
from assistant.exceptions import ProviderError
from assistant.retrieval import Retrieved
from assistant.text import (
    asks_for_person,
    begins_like_question,
    detect_language,
    expected_types,
    expected_value_types,
    has_question_word,
    languages,
    numbers,
    terms,
    without_question_words,
)

logger = logging.getLogger(__name__)

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: A follow-up is searched together with so many last characters of the question before.
_PREVIOUS_CHARACTERS = 400
#: The least share of a rewritten question's terms that occur in the conversation, and the length of
#: a question, in characters, from which its language is certain.
_LEAST_KNOWN, _CERTAIN_LANGUAGE = 0.5, 20
#: How near the tokens or the best sentence of a passage on the subject's page must be to a question
#: that lacks its subject.
_LEAST_TOKENS, _LEAST_SENTENCE = 0.266, 0.635


def is_follow_up(question: str, language: str) -> bool:
    """Return whether a question in this language leans on the one before.

    It begins or points back as a follow-up does, or has only question words: "And when?"
    """
    text = _plain(question)
    return _without_opener(text, language) != text or points_back(question, language)


def points_back(question: str, language: str) -> bool:
    """Return whether a question has a word for what was named before, or only question words."""
    known = languages.get(language)
    bound = r"\b" if known.is_spaced else ""
    pointers = rf"{bound}(?:{_any(known.follow_ups.pointers)}){bound}"
    return bool(known.follow_ups.pointers) and (
        re.search(pointers, _plain(question)) is not None or only_asks(question, language)
    )


def only_asks(question: str, language: str) -> bool:
    """Return whether a question has only question words, and words that point back: "And when?"."""
    text = _plain(question)
    # Question words stay if nothing else would be left.
    nothing_else = without_question_words(text, language) == text
    return has_question_word(text, language) and (
        (nothing_else and begins_like_question(text, language)) or not _own_terms(text, language)
    )


def only_varies(question: str, language: str) -> bool:
    """Return whether a follow-up asks the same for something else, as "and teachers?" does."""
    text = _plain(question)
    rest = _without_opener(text, language)
    return rest != text and not has_question_word(rest, language)


def has_name_or_number(question: str, language: str) -> bool:
    """Return whether a question has a name or a number, and so perhaps a subject of its own."""
    return bool(groundedness.names_in(question, language) or numbers.values(question, language))


def lacks_subject(question: str, language: str) -> bool:
    """Return whether a question asks for a fact of the last subject, as "Who won?" does.

    It is short and names nothing, and leans on the question before or asks who, when, where, how
    many, or for a sum, a telephone number or an e-mail address.
    """
    few = languages.get(language).follow_ups.subject_terms
    if has_name_or_number(question, language) or len(_own_terms(question, language)) > few:
        return False
    return (
        is_follow_up(question, language)
        or bool(expected_types(question, language) | expected_value_types(question, language))
        or asks_for_person(question, language)
    )


def _plain(question: str) -> str:
    return question.casefold().strip(" ¿¡?!.,;:؟،？！。")


def _without_opener(text: str, language: str) -> str:
    known = languages.get(language)
    if not known.follow_ups.openers:
        return text
    bound = r"\b" if known.is_spaced else ""
    return re.sub(rf"^(?:{_any(known.follow_ups.openers)}){bound}", "", text)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def join_with_previous(accepted: AcceptedQuestion) -> str:
    """Return the end of the last question and this question as one text to search for."""
    if not accepted.previous:
        return accepted.question
    before = accepted.previous[-1][-_PREVIOUS_CHARACTERS:]
    if _YEAR.search(accepted.question):
        # "And in 2023?" asks about another year than the question before.
        before = _YEAR.sub(" ", before)
    return f"{before} {accepted.question}"


async def rewritten_question(accepted: AcceptedQuestion) -> str:
    """Return a follow-up rewritten by the language model so that it can be understood alone.

    Without a model, or if its text is not accepted, the question is returned as it was asked.
    """
    if not accepted.previous or not settings.llm or llm.breaker.is_open:
        return accepted.question
    try:
        model = await sync_to_async(llm.chat_model)()
        rewritten = await generative.rewrite_follow_up(model, accepted) if model else ""
    except ProviderError as error:
        cause = type(error.__cause__ or error).__name__
        logger.warning("The language model failed (%s); joining the questions.", cause)
        llm.record("failed")
        return accepted.question
    return rewritten if is_acceptable_rewrite(rewritten, accepted) else accepted.question


def is_acceptable_rewrite(text: str, accepted: AcceptedQuestion) -> bool:
    """Return whether the text can be the completed question, and nothing else.

    It must be in the question's language, not much longer than the questions, and made mostly of
    words of the conversation. An answer, or text that a page made the model write, has other words.
    """
    questions = [accepted.question, *accepted.previous]
    longest = min(
        settings.max_question_length, len(accepted.question) + 2 * max(map(len, questions)) + 40
    )
    if not any(char.isalnum() for char in text) or len(text) > longest:
        return False
    before, after = detect_language(accepted.question), detect_language(text)
    if before and after and before != after and len(accepted.question) >= _CERTAIN_LANGUAGE:
        return False
    words = set(terms(text))
    known = {term for question in questions for term in terms(question)}
    numbers_known = frozenset().union(*(numbers.values(question, before) for question in questions))
    return len(words & known) >= _LEAST_KNOWN * len(words) and not numbers.missing(
        text, after, numbers_known
    )


def fits(found: Retrieved) -> bool:
    """Return whether a passage is near enough to a question that says only part of what it asks.

    Such a question is too short for `is_answerable`, which also counts its words.
    """
    if not found.judged:
        return False
    features = found.judged[0].features
    if features.tokens is None or features.sentence is None:
        return True
    return features.tokens >= _LEAST_TOKENS or features.sentence >= _LEAST_SENTENCE


def changes_subject(accepted: AcceptedQuestion, alone: Retrieved, together: Retrieved) -> bool:
    """Return whether the question is about another subject than the last one.

    `alone` is the result of searching for it alone, `together` that of searching for it with the
    last subject. Its own words decide: with a new subject, some occur only on the best page of
    `alone`, or on neither page. They can't be compared with a page in another language: then a
    question that may only lack its subject has one if it is answered without.
    """
    language = detect_language(accepted.question) or accepted.locale
    own_terms = _own_terms(accepted.question, language)
    lacks = lacks_subject(accepted.question, language)
    if not together.judged or (lacks and is_follow_up(accepted.question, language)):
        return False
    complete = bool(alone.judged) and is_answerable(alone)
    if together.judged[0].source.locale != language:
        return lacks and complete
    common = own_terms & _page_terms(together)
    least = languages.get(language).follow_ups.subject_terms
    if not complete:
        return len(own_terms) >= least and not common
    best = alone.judged[0]
    if best.group == together.judged[0].group:
        return False
    if best.source.locale != language:
        return lacks
    if lacks:
        # It may only lack its subject, and then it has not one word that the other page has.
        least = (least + 1) // 2
    return len((own_terms & _page_terms(alone)) - common) >= least


def _own_terms(question: str, language: str) -> set[str]:
    """Return the question's terms without question words and words that point back."""
    known = languages.get(language)
    text = without_question_words(question, language)
    bound = r"\b" if known.is_spaced else ""
    for words in (known.follow_ups.openers, known.follow_ups.pointers):
        if words:
            text = re.sub(rf"{bound}(?:{_any(words)}){bound}", " ", text, flags=re.IGNORECASE)
    shortest = known.follow_ups.shortest_term
    return {term for term in terms(text) if len(term) >= shortest}


def _page_terms(retrieved: Retrieved) -> set[str]:
    """Return the terms of all passages found on the best page."""
    best = retrieved.judged[0]
    items = [best, *(item for item in retrieved.hits if item.source.pk == best.source.pk)]
    return {term for item in items for term in terms(item.full_text)}
