"""Where a line may break, in the scripts of the site's languages.

Spaces and hyphens break Latin, Cyrillic and Arabic; Chinese breaks between characters but for
punctuation; Thai breaks between words (BudouX, a model of a few kilobytes); Khmer, which has no
such model at hand, breaks at the zero-width spaces its writers type, or else between syllables.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

#: Never at the start of a line, and never at its end.
_CLOSING = "。，、；：？！）》」』】〉”’…—·％%,.;:?!)]}»›ๆฯ។៕៖ៗ៘"
_OPENING = "（《「『【〈“‘([{«‹"
_THAI = re.compile(r"[\u0e00-\u0e7f]+")
#: A Khmer syllable: a base, what is stacked below it, vowels and signs.
_KHMER = re.compile(
    r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200c\u200d])*"
)
_BELOW, _SHORTENED = "\u17d2", "\u17cb"
_HAN = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SPACES = re.compile(r"[ \t\u200b]+")
#: After a hyphen or a slash between letters: long compounds and addresses.
_HYPHEN = re.compile(r"(?<=[^\W\d_][-–/])(?=[^\W\d_])")


@lru_cache(maxsize=1)
def _thai_words() -> Any:
    import budoux

    return budoux.load_default_thai_parser()


def pieces(text: str) -> list[str]:
    """The text cut where a line may break. Joined again they are the text."""
    cuts = {0, len(text)}
    for match in _SPACES.finditer(text):
        cuts.add(match.end())
    cuts.update(match.start() for match in _HYPHEN.finditer(text))
    for match in _THAI.finditer(text):
        at = match.start()
        cuts.add(at)
        for word in _thai_words().parse(match.group()):
            at += len(word)
            cuts.add(at)
    cuts.update(_khmer_cuts(text))
    for match in _HAN.finditer(text):
        cuts.update((match.start(), match.end()))
    ordered = sorted(cut for cut in cuts if _allowed(text, cut))
    return [text[start:end] for start, end in itertools.pairwise(ordered)]


def _khmer_cuts(text: str) -> Iterator[int]:
    """Where a Khmer syllable begins, as far as spelling tells without a dictionary.

    A consonant by itself closes the syllable before it, or opens one with the stack after it;
    one below the sign that shortens a vowel closes its syllable.
    """
    found = list(_KHMER.finditer(text))
    for before, here, after in zip([None, *found], found, [*found[1:], None], strict=False):
        adjacent = before is not None and before.end() == here.start()
        opens = after is not None and after.start() == here.end() and _BELOW in after.group()
        closed = before is not None and len(before.group()) == 1 and _BELOW in here.group()
        alone = len(here.group()) == 1 and not opens
        if not adjacent or not (alone or closed or _SHORTENED in here.group()):
            yield here.start()


def _allowed(text: str, cut: int) -> bool:
    if cut in (0, len(text)):
        return True
    before, after = text[cut - 1], text[cut]
    return after not in _CLOSING and before not in _OPENING and after not in " \t\u200b\u00a0"


def clusters(text: str) -> list[str]:
    """The text cut between what a reader sees as letters, for a word wider than its line."""
    result: list[str] = []
    joined = False
    for letter in text:
        mark = unicodedata.category(letter) in ("Mn", "Mc", "Me") or letter in "\u200c\u200d\u0e33"
        if result and (mark or joined):
            result[-1] += letter
        else:
            result.append(letter)
        # Khmer's sign for "the next consonant goes below", and the Thai vowels written first.
        joined = letter in _BELOW + "\u200d" or "\u0e40" <= letter <= "\u0e44"
    return result
