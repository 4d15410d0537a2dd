"""Groups texts into batches that a translator takes in one call. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

#: Most texts in a batch; DeepL takes 50.
MOST_TEXTS = 40
#: Most tokens that the translation of a batch is estimated to have.
MOST_TOKENS = 1_500
#: Estimated tokens for each letter of the source, by the target language. Tokenizers handle Latin
#: script best, and Khmer worst.
_TOKENS = {"km": 2.5, "th": 1.5, "ar": 1.0, "ru": 0.7}
_LATIN = 0.4


def tokens(text: str, language: str) -> int:
    """Return the estimated tokens of this text's translation into a language (such as "km")."""
    return round(len(text) * _TOKENS.get(language.split("-")[0], _LATIN)) + 10


def in_batches(
    items: Iterable[Item], language: str, text: Callable[[Item], str]
) -> Iterator[Sequence[Item]]:
    """Yield the items in order, in batches within the limits; an item over them is alone."""
    batch: list[Item] = []
    size = 0
    for item in items:
        cost = tokens(text(item), language)
        if batch and (size + cost > MOST_TOKENS or len(batch) == MOST_TEXTS):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += cost
    if batch:
        yield batch
