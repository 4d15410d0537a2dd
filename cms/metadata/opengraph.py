"""Pictures for previews where people share a page: its title, set in its own language.

A picture is drawn once and kept as a file below the data folder; its address changes with what it
says. Nobody may show a kept copy without asking: the page may have been withdrawn.
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
#: Counted up when pictures are drawn differently, so that new ones are fetched.
_VERSION = 2
#: Letters of a text that are looked at; a picture has room for fewer.
_MOST_LETTERS = 400


def share_image(title: str, kind_label: str, site_name: str, language: str) -> bytes:
    """A PNG of 1200 by 630 pixels with a page's title, its kind and the name of the site.

    Where no font can draw one of these texts, that text is left out.
    """
    shown = {
        name: _in_one_line(text)
        for name, text in (("title", title), ("kind", kind_label), ("site", site_name))
    }
    size = {"width": WIDTH, "height": HEIGHT}
    return typesetting.png("card.typ", {**shown, **size}, language=language)


def _in_one_line(text: str) -> str:
    """The text without its line breaks; empty where no font can draw it."""
    text = " ".join(text[:_MOST_LETTERS].split())
    try:
        typesetting.require_text(text)
    except typesetting.MissingFont:
        return ""
    return text


def share_image_url(page: Page, request: HttpRequest) -> str:
    """The absolute address of the picture for a page; empty for a page without its own address."""
    if page.pk is None:
        return ""
    name = _fingerprint(page, request)
    return request.build_absolute_uri(reverse("share_image", args=[page.pk, name]))


@require_safe
def serve_share_image(request: HttpRequest, pk: int, fingerprint: str) -> HttpResponse:
    """The picture of a public page, at an address that fits what the page says now; else a 404."""
    page = public_pages().select_related("locale").filter(pk=pk).first()
    if page is None or fingerprint != _fingerprint(page, request):
        raise Http404
    etag = quote_etag(fingerprint)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified()
    data = _kept(pk, fingerprint)
    if data is None:
        title, kind, name, language = _said(page, request)
        data = share_image(title, kind, name, language)
        _keep(pk, fingerprint, data)
    response = HttpResponse(data, content_type="image/png")
    patch_cache_control(response, no_cache=True)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _said(page: Page, request: HttpRequest) -> tuple[str, str, str, str]:
    """What the picture of a page says: title, kind and site, and the language of the title."""
    language = text_language(page)
    kind = declared_kind(page.cached_content_type.model_class())
    label = ""
    # What editors call the other kinds ("index page") says nothing to those who share a link.
    if kind is not None and kind.is_detail:
        with translation.override(language):
            label = capfirst(kind.name)
    return page.title, label, site_name(request), language


def _fingerprint(page: Page, request: HttpRequest) -> str:
    """Sixteen letters that change with what the picture says and how it is drawn."""
    said = _said(page, request)
    drawn = (_VERSION, typesetting.can_draw(said[3]), *said)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "share"


def _kept(pk: int, fingerprint: str) -> bytes | None:
    try:
        return (_folder() / f"{pk}-{fingerprint}.png").read_bytes()
    except OSError:
        return None


def _keep(pk: int, fingerprint: str, data: bytes) -> None:
    """Keep the picture in place of the page's older ones. A full disk must not stop an answer."""
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
