"""What a language pack holds: one `Language`, its parts, and what each key means.

A word stands in a pack as it is written, an expression as Python's `re` reads it. Text that they
are compared with is as written, without regard to case, unless a key says "folded": then it is as
`fold` leaves it, in small letters without accents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType

#: A regular expression.
Expression = NewType("Expression", str)
#: Words as they are written, and alternatives of which any may match.
Words = tuple[str, ...]
Expressions = tuple[Expression, ...]
Script = Literal["Latin", "Arabic", "Cyrillic", "Han", "Khmer", "Thai"]

#: Scripts of packs that are written without spaces between words.
_UNSPACED: frozenset[Script] = frozenset({"Han", "Khmer", "Thai"})
#: Languages that write all nouns with a capital letter; there are no others.
_CAPITAL_NOUNS = frozenset({"de", "lb"})
#: Marks a key that may stand in a pack with nothing in it: not every language has such words.
MAY_BE_EMPTY = {"may_be_empty": True}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Writing:
    """How words are written."""

    #: Small words that are written as one with the next word. They are taken off words of any
    #: text, in passages and questions alike: others give the index other terms.
    joined_prefixes: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: What ends with a full stop and ends no sentence, without that stop.
    abbreviations: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: Words with a capital inside a sentence that are polite and name nothing; folded.
    polite: Expressions = field(default=(), metadata=MAY_BE_EMPTY)
    #: Whether an apostrophe sets a name's ending apart: "Ankara'da".
    apostrophe_before_endings: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Questions:
    """The closed class of question words, by what they ask for."""

    time: Expressions = ()
    #: Those that ask for a day, a year or an hour by that name, and not for an occasion.
    date: Expressions = ()
    place: Expressions = ()
    number: Expressions = ()
    #: All other question words, and what stands around them.
    other: Expressions = ()
    #: Of `other`, those that open much else than questions.
    articles: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: Verbs that only carry the question when or where something was: "take place".
    verbs: Expressions = ()
    #: Words that ask for somebody; folded.
    who: Expressions = ()
    #: Questions for one person by what they are. "Who gets a grant?" asks for a kind of people.
    who_is: Expressions = ()
    #: Words that ask for a reason; folded.
    why: Expressions = ()
    #: Whether the word that asks may stand anywhere; else it is among the first few.
    anywhere: bool = False
    #: Words by which a text says that a place follows.
    place_labels: Expressions = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class FollowUps:
    """Questions that lean on the one before."""

    #: How a question that continues another begins.
    openers: Words = ()
    #: Words by which it points back, but for what only looks like one: "are there".
    pointers: Expressions = ()
    #: Terms that make a subject of their own: words, or in scripts without spaces pairs of letters,
    #: of which a word of Chinese has one or two and one of Thai or Khmer about five.
    subject_terms: int = 2
    #: Letters of the shortest of them.
    shortest_term: int = 4


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Numbers:
    """Words for numbers; each number is a list of its forms."""

    #: 0, 1, 2 and so on, up to 19 as far as the language has words of their own.
    small: tuple[Words, ...] = ()
    #: 20, 30, … 90.
    tens: tuple[Words, ...] = field(default=(), metadata=MAY_BE_EMPTY)
    #: Words that multiply what stands before them, by their exponents of ten.
    scales: Mapping[int, Words] = field(default_factory=dict)
    #: Words that add a number and look like another: "belas" makes 14 of "empat".
    added: Mapping[str, int] = field(default_factory=dict, metadata=MAY_BE_EMPTY)
    #: Words that, alone, are as often another word ("neuf", "on", "năm").
    ambiguous: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: What follows a numeral where a numeral alone is often part of another word: "月".
    counters: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: What may stand between the words of one number: "and".
    joint: str = field(default="", metadata=MAY_BE_EMPTY)
    #: Whether that is written as one with the next word.
    joint_is_prefix: bool = False
    #: Whether words are compared folded: written with and without marks. Elsewhere words without
    #: their accents are others.
    folded: bool = False
    #: Whether a row of digits in words is one number: "二〇二四" is a year, "một năm" is not 15.
    by_digits: bool = False
    #: The exponent from which a word multiplies all that stands before it.
    section: int = 3


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Dates:
    """How days are written. The names of months and weekdays are those of Django's catalogues."""

    #: Names of months, by their numbers, that Django's catalogue lacks.
    months: Mapping[int, Words] = field(default_factory=dict, metadata=MAY_BE_EMPTY)
    #: What may follow the number of a day at once: "st".
    ordinals: Words = field(default=(), metadata=MAY_BE_EMPTY)
    #: What may stand between day, month and year: "of".
    of: Words = field(default=(), metadata=MAY_BE_EMPTY)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Particulars:
    """What only a text that has one can answer: a sum, a telephone number, an e-mail address."""

    #: Words for what things cost and for money. Beside a question for a number they ask for a sum.
    costs: Expressions = ()
    #: Questions for a sum that have no word for a number.
    sums: Expressions = field(default=(), metadata=MAY_BE_EMPTY)
    #: Units of money. Regard to case: a page names those of other languages in other ways.
    currency: Expressions = ()
    #: What says that something costs nothing. Regard to case.
    free: Expressions = ()
    #: Questions for a telephone number, and for an e-mail address.
    telephone: Expressions = ()
    email: Expressions = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SmallTalk:
    """Whole messages that are no question to a site, and the words around them; folded.

    Punctuation and emoji do not matter, and a letter that is drawn out is written once.
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
    #: Leads to a question: "excuse me".
    opening: Words = ()
    #: Counts only beside one of the others: "please".
    filler: Words = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Language:
    """A language, by its code in the settings. Of one without a pack all parts are empty.

    Compared by identity: there is one for each code.
    """

    code: str
    script: Script = "Latin"
    writing: Writing = field(default_factory=Writing)
    questions: Questions = field(default_factory=Questions)
    follow_ups: FollowUps = field(default_factory=FollowUps)
    numbers: Numbers = field(default_factory=Numbers)
    dates: Dates = field(default_factory=Dates)
    particulars: Particulars = field(default_factory=Particulars)
    small_talk: SmallTalk = field(default_factory=SmallTalk)

    @property
    def base(self) -> str:
        """The code without its region or script: "zh"."""
        return self.code.split("-")[0]

    @property
    def is_spaced(self) -> bool:
        """Whether words are parted by spaces."""
        return self.script not in _UNSPACED

    @property
    def has_capital_nouns(self) -> bool:
        """Whether all nouns are written with a capital letter, which then tells no name."""
        return self.base in _CAPITAL_NOUNS
