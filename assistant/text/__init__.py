"""Reads texts and questions in the languages of a site: tokens, sentences, numbers, question words.

Owns what is known about languages (`languages` has a pack for each), scripts (`scripts`) and
written text. Refuses to know models, indexes or databases: strings come in, plain values go out.
The process that reads documents imports this package without Django's settings, so the names that
need them are imported only when they are asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.text import languages, numbers, phrases, scripts
from assistant.text.answer_types import Quote, can_answer
from assistant.text.markdown import escape
from assistant.text.question_types import (
    AnswerType,
    asks_for_person,
    asks_who,
    begins_like_question,
    content_words,
    expected_types,
    has_question_word,
    types_in,
    without_question_words,
    written_content_words,
)
from assistant.text.sentence_splitter import (
    embedded_sentence,
    may_be_clause,
    sentences,
    sentences_by_line,
)
from assistant.text.synonyms import Alternatives, synonyms, translated_words
from assistant.text.tokenizer import (
    TOKENIZER_VERSION,
    fold,
    term_prefix,
    term_prefixes,
    terms,
    tokens,
)
from assistant.text.typed_values import (
    VALUE_TYPES,
    expected_value_types,
    value_types_in,
    without_value_words,
)

if TYPE_CHECKING:
    # What `__getattr__` gives, for type checkers.
    from assistant.text.available_languages import (
        certain_language,
        default_language,
        detect_language,
        is_missing_language,
        language_name,
        resolve_language,
        site_languages,
    )

    # So does this.
    from assistant.text.spelling import (
        Vocabulary,
        corrected,
        vocabulary,
        with_accents,
        without_slips,
    )

__all__ = [
    "TOKENIZER_VERSION",
    "VALUE_TYPES",
    "Alternatives",
    "AnswerType",
    "Quote",
    "Vocabulary",
    "asks_for_person",
    "asks_who",
    "begins_like_question",
    "can_answer",
    "certain_language",
    "content_words",
    "corrected",
    "default_language",
    "detect_language",
    "embedded_sentence",
    "escape",
    "expected_types",
    "expected_value_types",
    "fold",
    "has_question_word",
    "is_missing_language",
    "language_name",
    "languages",
    "may_be_clause",
    "numbers",
    "phrases",
    "resolve_language",
    "scripts",
    "sentences",
    "sentences_by_line",
    "site_languages",
    "synonyms",
    "term_prefix",
    "term_prefixes",
    "terms",
    "tokens",
    "translated_words",
    "types_in",
    "value_types_in",
    "vocabulary",
    "with_accents",
    "without_question_words",
    "without_slips",
    "without_value_words",
    "written_content_words",
]

#: The exported names that need Django's settings, or a library that the process that reads
#: documents does without; each with its module.
_ON_DEMAND = {
    "certain_language": "available_languages",
    "is_missing_language": "available_languages",
    "default_language": "available_languages",
    "detect_language": "available_languages",
    "language_name": "available_languages",
    "resolve_language": "available_languages",
    "site_languages": "available_languages",
    "Vocabulary": "spelling",
    "corrected": "spelling",
    "vocabulary": "spelling",
    "with_accents": "spelling",
    "without_slips": "spelling",
}


def __getattr__(name: str) -> Any:
    if name not in _ON_DEMAND:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"assistant.text.{_ON_DEMAND[name]}"), name)
