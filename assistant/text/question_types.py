"""The closed class of question words: what a question asks for, and what is left to look for.

Question words stand in questions and hardly ever in what answers them, so they are no evidence;
but they tell whether a date, a number or a place is wanted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_ALT

from assistant.text.tokenizer import fold

#: What a question may want; the last three are of `assistant.text.typed_values`.
Wanted = Literal["time", "place", "number", "money", "telephone", "email"]

_TIME = {
    "en": "when|since when|what date|which date|what year|which year|what time",
    "fr": "quand|quelle date|quelle année|quelle heure|depuis quand",
    "es": "cuándo|cuando|qué fecha|qué año|qué hora",
    "ar": "متى|في أي عام|في أي سنة|أي تاريخ|ما تاريخ",
    "zh": "什么时候|何时|哪一年|哪年|哪天|几月|几号|什么时间",
    "ru": "когда|какого числа|в каком году|во сколько",
    "tr": "ne zaman|hangi tarihte|hangi tarih|hangi yıl|hangi yılda|saat kaçta",
    "th": "เมื่อใด|เมื่อไร|เมื่อไหร่|วันใด|วันไหน|ปีใด|ปีไหน|กี่โมง",
    "vi": "khi nào|bao giờ|ngày nào|năm nào|lúc nào|mấy giờ",
    "id": "kapan|bilamana|tanggal berapa|tahun berapa|jam berapa",
    "km": "ពេលណា|នៅពេលណា|ថ្ងៃណា|ឆ្នាំណា|អង្កាល់",
}
#: Of these, those that ask for a day, a year or an hour, and not for an occasion.
_DATE = {
    "en": "what date|which date|what year|which year|what time|which day|what day",
    "fr": "quelle date|quelle année|quelle heure|quel jour",
    "es": "qué fecha|qué año|qué hora|qué día",
    "ar": "في أي عام|في أي سنة|أي تاريخ|ما تاريخ|أي يوم",
    "zh": "哪一年|哪年|哪天|哪一天|几月|几号|几点",
    "ru": "какого числа|в каком году|во сколько|в какой день",
    "tr": "hangi tarihte|hangi tarihteydi|hangi tarih|hangi yıl|hangi yılda|saat kaçta|hangi gün",
    "th": "วันใด|วันไหน|ปีใด|ปีไหน|กี่โมง",
    "vi": "ngày nào|năm nào|mấy giờ",
    "id": "tanggal berapa|tahun berapa|jam berapa|hari apa",
    "km": "ថ្ងៃណា|ឆ្នាំណា",
}
#: Words that ask for somebody, in folded text.
_WHO = {
    "en": r"\b(?:who|whom|whose)\b",
    "fr": r"\bqui\b",
    "es": r"\b(?:quien|quienes)\b",
    "ar": r"\bمن (?:هو|هي|هم)\b",
    "zh": "谁",
    "ru": r"\b(?:кто|кого|кому|кем)\b",
    "tr": r"\bkim\w*",
    "th": "ใคร|ผู้ใด",
    "vi": r"(?:^|\s)ai\b",
    "id": r"\bsiapa\w*",
    "km": "នរណា|អ្នកណា",
}
#: Questions for one person by what they are. "Who gets a grant?" asks for a kind of people.
_WHO_IS = {
    "en": r"\bwho(?:'s|’s| is| was| are| were| will be)\b",
    "fr": r"\bqui (?:est|était|sera|sont|étaient|fut|a été)\b",
    "es": r"\bqui[eé]n(?:es)? (?:es|era|fue|será|son|eran|fueron)\b",
    "ar": r"\bمن (?:هو|هي|هم)\b",
    "zh": "是谁|谁是",
    "ru": r"\bкто (?:такой|такая|такие|был|была|были|будет|является)\b",
    "tr": r"\bkim(?:dir|di|ler|lerdir|lerdi)?\W*$",
    "th": "ใครคือ|คือใคร|ใครเป็น|เป็นใคร|ชื่ออะไร",
    "vi": r"\bai là\b|\blà ai\b",
    "id": r"\bsiapa(?:kah)? (?!yang\b|saja\b)",
    "km": "ជានរណា|ជាអ្នកណា|នរណាជា|អ្នកណាជា",
}
_ANYWHERE = {"zh", "th", "km", "tr", "id", "vi"}
#: Words of a question, elsewhere, among which is the one that asks.
_FIRST = 4
_PLACE = {
    "en": "where",
    "fr": "où",
    "es": "dónde|donde|adónde",
    "ar": "أين|اين|وأين",
    "zh": "在哪里|在哪儿|哪里|哪儿|何地|何处|什么地方",
    "ru": "где|куда|откуда",
    "tr": "nerede|nereye|nereden|neresi|neresinde|nerelerde",
    "th": "ที่ไหน|ที่ใด|ไหน",
    "vi": "ở đâu|nơi nào|đâu",
    "id": "di mana|dimana|ke mana|mana",
    "km": "នៅឯណា|ឯណា|កន្លែងណា|ទីណា",
}
_NUMBER = {
    "en": "how many|how much",
    "fr": "combien de|combien d'|combien",
    "es": "cuántos|cuántas|cuánto|cuánta|cuanto|cuantos|cuantas",
    "ar": "كم عدد|كم|ما عدد",
    "zh": "多少|几个|几家",
    "ru": "сколько",
    "tr": "kaç|ne kadar|kaçtır",
    "th": "กี่|เท่าไร|เท่าไหร่|เท่าใด|จำนวนเท่าใด",
    "vi": "bao nhiêu|mấy",
    "id": "berapa banyak|berapa",
    "km": "ប៉ុន្មាន",
}
_OTHER = {
    "en": "how long|how large|how old|what|which|who|whom|whose|why|how|"
    "does|did|do|is|are|was|were|can|could|the|a|an|of",
    "fr": "quels|quelles|quel|quelle|qui|que|quoi|pourquoi|comment|est-ce que|qu'est-ce que",
    "es": "qué|cuáles|cuál|quién|quiénes|por qué|cómo",
    "ar": "ما هي|ما هو|ماذا|ما|من هو|من هي|أي|لماذا|كيف|هل",
    "zh": "多久|多长|多大|有哪些|哪些|哪个|哪|什么|谁|为什么|怎么|怎样|吗|呢|是",
    "ru": "какие|какой|какая|какое|каких|какими|кто|что|почему|как|чем",
    "tr": "hangi|hangileri|hangisi|kim|kimler|ne|neler|nedir|niçin|neden|nasıl|mı|mi|mu|mü",
    "th": "อะไร|ใด|ใดบ้าง|บ้าง|ใคร|ทำไม|อย่างไร|หรือไม่|ไหม",
    "vi": "bao lâu|những|nào|gì|ai|tại sao|vì sao|thế nào|là",
    "id": "berapa lama|apa|siapa|mengapa|kenapa|bagaimana|apakah|saja|yang",
    "km": "អ្វី|ណា|អ្នកណា|ហេតុអ្វី|យ៉ាងដូចម្តេច|តើ",
}
#: Verbs that only carry the question when or where something was.
_HAPPEN = {
    "en": "take place|takes place|took place|taken place|be held|held|happen|happened",
    "fr": "a eu lieu|ont eu lieu|eu lieu|aura lieu|a lieu|s'est tenu|s'est tenue|s'est déroulé",
    "es": "tuvo lugar|tendrá lugar|se celebró|se celebra|se realizó",
    "ar": "عُقدت|عُقد|عقدت|عقد|أقيمت|أقيم|تُعقد",
    "zh": "举行|举办|召开",
    "ru": "состоялся|состоялась|состоялось|прошёл|прошла|прошло|проходил|проходила|проводился",
    "tr": "yapıldı|yapılacak|gerçekleşti|gerçekleştirildi|düzenlendi|düzenlenecek",
    "th": "จัดขึ้น|จัดที่",
    "vi": "diễn ra|được tổ chức",
    "id": "diadakan|berlangsung|dilaksanakan|diselenggarakan",
    "km": "ប្រារព្ធឡើង|ធ្វើឡើង",
}
#: Words by which a text says that a place follows.
_PLACES = {
    "en": "where|place|venue|city|campus|address|held at|took place",
    "fr": "lieu|où|ville|campus|adresse",
    "es": "lugar|sede|ciudad|campus|dirección",
    "ar": "المكان|مكان|المدينة|حرم|العنوان|مقر",
    "zh": "地点|地址|城市|校区|校园|举办地",
    "ru": "место|город|адрес|кампус",
    "tr": "yer|mekân|şehir|kampüs|adres|nerede",
    "th": "สถานที่|เมือง|วิทยาเขต|ที่อยู่",
    "vi": "địa điểm|nơi|thành phố|cơ sở|địa chỉ",
    "id": "tempat|lokasi|kota|kampus|alamat",
    "km": "ទីកន្លែង|ទីក្រុង|អាសយដ្ឋាន",
}
_UNSPACED = {"zh", "th", "km"}


@lru_cache
def _pattern(words: str, language: str) -> re.Pattern[str]:
    # Longest first, so that "how many" is not taken for "how".
    ordered = sorted(words.split("|"), key=len, reverse=True)
    # "กี่" is how many, and a part of "เกี่ยว", about.
    alternatives = "|".join(re.escape(word).replace("กี่", "(?<!เ)กี่") for word in ordered)
    bounds = (r"", r"") if language in _UNSPACED else (r"\b", r"\b")
    return re.compile(f"{bounds[0]}(?:{alternatives}){bounds[1]}", re.IGNORECASE)


def _has(table: dict[str, str], text: str, language: str) -> bool:
    words = table.get(language)
    return bool(words) and _pattern(words or "", language).search(text) is not None


def _matches(table: dict[str, str], text: str, language: str | None) -> bool:
    """Whether the language's expression stands in the text."""
    pattern = table.get((language or "").split("-")[0])
    return pattern is not None and re.search(pattern, text, re.IGNORECASE) is not None


def wanted(question: str, language: str | None) -> frozenset[Wanted]:
    """Whether the question, in this language, asks for a time, a place, a number."""
    code = (language or "").split("-")[0]
    found: set[Wanted] = set()
    if _has(_TIME, question, code):
        found.add("time")
    if _has(_PLACE, question, code):
        found.add("place")
    if _has(_NUMBER, question, code):
        found.add("number")
    return frozenset(found)


def asks_for_a_date(question: str, language: str | None) -> bool:
    """Whether it asks for a day, a year or an hour by that name."""
    return _has(_DATE, question, (language or "").split("-")[0])


def asks_who(question: str, language: str | None) -> bool:
    """Whether it asks who somebody is."""
    return _matches(_WHO_IS, question, language)


def asks_for_somebody(question: str, language: str | None) -> bool:
    """Whether it has a word that asks for a person."""
    return _matches(_WHO, fold(question), language)


def opening(question: str, language: str | None) -> str:
    """Where a question has the word that asks: further on "when" means something else.

    All of it in languages that have that word anywhere.
    """
    code = (language or "").split("-")[0]
    return question if code in _ANYWHERE else " ".join(question.split()[:_FIRST])


def subject(question: str, language: str | None) -> str:
    """The question without its question words; the whole question where nothing else is left."""
    code = (language or "").split("-")[0]
    text = question
    for table in (_TIME, _PLACE, _OTHER, _NUMBER, _HAPPEN):
        if words := table.get(code):
            text = _pattern(words, code).sub(" ", text)
    return text if any(char.isalnum() for char in text) else question


@lru_cache
def _months(language: str) -> re.Pattern[str]:
    """Month names of a language and English, from Django's catalogues, as words may begin."""
    names = {str(name) for name in MONTHS.values()}
    with translation.override(language):
        names |= {str(name) for table in (MONTHS, MONTHS_ALT) for name in table.values()}
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # Some are two letters long and begin other words; an ending may follow.
    start = "" if language.split("-")[0] in _UNSPACED else r"(?<!\w)"
    return re.compile(f"{start}(?:{alternatives})", re.IGNORECASE)


#: Dates in figures, years that follow each other, and days as Chinese writes them.
_IN_FIGURES = (
    r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}|\d{4}\s?[-–/]\s?\d\d(?:\d\d)?|\d+\s*[年月日号]"
)


def without_dates(text: str, language: str) -> str:
    """The text without its dates, so that no day or year is taken for a count."""
    month = rf"{_months(language).pattern}\w*\.?"
    day = r"\d+(?:st|nd|rd|th|er|º|\.)?,?"
    spoken = rf"(?:{day}\s*(?:de |of )?)?{month}(?:,?\s*(?:de )?{day})?"
    return re.sub(f"{_IN_FIGURES}|{spoken}", " ", text, flags=re.IGNORECASE)


def offers(text: str, language: str) -> frozenset[Wanted]:
    """Which of what a question may want the text seems to have: a date, a figure, a place."""
    found: set[Wanted] = set()
    if re.search(r"\d", text):
        found.add("number")
        if _months(language).search(text) or re.search(r"\d\s*月|\d{4}-\d\d|\d:\d\d", text):
            found.add("time")
    if _has(_PLACES, text, language.split("-")[0]):
        found.add("place")
    return frozenset(found)


#: Words of `_OTHER` that open much else than questions.
_ARTICLES = {"the", "a", "an", "of", "la", "yang"}


def opens_as_question(text: str, language: str | None) -> bool:
    """Whether the text's first word is one that opens questions in this language."""
    code = (language or "").split("-")[0]
    start = text.lstrip(" ¿\"'«“(")
    found = (
        _pattern(words, code).match(start)
        for table in (_TIME, _PLACE, _NUMBER, _OTHER)
        if (words := table.get(code))
    )
    return any(match is not None and match[0].lower() not in _ARTICLES for match in found)
