"""Translates a question's words: by the language packs, and by the names that the site knows.

The setting `QUERY_TERMS` names a function that takes a question and its language (a code, or None)
and returns the names, in other languages, of each term that stands in the question.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from django.utils.module_loading import import_string

from assistant.conf import settings
from assistant.text import fold, phrases, translated_words

logger = logging.getLogger(__name__)


def site_names(question: str, language: str | None) -> Mapping[str, tuple[str, ...]]:
    """Return the terms of a question that the site knows, folded, each with its other names."""
    if not settings.query_terms:
        return {}
    find: Callable[[str, str | None], Mapping[str, Sequence[str]]] = import_string(
        settings.query_terms
    )
    try:
        return {fold(term): tuple(names) for term, names in find(question, language).items()}
    except Exception:
        # A site's function may raise anything; the question can be searched without it.
        logger.warning("The question's terms can't be looked up.", exc_info=True)
        return {}


def translations(question: str, language: str | None, target: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of a question that can be translated, folded, each with its translations.

    Those of the site come first: of a term that contains an everyday word, only the term counts.
    """
    found = dict(site_names(question, language))
    text = fold(question)
    spans = [span for term in found for span in phrases.find([term], text)]
    for word, names in translated_words(question, language, target).items():
        own = phrases.find([word], text)
        if not any(phrases.is_inside(span, term) for span in own for term in spans):
            found[word] = (*found.get(word, ()), *names)
    return found
