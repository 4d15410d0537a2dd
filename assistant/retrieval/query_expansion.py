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

#: Letters of names that are searched for at most.
_MOST = 300


def other_names(question: str, language: str | None) -> str:
    """The names of the question's terms in other languages, behind each other; often none."""
    if not settings.query_terms:
        return ""
    find: Callable[[str, str | None], Iterable[str]] = import_string(settings.query_terms)
    try:
        return " ".join(find(question, language))[:_MOST]
    except Exception:
        # Whatever a site's own function does wrong: the question can be searched without it.
        logger.warning("The question's terms can't be looked up.", exc_info=True)
        return ""
