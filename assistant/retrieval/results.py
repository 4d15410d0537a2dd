"""What a channel may show of hits: titles, texts, URLs and states of translations, now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urljoin

from wagtail.models import Page, Site

from assistant.db import CompiledQuery, columns, instance
from assistant.models import Passage
from assistant.retrieval.hits import Hit
from assistant.retrieval.staleness import machine_translated_pages, stale_pages
from assistant.types import Result


def results(hits: Iterable[Hit]) -> list[Result]:
    """Return what a channel may show of hits, with the URLs and states of this moment."""
    items = list(hits)
    pages = {item.source.page_id for item in items if item.source.page_id}
    stale, by_machine = stale_pages(pages), machine_translated_pages(pages)
    return [
        Result(
            passage=item.passage.pk,
            source=item.source.pk,
            title=item.source.title,
            url=source_url(item.passage),
            locale=item.source.locale,
            heading=item.passage.heading,
            page=item.passage.page,
            text=item.passage.text,
            stale=item.source.page_id in stale,
            machine=item.source.page_id in by_machine,
            score=item.score,
        )
        for item in items
    ]


def source_url(passage: Passage) -> str:
    """Return the absolute URL that opens a passage: a page at its anchor, a PDF at its page.

    A document's URL leads to Wagtail's own view, which checks who may read it, never to the file.
    """
    source = passage.source
    if source.page:
        page: Page = source.page
        anchor = f"#{quote(passage.anchor)}" if passage.anchor else ""
        return f"{page.get_full_url() or ''}{anchor}"
    url = document_url(source.document)
    return f"{url}#page={passage.page}" if passage.page else url


def document_url(document: Any) -> str:
    """Return the absolute URL of Wagtail's own view of a document."""
    sites = [instance(Site, row) for row in _DEFAULT_SITE.rows()]
    text: str = urljoin(f"{sites[0].root_url}/" if sites else "", document.url)
    return text


_DEFAULT_SITE = CompiledQuery(
    lambda: Site.objects.filter(is_default_site=True).values_list(*columns(Site))
)
