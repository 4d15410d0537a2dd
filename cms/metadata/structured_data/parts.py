"""The schema.org nodes of organisations, places, people and files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.html import strip_tags
from wagtail.api.utils import get_full_url

from assistant.access import public_documents
from cms.models import Organisation, Person, Place, PublicationPage, VocationalField

Node = dict[str, Any]


def without_empty(node: Node) -> Node:
    """Return the node without its empty values."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def text(html: str) -> str:
    """Return the text of HTML in one line."""
    return " ".join(strip_tags(html.replace("<", " <")).split())


def organisation(item: Organisation) -> Node:
    """Return the node of an organisation."""
    return without_empty(
        {
            "@type": "Organization",
            "name": item.name,
            "alternateName": item.short_name,
            "url": item.website,
        }
    )


_PLACE_TYPES = {
    "region": "AdministrativeArea",
    "country": "Country",
    "province": "State",
    "city": "City",
}


def place(item: Place) -> Node:
    """Return the node of a place, with its coordinates if they are known."""
    node: Node = {"@type": _PLACE_TYPES.get(item.kind, "Place"), "name": item.name}
    if item.latitude is not None and item.longitude is not None:
        node["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": item.latitude,
            "longitude": item.longitude,
        }
    return node


def person(item: Person) -> Node:
    """Return the node of an author or a speaker."""
    node: Node = {
        "@type": "Person",
        "name": item.name,
        "jobTitle": item.job_title,
        "url": item.website,
    }
    within = getattr(item, "within", None)
    node["affiliation"] = organisation(within) if within else None
    return without_empty(node)


def contact(item: Person) -> Node:
    """Return the node of a contact."""
    return without_empty(
        {
            "@type": "ContactPoint",
            "name": item.name,
            "description": item.job_title,
            "email": item.email,
            "telephone": item.phone,
            "url": item.website,
        }
    )


def topics(fields: Iterable[VocationalField]) -> list[Node]:
    """Return the nodes of vocational fields."""
    return [
        without_empty({"@type": "DefinedTerm", "name": field.name, "termCode": field.code})
        for field in fields
    ]


def files(page: PublicationPage, request: HttpRequest) -> list[Node]:
    """Return the nodes of a publication's language versions that the public may open."""
    rows = list(page.files.all())
    keys = [row.document_id for row in rows if row.document_id]
    documents = public_documents().in_bulk(keys) if keys else {}
    nodes = []
    for row in rows:
        document = documents.get(row.document_id)
        if document is not None:
            size = f"{document.file_size} B" if document.file_size else ""
            node = {
                "@type": "MediaObject",
                "name": document.title,
                "contentUrl": get_full_url(request, document.url),
                "encodingFormat": document.content_type,
                "contentSize": size,
                "inLanguage": row.language,
            }
            nodes.append(without_empty(node))
        if row.external_url:
            node = {"@type": "MediaObject", "url": row.external_url, "inLanguage": row.language}
            nodes.append(node)
    return nodes
