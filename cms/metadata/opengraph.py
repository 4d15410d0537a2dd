"""Pictures for link previews: the title of a page, set in its own language.

A picture is drawn once and stored below the data folder; its address changes with its content.
Caches must revalidate it, because the page may have been withdrawn.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.utils.text import capfirst
from django.views.decorators.http import require_safe
from wagtail.models import Page

from assistant.access import public_pages
from cms import typesetting
from cms.models import declared_kind
from cms.navigation import site_name, text_language

WIDTH, HEIGHT = 1200, 630
#: The version of the drawing. Raise it when pictures change, so that new ones are fetched.
_VERSION = 2
#: Most letters of a text that are read; a picture has room for fewer.
_MOST_LETTERS = 400


def share_image(title: str, kind_label: str, site_name: str, language: str) -> bytes:
    """Return a PNG of 1200 by 630 pixels with a page's title, its kind and the site's name.

    A text that no font on this machine can draw is left out.
    """
    shown = {
        name: _in_one_line(text)
        for name, text in (("title", title), ("kind", kind_label), ("site", site_name))
    }
    size = {"width": WIDTH, "height": HEIGHT}
    return typesetting.png("card.typ", {**shown, **size}, language=language)


def _in_one_line(text: str) -> str:
    """Return the text in one line; empty if no font can draw it."""
    text = " ".join(text[:_MOST_LETTERS].split())
    try:
        typesetting.require_text(text)
    except typesetting.MissingFont:
        return ""
    return text


def share_image_url(page: Page, request: HttpRequest) -> str:
    """Return the absolute address of a page's picture; empty for a page without an address."""
    if page.pk is None:
        return ""
    name = _fingerprint(page, request)
    return request.build_absolute_uri(reverse("share_image", args=[page.pk, name]))


@require_safe
def serve_share_image(request: HttpRequest, pk: int, fingerprint: str) -> HttpResponse:
    """Return the picture of a public page; 404 unless the fingerprint is the page's present one."""
    page = public_pages().select_related("locale").filter(pk=pk).first()
    if page is None or fingerprint != _fingerprint(page, request):
        raise Http404
    etag = quote_etag(fingerprint)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified()
    data = _stored(pk, fingerprint)
    if data is None:
        title, kind, name, language = _texts_of(page, request)
        data = share_image(title, kind, name, language)
        _store(pk, fingerprint, data)
    response = HttpResponse(data, content_type="image/png")
    patch_cache_control(response, no_cache=True)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _texts_of(page: Page, request: HttpRequest) -> tuple[str, str, str, str]:
    """Return the texts on a page's picture: title, kind, site, and the language of the title."""
    language = text_language(page)
    kind = declared_kind(page.cached_content_type.model_class())
    label = ""
    # Names of other kinds ("index page") are for editors, and say nothing to readers.
    if kind is not None and kind.is_detail:
        with translation.override(language):
            label = capfirst(kind.name)
    return page.title, label, site_name(request), language


def _fingerprint(page: Page, request: HttpRequest) -> str:
    """Return 16 letters that change with the texts on the picture and the way it is drawn."""
    said = _texts_of(page, request)
    drawn = (_VERSION, typesetting.can_draw(said[3]), *said)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "share"


def _stored(pk: int, fingerprint: str) -> bytes | None:
    try:
        return (_folder() / f"{pk}-{fingerprint}.png").read_bytes()
    except OSError:
        return None


def _store(pk: int, fingerprint: str, data: bytes) -> None:
    """Store the picture in place of the page's older ones; a full disk must not stop an answer."""
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        for old in folder.glob(f"{pk}-*.png"):
            old.unlink(missing_ok=True)
        Path(name).replace(folder / f"{pk}-{fingerprint}.png")
    except OSError:
        return
