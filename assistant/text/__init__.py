"""Reads texts and questions in the languages of a site: tokens, sentences, numbers, question words.

Owns what is known about languages (`languages` has a pack for each), scripts (`scripts`) and
written text. Refuses to know models, indexes or databases: strings come in, plain values go out.
"""

from assistant.text import languages, numbers, scripts
from assistant.text.answer_types import Quote, can_answer
from assistant.text.available_languages import (
    default_language,
    detect_language,
    language_name,
    resolve_language,
    site_languages,
)
from assistant.text.question_types import (
    AnswerType,
    asks_for_person,
    begins_like_question,
    expected_types,
    types_in,
    without_question_words,
)
from assistant.text.sentence_splitter import (
    embedded_sentence,
    may_be_clause,
    sentences,
    sentences_by_line,
)
from assistant.text.tokenizer import TOKENIZER_VERSION, fold, term_prefix, term_prefixes, terms
from assistant.text.typed_values import VALUE_TYPES, expected_value_types, value_types_in

__all__ = [
    "TOKENIZER_VERSION",
    "VALUE_TYPES",
    "AnswerType",
    "Quote",
    "asks_for_person",
    "begins_like_question",
    "can_answer",
    "default_language",
    "detect_language",
    "embedded_sentence",
    "expected_types",
    "expected_value_types",
    "fold",
    "language_name",
    "languages",
    "may_be_clause",
    "numbers",
    "resolve_language",
    "scripts",
    "sentences",
    "sentences_by_line",
    "site_languages",
    "term_prefix",
    "term_prefixes",
    "terms",
    "types_in",
    "value_types_in",
    "without_question_words",
]
