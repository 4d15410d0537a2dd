"""What only a text that has one can answer: a sum of money, a telephone number, an e-mail address.

A closed class, like question words. A question for one of them is otherwise answered by whatever is
near its subject: when the course is, say, for what it costs.
"""

from __future__ import annotations

import re

from assistant.text.question_types import Wanted, wanted

#: What this module tells of.
PARTICULARS: frozenset[Wanted] = frozenset({"money", "telephone", "email"})

#: Words for what things cost and for money. Beside a question for a number they ask for a sum.
_COSTS = {
    "en": r"\b(?:costs?|prices?|fees?|tuition|money|budget|euros?|dollars?)\b",
    "fr": r"\b(?:co[uû]t\w*|prix|tarifs?|frais|argent|budget|euros?|dollars?)\b",
    "es": r"\b(?:cuestan?|costó|costaron|costo|coste|precios?|tarifas?|tasas?|dinero|presupuesto"
    r"|euros?|dólares)\b",
    "ar": "تكلف|كلف|سعر|رسوم|ثمن|ميزاني|يورو|دولار|مبلغ|المال",
    "zh": "钱|价格|费用|学费|预算|欧元|美元|人民币",
    "ru": r"\b(?:сто(?:ит|ят|ил|ила|ило|или|имост)|цен[аыу]\b|бюджет|деньг|денег|евро|доллар|рубл)",
    "tr": r"\b(?:fiyat|ücret|tutar|maliyet|bütçe|avro|euro|dolar|para(?:sı|yı|ya|lar)?\b)",
    "th": "ราคา|ค่าใช้จ่าย|ค่าเรียน|ค่าธรรมเนียม|งบประมาณ|เงิน|ยูโร|ดอลลาร์|บาท",
    "vi": r"\b(?:giá|chi phí|học phí|lệ phí|tiền|ngân sách|euro|đô la)\b",
    "id": r"\b(?:biaya|harga|uang|anggaran|euro|dolar|rupiah)",
    "km": "តម្លៃ|ថ្លៃ|ប្រាក់|លុយ|ថវិកា|អឺរ៉ូ|ដុល្លារ|រៀល",
}
#: Questions for a sum that have no word for a number.
_SUMS = {
    "en": r"\bwhat (?:do|does|did|will|would)\b.*\bcost\b"
    r"|\bwhat(?: is|'s| are| was)\b.{0,20}\b(?:price|fees?|cost)\b",
    "fr": r"\bquel(?: est|s sont)\b.{0,20}\b(?:prix|tarifs?|co[uû]ts?|frais)\b",
    "es": r"\bcuál(?:es)? (?:es|son)\b.{0,20}\b(?:precio|tarifas?|coste|costo)\b",
    "ar": "ما (?:هو |هي )?(?:سعر|تكلفة|ثمن|رسوم)|بكم",
    "zh": "(?:价格|费用|学费)是",
    "ru": r"\bкакова (?:цена|стоимость)",
    "tr": r"\b(?:fiyatı|ücreti) (?:ne|nedir)\b",
    "id": r"\bapa (?:biaya|harga)",
}
_TELEPHONE = {
    "en": r"\b(?:tele)?phone number|\bmobile number|\bcontact number",
    "fr": r"\bnuméro de (?:téléphone|portable)|\bnuméro de tél\b",
    "es": r"\bnúmero de teléfono|\bnúmero telefónico",
    "ar": "رقم (?:ال)?(?:هاتف|تلفون|جوال)",
    "zh": "电话号码|联系电话|手机号|电话是多少",
    "ru": r"\bномер\w* телефона|\bтелефонный номер|\bконтактный телефон",
    "tr": r"\btelefon numara|\btelefonu kaç",
    "th": "เบอร์โทร|หมายเลขโทรศัพท์",
    "vi": r"\bsố điện thoại",
    "id": r"\bnomor (?:telepon|hp)\b",
    "km": "លេខទូរស័ព្ទ|លេខ​ទូរស័ព្ទ",
}
_EMAIL = {
    "en": r"\be-?mail address",
    "fr": r"\badresse (?:e-?mail|mail|électronique)|\badresse de courriel",
    "es": r"\bdirección de (?:correo|e-?mail)",
    "ar": "عنوان (?:ال)?بريد",
    "zh": "邮箱地址|电子邮件地址|邮箱是",
    "ru": r"\bадрес\w* электронной почты|\bэлектронный адрес",
    "tr": r"\be-?posta adres",
    "th": "ที่อยู่อีเมล",
    "vi": r"\bđịa chỉ (?:e-?mail|thư điện tử)",
    "id": r"\balamat (?:e-?mail|surel)",
    "km": "អាសយដ្ឋានអ៊ីមែល",
}
#: Signs and names of currencies, in all languages: a page in one names those of others.
_CURRENCY = re.compile(
    r"[€$£¥₺₽฿₫៛₹₩]|\b(?:EUR|USD|GBP|TRY|TL|ZAR|CNY|RMB|THB|VND|IDR|KHR|RUB|CHF|JPY|INR|KES)\b"
    r"|\b(?i:euros?|dollars?|dólares|dolar|pounds?|cents?|lira|avro|kuruş|dinars?|dinares|francs?"
    r"|pesos?|yuan|rupees?|rupiah|shillings?|rand|baht|đồng|đô la|riel)\b"
    "|евро|доллар|рубл|динар|юан|يورو|دولار|ليرة|دينار|درهم|ريال|欧元|美元|英镑|里拉|人民币|第纳尔"
    "|[0-9万亿百千]元|บาท|ยูโร|ดอลลาร์|ดีนาร์|អឺរ៉ូ|ដុល្លារ|រៀល|ឌីណា"
)
_FREE = re.compile(
    r"\b(?i:free of charge|for free|is free|are free|no fees?|no charge|pay nothing|costs? nothing"
    r"|gratuite?s?|gratuitement|gratis|gratuit[ao]s?|ücretsiz\w*|bedava\w*|parasız\w*"
    r"|miễn phí|cuma-cuma|tanpa biaya|бесплатн\w*)\b"
    "|مجان|免费|ฟรี|ไม่เสียค่า|ไม่มีค่าใช้จ่าย|ឥតគិតថ្លៃ|មិនគិតថ្លៃ"
)
#: Dates and spans of years look like telephone numbers.
_DATES = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-]\d{4}|\d{4}\s*[-–/]\s*\d{4}")
_COUNT = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{5,}\d")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w")
#: Digits of the shortest telephone number.
_DIGITS = 7


def asked_for(question: str, language: str | None) -> frozenset[Wanted]:
    """What the question, in this language, asks for by name."""
    code = (language or "").split("-")[0]
    found: set[Wanted] = set()
    priced = "number" in wanted(question, code) and _has(_COSTS, question, code)
    if priced or _has(_SUMS, question, code):
        found.add("money")
    if _has(_TELEPHONE, question, code):
        found.add("telephone")
    if _has(_EMAIL, question, code):
        found.add("email")
    return frozenset(found)


def given_in(text: str, language: str) -> frozenset[Wanted]:
    """What the text, in this language, has of them: a sum also where it is nothing."""
    found: set[Wanted] = set()
    code = language.split("-")[0]
    priced = re.search(r"\d", text) and _CURRENCY.search(text)
    # Beside a word for costs, which a plan for a year has too, the year is no sum.
    counted = _has(_COSTS, text, code) and _COUNT.search(text)
    if priced or counted or _FREE.search(text):
        found.add("money")
    numbers = _NUMBER.findall(_DATES.sub(" / ", text))
    if any(sum(char.isdigit() for char in number) >= _DIGITS for number in numbers):
        found.add("telephone")
    if _ADDRESS.search(text):
        found.add("email")
    return frozenset(found)


def _has(table: dict[str, str], text: str, language: str) -> bool:
    return language in table and re.search(table[language], text, re.IGNORECASE) is not None
