"""The anchors of headings and questions: what links and citations point at, so they have to last.

They are made of the words themselves, in any script, and the same text keeps its anchor whatever
stands around it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.text import slugify
from wagtail.blocks.stream_block import StreamValue

from cms.blocks.sections import FRAME_IDS

ANCHOR_LENGTH = 80


def anchors(texts: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """The anchors of headings in page order: their slugs in any script, numbered if repeated.

    `others` are ids that the page has besides.
    """
    taken = set(others)
    result = []
    for text in texts:
        base = slugify(text, allow_unicode=True)[:ANCHOR_LENGTH].strip("-") or "section"
        anchor, number = base, 2
        while anchor in taken:
            anchor, number = f"{base}-{number}", number + 1
        taken.add(anchor)
        result.append(anchor)
    return result


def heading_anchors(body: StreamValue, others: Collection[str] = FRAME_IDS) -> dict[int, str]:
    """The anchor of each heading of a body, by the block's position in it."""
    positions = [index for index, child in enumerate(body) if child.block_type == "heading"]
    found = anchors((body[index].value["text"] for index in positions), others)
    return dict(zip(positions, found, strict=True))


def question_anchors(
    body: StreamValue, others: Collection[str]
) -> dict[int, list[tuple[str, Any]]]:
    """The questions of a body with their anchors, by the position of the block that holds them."""
    asked = [
        (index, item)
        for index, child in enumerate(body)
        if child.block_type == "faq"
        for item in child.value["questions"]
    ]
    found = anchors((item["question"] for _index, item in asked), others)
    result: dict[int, list[tuple[str, Any]]] = {}
    for (index, item), anchor in zip(asked, found, strict=True):
        result.setdefault(index, []).append((anchor, item))
    return result
