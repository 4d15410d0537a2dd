"""Words what collections know: lists with links, counts, facts and files, with their citations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from assistant.access import public_documents
from assistant.collections import queries
from assistant.collections.registry import Collection, Fact
from assistant.collections.understanding import (
    ComparisonRequest,
    ListRequest,
    PageRequest,
    State,
    understand,
)
from assistant.collections.writing import CollectionAnswer, Writing
from assistant.retrieval import document_url
from assistant.text import escape, language_name

#: The largest number of pages that a list names, and of files that an answer offers.
_MAX_LISTED, _MAX_FILES = 10, 4
#: Lists of so few pages show a sentence or two of each.
_FEW = 3


def answer_from_fields(
    question: str, language: str, locale: str, about: Sequence[str] = ()
) -> CollectionAnswer | None:
    """Return the answer to a question about collections, in the reader's language, or None.

    `language` is the question's; `about` are the translation keys of the pages that it means if it
    names none. None means that the question is not understood in full, or that no
    field holds what it asks for.
    """
    with translation.override(locale):
        writing = Writing(locale)
        for request in understand(question, language, about):
            if isinstance(request, ComparisonRequest):
                _write_comparison(request, writing)
                if writing.lines:
                    break
            elif isinstance(request, PageRequest):
                if not writing.lines:
                    _write_page(request, writing)
                    if writing.lines and not request.facts and not request.wants_file:
                        break
            # "Which courses does the centre offer?" asks for its own and for those listed by place.
            elif not writing.lines or request.chosen:
                _write_list(request, writing)
                break
    return writing.finished() if writing.lines else None


def _write_list(request: ListRequest, writing: Writing) -> None:
    collection, locale = request.collection, writing.locale
    pages = queries.in_language(queries.listed_pages(request), locale)
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


def _see_all(writing: Writing, request: ListRequest, count: int) -> None:
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


def _title(page: Any, locale: str) -> str:
    """Return the title that heads what is said of a page, with its language if it is another."""
    note = _language_note(page, locale)
    return f"**{escape(page.title)}** ({note})" if note else f"**{escape(page.title)}**"


def _language_note(page: Any, locale: str) -> str:
    language = page.locale.language_code
    if language == locale:
        return ""
    return _("in %(language)s") % {"language": language_name(language)}


def _fact_lines(facts: Sequence[tuple[str, str]], number: int) -> list[str]:
    return [f"- {escape(_capital(label))}: {escape(value)} [{number}]" for label, value in facts]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _item(page: Any, known: str, number: int, locale: str) -> str:
    notes = [each for each in (escape(known), _language_note(page, locale)) if each]
    behind = f" — {'; '.join(notes)}" if notes else ""
    return f"- {escape(page.title)}{behind} [{number}]"


def _write_page(request: PageRequest, writing: Writing) -> None:
    collection, locale = request.collection, writing.locale
    rows = queries.chosen_pages(collection, request.chosen).filter(translation_key__in=request.keys)
    if request.state and collection.start:
        rows = queries.ordered(
            queries.in_state(rows, collection, request.state), collection, request.state
        )
        pages = queries.in_language(rows, locale)
    else:
        order = {key: n for n, key in enumerate(request.keys)}
        pages = sorted(
            queries.in_language(rows, locale), key=lambda page: order[str(page.translation_key)]
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
            writing.lines.append(f"{_title(page, locale)}\n")
            writing.lines += _fact_lines(known, number)


def _write_overview(collection: Collection, page: Any, writing: Writing) -> None:
    """Write what a page is about: its teaser, and the facts of the overview."""
    facts = _facts_of(page, [f for f in collection.facts if f.key in collection.overview])
    teaser = getattr(page, collection.teaser, "")
    if not teaser and not facts:
        return
    number = writing.cite_page(page, facts)
    writing.lines.append(f"{_title(page, writing.locale)}\n")
    writing.lines += [f"{escape(teaser)} [{number}]\n"] if teaser else []
    writing.lines += _fact_lines(facts, number)


def _write_comparison(request: ComparisonRequest, writing: Writing) -> None:
    """Write the facts of each page below each other, the page with the most or the least first."""
    rows = queries.public(request.collection)
    if request.keys:
        rows = rows.filter(translation_key__in=request.keys)
    pages = queries.in_language(queries.ordered(rows, request.collection, None), writing.locale)
    for fact in request.facts:
        known = {page.pk: list(fact.value(page)) for page in pages}
        if sum(map(bool, known.values())) < (1 if request.keys else 2):
            continue
        order = None
        if fact.measure is not None and request.most_first is not None:
            measures = {page.pk: fact.measure(page) for page in pages}
            sign = -1 if request.most_first else 1
            pages.sort(
                key=lambda page: (measures[page.pk] is None, sign * (measures[page.pk] or 0))
            )
            order = _("descending order") if request.most_first else _("ascending order")
        label = _capital(str(fact.label))
        heading = f"{label} ({order})" if order else label
        writing.lines += [*([""] if writing.lines else []), f"**{escape(heading)}**\n"]
        shown = [page for page in pages if known[page.pk] or request.keys]
        for page in shown[:_MAX_LISTED]:
            text = "; ".join(known[page.pk])
            number = writing.number_of(page, [(label, text)] if text else [])
            writing.lines.append(_item(page, text or _("not published"), number, writing.locale))


def _write_files(collection: Collection, page: Any, writing: Writing) -> bool:
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
    writing.lines.append(f"{_title(page, writing.locale)} [{number}]\n")
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


def _state_name(state: State | None) -> str:
    return {
        None: "",
        "coming": _("coming"),
        "next": _("next"),
        "latest": _("latest first"),
        "running": _("running"),
        "past": _("past"),
    }[state]
