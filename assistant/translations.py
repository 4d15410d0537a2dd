"""Which translated pages are older than what they translate.

wagtail-localize knows; on a site without it nothing is called stale.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db.models import F, OuterRef, Q, Subquery
from wagtail.models import Page


def stale_pages(pages: Iterable[int]) -> set[int]:
    """The ids, of those given, of translations whose original has changed since. One query.

    A translation is stale while its original was published after wagtail-localize last took its
    text, or while that text was taken after the translation was last published.
    """
    wanted = list(pages)
    if not wanted or not apps.is_installed("wagtail_localize"):
        return set()
    from wagtail_localize.models import Translation

    original_published = Page.objects.filter(
        translation_key=OuterRef("source__object_id"), locale=OuterRef("source__locale")
    ).values("last_published_at")[:1]
    target = Page.objects.filter(
        translation_key=OuterRef("source__object_id"), locale=OuterRef("target_locale")
    )
    rows = (
        Translation.objects.filter(
            source__object__translation_key__in=Page.objects.filter(pk__in=wanted).values(
                "translation_key"
            ),
        )
        .annotate(
            original_published=Subquery(original_published),
            target_page=Subquery(target.values("pk")[:1]),
            target_published=Subquery(target.values("last_published_at")[:1]),
        )
        .filter(target_page__in=wanted)
        .filter(
            Q(original_published__gt=F("source__last_updated_at"))
            | Q(source__last_updated_at__gt=F("target_published"))
        )
    )
    return set(rows.values_list("target_page", flat=True))
