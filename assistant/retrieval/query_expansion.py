"""Expands a query by the names that its terms have in other languages, from the site's glossary.

What a glossary is, the site decides: the setting `QUERY_TERMS` names a function that takes a
question and its language (a code, or None) and returns the approved names of its terms in other
languages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.utils.module_loading import import_string

from assistant.conf import settings

logger = logging.getLogger(__name__)

#: Most characters of names that are searched for.
_MOST = 300


def other_names(question: str, language: str | None) -> str:
    """Return the names of the question's terms in other languages, in one text. Often it is ""."""
    if not settings.query_terms:
        return ""
    find: Callable[[str, str | None], Iterable[str]] = import_string(settings.query_terms)
    try:
        return " ".join(find(question, language))[:_MOST]
    except Exception:
        # A site's function may raise anything; the question can be searched without it.
        logger.warning("The question's terms can't be looked up.", exc_info=True)
        return ""
