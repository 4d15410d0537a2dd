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
from assistant.text import detect_language, missing, subject, terms, values

logger = logging.getLogger(__name__)

#: Characters of earlier questions that are searched for again.
_LOOKED_BACK = 400
#: The share of a rewritten question's terms that the conversation has, and the letters from which a
#: question's language is told with certainty.
_KNOWN, _TELLING = 0.5, 20
#: Terms that make a subject: words, or in scripts without spaces pairs of letters, of which a word
#: of Chinese has one or two and one of Thai or Khmer about five.
_SUBJECT = {"zh": 3, "th": 9, "km": 9}

#: How a question that continues another begins, and the words by which it points back.
_OPENERS = {
    "en": "and|also|then|what about|how about",
    "fr": "et|aussi|alors",
    "es": "y|también|entonces",
    "tr": "peki|ya|ve|ayrıca",
    "ru": "а|и|также",
    "ar": "و|وماذا|وأين|ومتى|ومن|وكم|وهل|ثم",
    "zh": "那|那么|还有",
    "th": "แล้ว|และ",
    "vi": "còn|thế còn|và",
    "id": "dan|lalu|bagaimana dengan",
    "km": "ចុះ|ហើយ",
}
#: Left out is what only looks like one: "are there", "y a-t-il", "apa itu", "ما هي".
_NOT_AFTER_A_VERB = "".join(rf"(?<!\b{verb} )" for verb in ("is", "are", "was", "were", "be"))
_POINTERS = {
    "en": "it|its|they|them|their|he|she|his|her|that one|this one|those|these"
    rf"|{_NOT_AFTER_A_VERB}there(?! (?:is|are|was|were|will)\b)",
    "fr": "(?<!y a-t-)il(?! y a\\b)|elle|ils|elles|leur|leurs|cela|ça|celui-ci|celle-ci|là-bas",
    "es": "él|ella|ello|ellos|ellas|su|sus|eso|esto|allí|allá",
    "tr": "o|onu|onun|ona|ondan|onlar|onları|onların|bu|bunu|bunun|bunlar|orada|oraya",
    "ru": "он|она|оно|они|его|её|ее|их|ему|ей|им|там|это|этот|эта",
    "ar": "(?<!ما )(?<!من )(?:هو|هي|هم)|ذلك|تلك|هناك|فيه|فيها|منه|منها|عنه|عنها",
    "zh": "它|他们|她们|它们|那里|那儿|这个|那个|其中|呢",
    "th": "มัน|ที่นั่น|พวกเขา|อันนั้น",
    "vi": "nó|họ|đó|ở đó|chúng",
    "id": "(?<!apa )itu|mereka|di sana|dia",
    "km": "វា|ពួកគេ|នៅទីនោះ",
}
#: Scripts without spaces, where a word is found anywhere.
_UNSPACED = {"zh", "th", "km"}


def leans_back(question: str, language: str) -> bool:
    """Whether a question in this language opens or points like one that continues another."""
    text = question.casefold().strip(" ¿¡?!.,;:؟،？！。")
    code = language.split("-")[0]
    openers, pointers = _OPENERS.get(code, ""), _POINTERS.get(code, "")
    if code in _UNSPACED:
        return text.startswith(tuple(openers.split("|"))) or any(
            word in text for word in pointers.split("|")
        )
    pattern = rf"^(?:{openers})\b|\b(?:{pointers})\b"
    return bool(openers) and re.search(pattern, text) is not None


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
    code = language.split("-")[0]
    own = _own(asked.question, language)
    if not together.candidates or together.candidates[0].source.locale != language:
        return False
    there = own & _words(together)
    least = _SUBJECT.get(code, 2)
    if not alone.candidates or not is_enough(alone):
        return len(own) >= least and not there
    if alone.candidates[0].source.locale != language:
        return False
    return len((own & _words(alone)) - there) >= least


def _own(question: str, language: str) -> set[str]:
    """The question's terms without question words and those that point back."""
    code = language.split("-")[0]
    text = subject(question, language)
    for words in (_OPENERS.get(code), _POINTERS.get(code)):
        if words and code not in _UNSPACED:
            text = re.sub(rf"\b(?:{words})\b", " ", text, flags=re.IGNORECASE)
        elif words:
            for word in sorted(words.split("|"), key=len, reverse=True):
                text = text.replace(word, " ")
    shortest = 1 if code in _UNSPACED else 3 if code == "ar" else 4
    return {term for term in terms(text) if len(term) >= shortest}


def _words(retrieved: Retrieved) -> set[str]:
    """The terms of what was found of the best page."""
    best = retrieved.candidates[0]
    items = [best, *(item for item in retrieved.found if item.source.pk == best.source.pk)]
    return {term for item in items for term in terms(item.whole)}
