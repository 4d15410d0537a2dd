"""Tells which translations are older than their originals, and which a machine made.

wagtail-localize knows; on a site without it no translation counts as either.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page

from assistant.db import CompiledQuery
from assistant.models import CuratedAnswer


def stale_pages(pages: Iterable[int]) -> set[int]:
    """Return those of the page ids that are translations older than their original. One query."""
    wanted = list(pages)
    if not wanted or not apps.is_installed("wagtail_localize"):
        return set()
    return {page for (page,) in _STALE.rows(wanted)}


_STALE = CompiledQuery(lambda wanted: stale_rows(wanted).values_list("page"))


def machine_translated_pages(pages: Iterable[int]) -> set[int]:
    """Return those of the page ids that show machine translation nobody has checked. One query."""
    wanted = list(pages)
    if not wanted or not apps.is_installed("wagtail_localize"):
        return set()
    return {page for (page,) in _MACHINE_TRANSLATED.rows(wanted)}


_MACHINE_TRANSLATED = CompiledQuery(
    lambda wanted: machine_translated_rows(wanted).values_list("pk")
)


def machine_translated_rows(wanted: list[int]) -> QuerySet[Page]:
    """Return the pages with these ids that show unchecked machine translation.

    A string that a person has edited or confirmed no longer counts as a machine's. One that was
    made after the page was last published is not shown yet. The slug is an address and no text.
    wagtail-localize must be installed.
    """
    from wagtail_localize.models import StringSegment, StringTranslation

    in_use = StringSegment.objects.filter(
        string=OuterRef("translation_of"),
        context=OuterRef("context"),
        source__translations__target_locale=OuterRef("locale"),
        source__translations__enabled=True,
    )
    by_machine = StringTranslation.objects.filter(
        Exists(in_use),
        context__object_id=OuterRef("translation_key"),
        locale=OuterRef("locale"),
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        has_error=False,
        updated_at__lte=OuterRef("last_published_at"),
    ).exclude(context__path="slug")
    rows: QuerySet[Page] = Page.objects.filter(
        Exists(by_machine), pk__in=wanted, alias_of__isnull=True
    )
    return rows


def is_stale(answer: CuratedAnswer) -> bool:
    """Return whether a translation of a curated answer is older than its original."""
    if not apps.is_installed("wagtail_localize"):
        return False
    return stale_rows([answer.pk], CuratedAnswer).exists()


def stale_rows(wanted: list[int], model: type[Page | CuratedAnswer] = Page) -> QuerySet[Any]:
    """Return wagtail-localize's rows of stale translations, each with the id of its `page`.

    `wanted` are ids of `model`; for another model than Page, `page` is the id of its object. The
    queryset can be filtered further. wagtail-localize must be installed.

    A translation is up to date if three dates follow each other: the original was published,
    wagtail-localize took its text, the translation was published; and if each piece of that text is
    translated. A translation that an editor has detached is not looked at: it is a page of its own.
    """
    from wagtail_localize.models import StringSegment, StringTranslation, Translation

    items: Any = model.objects
    original = items.filter(
        translation_key=OuterRef("source__object_id"), locale=OuterRef("source__locale")
    )
    translated = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=OuterRef(OuterRef("target_locale")),
        has_error=False,
    )
    untranslated = StringSegment.objects.filter(~Exists(translated), source=OuterRef("source"))
    target = items.filter(
        pk__in=wanted,
        translation_key=OuterRef("source__object_id"),
        locale=OuterRef("target_locale"),
    )
    rows: QuerySet[Any] = (
        Translation.objects.filter(
            enabled=True,
            source__object__in=items.filter(pk__in=wanted).values("translation_key"),
        )
        .annotate(
            original_published=Subquery(original.values("last_published_at")[:1]),
            page=Subquery(target.values("pk")[:1]),
            page_published=Subquery(target.values("last_published_at")[:1]),
        )
        .filter(page__isnull=False)
        .filter(
            Q(original_published__gt=F("source__last_updated_at"))
            | Q(source__last_updated_at__gt=F("page_published"))
            | Exists(untranslated)
        )
    )
    return rows
