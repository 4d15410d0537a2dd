"""Reads texts and questions in the languages of a site: tokens, sentences, numbers, question words.

Owns what is known of languages (`languages` has a pack for each), of scripts (`scripts`) and of
written text. Refuses to know models, indexes or databases: strings come in, plain values go out.
The process that reads documents imports this package without Django's settings, so the names that
need them are imported only when they are asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.text import languages, numbers, scripts
from assistant.text.answer_types import Quote, can_answer
from assistant.text.numbers import missing, values
from assistant.text.question_types import (
    Wanted,
    asks_for_somebody,
    offers,
    opens_as_question,
    subject,
    wanted,
)
from assistant.text.sentence_splitter import (
    embedded_sentence,
    is_clause,
    lines_of_sentences,
    sentences,
)
from assistant.text.tokenizer import VERSION, beginning, beginnings, fold, terms
from assistant.text.typed_values import PARTICULARS, asked_for, given_in

if TYPE_CHECKING:
    # What `__getattr__` gives, for type checkers.
    from assistant.text.available_languages import (
        default_language,
        detect_language,
        language_name,
        resolve_language,
        site_languages,
    )

__all__ = [
    "PARTICULARS",
    "VERSION",
    "Quote",
    "Wanted",
    "asked_for",
    "asks_for_somebody",
    "beginning",
    "beginnings",
    "can_answer",
    "default_language",
    "detect_language",
    "embedded_sentence",
    "fold",
    "given_in",
    "is_clause",
    "language_name",
    "languages",
    "lines_of_sentences",
    "missing",
    "numbers",
    "offers",
    "opens_as_question",
    "resolve_language",
    "scripts",
    "sentences",
    "site_languages",
    "subject",
    "terms",
    "values",
    "wanted",
]

#: The exported names that need Django's settings.
_OF_THE_SITE = {
    "default_language",
    "detect_language",
    "language_name",
    "resolve_language",
    "site_languages",
}


def __getattr__(name: str) -> Any:
    if name not in _OF_THE_SITE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("assistant.text.available_languages"), name)
