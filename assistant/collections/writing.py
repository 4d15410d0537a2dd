"""An answer from fields while it is written: its lines, its citations and its items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from assistant.access import public_documents, public_pages
from assistant.models import Source
from assistant.retrieval import machine_translated_pages, stale_pages
from assistant.types import Citation, Item


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectionAnswer:
    """An answer from fields: Markdown with markers, its citations, and the pages as items.

    `pages` and `documents` are the keys of what it names, `sources` those of their ledger rows.
    """

    text: str
    citations: tuple[Citation, ...]
    items: tuple[Item, ...]
    pages: tuple[int, ...]
    documents: tuple[int, ...]
    sources: tuple[int, ...]

    def is_still_public(self) -> bool:
        """Return whether everything that it names is public now."""
        pages, documents = set(self.pages), set(self.documents)
        return public_pages().filter(pk__in=pages).count() == len(
            pages
        ) and public_documents().filter(pk__in=documents).count() == len(documents)


class Writing:
    """An answer while it is written: its lines, citations and items."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.lines: list[str] = []
        self.citations: list[Citation] = []
        #: What each number cites: a page or a document, by its key.
        self.cited: dict[int, tuple[str, int]] = {}
        self.items: list[Item] = []
        self.pages: list[int] = []
        self.documents: list[int] = []

    def cite(
        self,
        title: str,
        url: str,
        language: str,
        of: tuple[str, int] = ("", 0),
    ) -> int:
        """Add a citation of what has this kind and key, and return its number."""
        self.cited[len(self.citations) + 1] = of
        self.citations.append(
            Citation(
                number=len(self.citations) + 1,
                title=title,
                url=url,
                locale=language,
                heading="",
                page=None,
                excerpt="",
                stale=False,
            )
        )
        return len(self.citations)

    def cite_page(self, page: Any, facts: Iterable[tuple[str, str]] = ()) -> int:
        """Add a page as a citation and as an item, and return the citation's number."""
        title, url, language = page.title, page.get_full_url() or "", page.locale.language_code
        number = self.cite(title, url, language, of=("page", page.pk))
        self.pages.append(page.pk)
        self.items.append(Item(title=title, url=url, locale=language, facts=tuple(facts)))
        return number

    def number_of(self, page: Any, facts: Sequence[tuple[str, str]] = ()) -> int:
        """Return the number of the page's citation, which is added if it has none."""
        for number, cited in self.cited.items():
            if cited == ("page", page.pk):
                return number
        return self.cite_page(page, facts)

    def finished(self) -> CollectionAnswer:
        """Return the answer."""
        rows = Source.objects.filter(Q(page__in=self.pages) | Q(document__in=self.documents))
        keys: dict[tuple[str, int], int] = {}
        for key, page, document in rows.values_list("pk", "page_id", "document_id"):
            keys["page", page] = keys["document", document] = key
        stale, by_machine = stale_pages(self.pages), machine_translated_pages(self.pages)
        citations = []
        for citation in self.citations:
            kind, key = cited = self.cited[citation.number]
            is_page = kind == "page"
            citations.append(
                replace(
                    citation,
                    stale=is_page and key in stale,
                    machine=is_page and key in by_machine,
                    source=keys.get(cited),
                )
            )
        return CollectionAnswer(
            text="\n".join(self.lines),
            citations=tuple(citations),
            items=tuple(self.items),
            pages=tuple(self.pages),
            documents=tuple(self.documents),
            sources=tuple(set(keys.values())),
        )
