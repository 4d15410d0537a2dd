"""The names, in other languages, of the glossary's terms and of the directory in a question.

The assistant searches for them too, and knows by them what a text in another language is about.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.conf import settings

from assistant.text import fold, phrases
from cms.directory.glossary_markup import matcher
from cms.models import GlossaryTerm, HubSnippet, Organisation, Person, Place, VocationalField

#: Most terms of one question that are looked up.
_MAX_TERMS = 5
_DIRECTORY: tuple[type[HubSnippet], ...] = (VocationalField, Place, Organisation, Person)


def in_other_languages(question: str, language: str | None) -> dict[str, list[str]]:
    """Return the glossary's terms and the directory's names in a question, with their other names.

    Those are the approved ones of every other language. `language` is the question's; None stands
    for the site's.
    """
    code = language or settings.LANGUAGE_CODE
    found = _of_directory(question, code)
    text = unicodedata.normalize("NFC", question)
    written = {term.slug: text[start:end] for start, end, term in matcher(code).find(text)}
    slugs = list(written)[:_MAX_TERMS]
    if slugs:
        others = GlossaryTerm.objects.filter(slug__in=slugs).exclude(locale__language_code=code)
        for slug, name in others.order_by("pk").values_list("slug", "term"):
            _add(found, written[slug], [name])
    return found


def _of_directory(question: str, code: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    text = fold(question)
    for model in _DIRECTORY:
        own: dict[str, list[str]] = {}
        others: dict[str, list[str]] = {}
        columns = ["slug", "locale__language_code", "name"]
        columns += ["short_name"] if model is Organisation else []
        for slug, language, *names in model._default_manager.order_by("pk").values_list(*columns):
            (own if language == code else others).setdefault(slug, []).extend(filter(None, names))
        for slug, names in own.items():
            for start, end in phrases.find(names, text):
                _add(found, text[start:end], map(phrases.without_brackets, others.get(slug, ())))
    return found


def _add(found: dict[str, list[str]], words: str, names: Iterable[str]) -> None:
    known = found.setdefault(words, [])
    known += [name for name in map(str.strip, names) if name and name not in known]
    if not known:
        del found[words]
