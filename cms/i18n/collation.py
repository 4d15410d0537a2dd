"""The alphabetical order of each language, and the letters under which lists are grouped.

Python compares code points only. Readers expect that accents don't change the order of words,
except where an accented letter is a letter of its own in their alphabet.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.text import scripts

_ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "vi": "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
}
#: Thai vowels that are written before the consonant but sorted after it, with that consonant.
_THAI_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_ARABIC_FORMS = str.maketrans("أإآٱىةؤئ", "ااااىهوي".replace("ى", "ي"))
#: Chinese characters: they form no alphabet, so lists have no letters to jump to.
_CHINESE_CHARACTER = re.compile(f"[{scripts.HAN}]")

SortKey = tuple[tuple[int, int], ...]


def lower(text: str, language: str) -> str:
    """Return the text in lower case, with as many characters as before.

    In Turkish I becomes ı; in every language İ becomes i.
    """
    if language == "tr":
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()


def sort_key(text: str, language: str) -> SortKey:
    """Return a key that sorts words of the language.

    Letters of its alphabet come first, in their order, then all other characters.
    """
    order = _ALPHABETS.get(language, _ALPHABETS["en"])
    return tuple(
        (0, order.index(letter)) if letter in order else (1, ord(letter))
        for letter in _collation_form(text, language)
    )


def first_letter(text: str, language: str) -> str:
    """Return the capital letter under which a list shows the word; empty if it has none."""
    for letter in _collation_form(text, language):
        if _CHINESE_CHARACTER.match(letter):
            return ""
        if letter.isalpha():
            return "İ" if language == "tr" and letter == "i" else letter.upper()
    return ""


def _collation_form(text: str, language: str) -> str:
    """Return the text in lower case, without accents and forms that don't count in sorting."""
    text = lower(unicodedata.normalize("NFC", text), language).strip()
    if language == "th":
        return _THAI_LEADING_VOWEL.sub(r"\2\1", text)
    if language == "ar":
        text = text.removeprefix("ال").translate(_ARABIC_FORMS)
    letters = _ALPHABETS.get(language, _ALPHABETS["en"])
    return "".join(
        letter if letter in letters else _without_accents(letter, letters) for letter in text
    )


def _without_accents(letter: str, letters: str) -> str:
    """Return the letter without those accents that make no letter of their own with it."""
    parts = unicodedata.normalize("NFD", letter)
    for end in range(len(parts), 0, -1):
        if (found := unicodedata.normalize("NFC", parts[:end])) in letters:
            return found
    return "" if unicodedata.combining(letter) else letter
