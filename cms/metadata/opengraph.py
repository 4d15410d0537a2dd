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
from cms.models import DETAIL_KINDS
from cms.navigation import site_name, text_language
from cms.typesetting import fonts, lines, picture
from cms.typesetting.fonts import MissingFont
from cms.typesetting.lines import Style
from cms.typesetting.pdf import Document
from cms.typesetting.shaping import Line

WIDTH, HEIGHT = 1200, 630
GROUND, ACCENT, TEXT, QUIET = "#0c3f4c", "#e0a268", "#ffffff", "#d3e6eb"
_MARGIN = 84
#: Sizes tried for the title, in pixels, and how many lines each may have.
_SIZES = ((76, 3), (64, 4), (54, 4), (46, 5))
#: Counted up when pictures are drawn differently, so that new ones are fetched.
_VERSION = 1


def share_image(title: str, kind_label: str, site_name: str, language: str) -> bytes:
    """A PNG of 1200 by 630 pixels with a page's title, its kind and the name of the site.

    Where no font can draw one of these texts, that text is left out.
    """
    rtl = translation.get_language_info(language)["bidi"]
    document = Document(title=title, language=language, rtl=rtl, size=(WIDTH, HEIGHT))
    document.add_page()
    document.rectangle(0, 0, WIDTH, HEIGHT, GROUND)
    edge = WIDTH - 16 if rtl else 0
    document.rectangle(edge, 0, 16, HEIGHT, ACCENT)
    style = Style(size=30, language=language, rtl=rtl)
    _line(document, kind_label, style.bold(), 106, ACCENT)
    _title(document, title, style.bold())
    left = WIDTH - _MARGIN - 96 if rtl else _MARGIN
    document.rectangle(left, HEIGHT - 128, 96, 5, ACCENT)
    _line(document, site_name, style, HEIGHT - 66, QUIET)
    return picture.png(document.data(), colours=48)


def _line(document: Document, text: str, style: Style, base: float, colour: str) -> None:
    try:
        wrapped = lines.wrap(" ".join(text.split()), style, WIDTH - 2 * _MARGIN)
    except MissingFont:
        return
    line = wrapped[0] if len(wrapped) == 1 else _shortened(wrapped, style)
    _put(document, line, style, base, colour)


def _title(document: Document, title: str, style: Style) -> None:
    """The title as large as it fits, standing in the middle between kind and site."""
    try:
        for size, most in _SIZES:
            style = style.at(size)
            wrapped = lines.wrap(" ".join(title.split()), style, WIDTH - 2 * _MARGIN)
            if len(wrapped) <= most:
                break
        else:
            wrapped = [*wrapped[: most - 1], _shortened(wrapped[most - 1 :], style)]
    except MissingFont:
        return
    step = style.line_height * 0.93
    top = 310 - step * len(wrapped) / 2
    for number, line in enumerate(wrapped):
        _put(document, line, style, top + number * step + style.size * 0.95, TEXT)


def _shortened(wrapped: list[Line], style: Style) -> Line:
    """The first line, with a sign that there is more."""
    text = wrapped[0].text
    while text and lines.width(text + "…", style) > WIDTH - 2 * _MARGIN:
        text = text[:-1].rstrip()
    return lines.shape(text + "…", style)


def _put(document: Document, line: Line, style: Style, base: float, colour: str) -> None:
    left = float(_MARGIN)
    if document.rtl:
        left = WIDTH - _MARGIN - line.width * style.size / 1000
    document.text(left, base, line, size=style.size, colour=colour)


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
    model = page.cached_content_type.model_class()
    kind = ""
    # What editors call the other kinds ("index page") says nothing to those who share a link.
    if model is not None and model._meta.label in DETAIL_KINDS:
        with translation.override(language):
            kind = capfirst(str(model._meta.verbose_name))
    return page.title, kind, site_name(request), language


def _fingerprint(page: Page, request: HttpRequest) -> str:
    """Sixteen letters that change with what the picture says and how it is drawn."""
    said = _said(page, request)
    drawn = (_VERSION, fonts.available(fonts.script_of_language(said[3])), *said)
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
