"""The catalogue of a finder: all its pages with the values that filters need.

It is fetched in a fixed number of queries, however many pages there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from assistant.text import fold
from cms.models import ActionPlanPage, EventPage, HubPage, ProgrammePage, PublicationPage
from cms.search.facet_names import snippet_filters
from cms.search.facets import Entry, Option
from cms.search.language_trees import offered, one_per_translation, tree_of

Row = dict[str, Any]
#: Most years that an entry counts for. A longer span is a mistake in a date, and would fill the
#: list of years.
_MAX_YEARS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """The entries of a list in its order, and the options of each filter in the order shown.

    `days` has the first and last day of each event, by primary key.
    """

    kinds: tuple[type[HubPage], ...]
    entries: list[Entry]
    options: dict[str, list[Option]]
    days: dict[int, tuple[datetime.date, datetime.date]]


def programmes(page: Page, request: HttpRequest) -> Catalogue:
    """Return the programmes: running ones first, then planned ones, then completed ones."""
    rows = _rows(ProgrammePage, page, request, "code", "status", "start_date", "end_date")
    states = list(ProgrammePage.Status)
    order = [ProgrammePage.Status.RUNNING, ProgrammePage.Status.PLANNED]
    rows.sort(key=lambda row: fold(row["title"]))
    rows.sort(key=lambda row: row["start_date"] or datetime.date.min, reverse=True)
    rows.sort(key=lambda row: order.index(row["status"]) if row["status"] in order else 2)
    own: _KindFilters = {
        "status": (lambda row: [row["status"]], _labels(states)),
        "year": (_programme_years, _years),
    }
    return _catalogue((ProgrammePage,), rows, own)


def publications(page: Page, request: HttpRequest) -> Catalogue:
    """Return the publications and action plans, the newest first."""
    rows = _rows(PublicationPage, page, request, "authors", "year", "publication_type")
    plans = _rows(ActionPlanPage, page, request, "year")
    for plan in plans:
        # A plan has no files: it is published as its page, and its downloads are made from that
        # page.
        plan["publication_type"] = PublicationPage.Kind.ACTION_PLAN
        own_language = plan["alias_of__locale__language_code"] or plan["locale__language_code"]
        plan["languages"] = [own_language]
    rows += plans
    rows.sort(key=lambda row: fold(row["title"]))
    rows.sort(key=lambda row: row["year"] or 0, reverse=True)
    languages = [Option(value=code, label=name, language=code) for code, name in settings.LANGUAGES]
    own: _KindFilters = {
        "type": (lambda row: [row["publication_type"]], _labels(PublicationPage.Kind)),
        "language": (lambda row: row["languages"], lambda values: languages),
        "year": (lambda row: [str(row["year"])] if row["year"] else [], _years),
    }
    return _catalogue((PublicationPage, ActionPlanPage), rows, own)


def events(page: Page, request: HttpRequest) -> Catalogue:
    """Return the events, the earliest first."""
    rows = _rows(EventPage, page, request, "start_date", "end_date", "venue")
    rows.sort(key=lambda row: (row["start_date"], fold(row["title"])))
    days = {row["pk"]: (row["start_date"], row["end_date"] or row["start_date"]) for row in rows}
    own: _KindFilters = {"year": (lambda row: _span(*days[row["pk"]]), _years)}
    return _catalogue((EventPage,), rows, own, days=days)


#: Filters of one catalogue: a function from a row to its values, and one from all values there are
#: to options.
_KindFilters = dict[str, tuple[Callable[[Row], Iterable[str]], Callable[[set[str]], list[Option]]]]


def _rows(kind: type[HubPage], page: Page, request: HttpRequest, *columns: str) -> list[Row]:
    """Return the rows of a kind's pages that the reader is offered, one for each page."""
    trees = tree_of(page, request)
    rows = offered(kind, trees, request).values(
        "pk",
        "url_path",
        "translation_key",
        "title",
        "introduction",
        "locale__language_code",
        "alias_of__locale__language_code",
        *columns,
    )
    return one_per_translation(rows.order_by(), trees)


def _catalogue(
    kinds: tuple[type[HubPage], ...],
    rows: list[Row],
    own: _KindFilters,
    days: dict[int, tuple[datetime.date, datetime.date]] | None = None,
) -> Catalogue:
    """Return the catalogue of these rows, with the filters that all catalogues share and `own`."""
    language = get_language() or settings.LANGUAGE_CODE
    common, languages = snippet_filters([row["pk"] for row in rows], language)
    entries = []
    for row in rows:
        row.setdefault("languages", languages.get(row["pk"], []))
        values = {name: frozenset(of_row(row)) for name, (of_row, _) in own.items()}
        values |= {
            name: found.of_page.get(row["pk"], frozenset()) for name, found in common.items()
        }
        words = (row[key] for key in ("title", "introduction", "code", "authors") if row.get(key))
        entries.append(Entry(pk=row["pk"], values=values, text=fold(" ".join(words))))
    options = {name: found.options for name, found in common.items()}
    for name, (_, of_values) in own.items():
        there = {value for entry in entries for value in entry.values[name]}
        options[name] = [option for option in of_values(there) if option.value in there]
    return Catalogue(kinds=kinds, entries=entries, options=options, days=days or {})


def _labels(choices: Any) -> Callable[[set[str]], list[Option]]:
    options = [Option(value=str(item.value), label=str(item.label)) for item in choices]
    return lambda values: options


def _years(values: set[str]) -> list[Option]:
    return [Option(value=year, label=year) for year in sorted(values, key=int, reverse=True)]


def _programme_years(row: Row) -> list[str]:
    """Return the years in which a programme runs; an open-ended one runs up to this year."""
    start, end = row["start_date"], row["end_date"]
    if start is None:
        return [str(end.year)] if end else []
    if end is None and row["status"] == ProgrammePage.Status.RUNNING:
        end = timezone.localdate()
    return _span(start, max(end or start, start))


def _span(start: datetime.date, end: datetime.date) -> list[str]:
    last = min(end.year, start.year + _MAX_YEARS)
    return [str(year) for year in range(start.year, last + 1)]
