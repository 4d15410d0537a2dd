"""The sections of a page outside its body: those of its kind, its contacts, its linked pages.

Each has a fixed id, the same in all languages, so that links to it last. Templates write the
sections; the table of contents and the anchors of the body are made with the help of this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Ids in the base template, which no heading of an editor may take.
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


CONTACTS = Section(anchor="contact-people", label=_("Whom to ask"), field="contacts")
LINKED_PAGES = Section(anchor="linked-pages", label=_("Linked pages"), field="pages")


def _kind_of(page: Any) -> Any:
    """Return the declaration of the page's kind; None if it is no page of the hub."""
    return getattr(page, "page_kind", None)


def own_sections(page: Any) -> list[Section]:
    """Return the sections of the page's kind that are not empty on this page."""
    kind = _kind_of(page)
    return [section for section in kind.sections if getattr(page, section.field)] if kind else []


def reserved_ids(page: Any) -> set[str]:
    """Return the ids on a page that headings of its body must not take.

    Without a page they are the ids that every page has.
    """
    kind = _kind_of(page)
    fixed = kind.fixed_ids if kind else ()
    return {*FRAME_IDS, *fixed, *(section.anchor for section in own_sections(page))}


def lead_length(body: Any) -> int:
    """Return how many blocks of a body stand before its first section.

    The sections of the page's kind come after these, so that each text stays under its own heading.
    """
    for index, child in enumerate(body):
        if child.block_type == "heading" and child.value["level"] == "h2":
            return index
    return len(body)


def names_others(page: Any) -> bool:
    """Return whether pages of this kind name contacts and linked pages."""
    kind = _kind_of(page)
    return kind is not None and kind.is_detail


def outline(page: Any, links: object | None) -> list[tuple[str, StrOrPromise]]:
    """Return the sections of a page as (anchor, heading), in order, for its table of contents.

    `links` are the page's `Connections`, or None.
    """
    own = own_sections(page)
    found = [(section.anchor, section.label) for section in own if not section.after_body]
    found += page.outline
    found += [(section.anchor, section.label) for section in own if section.after_body]
    if links is not None and names_others(page):
        linked = (section for section in (CONTACTS, LINKED_PAGES) if getattr(links, section.field))
        found += [(section.anchor, section.label) for section in linked]
    return found
