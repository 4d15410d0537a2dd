"""Texts in batches that a translator takes in one call. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

#: Texts in a batch; DeepL takes 50.
MOST_TEXTS = 40
#: About how many tokens the translation of a batch may have.
MOST_TOKENS = 1_500
#: Tokens for a letter of the source. Tokenizers know Latin script best, and Khmer least.
_TOKENS = {"km": 2.5, "th": 1.5, "ar": 1.0, "ru": 0.7}
_LATIN = 0.4


def tokens(text: str, language: str) -> int:
    """About how many tokens this text has in another language (code such as "km")."""
    return round(len(text) * _TOKENS.get(language.split("-")[0], _LATIN)) + 10


def in_batches(
    items: Iterable[Item], language: str, text: Callable[[Item], str]
) -> Iterator[Sequence[Item]]:
    """The items in order, in batches within the limits; one that is too long stands alone."""
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
