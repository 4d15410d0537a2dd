"""Puts a question's spelling right by the words of the passages in its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from django.db import connection
from django.db.models import QuerySet

from assistant.db import CompiledQuery
from assistant.index import editions
from assistant.models import Edition, Passage
from assistant.text import Vocabulary, languages, vocabulary, with_accents, without_slips

#: The most passages that a vocabulary is made from: of a site with more, the newest. Those give
#: nearly all words, and take about 35 ms for each thousand.
_MOST_PASSAGES = 5_000

#: By database and language: the newest passage, and the words.
_vocabularies: dict[tuple[str, str], tuple[int, Vocabulary]] = {}


def put_right(question: str, language: str | None) -> str:
    """Return the question with its slips put right by the words that passages have.

    Numbers and abbreviations are left alone, and so are scripts without spaces between words, and
    Arabic, in which nearly every other letter makes another word. A question without any accents
    gets those that its words usually have. Raises ProviderError if there is no index.
    """
    known_language = languages.get(language)
    if language is None or not known_language.is_spaced or known_language.script == "Arabic":
        return question
    known = _words_of(language, editions.current())
    return without_slips(with_accents(question, known), known)


def _words_of(language: str, edition: Edition) -> Vocabulary:
    """Return the words of the edition's passages in a language, and of its language pack."""
    key = str(connection.settings_dict["NAME"]), language
    newest = _NEWEST.rows(edition.pk, language)
    number = int(newest[0][0]) if newest else 0
    known = _vocabularies.get(key)
    if known is None or known[0] != number:
        texts = [text for row in _TEXTS.rows(edition.pk, language) for text in row if text]
        known = number, replace(vocabulary([*texts, *_words_of_pack(language)]), texts=())
        _vocabularies[key] = known
    return known[1]


def _passages(edition: int, language: str) -> QuerySet[Passage]:
    """Return the edition's passages in a language, the newest first."""
    return Passage.objects.filter(edition=edition, source__locale=language).order_by("-pk")


_NEWEST = CompiledQuery(
    lambda edition, language: _passages(edition, language).values_list("pk")[:1]
)
_TEXTS = CompiledQuery(
    lambda edition, language: _passages(edition, language).values_list(
        "source__page__title", "source__document__title", "heading", "text"
    )[:_MOST_PASSAGES]
)


def _words_of_pack(language: str) -> Iterator[str]:
    """Return the everyday words of a language, in many of which a question consists."""
    pack = languages.get(language)
    questions, own = pack.questions, pack.vocabulary
    yield from (*own.function, *own.request)
    yield from (word for group in own.synonyms.values() for word in group)
    asked = (questions.time, questions.place, questions.number, questions.other, questions.verbs)
    yield from (word for words in asked for word in words if re.fullmatch(r"[\w\s'-]+", word))
