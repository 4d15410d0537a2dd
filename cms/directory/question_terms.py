"""The translations of the glossary terms in a question, which the assistant searches for, too."""

from __future__ import annotations

import unicodedata

from django.conf import settings

from cms.directory.glossary_markup import matcher
from cms.models import GlossaryTerm

#: Most terms of one question that are looked up.
_MAX_TERMS = 5


def in_other_languages(question: str, language: str | None) -> list[str]:
    """Return the approved names, in every other language, of the glossary terms in a question.

    `language` is the question's; None stands for the site's.
    """
    code = language or settings.LANGUAGE_CODE
    text = unicodedata.normalize("NFC", question)
    found = list(dict.fromkeys(term.slug for _, _, term in matcher(code).find(text)))[:_MAX_TERMS]
    if not found:
        return []
    others = GlossaryTerm.objects.filter(slug__in=found).exclude(locale__language_code=code)
    return list(dict.fromkeys(term.term for term in others.order_by("pk")))
