"""Questions that lean on the one before, made to stand alone; those that begin a new subject."""

from __future__ import annotations

import logging
import re

from asgiref.sync import sync_to_async

from assistant import llm
from assistant.answering import generative
from assistant.answering.answerability import is_enough
from assistant.answering.turns import Asked
from assistant.conf import settings
from assistant.exceptions import ProviderError
from assistant.retrieval import Retrieved
from assistant.text import detect_language, languages, missing, subject, terms, values

logger = logging.getLogger(__name__)

#: Characters of earlier questions that are searched for again.
_LOOKED_BACK = 400
#: The share of a rewritten question's terms that the conversation has, and the letters from which a
#: question's language is told with certainty.
_KNOWN, _TELLING = 0.5, 20


def leans_back(question: str, language: str) -> bool:
    """Whether a question in this language opens or points like one that continues another."""
    text = question.casefold().strip(" ¿¡?!.,;:؟،？！。")
    known = languages.get(language)
    openers, pointers = known.follow_ups.openers, known.follow_ups.pointers
    if not openers:
        return False
    if not known.is_spaced:
        return text.startswith(openers) or any(word in text for word in pointers)
    pattern = rf"^(?:{'|'.join(openers)})\b|\b(?:{'|'.join(pointers)})\b"
    return re.search(pattern, text) is not None


def joined(asked: Asked) -> str:
    """The question after the last one: both are searched for."""
    return f"{asked.previous[-1][-_LOOKED_BACK:]} {asked.question}"


async def stand_alone(asked: Asked) -> str:
    """The question as the language model rewrote it; as it was asked, where none did or could."""
    if not asked.previous or not settings.llm or llm.breaker.is_open:
        return asked.question
    try:
        model = await sync_to_async(llm.chat_model)()
        rewritten = await generative.rewrite(model, asked) if model else ""
    except ProviderError as error:
        cause = type(error.__cause__ or error).__name__
        logger.warning("The language model failed (%s); joining the questions.", cause)
        llm.record("failed")
        return asked.question
    return rewritten if is_rewritten(rewritten, asked) else asked.question


def is_rewritten(text: str, asked: Asked) -> bool:
    """Whether the text may be the question with what it left out, and nothing else.

    It is in the question's language, no longer than both questions need, and says little that no
    question of the conversation says: an answer, or what a page told the model, says more.
    """
    said = [asked.question, *asked.previous]
    longest = min(settings.max_question_length, len(asked.question) + 2 * max(map(len, said)) + 40)
    if not any(char.isalnum() for char in text) or len(text) > longest:
        return False
    before, after = detect_language(asked.question), detect_language(text)
    if before and after and before != after and len(asked.question) >= _TELLING:
        return False
    words = set(terms(text))
    known = {term for one in said for term in terms(one)}
    numbers_known = frozenset().union(*(values(one, before) for one in said))
    return len(words & known) >= _KNOWN * len(words) and not missing(text, after, numbers_known)


def changes_subject(asked: Asked, alone: Retrieved, together: Retrieved) -> bool:
    """Whether the question has left the subject of the last one.

    `alone` is what it finds by itself, `together` what it finds joined to the last one. Its own
    words decide: a new subject has some that only the page found alone has, or that none has.
    Between languages words can't be compared, and it has not.
    """
    language = detect_language(asked.question) or asked.locale
    own = _own(asked.question, language)
    if not together.judged or together.judged[0].source.locale != language:
        return False
    there = own & _words(together)
    least = languages.get(language).follow_ups.subject_terms
    if not alone.judged or not is_enough(alone):
        return len(own) >= least and not there
    if alone.judged[0].source.locale != language:
        return False
    return len((own & _words(alone)) - there) >= least


def _own(question: str, language: str) -> set[str]:
    """The question's terms without question words and those that point back."""
    known = languages.get(language)
    text = subject(question, language)
    for words in (known.follow_ups.openers, known.follow_ups.pointers):
        if words and known.is_spaced:
            text = re.sub(rf"\b(?:{'|'.join(words)})\b", " ", text, flags=re.IGNORECASE)
        else:
            for word in sorted(words, key=len, reverse=True):
                text = text.replace(word, " ")
    shortest = known.follow_ups.shortest_term
    return {term for term in terms(text) if len(term) >= shortest}


def _words(retrieved: Retrieved) -> set[str]:
    """The terms of what was found of the best page."""
    best = retrieved.judged[0]
    items = [best, *(item for item in retrieved.hits if item.source.pk == best.source.pk)]
    return {term for item in items for term in terms(item.full_text)}
