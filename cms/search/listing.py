"""A list with filters, prepared for a template: cards, filters, chosen values and notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page as Slice
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from cms.models import specific_pages
from cms.search.catalogue import Catalogue
from cms.search.facets import Choice, Entry, choices, narrow
from cms.search.filters import (
    LONGEST_SHOWN,
    LONGEST_WORDS,
    PAGE,
    WORDS,
    Criteria,
    Ignored,
    Parsed,
    parse,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Cards on one page of a list.
PER_PAGE = 24
#: Most notices about single parts of an address; of further ones only the number is told.
_MOST_NOTICES = 3

LABELS: dict[str, StrOrPromise] = {
    "status": gettext_lazy("Status"),
    "type": gettext_lazy("Type"),
    "field": gettext_lazy("Vocational field"),
    "place": gettext_lazy("Place"),
    "year": gettext_lazy("Year"),
    "language": gettext_lazy("Language"),
    "organisation": gettext_lazy("Organisation"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A filter as offered; `chosen` is how many of its values are chosen."""

    name: str
    label: StrOrPromise
    choices: list[Choice]
    chosen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """A chosen value, and the address of the list without it (`?…`)."""

    filter: StrOrPromise
    label: str
    language: str
    url: str


@dataclass(kw_only=True, slots=True)
class Listing:
    """What a finder shows.

    `status` is the status of the HTTP response; `cards` is None if that is 404.
    """

    criteria: Criteria
    facets: list[Facet]
    chips: list[Chip]
    notices: list[str]
    total: int
    status: int = 200
    cards: Slice | None = None
    pages: int = 1
    found: list[Entry] = field(default_factory=list)

    @property
    def previous_url(self) -> str:
        """The address of the previous page, from the `?` on."""
        return self.criteria.query(self.cards.number - 1) or "?" if self.cards else ""

    @property
    def next_url(self) -> str:
        """The address of the next page, from the `?` on."""
        return self.criteria.query(self.cards.number + 1) if self.cards else ""

    @property
    def first_url(self) -> str:
        """The address of the first page, from the `?` on."""
        return self.criteria.query(1) or "?"

    @property
    def last_url(self) -> str:
        """The address of the last page, from the `?` on."""
        return self.criteria.query(self.pages) or "?"

    @property
    def clear_url(self) -> str:
        """The address of the list without any choice, but with settings such as past events."""
        return Criteria(settings=self.criteria.settings).query() or "?"

    @property
    def is_indexable(self) -> bool:
        """Whether search engines should index this view: only the whole list, page by page."""
        as_it_is = not (self.criteria.is_filtered or self.criteria.settings or self.notices)
        return as_it_is and self.status == 200


def read(query: QueryDict, catalogue: Catalogue, settings: Sequence[str] = ()) -> Parsed:
    """Return what the address asks of this catalogue."""
    known = {name: [option.value for option in catalogue.options.get(name, [])] for name in LABELS}
    there = {name: values for name, values in known.items() if name in catalogue.options}
    return parse(dict(query.lists()), there, settings)


def build(
    parsed: Parsed, catalogue: Catalogue, entries: Sequence[Entry], *, paginate: bool = True
) -> Listing:
    """Return the listing of the entries that match, with the cards of one page.

    `entries` are those of the catalogue or some of them. Without `paginate` no cards are loaded.
    """
    criteria = parsed.criteria
    names = [name for name in LABELS if name in catalogue.options]
    narrowed = narrow(entries, criteria, names)
    listing = Listing(
        criteria=criteria,
        facets=_facets(names, catalogue, narrowed.counts, criteria),
        chips=_chips(names, catalogue, criteria),
        notices=notices(parsed.ignored),
        total=len(narrowed.entries),
        found=narrowed.entries,
    )
    if not paginate:
        return listing
    paginator = Paginator(narrowed.entries, PER_PAGE)
    listing.pages = paginator.num_pages
    if criteria.page > paginator.num_pages:
        listing.status = 404
        listing.notices.append(no_such_page(criteria.page, paginator.num_pages))
        return listing
    cards = paginator.page(criteria.page)
    cards.object_list = specific_pages((entry.pk for entry in cards), catalogue.kinds)
    listing.cards = cards
    return listing


def _facets(
    names: list[str], catalogue: Catalogue, counts: Mapping[str, Any], criteria: Criteria
) -> list[Facet]:
    facets = []
    for name in names:
        taken = criteria.chosen.get(name, ())
        offered = choices(catalogue.options[name], counts[name], taken)
        if offered:
            facet = Facet(name=name, label=LABELS[name], choices=offered, chosen=len(taken))
            facets.append(facet)
    return facets


def _chips(names: list[str], catalogue: Catalogue, criteria: Criteria) -> list[Chip]:
    chips = []
    if criteria.words:
        url = criteria.without(WORDS).query() or "?"
        chips.append(
            Chip(filter=pgettext("filter", "Words"), label=criteria.words, language="", url=url)
        )
    for name in names:
        options = {option.value: option for option in catalogue.options[name]}
        for value in criteria.chosen.get(name, ()):
            option, url = options[value], criteria.without(name, value).query() or "?"
            chips.append(
                Chip(filter=LABELS[name], label=option.label, language=option.language, url=url)
            )
    return chips


def no_such_page(number: int, pages: int) -> str:
    """Return the sentence for a page number beyond a list's last page."""
    return ngettext(
        "There is no page %(number)s: this list has %(pages)s page.",
        "There is no page %(number)s: this list has %(pages)s pages.",
        pages,
    ) % {"number": number, "pages": pages}


def notices(ignored: Sequence[Ignored]) -> list[str]:
    """Return a sentence for each of the first few parts of the address that were left out."""
    found = [_sentence(item) for item in ignored[:_MOST_NOTICES]]
    more = len(ignored) - len(found)
    if more > 0:
        found.append(
            ngettext(
                "%(count)s more part of the address was left out.",
                "%(count)s more parts of the address were left out.",
                more,
            )
            % {"count": more}
        )
    return found


def _sentence(item: Ignored) -> str:
    if item.reason == "name":
        return _("There is no filter called “%(name)s” here, so it was left out.") % {
            "name": item.name
        }
    if item.reason == "page" or item.name == PAGE:
        return _("“%(value)s” is not a page number, so this is the first page.") % {
            "value": item.value
        }
    if item.reason == "long":
        return ngettext(
            "Your words were left out: please use %(limit)s character or fewer.",
            "Your words were left out: please use %(limit)s characters or fewer.",
            LONGEST_WORDS,
        ) % {"limit": LONGEST_WORDS}
    if item.reason == "characters":
        return _("Your words hold characters that are not text, so they were left out.")
    label = LABELS.get(item.name, item.name)
    return _("Nothing here has “%(value)s” as %(filter)s, so it was left out.") % {
        "value": item.value[: LONGEST_SHOWN + 1],
        "filter": label,
    }
