"""A question's terms in other languages, as the site's glossary has them, to be searched for too.

What a glossary is, is the site's: the setting `QUERY_TERMS` names a function of a question and its
language (a code, or None) that gives the approved names of the terms in it, in other languages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.utils.module_loading import import_string

from assistant.conf import settings

logger = logging.getLogger(__name__)

#: Letters of names that are added at most: a question must stay the larger part of what is asked.
_MOST = 300


def with_other_names(words: str, question: str, language: str | None) -> str:
    """`words` with the names of the question's terms in other languages behind them."""
    if not settings.query_terms:
        return words
    find: Callable[[str, str | None], Iterable[str]] = import_string(settings.query_terms)
    try:
        names = " ".join(find(question, language))
    except Exception:
        # Whatever a site's own function does wrong: the question can be searched without it.
        logger.warning("The question's terms can't be looked up.", exc_info=True)
        return words
    return f"{words} {names[:_MOST]}".strip()
