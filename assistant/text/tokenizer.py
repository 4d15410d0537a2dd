"""Turns texts into search terms, in the same way for passages and questions, in every script.

Words are folded and long ones shortened, so that most inflected forms of a word give one term, in
any language. Scripts without spaces give overlapping runs of characters: pairs where a character is
a syllable or a word (Chinese, kana), runs of three where it is one sound (Thai, Lao, Burmese,
Khmer). How well words find passages: docs/figures.md, Search by words alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from assistant.text import languages, scripts

#: Increase it when the same text gives other terms than before: the index is then built anew.
TOKENIZER_VERSION = 2
_TOKEN = re.compile(rf"[{scripts.UNSPACED}]+|[^\W_{scripts.UNSPACED}]+")
_FIRST_UNSPACED = re.compile(rf"[{scripts.UNSPACED}]")
_SYLLABLES = re.compile(f"[{scripts.SYLLABLES}]")
_STEM_LENGTH = 6
#: Two terms with so many first letters in common count as forms of one word, such as "iller" and
#: "illeri".
_PREFIX_LENGTH = 5

#: Letters that writers of one language interchange. Turkish dotless i becomes i, so that "IRMAK",
#: "ırmak" and "Irmak" are equal; Arabic alef, ya and ta marbuta become their plain forms.
_FOLD = str.maketrans(
    {
        "ı": "i",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ـ": None,
        "đ": "d",
        "ø": "o",
        "ł": "l",
    }
)


def fold(text: str) -> str:
    """Return the text without differences of case, width and accents.

    Marks that are letters, as Thai and Khmer vowels are, stay.
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold().replace("i̇", "i").translate(_FOLD)
    kept = "".join(
        char for char in folded if unicodedata.category(char) != "Mn" or _FIRST_UNSPACED.match(char)
    )
    return unicodedata.normalize("NFC", kept).translate(_FOLD)


def tokens(text: str) -> list[str]:
    """Return the words of a text as written; in scripts without spaces, what has none inside."""
    return _TOKEN.findall(text)


def terms(text: str) -> list[str]:
    """Return the search terms of a text, in order and with repetitions."""
    found: list[str] = []
    for token in tokens(fold(text)):
        if _FIRST_UNSPACED.match(token):
            run = 2 if _SYLLABLES.match(token) else 3
            found += [token[i : i + run] for i in range(len(token) - run + 1)] or [token]
        elif token.isdigit():
            found.append(token)
        else:
            found.append(_stem(token))
    return found


def term_prefixes(text: str) -> list[str]:
    """Return the first letters of each search term of a text, which forms of one word share."""
    return [term_prefix(term) for term in terms(text)]


def term_prefix(term: str) -> str:
    """Return the first letters of a term, which forms of one word share."""
    return term[:_PREFIX_LENGTH]


def _stem(word: str) -> str:
    """Return a word without joined prefixes, shortened to its stem.

    Most inflected forms of one word have the same.
    """
    prefixes = _prefixes()
    if word.startswith(prefixes):
        for prefix in prefixes:
            if word.startswith(prefix) and len(word) - len(prefix) >= 3:
                word = word[len(prefix) :]
                break
    return word[:_STEM_LENGTH]


@cache
def _prefixes() -> tuple[str, ...]:
    """Return the prefixes that languages write together with the next word, longest first.

    Arabic does so with its article and small words: "لعام" is "of the year".
    """
    found = {prefix for each in languages.all() for prefix in each.writing.joined_prefixes}
    return tuple(sorted(found, key=len, reverse=True))
