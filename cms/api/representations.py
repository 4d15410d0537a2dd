"""How the API refers to pages, documents, images and snippets that another thing names."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.api.utils import get_full_url
from wagtail.models import Page

from cms.api.renditions import rendition_references


def detail_url(request: HttpRequest, thing: Any) -> str | None:
    """Return the address of a thing's details in the API; None if it has no endpoint."""
    router = request.wagtailapi_router  # type: ignore[attr-defined]  # Wagtail's router sets it
    path = router.get_object_detail_urlpath(type(thing), thing.pk)
    return get_full_url(request, path) if path else None


def page_type(page: Page) -> str:
    """Return the kind of a page as the API's `type` names it, such as `cms.EventPage`."""
    model = page.specific_class or Page
    return f"{model._meta.app_label}.{model.__name__}"


def page_reference(page: Page, request: HttpRequest, original: int | None = None) -> dict[str, Any]:
    """Return a reference to a page.

    `original` is the key by which the other thing names the page, if a translation is shown.
    """
    return {
        "id": page.pk,
        "meta": {
            "type": page_type(page),
            "detail_url": detail_url(request, page),
            "html_url": page.get_full_url(request),
            "locale": page.locale.language_code,
        },
        "original_id": original or page.pk,
        "title": page.title,
    }


def document_reference(document: Any, request: HttpRequest) -> dict[str, Any]:
    """Return a reference to a document, with its download link."""
    return {
        "id": document.pk,
        "meta": {
            "type": document._meta.label,
            "detail_url": detail_url(request, document),
            "download_url": get_full_url(request, document.url),
        },
        "title": document.title,
        "filename": document.filename,
        "content_type": document.content_type,
        "size": document.file_size,
    }


def image_reference(image: Any, request: HttpRequest, alt: str | None = None) -> dict[str, Any]:
    """Return a reference to an image in all its sizes; `alt` is empty if it only decorates."""
    shown = image.default_alt_text if alt is None else alt
    return {
        "id": image.pk,
        "meta": {"type": image._meta.label, "detail_url": detail_url(request, image)},
        "title": image.title,
        "alt": shown,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "renditions": rendition_references(image, shown, request),
    }


def snippet_reference(
    snippet: Any, request: HttpRequest, original: int | None = None
) -> dict[str, Any]:
    """Return a reference to a snippet.

    `original` is the key by which the other thing names the snippet, if a translation is shown.
    """
    return {
        "id": snippet.pk,
        "meta": {
            "type": snippet._meta.label,
            "detail_url": detail_url(request, snippet),
            "locale": snippet.locale.language_code,
        },
        "original_id": original or snippet.pk,
        "slug": snippet.slug,
        "name": str(snippet),
    }
