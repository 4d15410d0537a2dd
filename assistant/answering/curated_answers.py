"""Turns a curated answer into what channels show: Markdown with markers, and its citations."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from assistant import curated
from assistant.access import public_pages
from assistant.answering.citations import MARKER, excerpt, renumber
from assistant.curated import live_answers
from assistant.models import CuratedAnswer, CuratedSource, Source
from assistant.retrieval import document_url, is_stale, machine_translated_pages, stale_pages
from assistant.text import default_language, detect_language, escape, language_name
from assistant.types import Citation

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderedAnswer:
    """A curated answer as Markdown, with its citations.

    `answer` is its primary key, and `language` the one it is written in. `sources` are the keys of
    the ledger's rows of what it names, and `pages` the ids of the pages that it names or cites.
    `notice` is as in `Answer`.
    """

    answer: int
    language: str
    text: str
    citations: tuple[Citation, ...]
    sources: tuple[int, ...]
    pages: tuple[int, ...]
    notice: str

    def is_still_available(self) -> bool:
        """Return whether it is live, and everything that it names and cites is public, now."""
        if not curated.available(live_answers().filter(pk=self.answer)):
            return False
        return public_pages().filter(pk__in=self.pages).count() == len(self.pages)


def render(key: uuid.UUID, locale: str) -> RenderedAnswer | None:
    """Return the best translation of a curated answer that may be given now, or None.

    `key` is the key that its translations share. The reader's language comes first, then the site's
    first language, then any other.
    """
    order = [locale, default_language()]
    translations = sorted(
        live_answers().filter(translation_key=key).select_related("locale"),
        key=lambda one: (
            order.index(one.locale.language_code) if one.locale.language_code in order else 2,
            one.pk,
        ),
    )
    available = curated.available(translations)
    return _render(available[0], locale) if available else None


def _render(answer: CuratedAnswer, locale: str) -> RenderedAnswer:
    rows = list(answer.sources.select_related("page__locale", "document"))
    cited_pages = [_page_to_cite(row, locale) for row in rows]
    keys = [page.pk for page in cited_pages if page is not None]
    stale, by_machine = stale_pages(keys), machine_translated_pages(keys)
    language = answer.locale.language_code
    pages = {row.page_id for row in rows if row.page_id} | {page.pk for page in cited_pages if page}
    documents = [row.document_id for row in rows if row.document_id]
    ledger = Source.objects.filter(page__in=pages) | Source.objects.filter(document__in=documents)
    ledger_keys = {(one.page_id, one.document_id): one.pk for one in ledger}
    citations = tuple(
        _citation(number, row, page, language, stale, by_machine, ledger_keys)
        for number, (row, page) in enumerate(zip(rows, cited_pages, strict=True), start=1)
    )
    text = to_markdown(answer.answer, len(citations))
    if citations and not MARKER.search(text):
        text += " " + " ".join(f"[{citation.number}]" for citation in citations)
    text, used = renumber(text, citations)
    if language != locale:
        with translation.override(locale):
            introduced = _("In %(language)s:") % {"language": language_name(language)}
        text = f"*{escape(introduced)}*\n\n{text}"
    notice = ""
    if is_stale(answer):
        with translation.override(locale):
            notice = _("This translation is older than the original and may be out of date.")
    return RenderedAnswer(
        answer=answer.pk,
        language=language,
        text=text,
        citations=used,
        sources=tuple(ledger_keys.values()),
        pages=tuple(pages),
        notice=notice,
    )


def _page_to_cite(row: CuratedSource, locale: str) -> Page | None:
    """Return the page to cite for a source, or None for a document.

    That is the page's public translation in the reader's language, or else the page itself.
    """
    if row.page is None:
        return None
    translations = public_pages().filter(
        translation_key=row.page.translation_key, locale__language_code=locale, alias_of=None
    )
    found: Page | None = translations.select_related("locale").first()
    return found or row.page


def _citation(
    number: int,
    row: CuratedSource,
    page: Page | None,
    language: str,
    stale: set[int],
    by_machine: set[int],
    ledger_keys: Mapping[tuple[int | None, int | None], int],
) -> Citation:
    document: Any = row.document
    return Citation(
        number=number,
        title=str(page.title if page else document.title),
        url=(page.get_full_url() or "") if page else document_url(document),
        locale=page.locale.language_code if page else detect_language(document.title) or language,
        heading="",
        page=None,
        excerpt=excerpt(page.search_description or "") if page else "",
        stale=page is not None and page.pk in stale,
        machine=page is not None and page.pk in by_machine,
        source=ledger_keys.get((page.pk, None) if page else (None, row.document_id)),
    )


def to_markdown(html: str, sources: int) -> str:
    """Convert rich text to Markdown with paragraphs, lists, bold and italics.

    Of other elements only the text is kept. A marker `[n]` stays if n is one of the `sources`, and
    is removed otherwise. Nothing else in the text becomes markup.
    """
    blocks: list[str] = []
    for node in BeautifulSoup(html, "html.parser").children:
        if isinstance(node, Tag) and node.name in {"ul", "ol"}:
            blocks.append("\n".join(_items(node, sources, "")))
        elif text := _inline(node, sources).strip():
            blocks.append(text)
    return "\n\n".join(block for block in blocks if block)


def _items(tag: Tag, sources: int, indent: str) -> list[str]:
    lines: list[str] = []
    items = [item for item in tag.children if isinstance(item, Tag) and item.name == "li"]
    for number, item in enumerate(items, start=1):
        sign = f"{number}." if tag.name == "ol" else "-"
        own = [n for n in item.children if not (isinstance(n, Tag) and n.name in {"ul", "ol"})]
        text = "".join(_inline(node, sources) for node in own).strip()
        lines.append(f"{indent}{sign} {text}")
        for nested in item.find_all(["ul", "ol"], recursive=False):
            lines += _items(nested, sources, indent + "   ")
    return lines


def _inline(node: Any, sources: int) -> str:
    if isinstance(node, NavigableString):
        # A comment or a declaration is a NavigableString of a class of its own.
        return (
            _escape_but_markers(" ".join(str(node).split(" ")), sources)
            if type(node) is NavigableString
            else ""
        )
    if not isinstance(node, Tag) or node.name in {"script", "style"}:
        return ""
    if node.name == "br":
        return "  \n"
    text = "".join(_inline(child, sources) for child in node.children)
    sign = _EMPHASIS.get(node.name, "")
    if not sign or not text.strip():
        return text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return f"{text[:start]}{sign}{text[start:end]}{sign}{text[end:]}"


def _escape_but_markers(text: str, sources: int) -> str:
    """Return the text escaped, except for markers with numbers up to `sources`."""
    parts: list[str] = []
    last = 0
    for match in MARKER.finditer(text):
        parts.append(escape(text[last : match.start()]))
        parts.append(match[0] if 1 <= int(match[1]) <= sources else "")
        last = match.end()
    return "".join([*parts, escape(text[last:])])
