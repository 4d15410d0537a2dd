"""The anchors of headings and questions.

Links and citations point at them, so they have to last: an anchor is made of the heading's words,
in any script, and doesn't depend on what stands around it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.text import slugify
from wagtail.blocks.stream_block import StreamValue

from cms.blocks.sections import FRAME_IDS

ANCHOR_LENGTH = 80


def anchors(texts: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """Return the anchors of headings in page order: slugs in any script, numbered if repeated.

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
    """Return the anchor of each heading of a body, by the block's position in it."""
    positions = [index for index, child in enumerate(body) if child.block_type == "heading"]
    found = anchors((body[index].value["text"] for index in positions), others)
    return dict(zip(positions, found, strict=True))


def question_anchors(
    body: StreamValue, others: Collection[str]
) -> dict[int, list[tuple[str, Any]]]:
    """Return the questions of a body with their anchors, by the position of their block."""
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
