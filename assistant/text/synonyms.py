"""Tells which everyday words may stand for those of a question, in its language and in others.

The language packs name the same things under the same keys, so that they are also a small
dictionary between any two languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assistant.text import languages, phrases
from assistant.text.tokenizer import fold, terms

#: What may stand for a term: synonyms, each as its terms, which belong together.
Alternatives = tuple[tuple[str, ...], ...]


def synonyms(question: str, language: str | None) -> Mapping[str, Alternatives]:
    """Return what may stand for each search term of a question that has synonyms."""
    found: dict[str, Alternatives] = {}
    for word, keys in _everyday_words(question, language).items():
        others = tuple(
            tuple(terms(other)) for other in _words(keys, language) if fold(other) != word
        )
        for term in terms(word):
            found[term] = found.get(term, ()) + others
    return found


def translated_words(
    question: str, language: str | None, target: str
) -> Mapping[str, tuple[str, ...]]:
    """Return the everyday words of a question, folded, each with its words in another language."""
    found = _everyday_words(question, language)
    named = {word: _words(keys, target) for word, keys in found.items()}
    return {word: names for word, names in named.items() if names}


def _everyday_words(question: str, language: str | None) -> Mapping[str, tuple[str, ...]]:
    """Return the everyday words of a question, as they stand there folded, with their keys."""
    text = fold(question)
    lexicon, keys = _lexicon(languages.get(language))
    return {text[slice(*span)]: keys[word] for span, word in lexicon.find(text)}


@lru_cache(maxsize=32)
def _lexicon(entry: languages.Language) -> tuple[phrases.Lexicon, Mapping[str, tuple[str, ...]]]:
    """Return the everyday words of a pack, and the keys of each, folded."""
    keys: dict[str, tuple[str, ...]] = {}
    for key, words in entry.vocabulary.synonyms.items():
        for word in dict.fromkeys(map(fold, words)):
            keys[word] = (*keys.get(word, ()), key)
    return phrases.Lexicon(keys), keys


def _words(keys: tuple[str, ...], language: str | None) -> tuple[str, ...]:
    words = languages.get(language).vocabulary.synonyms
    return tuple(dict.fromkeys(word for key in keys for word in words.get(key, ())))
