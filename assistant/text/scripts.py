"""Scripts: which characters belong to which, how they are written, what language each tells.

Ranges are written for the inside of a character class of a regular expression.
"""

from __future__ import annotations

THAI_AND_LAO = "\u0e00-\u0eff"
MYANMAR = "\u1000-\u109f"
KHMER = "\u1780-\u17ff"
KANA = "\u3040-\u30ff"
#: With the extensions A to G and the ideographs for compatibility.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
#: Marks on letters: those of Latin when decomposed, and Arabic's vowels.
MARKS = "\u0300-\u036f\u064b-\u065f\u0670"

#: A space ends sentences and clauses alike: there is no full stop.
WITHOUT_FULL_STOP = THAI_AND_LAO + MYANMAR
#: Digits and signs of repetition of these scripts, beside which a space ends nothing.
NO_END_OF_CLAUSE = "\u0e46\u0e50-\u0e59\u0ec6\u0ed0-\u0ed9\u1040-\u1049"
#: A space ends a clause, as words are not parted.
SPACE_ENDS_CLAUSE = WITHOUT_FULL_STOP + KHMER
#: A character is a syllable or a word.
SYLLABLES = KANA + HAN
#: Written without spaces between words.
UNSPACED = SPACE_ENDS_CLAUSE + SYLLABLES

#: What the Unicode names of the characters of such scripts begin with, their punctuation included.
UNSPACED_NAMES = (
    "THAI",
    "LAO",
    "MYANMAR",
    "KHMER",
    "HIRAGANA",
    "KATAKANA",
    "CJK",
    "IDEOGRAPHIC",
)
#: Languages told by their script alone, by what the Unicode names of its letters begin with.
LANGUAGES = {
    "THAI": "th",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "ARABIC": "ar",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
}
