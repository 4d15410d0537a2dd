"""Words what collections know: lists with links, counts, facts and files, with their citations."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assistant.access import public_documents, public_pages
from assistant.collections.registry import Collection, Fact
from assistant.collections.understanding import (
    Chosen,
    ComparisonRequest,
    ListRequest,
    PageRequest,
    State,
    understand,
)
from assistant.models import Source
from assistant.retrieval import document_url, machine_translated_pages, stale_pages
from assistant.text import default_language, escape, language_name
from assistant.types import Citation, Item

#: The largest number of pages that a list names, and of files that an answer offers.
_MAX_LISTED, _MAX_FILES = 10, 4
#: Lists of so few pages show a sentence or two of each.
_FEW = 3


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


def answer_from_fields(
    question: str, language: str, locale: str, about: Sequence[str] = ()
) -> CollectionAnswer | None:
    """Return the answer to a question about collections, in the reader's language, or None.

    `language` is the question's; `about` are the translation keys of the pages that it means if it
    names none. None means that the question is not understood in full, or that no
    field holds what it asks for.
    """
    with translation.override(locale):
        writing = _Writing(locale)
        for request in understand(question, language, about):
            if isinstance(request, ComparisonRequest):
                _write_comparison(request, writing)
                if writing.lines:
                    break
            elif isinstance(request, PageRequest):
                if not writing.lines:
                    _write_page(request, writing)
            # "Which courses does the centre offer?" asks for its own and for those listed by place.
            elif not writing.lines or request.chosen:
                _write_list(request, writing)
                break
    return writing.finished() if writing.lines else None


class _Writing:
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


def _write_list(request: ListRequest, writing: _Writing) -> None:
    collection, locale = request.collection, writing.locale
    pages = _in_language(_listed_pages(request), locale)
    if request.state == "next":
        pages = pages[:1]
    criteria = [name for name in (_state_name(request.state),) if name]
    criteria += [
        " / ".join(map(facet.label, request.chosen[facet.key]))
        for facet in collection.facets
        if facet.key in request.chosen
    ]
    criteria += [str(request.year)] if request.year else []
    what = ", ".join([collection.plural, *criteria])
    if not pages and writing.lines:
        return
    if writing.lines:
        writing.lines.append("")
    if not pages:
        writing.lines.append(_("%(what)s: none is published.") % {"what": escape(what)})
    else:
        writing.lines.append(f"{escape(what)} ({len(pages)}):\n")
    for page in pages[:_MAX_LISTED]:
        facts = _facts_of(page, [f for f in collection.facts if f.key in collection.summary])
        number = writing.cite_page(page, facts)
        known = [value for _label, value in facts]
        if len(pages) <= _FEW and (teaser := getattr(page, request.collection.teaser, "")):
            known.append(teaser)
        writing.lines.append(_item(page, "; ".join(known), number, locale))
    _see_all(writing, request, len(pages))


def _see_all(writing: _Writing, request: ListRequest, count: int) -> None:
    chosen = {key: values[0] for key, values in request.chosen.items() if len(values) == 1}
    chosen |= {"year": str(request.year)} if request.year else {}
    if request.state:
        chosen["state"] = request.state
    title, url = request.collection.finder(writing.locale, chosen)
    if url:
        number = writing.cite(title, url, writing.locale)
        more = count - _MAX_LISTED
        text = _("See all: %(title)s") % {"title": escape(title)}
        if more > 0:
            text = _("%(count)d more: %(title)s") % {"count": more, "title": escape(title)}
        writing.lines.append(f"\n{text} [{number}]")


def _item(page: Any, known: str, number: int, locale: str) -> str:
    notes = [escape(known)] if known else []
    language = page.locale.language_code
    if language != locale:
        notes.append(_("in %(language)s") % {"language": language_name(language)})
    behind = f" — {'; '.join(notes)}" if notes else ""
    return f"- {escape(page.title)}{behind} [{number}]"


def _write_page(request: PageRequest, writing: _Writing) -> None:
    collection, locale = request.collection, writing.locale
    rows = _chosen_pages(collection, request.chosen).filter(translation_key__in=request.keys)
    if request.state and collection.start:
        rows = _ordered(_in_state(rows, collection, request.state), collection, request.state)
        pages = _in_language(rows, locale)
    else:
        order = {key: n for n, key in enumerate(request.keys)}
        pages = sorted(
            _in_language(rows, locale), key=lambda page: order[str(page.translation_key)]
        )
    if request.chosen and len(pages) > 1:
        return
    for page in pages[:1]:
        if request.wants_file and _write_files(collection, page, writing):
            return
        if not request.facts:
            _write_overview(collection, page, writing)
            return
        facts = [(fact, list(fact.value(page))) for fact in request.facts]
        if all(values for _fact, values in facts):
            known = [(str(fact.label), "; ".join(values)) for fact, values in facts]
            number = writing.cite_page(page, known)
            writing.lines.append(f"**{escape(page.title)}**\n")
            writing.lines += [
                f"- {escape(label)}: {escape(value)} [{number}]" for label, value in known
            ]


def _write_overview(collection: Collection, page: Any, writing: _Writing) -> None:
    """Write what a page is about: its teaser, and the facts of the overview."""
    facts = _facts_of(page, [f for f in collection.facts if f.key in collection.overview])
    teaser = getattr(page, collection.teaser, "")
    if not teaser and not facts:
        return
    number = writing.cite_page(page, facts)
    writing.lines.append(f"**{escape(page.title)}**\n")
    writing.lines += [f"{escape(teaser)} [{number}]\n"] if teaser else []
    writing.lines += [f"- {escape(label)}: {escape(value)} [{number}]" for label, value in facts]


def _write_comparison(request: ComparisonRequest, writing: _Writing) -> None:
    """Write the facts of each page below each other, the page with the most or the least first."""
    rows = _public(request.collection)
    if request.keys:
        rows = rows.filter(translation_key__in=request.keys)
    pages = _in_language(_ordered(rows, request.collection, None), writing.locale)
    for fact in request.facts:
        known = {page.pk: list(fact.value(page)) for page in pages}
        compared = [page for page in pages if known[page.pk] or request.keys]
        if sum(map(bool, known.values())) < (1 if request.keys else 2):
            continue
        order = None
        if fact.measure is not None and request.most_first is not None:
            measures = {page.pk: fact.measure(page) for page in pages}
            compared = [page for page in compared if measures[page.pk] is not None]
            sign = -1 if request.most_first else 1
            compared.sort(key=lambda page: sign * (measures[page.pk] or 0))
            order = _("descending order") if request.most_first else _("ascending order")
        label = str(fact.label)
        heading = ", ".join([label[:1].upper() + label[1:], *([order] if order else [])])
        writing.lines += [*([""] if writing.lines else []), f"**{escape(heading)}**\n"]
        for page in compared[:_MAX_LISTED]:
            text = "; ".join(known[page.pk])
            number = writing.number_of(page, [(label, text)] if text else [])
            writing.lines.append(_item(page, text or _("not published"), number, writing.locale))


def _write_files(collection: Collection, page: Any, writing: _Writing) -> bool:
    """Offer the page's files, the reader's language first; return whether it has any."""
    files = sorted(collection.files(page), key=lambda file: file.language != writing.locale)
    public = set(
        public_documents()
        .filter(pk__in=[file.document.pk for file in files if file.document])
        .values_list("pk", flat=True)
    )
    files = [file for file in files if (file.document and file.document.pk in public) or file.url]
    if not files:
        return False
    number = writing.cite_page(page)
    writing.lines.append(f"**{escape(page.title)}** [{number}]\n")
    for file in files[:_MAX_FILES]:
        if file.document and file.document.pk in public:
            title, url = file.document.title, document_url(file.document)
            writing.documents.append(file.document.pk)
            of = ("document", file.document.pk)
        else:
            title, url, of = page.title, file.url, ("", 0)
        number = writing.cite(title, url, file.language, of=of)
        writing.lines.append(
            f"- {escape(title)} ({escape(language_name(file.language))}) [{number}]"
        )
    return True


def _facts_of(page: Any, facts: Sequence[Fact]) -> list[tuple[str, str]]:
    found = [(str(fact.label), list(fact.value(page))) for fact in facts]
    return [(label, "; ".join(values)) for label, values in found if values]


def _public(collection: Collection) -> QuerySet[Any]:
    rows: QuerySet[Any] = collection.model.objects.filter(
        pk__in=public_pages().filter(alias_of=None)
    ).select_related("locale")
    return rows


def _chosen_pages(collection: Collection, chosen: Chosen) -> QuerySet[Any]:
    rows = _public(collection)
    for facet in collection.facets:
        if facet.key in chosen:
            rows = rows.filter(reduce(or_, map(facet.condition, chosen[facet.key])))
    return rows


def _listed_pages(request: ListRequest) -> QuerySet[Any]:
    collection = request.collection
    rows = _chosen_pages(collection, request.chosen)
    if request.year:
        rows = rows.filter(_of_year(collection, request.year))
    if request.state:
        rows = _in_state(rows, collection, request.state)
    return _ordered(rows, collection, request.state)


def _of_year(collection: Collection, year: int) -> Q:
    if collection.year:
        return Q(**{collection.year: year})
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if not collection.end:
        return Q(**{f"{collection.start}__range": (first, last)})
    begun = Q(**{f"{collection.start}__lte": last})
    over = Q(**{f"{collection.end}__gte": first})
    return begun & (
        over | Q(**{f"{collection.end}__isnull": True, f"{collection.start}__gte": first})
    )


def _in_state(rows: QuerySet[Any], collection: Collection, state: State) -> QuerySet[Any]:
    if state in collection.states:
        return rows.filter(collection.states[state])
    if not collection.start or state == "latest":
        return rows
    today = timezone.localdate()
    begun = Q(**{f"{collection.start}__lte": today})
    over = Q(**{f"{collection.start}__lt": today})
    if collection.end:
        open_end = Q(**{f"{collection.end}__isnull": True})
        over &= open_end | Q(**{f"{collection.end}__lt": today})
    return rows.filter(
        {"coming": ~begun | ~over, "next": ~over, "running": begun & ~over, "past": over}[state]
    )


def _ordered(rows: QuerySet[Any], collection: Collection, state: State | None) -> QuerySet[Any]:
    if collection.start and state in {"coming", "next"}:
        return rows.order_by(collection.start, "title", "pk")
    if collection.start and state in {"latest", "past"}:
        return rows.order_by(F(collection.start).desc(nulls_last=True), "title", "pk")
    return rows.order_by(*collection.order, "pk")


def _in_language(rows: Iterable[Any], locale: str) -> list[Any]:
    """Return one page for each group of translations, in the order of the first of each."""
    order = [locale, default_language()]
    groups: dict[Any, list[Any]] = {}
    for page in rows:
        groups.setdefault(page.translation_key, []).append(page)

    def place(page: Any) -> tuple[int, int]:
        language = page.locale.language_code
        return (order.index(language) if language in order else len(order), page.pk)

    return [min(pages, key=place) for pages in groups.values()]


def _state_name(state: State | None) -> str:
    return {
        None: "",
        "coming": _("coming"),
        "next": _("next"),
        "latest": _("latest first"),
        "running": _("running"),
        "past": _("past"),
    }[state]
