"""The order of letters on a line that mixes directions.

The implicit part of the Unicode bidirectional algorithm (UAX 9): rules W1 to W7, N1, N2, I1, I2,
L1 and L2. Explicit embeddings and isolates are removed before, because no editor types them.
"""

from __future__ import annotations

import unicodedata

#: Embeddings, overrides, isolates and marks that this module does not follow.
CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
_STRONG_SIDE = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
#: Signs that are drawn the other way round between right-to-left letters.
MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def runs_rtl(text: str, *, default: bool) -> bool:
    """Whether a paragraph runs from right to left, by its first letter that has a direction."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return default


def levels(text: str, *, rtl: bool) -> list[int]:
    """The embedding level of each character of one line; `rtl` is the paragraph's direction."""
    base = 1 if rtl else 0
    side = "R" if rtl else "L"
    original = [unicodedata.bidirectional(letter) or "L" for letter in text]
    kinds = _resolve_neutrals(_pair_brackets(text, _resolve_weak(original, side), side), side)
    result = [base + _step(kind, base) for kind in kinds]
    # L1: spaces at the end of the line stand at the paragraph's level.
    for index in range(len(text) - 1, -1, -1):
        if original[index] not in ("WS", "S", "B"):
            break
        result[index] = base
    return result


def _step(kind: str, base: int) -> int:
    if base == 0:
        return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    return 1 if kind in ("L", "EN", "AN") else 0


def _resolve_weak(original: list[str], side: str) -> list[str]:
    """Rules W1 to W7: marks follow their letter, numbers follow the letter before them."""
    kinds = list(original)
    previous = strong = side
    for index, kind in enumerate(kinds):
        if kind == "NSM":
            kind = kinds[index] = previous
        previous = kind
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[index] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for index in range(1, len(kinds) - 1):
        before, kind, after = kinds[index - 1 : index + 2]
        if before == after and (
            (kind in ("ES", "CS") and before == "EN") or (kind == "CS" and before == "AN")
        ):
            kinds[index] = before
    for index, kind in enumerate(kinds):
        if kind == "ET":
            end = index
            while end < len(kinds) and kinds[end] == "ET":
                end += 1
            touches = (index and kinds[index - 1] == "EN") or (
                end < len(kinds) and kinds[end] == "EN"
            )
            kinds[index:end] = ["EN" if touches else "ON"] * (end - index)
    strong = side
    for index, kind in enumerate(kinds):
        if kind in ("ES", "CS"):
            kinds[index] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"
    return kinds


def _pair_brackets(text: str, kinds: list[str], side: str) -> list[str]:
    """Rule N0 for the brackets of running text: a pair takes the side of what it holds."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for index, letter in enumerate(text):
        if kinds[index] != "ON":
            continue
        if letter in "([{":
            stack.append(index)
        elif letter in ")]}":
            for depth in range(len(stack) - 1, -1, -1):
                if MIRRORED[text[stack[depth]]] == letter:
                    pairs.append((stack[depth], index))
                    del stack[depth:]
                    break
    for start, end in sorted(pairs):
        inside = {_STRONG_SIDE[kind] for kind in kinds[start + 1 : end] if kind in _STRONG_SIDE}
        if side in inside:
            chosen = side
        elif inside:
            before = [_STRONG_SIDE[kind] for kind in kinds[:start] if kind in _STRONG_SIDE]
            other = "L" if side == "R" else "R"
            chosen = other if (before[-1] if before else side) == other else side
        else:
            continue
        kinds[start] = kinds[end] = chosen
    return kinds


def _resolve_neutrals(kinds: list[str], side: str) -> list[str]:
    """Rules N1 and N2: what is neutral takes the side of both neighbours, or the paragraph's."""
    index = 0
    while index < len(kinds):
        if kinds[index] not in _NEUTRAL and kinds[index] != "BN":
            index += 1
            continue
        end = index
        while end < len(kinds) and (kinds[end] in _NEUTRAL or kinds[end] == "BN"):
            end += 1
        before = _STRONG_SIDE.get(kinds[index - 1], side) if index else side
        after = _STRONG_SIDE.get(kinds[end], side) if end < len(kinds) else side
        kinds[index:end] = [before if before == after else side] * (end - index)
        index = end
    return kinds


def visual_order(levels_of_runs: list[int]) -> list[int]:
    """The indexes of runs of the given levels, from left to right (rule L2)."""
    order = list(range(len(levels_of_runs)))
    odd = [level for level in levels_of_runs if level % 2]
    if not odd:
        return order
    for level in range(max(levels_of_runs), min(odd) - 1, -1):
        start = 0
        while start < len(order):
            if levels_of_runs[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels_of_runs[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end
    return order
