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
