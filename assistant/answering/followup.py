"""Questions that lean on the one before, made to stand alone."""

from __future__ import annotations

import logging
import re

from asgiref.sync import sync_to_async

from assistant.answering import generative
from assistant.answering.turns import Asked
from assistant.conf import settings
from assistant.exceptions import ProviderError
from assistant.languages import detect_language
from assistant.providers import chat_model

logger = logging.getLogger(__name__)

#: Characters of earlier questions that are searched for again.
_LOOKED_BACK = 400

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
    """The question to search for: rewritten by the language model, or joined to the last one."""
    if not asked.previous:
        return asked.question
    if settings.llm:
        try:
            model = await sync_to_async(chat_model)()
            rewritten = await generative.rewrite(model, asked) if model else ""
            if 0 < len(rewritten) <= settings.max_question_length:
                return rewritten
        except ProviderError as error:
            cause = type(error.__cause__ or error).__name__
            logger.warning("The language model failed (%s); joining the questions.", cause)
    language = detect_language(asked.question) or asked.locale
    return joined(asked) if leans_back(asked.question, language) else asked.question
