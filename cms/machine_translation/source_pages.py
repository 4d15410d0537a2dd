"""Tells originals from translations among pages."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, Site
from wagtail_localize.models import Translation


def originals(pages: QuerySet | None = None) -> QuerySet:
    """Return the live originals among these pages, or among all.

    They are pages that a site shows: not the top of the tree, no aliases. A page that
    wagtail-localize keeps as a translation is no original. Of translations made without it, the one
    in the site's main language is the original.
    """
    pages = Page.objects.all() if pages is None else pages
    first = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    translated = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale=OuterRef("locale")
    )
    in_first_language = Page.objects.filter(
        translation_key=OuterRef("translation_key"),
        locale__language_code=first,
        alias_of__isnull=True,
    )
    return pages.filter(
        _in_a_site(),
        ~Exists(translated),
        Q(locale__language_code=first) | ~Exists(in_first_language),
        depth__gt=1,
        live=True,
        alias_of__isnull=True,
    )


def _in_a_site() -> Q:
    tops = Page.objects.filter(
        translation_key__in=Site.objects.values("root_page__translation_key")
    )
    within = Q(pk__in=[])
    for path in tops.values_list("path", flat=True):
        within |= Q(path__startswith=path)
    return within
