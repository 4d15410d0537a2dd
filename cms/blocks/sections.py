"""The sections of a page that are not in its body: what its kind adds, and who and what it names.

Each has a fixed id, the same in all languages, so that links to it last. Templates of the kinds
write the sections; the table of contents and the anchors of the body ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


#: Ids of the frame around every page, which no heading of an editor may take.
FRAME_IDS = frozenset(
    {
        "contact-people",
        "finder-words",
        "footer-machines",
        "footer-pages",
        "home-search",
        "linked-pages",
        "main",
        "menu",
        "outline-title",
        "related-pages",
        "related-title",
        "site-search",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A section that a kind of page adds: its id, its heading, and the field that fills it."""

    anchor: str
    label: StrOrPromise
    field: str
    after_body: bool = False


#: By the `card` of the kind of page, in the order of the page.
_OF_KIND = {
    "programme": (
        Section(anchor="purpose", label=_("Purpose"), field="purpose"),
        Section(anchor="components", label=_("Components"), field="components"),
        Section(anchor="results", label=_("Results"), field="results"),
    ),
    "centre": (Section(anchor="trainings", label=_("Trainings on offer"), field="trainings"),),
    "publication": (Section(anchor="abstract", label=_("Abstract"), field="abstract"),),
    "event": (
        Section(anchor="sessions", label=_("Programme of the event"), field="sessions"),
        Section(anchor="outcomes", label=_("Outcomes"), field="outcomes"),
        Section(anchor="gallery", label=_("Pictures"), field="gallery", after_body=True),
    ),
}
#: Ids on the page of an action plan, which shows its activities however few there are.
_PLAN_IDS = frozenset({"activities", "files", "progress", "progress-by-quarter"})
#: Kinds whose pages name people and other pages.
_NAMING = frozenset({"programme", "centre", "publication", "plan", "event", "news"})
CONTACTS = Section(anchor="contact-people", label=_("Whom to ask"), field="contacts")
LINKED_PAGES = Section(anchor="linked-pages", label=_("Linked pages"), field="pages")


def own_sections(page: Any) -> list[Section]:
    """The sections that the kind of a page adds and that are not empty."""
    wanted = _OF_KIND.get(getattr(page, "card", ""), ())
    return [section for section in wanted if getattr(page, section.field)]


def taken_ids(page: Any) -> set[str]:
    """The ids on a page, or on no page in particular, that headings of its body can't have."""
    of_kind = _PLAN_IDS if getattr(page, "card", "") == "plan" else frozenset()
    return {*FRAME_IDS, *of_kind, *(section.anchor for section in own_sections(page))}


def lead_length(body: Any) -> int:
    """How many blocks of a body stand before its first section: they open the page.

    What a kind adds comes after them, so that each text stays under its own heading.
    """
    for index, child in enumerate(body):
        if child.block_type == "heading" and child.value["level"] == "h2":
            return index
    return len(body)


def names_others(page: Any) -> bool:
    """Whether pages of this kind name people to ask and pages that belong to them."""
    return getattr(page, "card", "") in _NAMING


def outline(page: Any, links: object | None) -> list[tuple[str, StrOrPromise]]:
    """The sections of a page as (anchor, heading), in order, for its table of contents."""
    own = own_sections(page)
    found = [(section.anchor, section.label) for section in own if not section.after_body]
    found += page.outline
    found += [(section.anchor, section.label) for section in own if section.after_body]
    if links is not None and names_others(page):
        linked = (section for section in (CONTACTS, LINKED_PAGES) if getattr(links, section.field))
        found += [(section.anchor, section.label) for section in linked]
    return found
