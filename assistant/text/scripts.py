"""Scripts: their characters, whether they have spaces and full stops, their languages.

Ranges are for use inside a character class of a regular expression.
"""

from __future__ import annotations

THAI_AND_LAO = "\u0e00-\u0eff"
MYANMAR = "\u1000-\u109f"
KHMER = "\u1780-\u17ff"
KANA = "\u3040-\u30ff"
#: Chinese characters, with the extensions A to G and the compatibility ideographs.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
#: Combining marks: those of decomposed Latin letters, and Arabic vowels.
MARKS = "\u0300-\u036f\u064b-\u065f\u0670"

#: Scripts without a full stop, where a space ends a sentence or a clause.
WITHOUT_FULL_STOP = THAI_AND_LAO + MYANMAR
#: Digits and repetition signs of these scripts. A space beside one ends neither.
NO_END_OF_CLAUSE = "\u0e46\u0e50-\u0e59\u0ec6\u0ed0-\u0ed9\u1040-\u1049"
#: Scripts in which a space ends a clause, because there is none between words.
SPACE_ENDS_CLAUSE = WITHOUT_FULL_STOP + KHMER
#: Scripts in which each character is a syllable or a word.
SYLLABLES = KANA + HAN
#: Scripts without spaces between words, and what packs call those of them that a pack has.
UNSPACED = SPACE_ENDS_CLAUSE + SYLLABLES
UNSPACED_SCRIPTS = frozenset({"Han", "Khmer", "Thai"})

#: First words of the Unicode names of characters and punctuation in scripts without spaces.
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
#: Languages that their script identifies, by the first word of its letters' Unicode names.
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
