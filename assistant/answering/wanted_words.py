"""The words by which a question's subject is told from others, and which of them a text lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.answering.citations import MARKER
from assistant.retrieval import Hit, translations
from assistant.text import (
    content_words,
    detect_language,
    expected_types,
    fold,
    languages,
    phrases,
    term_prefixes,
    tokens,
    translated_words,
    without_value_words,
)
from assistant.types import Citation

#: The share of the terms of a word, which are several in scripts without spaces, that make it.
_MOST_OF_A_WORD = 0.6
#: The shortest word that takes endings, and the longest ending, in letters.
_SHORTEST_FORM, _LONGEST_ENDING = 4, 2


class WantedWords:
    """The content words of a question that an answer, or its page, must have.

    Without numbers, which have several spellings and are compared elsewhere, and without those that
    name a type of value: a text states a telephone number without the word "telephone". In another
    language only those words can be compared that the dictionaries know, and names.
    """

    def __init__(self, question: str, language: str | None) -> None:
        """Take a question and its language, or None if it is that of every text."""
        self._question, self._language = without_value_words(question, language), language
        words = content_words(self._question, language)
        self._own = tuple(word for word in words if not any(char.isdigit() for char in word))
        self._synonyms: Mapping[str, tuple[str, ...]] | None = None
        self._translated: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def comparable_in(self, language: str) -> tuple[str, ...]:
        """Return the words that can be looked for in a text of this language."""
        return self._own if self._is_own(language) else tuple(self._in(language))

    def missing_in(self, text: str, language: str) -> tuple[str, ...]:
        """Return the words that a text in this language does not have."""
        if self._is_own(language):
            present = set(term_prefixes(text))
            folded = fold(text)
            return tuple(
                word
                for word in self._own
                if not _is_present(word, present) and not phrases.has(folded, self._others(word))
            )
        folded = fold(text)
        return tuple(
            word
            for word, names in self._in(language).items()
            if not phrases.has(folded, (word, *names))
        )

    def missing_on_page(self, item: Hit, others: Iterable[Hit] = ()) -> tuple[str, ...]:
        """Return the words that neither the passage nor the others of its page have."""
        same_page = (each.full_text for each in others if each.source.pk == item.source.pk)
        return self.missing_in("\n".join([item.full_text, *same_page]), item.source.locale)

    def _is_own(self, language: str) -> bool:
        return self._language in {None, language}

    def _others(self, word: str) -> tuple[str, ...]:
        """Return the everyday words that may stand for a word of the question."""
        if self._synonyms is None:
            self._synonyms = translated_words(self._question, self._language, self._language or "")
        return self._synonyms.get(word, ())

    def _in(self, language: str) -> Mapping[str, tuple[str, ...]]:
        """Return what can be compared with texts in another language, with its translations."""
        if language not in self._translated:
            found = dict(translations(self._question, self._language, language))
            if languages.get(language).script == "Latin" != languages.get(self._language).script:
                # A name among words of another script is written so in both.
                found |= dict.fromkeys(map(fold, _latin_words(self._question)), ())
            self._translated[language] = found
        return self._translated[language]


def says_everything(
    question: str, text: str, citations: Sequence[Citation], *, may_lack_words: bool = False
) -> bool:
    """Return whether quotations, with their titles and headings, have all wanted words.

    `text` has the markers of the citations. Where a number is asked for, one of the quotations must
    have them all: the number in one is not that of what another is about. Otherwise they
    `may_lack_words` if it is certain that they answer.
    """
    language = detect_language(question)
    asks_number = "number" in expected_types(question, language)
    if may_lack_words and not asks_number:
        return True
    wanted = WantedWords(question, language)
    by_number = {str(each.number): each for each in citations}
    parts = MARKER.split(text)
    missing = [
        set(wanted.missing_in(f"{each.title} {each.heading}\n{quoted}", each.locale))
        for quoted, number in zip(parts[::2], parts[1::2], strict=False)
        if (each := by_number.get(number)) is not None
    ]
    if asks_number:
        return not all(missing)
    return not missing or not set.intersection(*missing)


def _latin_words(text: str) -> list[str]:
    return [word for word in tokens(text) if word.isascii() and word.isalpha() and len(word) > 1]


def _is_present(word: str, present: set[str]) -> bool:
    """Return whether a word is among the terms, or most of it in a script without spaces."""
    prefixes = term_prefixes(word)
    if len(prefixes) > 1:
        return sum(each in present for each in prefixes) > _MOST_OF_A_WORD * len(prefixes)
    return any(
        each in present or any(_is_form(each, other) for other in present) for each in prefixes
    )


def _is_form(one: str, other: str) -> bool:
    """Return whether two short words differ in an ending only: "last" and "lasts"."""
    shorter, longer = sorted((one, other), key=len)
    return (
        len(shorter) >= _SHORTEST_FORM
        and not one[0].isdigit()
        and longer.startswith(shorter)
        and len(longer) - len(shorter) <= _LONGEST_ENDING
    )
