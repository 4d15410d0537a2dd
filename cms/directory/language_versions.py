"""The language versions of a publication that a reader may open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from cms.access import document_is_readable
from cms.models import PublicationPage


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A language version: a document, an address on another site, or both.

    `closed` is true if there is a document which this reader may not open.
    """

    language: str
    document: AbstractDocument | None
    external_url: str
    closed: bool


def versions(page: PublicationPage, request: HttpRequest) -> list[Version]:
    """Return the language versions in the editor's order, except that the reader's comes first."""
    rows = list(page.files.all())
    wanted = {row.document_id for row in rows if row.document_id}
    documents = get_document_model().objects.in_bulk(wanted) if wanted else {}
    found = []
    for row in rows:
        document = documents.get(row.document_id)
        is_open = document is not None and document_is_readable(document, request)
        found.append(
            Version(
                language=row.language,
                document=document if is_open else None,
                external_url=row.external_url,
                closed=document is not None and not is_open,
            )
        )
    return sorted(found, key=lambda version: version.language != get_language())
