"""Resolves paths of this site to a page, a document or nothing, without requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Where a path leads: a page or document by its key, or without both something else."""

    page: int | None = None
    document: int | None = None
    exists: bool = True


_NO_DESTINATION = Destination(exists=False)


def destinations(paths: Iterable[str]) -> dict[str, Destination]:
    """Return where each path leads, in three queries for all of them."""
    found: dict[str, Destination] = {}
    asked: dict[str, list[str]] = {}
    for path in set(paths):
        other = _by_django_urls(path)
        if other is not None:
            found[path] = other
        else:
            asked[path] = _url_paths(path)
    wanted = {prefix for urls in asked.values() for url in urls for prefix in _prefixes(url)}
    pages = {
        url_path: (pk, content_type)
        for pk, url_path, content_type in Page.objects.filter(url_path__in=wanted)
        .order_by("live")  # where a draft has the address of a live page, the live one counts
        .values_list("pk", "url_path", "content_type")
    }
    for path, urls in asked.items():
        found[path] = next(
            (place for url in urls if (place := _page_at(url, pages)) is not None), _NO_DESTINATION
        )
    lost = {path for path, place in found.items() if not place.exists}
    for path in lost & _redirected(lost):
        found[path] = Destination()
    return found


def _by_django_urls(path: str) -> Destination | None:
    """Return where a path leads if Django's URLs tell; None if Wagtail's pages have to."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return Destination()
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            # A page's path without the language: the visitor is redirected.
            return None
    if match.url_name == "wagtaildocs_serve":
        return Destination(
            document=int(match.args[0] if match.args else match.kwargs["document_id"])
        )
    return None if match.url_name == "wagtail_serve" else Destination()


def _url_paths(path: str) -> list[str]:
    """Return the `url_path`s that a page at this path may have."""
    language = translation.get_language_from_path(path)
    rest = path.lstrip("/")
    if language:
        rest = rest.partition("/")[2]
    wanted = language or settings.LANGUAGE_CODE
    if rest and not rest.endswith("/"):
        rest += "/"
    roots = [
        root.root_path
        for root in Site.get_site_root_paths()
        if not root.language_code or root.language_code == wanted
    ]
    return [f"{root}{rest}" for root in dict.fromkeys(roots)]


def _prefixes(url_path: str) -> list[str]:
    """Return a path and those of the pages above it, the longest first."""
    parts = url_path.strip("/").split("/")
    return [f"/{'/'.join(parts[:length])}/" for length in range(len(parts), 0, -1)]


def _page_at(url_path: str, pages: dict[str, tuple[int, int]]) -> Destination | None:
    for prefix in _prefixes(url_path):
        if prefix in pages:
            pk, content_type = pages[prefix]
            if prefix == url_path or _has_subpage(content_type, url_path[len(prefix) :]):
                return Destination(page=pk)
            return None
    return None


def _has_subpage(content_type: int, rest: str) -> bool:
    """Return whether pages of a kind answer at `rest` below their own address."""
    model: Any = ContentType.objects.get_for_id(content_type).model_class()
    if not hasattr(model, "resolve_subpage"):
        return False
    for path in (f"/{rest}", f"/{rest.rstrip('/')}"):
        try:
            model().resolve_subpage(path)
        except Http404:
            continue
        return True
    return False


def _redirected(paths: set[str]) -> set[str]:
    """Return those of the paths for which somebody has created a redirect."""
    normalised = {Redirect.normalise_path(path): path for path in paths}
    known = Redirect.objects.filter(old_path__in=normalised).values_list("old_path", flat=True)
    return {normalised[path] for path in known}
