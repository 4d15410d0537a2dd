"""Recognises follow-up questions, completes them from the conversation, detects new subjects."""

from __future__ import annotations

import logging
import re

from asgiref.sync import sync_to_async

from assistant import llm
from assistant.answering import generative
from assistant.answering.answerability import is_answerable
from assistant.answering.turns import AcceptedQuestion
from assistant.conf import settings
from assistant.exceptions import ProviderError
from assistant.retrieval import Retrieved
from assistant.text import (
    detect_language,
    languages,
    numbers,
    terms,
    without_question_words,
)

logger = logging.getLogger(__name__)

#: A follow-up is searched together with so many last characters of the question before.
_PREVIOUS_CHARACTERS = 400
#: The least share of a rewritten question's terms that occur in the conversation, and the length of
#: a question, in characters, from which its language is certain.
_LEAST_KNOWN, _CERTAIN_LANGUAGE = 0.5, 20


def is_follow_up(question: str, language: str) -> bool:
    """Return whether a question in this language begins or points back as a follow-up does."""
    text = question.casefold().strip(" ¿¡?!.,;:؟،？！。")
    known = languages.get(language)
    openers, pointers = known.follow_ups.openers, known.follow_ups.pointers
    if not openers:
        return False
    if not known.is_spaced:
        return text.startswith(openers) or any(word in text for word in pointers)
    pattern = rf"^(?:{'|'.join(openers)})\b|\b(?:{'|'.join(pointers)})\b"
    return re.search(pattern, text) is not None


def join_with_previous(accepted: AcceptedQuestion) -> str:
    """Return the end of the last question and this question as one text to search for."""
    return f"{accepted.previous[-1][-_PREVIOUS_CHARACTERS:]} {accepted.question}"


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


def changes_subject(accepted: AcceptedQuestion, alone: Retrieved, together: Retrieved) -> bool:
    """Return whether the question is about another subject than the last one.

    `alone` is the result of searching for it alone, `together` that of searching for both. Its own
    words decide: with a new subject, some occur only on the best page of `alone`, or on neither
    page. It is False if a page is in another language, where words can't be compared.
    """
    language = detect_language(accepted.question) or accepted.locale
    own_terms = _own_terms(accepted.question, language)
    if not together.judged or together.judged[0].source.locale != language:
        return False
    common = own_terms & _page_terms(together)
    least = languages.get(language).follow_ups.subject_terms
    if not alone.judged or not is_answerable(alone):
        return len(own_terms) >= least and not common
    if alone.judged[0].source.locale != language:
        return False
    return len((own_terms & _page_terms(alone)) - common) >= least


def _own_terms(question: str, language: str) -> set[str]:
    """Return the question's terms without question words and words that point back."""
    known = languages.get(language)
    text = without_question_words(question, language)
    for words in (known.follow_ups.openers, known.follow_ups.pointers):
        if words and known.is_spaced:
            text = re.sub(rf"\b(?:{'|'.join(words)})\b", " ", text, flags=re.IGNORECASE)
        else:
            for word in sorted(words, key=len, reverse=True):
                text = text.replace(word, " ")
    shortest = known.follow_ups.shortest_term
    return {term for term in terms(text) if len(term) >= shortest}


def _page_terms(retrieved: Retrieved) -> set[str]:
    """Return the terms of all passages found on the best page."""
    best = retrieved.judged[0]
    items = [best, *(item for item in retrieved.hits if item.source.pk == best.source.pk)]
    return {term for item in items for term in terms(item.full_text)}
