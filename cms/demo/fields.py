"""What the front matter of a sample page says, put on the page."""

import json
import uuid
from typing import Any

from django.apps import apps
from wagtail.fields import RichTextField, StreamField

from cms.demo.body import blocks_of
from cms.demo.fences import stream
from cms.demo.files import PageFile
from cms.demo.markup import rich_text
from cms.demo.targets import Targets
from cms.models import HubPage

#: Rows with a role in the front matter: their relation, its model, and the name of the column.
_BY_ROLE = {
    "places": ("place_links", "PagePlace", "place_id", "role"),
    "organisations": ("organisation_links", "PageOrganisation", "organisation_id", "role"),
    "people": ("person_links", "PagePerson", "person_id", "role"),
    "relations": ("relation_links", "PageRelation", "related_id", "kind"),
}


def fill_plain(page: HubPage, source: PageFile) -> None:
    """Title, dates, choices and other fields that name nothing else."""
    page.title = source.title
    for name, value in source.fields.items():
        if not isinstance(page._meta.get_field(name), RichTextField | StreamField):
            setattr(page, name, value)


def fill(page: HubPage, source: PageFile, targets: Targets) -> None:
    """Every field, row and block of the page, as the file has them. Raises UnknownTarget."""
    fill_plain(page, source)
    key = source.translation_key
    for field in page._meta.get_fields():
        name = field.name
        if isinstance(field, RichTextField):
            setattr(page, name, rich_text(source.fields.get(name, ""), targets))
        elif isinstance(field, StreamField) and name != "body":
            # Such a stream has blocks of one kind.
            (kind,) = field.stream_block.child_blocks
            blocks = stream(
                kind, source.fields.get(name, []), key=uuid.uuid5(key, name), targets=targets
            )
            setattr(page, name, json.dumps(blocks))
    page.body = json.dumps(blocks_of(source.body, key=key, targets=targets))
    if "image" in source.links:
        page.image_id = targets.image(source.links["image"])
    if "centre" in source.links:
        page.centre_id = targets.page(source.links["centre"])
    _link(page, source, targets)


def _link(page: HubPage, source: PageFile, targets: Targets) -> None:
    """The rows that hang on the page, in place of those it had."""
    fields = source.links.get("fields", [])
    page.field_links = [
        _row("PageField", place, field_id=targets.snippet("fields", slug))
        for place, slug in enumerate(fields)
    ]
    for name, (relation, model, column, role_field) in _BY_ROLE.items():
        pairs = [
            (role, slug) for role, slugs in source.links.get(name, {}).items() for slug in slugs
        ]
        rows = [
            _row(model, place, **{column: _target(name, slug, targets), role_field: role})
            for place, (role, slug) in enumerate(pairs)
        ]
        setattr(page, relation, rows)
    if hasattr(page, "files"):
        page.files = [
            _file(place, file, targets) for place, file in enumerate(source.links["files"])
        ]


def _target(name: str, slug: str, targets: Targets) -> int:
    return targets.page(slug) if name == "relations" else targets.snippet(name, slug)


def _file(place: int, file: dict[str, str], targets: Targets) -> Any:
    document = targets.document(file["document"]) if "document" in file else None
    return _row(
        "PublicationFile",
        place,
        language=file["language"],
        document_id=document,
        external_url=file.get("external_url", ""),
    )


def _row(model: str, place: int, **values: Any) -> Any:
    return apps.get_model("cms", model)(sort_order=place, **values)
