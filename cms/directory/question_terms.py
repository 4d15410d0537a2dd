"""Glossary terms in a question, in all other languages: what the assistant searches for too."""

from __future__ import annotations

import unicodedata

from django.conf import settings

from cms.directory.glossary_markup import matcher
from cms.models import GlossaryTerm

#: Terms of one question that are looked up.
_MOST = 5


def in_other_languages(question: str, language: str | None) -> list[str]:
    """The approved names, in every other language, of the terms that the question has.

    `language`: the question's, None where it is not known: then that of the site.
    """
    code = language or settings.LANGUAGE_CODE
    text = unicodedata.normalize("NFC", question)
    found = list(dict.fromkeys(term.slug for _, _, term in matcher(code).find(text)))[:_MOST]
    if not found:
        return []
    others = GlossaryTerm.objects.filter(slug__in=found).exclude(locale__language_code=code)
    return list(dict.fromkeys(term.term for term in others.order_by("pk")))
