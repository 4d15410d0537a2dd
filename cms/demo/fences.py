"""Blocks that Markdown has no words for, written as TOML in a fenced code block.

The word after the fence is the kind of block, the lines inside are its fields as in
`cms.blocks.body`:

    ```timeline
    [[entries]]
    when = "1998"
    title = "Two classrooms and a forge"
    ```

Images, documents, pages and snippets are named by their slugs or paths, as in `targets`; what a
reader formats (the answer to a question) is Markdown, everything else is plain text. The same
notation serves the streams in a page's front matter (`sessions`, `results`, …).
"""

import datetime
import tomllib
import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from cms.demo.files import image_files
from cms.demo.markup import rich_text
from cms.demo.targets import Targets

Fields = Mapping[str, Any]
#: Texts that may be left out: wagtail-localize wants them empty, not missing.
_OPTIONAL = {
    "component": ["text"],
    "result": ["value", "text"],
    "training": ["duration", "text"],
    "session": ["place", "text"],
    "activity": ["owner", "outcome"],
    "entry": ["text"],
}


def fenced_block(kind: str, text: str, *, key: uuid.UUID, targets: Targets) -> Any:
    """The raw value of a block of this kind. Raises ValueError, also for a kind unknown here."""
    try:
        build = _BUILDERS[kind]
    except KeyError:
        raise ValueError(f"There is no block of the kind {kind!r}.") from None
    return build(tomllib.loads(text), key, targets)


def stream(kind: str, entries: Iterable[Fields], *, key: uuid.UUID, targets: Targets) -> list[dict]:
    """The raw value of a StreamField whose blocks are all of one kind; ids follow from `key`."""
    build = _BUILDERS.get(kind)
    return [
        {
            "type": kind,
            "value": build(entry, uuid.uuid5(key, str(place)), targets)
            if build
            else _plain(kind, entry),
            "id": str(uuid.uuid5(key, f"{place}:{kind}")),
        }
        for place, entry in enumerate(entries)
    ]


def _plain(kind: str, fields: Fields) -> dict[str, Any]:
    """Text as it stands; dates and times the way blocks keep them."""
    return dict.fromkeys(_OPTIONAL[kind], "") | {
        name: value.isoformat()
        if isinstance(value, (datetime.date, datetime.time))
        else value.strip()
        for name, value in fields.items()
    }


def _figure(fields: Fields, key: uuid.UUID, targets: Targets) -> dict[str, Any]:
    slug = fields["image"]
    alt_text = fields.get("alt") or _descriptions()[slug]
    return {
        "image": {"image": targets.image(slug), "decorative": False, "alt_text": alt_text},
        "caption": fields.get("caption", ""),
        "credit": fields.get("credit", ""),
    }


@cache
def _descriptions() -> dict[str, str]:
    return {image.slug: image.description for image in image_files()}


def _timeline(fields: Fields, key: uuid.UUID, targets: Targets) -> dict[str, Any]:
    return {"entries": _items((_plain("entry", entry) for entry in fields["entries"]), key)}


def _questions(fields: Fields, key: uuid.UUID, targets: Targets) -> dict[str, Any]:
    questions = (
        {"question": entry["question"], "answer": rich_text(entry["answer"], targets)}
        for entry in fields["questions"]
    )
    return {"questions": _items(questions, key)}


def _partners(fields: Fields, key: uuid.UUID, targets: Targets) -> dict[str, Any]:
    found = (targets.snippet("organisations", slug) for slug in fields["organisations"])
    return {"organisations": _items(found, key)}


def _map(fields: Fields, key: uuid.UUID, targets: Targets) -> dict[str, Any]:
    places = (targets.snippet("places", slug) for slug in fields["places"])
    return {"caption": fields["caption"], "places": _items(places, key)}


def _call_to_action(fields: Fields, key: uuid.UUID, targets: Targets) -> dict[str, Any]:
    return {
        "text": fields.get("text", ""),
        "label": fields["label"],
        "page": targets.page(fields["page"]) if "page" in fields else None,
        "document": targets.document(fields["document"]) if "document" in fields else None,
        "url": "",
    }


def _video(fields: Fields, key: uuid.UUID, targets: Targets) -> dict[str, Any]:
    return {
        "title": fields["title"],
        "document": targets.document(fields["document"]) if "document" in fields else None,
        "captions": targets.document(fields["captions"]) if "captions" in fields else None,
        "url": "",
        "transcript": fields["transcript"].strip(),
    }


def _items(values: Iterable[Any], key: uuid.UUID) -> list[dict[str, Any]]:
    """The children of a list block; ids follow from `key`, as translations hang on them."""
    return [
        {"type": "item", "value": value, "id": str(uuid.uuid5(key, f"item {place}"))}
        for place, value in enumerate(values)
    ]


_BUILDERS: dict[str, Callable[[Fields, uuid.UUID, Targets], dict[str, Any]]] = {
    "figure": _figure,
    "timeline": _timeline,
    "faq": _questions,
    "partners": _partners,
    "map": _map,
    "call_to_action": _call_to_action,
    "video": _video,
}
