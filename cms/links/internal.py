"""Checks links within the site, for a batch of sources at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page

from assistant.access import public_pages
from cms.links.addresses import AddressKind, ParsedAddress, own_hosts, parse_address
from cms.links.extraction import FoundLink, Kind
from cms.links.models import Reason
from cms.links.rendering import section_names
from cms.links.routing import Destination, destinations
from cms.links.sources import Source

#: Fragments that every page has.
_ALWAYS_THERE = {"", "top"}


@dataclass(kw_only=True, slots=True)
class CheckedLink:
    """A checked link: `reason` if it is broken, `elsewhere` if it leads to another site."""

    source: Source
    link: FoundLink
    target: str
    reason: Reason | None = None
    elsewhere: str = ""


class LinkChecker:
    """Checks batches of links, and caches the sections of pages for one round.

    At most `max_rendered` pages are rendered to find their sections.
    """

    def __init__(self, *, max_rendered: int = 500) -> None:
        self._hosts = own_hosts()
        self._anchors: dict[int, set[str] | None] = {}
        self._renders_left = max_rendered

    def check(self, sources: list[Source]) -> Iterator[CheckedLink]:
        """Yield the links that are broken or lead to other sites; about ten queries."""
        located = [
            (source, link, self._parse(source, link)) for source in sources for link in source.links
        ]
        here = [place for *_, place in located if place and place.kind is AddressKind.HERE]
        known = destinations(place.path for place in here if place.path)
        targets = [(*item, _destination(item[1], item[2], known)) for item in located]
        facts = _fetch_facts(
            pages={at.page for *_, at in targets if at and at.page}
            | {source.page for source in sources if source.page},
            documents={at.document for *_, at in targets if at and at.document},
        )
        for source, link, place, destination in targets:
            checked = CheckedLink(
                source=source, link=link, target=_displayed_target(link, place, facts)
            )
            if place and place.kind is AddressKind.ELSEWHERE:
                checked.elsewhere = place.url
            elif place and place.kind is AddressKind.OTHER:
                continue
            elif place and place.kind is AddressKind.INVALID:
                checked.reason = Reason.INVALID
            else:
                checked.reason = self._reason(source, place, destination, facts)
            if checked.reason or checked.elsewhere:
                yield checked

    def _parse(self, source: Source, link: FoundLink) -> ParsedAddress | None:
        return (
            parse_address(link.target, source.url, self._hosts) if link.kind is Kind.URL else None
        )

    def _reason(
        self, source: Source, place: ParsedAddress | None, at: Destination | None, facts: _Facts
    ) -> Reason | None:
        """Return why the link is broken; None if it is not."""
        if at is not None and not at.exists:
            return Reason.NO_SUCH_ADDRESS
        is_public = source.page is None or source.page in facts.public
        if at is not None and at.document:
            return facts.document_reason(at.document, from_public=is_public)
        page = at.page if at else source.page
        if page is None:
            return None
        if reason := facts.page_reason(page, from_public=is_public):
            return reason
        fragment = place.fragment if place else ""
        # Text fragments (":~:text=") are found by the browser, not by an id.
        if fragment.lower() in _ALWAYS_THERE or fragment.startswith((":~:", "!")):
            return None
        anchors = self._anchors_of(page)
        return Reason.NO_SUCH_SECTION if anchors is not None and fragment not in anchors else None

    def _anchors_of(self, pk: int) -> set[str] | None:
        """Return the ids in a page; None if it can't be rendered, or too many were."""
        if pk not in self._anchors:
            if self._renders_left <= 0:
                return None
            self._renders_left -= 1
            self._anchors[pk] = section_names(pk)
        return self._anchors[pk]


def _destination(
    link: FoundLink, place: ParsedAddress | None, known: dict[str, Destination]
) -> Destination | None:
    """Return where a link leads; None for a section of its own page, and for other sites."""
    if place is not None:
        return known.get(place.path) if place.kind is AddressKind.HERE and place.path else None
    pk = int(link.target) if link.target.isdecimal() else 0
    if link.kind is Kind.DOCUMENT:
        return Destination(document=pk or -1)
    return Destination(page=pk or -1)


def _displayed_target(link: FoundLink, place: ParsedAddress | None, facts: _Facts) -> str:
    """Return a link's target as the report shows it: the title if it is known, or the address."""
    if place is not None:
        return link.target
    pk = int(link.target) if link.target.isdecimal() else 0
    titles = facts.document_titles if link.kind is Kind.DOCUMENT else facts.page_titles
    return titles.get(pk, f"{link.kind.value} {link.target}")


@dataclass(kw_only=True)
class _Facts:
    """What is known of the pages and documents that a batch of links leads to."""

    live: set[int]
    public: set[int]
    private_documents: set[int]
    page_titles: dict[int, str] = field(default_factory=dict)
    document_titles: dict[int, str] = field(default_factory=dict)
    lost_files: set[int] = field(default_factory=set)

    def page_reason(self, pk: int, *, from_public: bool) -> Reason | None:
        """Return why a page can't be opened; None if it can.

        A link to a private page is wrong only from a public page.
        """
        if pk not in self.page_titles:
            return Reason.PAGE_DELETED
        if pk not in self.live:
            return Reason.PAGE_UNPUBLISHED
        return Reason.PAGE_PRIVATE if from_public and pk not in self.public else None

    def document_reason(self, pk: int, *, from_public: bool) -> Reason | None:
        """Return why a document can't be opened; None if it can."""
        if pk not in self.document_titles:
            return Reason.DOCUMENT_DELETED
        if pk in self.lost_files:
            return Reason.FILE_MISSING
        return Reason.DOCUMENT_PRIVATE if from_public and pk in self.private_documents else None


def _fetch_facts(pages: set[int], documents: set[int]) -> _Facts:
    """Return what the database knows of the pages and documents, in five queries at most."""
    titles = list(Page.objects.filter(pk__in=pages).values_list("pk", "title", "live"))
    live = {pk for pk, _title, is_live in titles if is_live}
    facts = _Facts(
        live=live,
        public=set(public_pages().filter(pk__in=live).values_list("pk", flat=True)),
        private_documents=set(),
        page_titles={pk: title for pk, title, _is_live in titles},
    )
    if not documents:
        return facts
    under = Q(pk__in=[])
    for path in CollectionViewRestriction.objects.values_list("collection__path", flat=True):
        under |= Q(collection__path__startswith=path)
    found = get_document_model().objects.filter(pk__in=documents)
    facts.private_documents = set(found.filter(under).values_list("pk", flat=True))
    for document in found:
        facts.document_titles[document.pk] = document.title
        if not document.file or not document.file.storage.exists(document.file.name):
            facts.lost_files.add(document.pk)
    return facts
