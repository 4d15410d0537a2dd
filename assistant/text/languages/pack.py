"""The contents of a language pack: a `Language` and its parts, with the meaning of each key.

Words are plain text, expressions are regular expressions of Python's `re`. They are compared with
text as it is written, ignoring case; where a key says "folded", with the result of `fold`, which
has lower case and no accents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType

from assistant.text import scripts

#: A regular expression.
Expression = NewType("Expression", str)
#: Words as plain text, and regular expressions of which any may match.
Words = tuple[str, ...]
Expressions = tuple[Expression, ...]
Script = Literal["Latin", "Arabic", "Cyrillic", "Han", "Khmer", "Thai"]

#: The languages that write all nouns with a capital letter. Not in packs: questions and pages come
#: in languages that have none, too.
_CAPITAL_NOUNS = frozenset({"de", "lb"})
#: Marks a key whose value may be empty in a pack, since not every language has such words.
MAY_BE_EMPTY = {"may_be_empty": True}


def matches(expressions: Expressions, text: str) -> bool:
    """Return whether one of the regular expressions matches anywhere in the text, in any case."""
    return bool(expressions) and re.search("|".join(expressions), text, re.IGNORECASE) is not None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Writing:
    """How words are written."""

    #: Small words that are written together with the next word. They are removed from the words of
    #: passages and questions in all languages. A change here changes the terms of the index.
    joined_prefixes: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: Abbreviations whose full stop ends no sentence, without that full stop.
    abbreviations: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: Polite words that have a capital inside a sentence, and name nothing; folded.
    polite: Expressions = field(default=(), metadata=MAY_BE_EMPTY)
    #: Whether an apostrophe separates a name from its ending: "Ankara'da".
    apostrophe_before_endings: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Questions:
    """The question words, by what they ask for."""

    time: Expressions = ()
    #: Words that ask for a day, a year or an hour, and not for an occasion.
    date: Expressions = ()
    place: Expressions = ()
    number: Expressions = ()
    #: All other question words, and the words around them.
    other: Expressions = ()
    #: Those words of `other` that also begin much that is no question.
    articles: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: Verbs that only carry the question when or where something was: "take place".
    verbs: Expressions = ()
    #: Words that ask for people; folded.
    who: Expressions = ()
    #: Questions for one person. "Who gets a grant?" is none: it asks for a kind of people.
    who_is: Expressions = ()
    #: Words that ask for a reason; folded.
    why: Expressions = ()
    #: Whether the question word may be anywhere; if not, it is among the first few words.
    anywhere: bool = False
    #: Words that announce a place in a text, such as "address".
    place_labels: Expressions = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Collections:
    """Words of questions for lists of pages; they are compared without endings and accents."""

    #: Words that ask for a list: "which", "show me".
    list: Words = ()
    #: What is still to come, only the next one, the newest, what is going on, and what is over.
    coming: Words = ()
    next: Words = ()
    latest: Words = ()
    running: Words = ()
    past: Words = ()
    #: Words that ask for a file.
    file: Words = ()
    #: Words that ask what something is, or all about it: "tell me about".
    about: Words = ()
    #: Words that ask to compare, and those that stand between what is compared: "or".
    compare: Words = ()
    between: Words = ()
    #: Words around such a question that add no meaning of their own.
    filler: Words = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Vocabulary:
    """Everyday words by what they are worth in a question. Phrases are possible everywhere."""

    #: Words that hold a sentence together and say nothing about its subject: "of", "can", "there".
    function: Words = ()
    #: Words that only ask, greet or thank: "tell me", "what does … mean", "please".
    request: Words = ()
    #: Everyday words of which one may stand for the other: "fee", "price". Their keys, which are
    #: English, are the same in all packs, so that a word of one language leads to those of another.
    synonyms: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class FollowUps:
    """How a question refers to the one before."""

    #: Beginnings of a question that continues another.
    openers: Words = ()
    #: Words that point back to the last question, except where they only look so: "are there".
    pointers: Expressions = ()
    #: So many new terms make a new subject. In scripts without spaces a term is a run of
    #: characters, and a Chinese word has one or two, a Thai or Khmer word about five.
    subject_terms: int = 2
    #: The length of the shortest such term, in characters.
    shortest_term: int = 4


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Numbers:
    """Number words; each number is a list of its forms."""

    #: 0, 1, 2 and so on, up to 19 if the language has separate words for these.
    small: tuple[Words, ...] = ()
    #: 20, 30, … 90.
    tens: tuple[Words, ...] = field(default=(), metadata=MAY_BE_EMPTY)
    #: Words that multiply the number before them, by their exponents of ten: 3 for "thousand".
    scales: Mapping[int, Words] = field(default_factory=dict)
    #: Words that add a number and look like another: "belas" makes 14 of "empat".
    added: Mapping[str, int] = field(default_factory=dict, metadata=MAY_BE_EMPTY)
    #: Words that, alone, often mean something else ("neuf", "on", "năm").
    ambiguous: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: In scripts without spaces, characters behind a single number word that show it is one: "月".
    counters: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: The word that may stand between the words of one number: "and".
    joint: str = field(default="", metadata=MAY_BE_EMPTY)
    #: Whether that word is written together with the next word.
    joint_is_prefix: bool = False
    #: Whether number words are compared without accents, as people write them both ways. In other
    #: languages a word without its accents is another word.
    folded: bool = False
    #: Whether digits in words in a row are one number: "二〇二四" is a year, "một năm" is not 15.
    by_digits: bool = False
    #: The least exponent of a word that multiplies the whole number before it, not the last word.
    section: int = 3


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Dates:
    """How dates are written. The names of months and weekdays come from Django's catalogues."""

    #: Names of months that Django's catalogue lacks, by the number of the month.
    months: Mapping[int, Words] = field(default_factory=dict, metadata=MAY_BE_EMPTY)
    #: Endings of the number of a day: "st".
    ordinals: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: Words that may stand between day, month and year: "of".
    of: Words = field(default=(), metadata=MAY_BE_EMPTY)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class TypedValues:
    """Words for typed values: sums of money, telephone numbers and e-mail addresses."""

    #: Words for costs and money. In a question for a number they ask for a sum.
    costs: Expressions = ()
    #: Questions for a sum without a word that asks for a number.
    sums: Expressions = field(default=(), metadata=MAY_BE_EMPTY)
    #: Units of money, compared with the case of their letters, and with pages in all languages.
    currency: Expressions = ()
    #: Expressions for something that costs nothing, compared with the case of their letters.
    free: Expressions = ()
    #: Words of questions for a telephone number, and for an e-mail address.
    telephone: Expressions = ()
    email: Expressions = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SmallTalk:
    """Phrases of messages that are small talk; folded.

    Punctuation and emoji do not matter, and a letter that is repeated for emphasis is written once.
    """

    greeting: Words = ()
    farewell: Words = ()
    thanks: Words = ()
    wellbeing: Words = ()
    insult: Words = ()
    identity: Words = ()
    ability: Words = ()
    human: Words = ()
    maker: Words = ()
    languages: Words = ()
    #: Phrases that introduce a question: "excuse me".
    opening: Words = ()
    #: Phrases that are small talk only together with one of the others: "please".
    filler: Words = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Language:
    """What is known about a language, by its code in the settings; without a pack all is empty.

    Compared by identity, since there is one object for each code.
    """

    code: str
    script: Script = "Latin"
    writing: Writing = field(default_factory=Writing)
    questions: Questions = field(default_factory=Questions)
    collections: Collections = field(default_factory=Collections)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    follow_ups: FollowUps = field(default_factory=FollowUps)
    numbers: Numbers = field(default_factory=Numbers)
    dates: Dates = field(default_factory=Dates)
    typed_values: TypedValues = field(default_factory=TypedValues)
    small_talk: SmallTalk = field(default_factory=SmallTalk)

    @property
    def base(self) -> str:
        """Return the code without its region or script: "zh"."""
        return self.code.split("-")[0]

    @property
    def is_spaced(self) -> bool:
        """Return whether there are spaces between words."""
        return self.script not in scripts.UNSPACED_SCRIPTS

    @property
    def has_capital_nouns(self) -> bool:
        """Return whether all nouns have a capital letter, which then is no sign of a name."""
        return self.base in _CAPITAL_NOUNS
