"""The order of words in each language, and the letters that lists jump to.

Python knows the order of code points only. Here is what readers of the site's languages expect:
accents do not part words, except where a letter with one is a letter of its own.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.text import scripts

_LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "vi": "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
}
#: Vowels that are written before the consonant that they are ordered after.
_LEADING_THAI = re.compile("([เแโใไ])([ก-ฮ])")
_ARABIC_FORMS = str.maketrans("أإآٱىةؤئ", "ااااىهوي".replace("ى", "ي"))
#: Scripts of pictures of words: nothing to jump to.
_IDEOGRAPHS = re.compile(f"[{scripts.HAN}]")

SortKey = tuple[tuple[int, int], ...]


def lower(text: str, language: str) -> str:
    """The text in small letters, as long as before: I is ı in Turkish, and İ is i everywhere."""
    if language == "tr":
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()


def sort_key(text: str, language: str) -> SortKey:
    """A key that sorts words of the language: its own letters first, then those of others."""
    order = _LETTERS.get(language, _LETTERS["en"])
    return tuple(
        (0, order.index(letter)) if letter in order else (1, ord(letter))
        for letter in _plain(text, language)
    )


def first_letter(text: str, language: str) -> str:
    """The letter under which a list of words has this one; empty where there are no letters."""
    for letter in _plain(text, language):
        if _IDEOGRAPHS.match(letter):
            return ""
        if letter.isalpha():
            return "İ" if language == "tr" and letter == "i" else letter.upper()
    return ""


def _plain(text: str, language: str) -> str:
    """The text without what does not count in the order of words."""
    text = lower(unicodedata.normalize("NFC", text), language).strip()
    if language == "th":
        return _LEADING_THAI.sub(r"\2\1", text)
    if language == "ar":
        text = text.removeprefix("ال").translate(_ARABIC_FORMS)
    letters = _LETTERS.get(language, _LETTERS["en"])
    return "".join(letter if letter in letters else _bare(letter, letters) for letter in text)


def _bare(letter: str, letters: str) -> str:
    """A letter without the accents that make no other letter of it in this alphabet."""
    parts = unicodedata.normalize("NFD", letter)
    for end in range(len(parts), 0, -1):
        if (found := unicodedata.normalize("NFC", parts[:end])) in letters:
            return found
    return "" if unicodedata.combining(letter) else letter
