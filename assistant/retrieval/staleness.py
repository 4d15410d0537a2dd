"""Which translations are older than what they translate.

wagtail-localize knows; on a site without it nothing is called stale.
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
    """The ids, of those given, of translations that are behind their original. One query."""
    wanted = list(pages)
    if not wanted or not apps.is_installed("wagtail_localize"):
        return set()
    return {page for (page,) in _STALE.rows(wanted)}


_STALE = CompiledQuery(lambda wanted: stale_rows(wanted).values_list("page"))


def is_stale(answer: CuratedAnswer) -> bool:
    """Whether this translation of a curated answer is behind its original."""
    if not apps.is_installed("wagtail_localize"):
        return False
    return stale_rows([answer.pk], CuratedAnswer).exists()


def stale_rows(wanted: list[int], model: type[Page | CuratedAnswer] = Page) -> QuerySet[Any]:
    """wagtail-localize's rows of those translations, each with the id of its `page`, or of what
    else the model is of.

    For queries that ask more; wagtail-localize must be installed.

    Three dates must follow each other: the original published, its text taken by
    wagtail-localize, the translation published. And each piece of that text must be translated.
    A translation that an editor has switched off is a page of its own.
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
    return (
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
