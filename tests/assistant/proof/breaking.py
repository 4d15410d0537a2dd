"""The assistant broken on purpose: the proof has to notice each of these, or it proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Length, Substr
from django.db.models.signals import post_save
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished

from assistant import signal_handlers
from assistant.access import visibility
from assistant.answering import pipeline
from assistant.db.compiled_queries import CompiledQuery
from assistant.models import Source
from assistant.retrieval import passage_rows


def _answer_from_everything() -> None:
    """No look at what is public when answering."""

    def everything(columns: Callable[[], Iterable[str]]) -> CompiledQuery:
        return CompiledQuery(lambda ids: Source.objects.filter(pk__in=ids).values_list(*columns()))

    # A name that is gone would break nothing.
    for module, name in (
        (passage_rows, "_GROUPS"),
        (passage_rows, "_SOURCES"),
        (pipeline, "visible_ids"),
    ):
        assert hasattr(module, name), name
    passage_rows._GROUPS = everything(passage_rows._group_columns)
    passage_rows._SOURCES = everything(passage_rows._columns)
    pipeline.visible_ids = set


def _forget_ancestors() -> None:
    """A restriction counts for its own page only."""

    def own_only() -> QuerySet[Page]:
        own = PageViewRestriction.objects.filter(page=OuterRef("pk"))
        return Page.objects.filter(~Exists(own), live=True)

    visibility.public_pages = own_only


def _forget_languages() -> None:
    """A language's pages count as public though its home page is not."""
    root = Page.objects.filter(
        path=Substr(OuterRef(OuterRef("path")), 1, Length("path")),
        translation_key=OuterRef("root_page__translation_key"),
    )
    visibility._sites_of_outer = lambda: (
        Site.objects.filter(Exists(root)).annotate(leads=Value(True)).values("leads")[:1]
    )


def _miss_what_is_published() -> None:
    """Nobody marks what was published."""
    page_published.disconnect(signal_handlers.page_changed)
    post_save.disconnect(signal_handlers.page_saved)


def _miss_what_is_withdrawn() -> None:
    """Nobody hears of what was unpublished; a page's passages are kept."""
    page_unpublished.disconnect(signal_handlers.page_withdrawn)
    post_save.disconnect(signal_handlers.page_saved)


BREAKS: dict[str, Callable[[], None]] = {
    "answers": _answer_from_everything,
    "ancestors": _forget_ancestors,
    "languages": _forget_languages,
    "signals": _miss_what_is_published,
    "withdrawals": _miss_what_is_withdrawn,
}


def break_on_purpose(name: str) -> None:
    """Break what the name says."""
    BREAKS[name]()
    # What is public is kept as SQL once it was asked for: it has to be asked for anew.
    for query in (visibility._IDS, passage_rows._GROUPS, passage_rows._SOURCES):
        query._compiled.clear()
