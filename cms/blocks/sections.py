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


CONTACTS = Section(anchor="contact-people", label=_("Whom to ask"), field="contacts")
LINKED_PAGES = Section(anchor="linked-pages", label=_("Linked pages"), field="pages")


def _kind_of(page: Any) -> Any:
    """The declaration of the page's kind; None for what is no page of the hub."""
    return getattr(page, "page_kind", None)


def own_sections(page: Any) -> list[Section]:
    """The sections that the kind of a page adds and that are not empty."""
    kind = _kind_of(page)
    return [section for section in kind.sections if getattr(page, section.field)] if kind else []


def taken_ids(page: Any) -> set[str]:
    """The ids on a page, or on no page in particular, that headings of its body can't have."""
    kind = _kind_of(page)
    fixed = kind.fixed_ids if kind else ()
    return {*FRAME_IDS, *fixed, *(section.anchor for section in own_sections(page))}


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
    kind = _kind_of(page)
    return kind is not None and kind.is_detail


def outline(page: Any, links: object | None) -> list[tuple[str, StrOrPromise]]:
    """The sections of a page as (anchor, heading), in order, for its table of contents.

    `links` are the page's `Connections`.
    """
    own = own_sections(page)
    found = [(section.anchor, section.label) for section in own if not section.after_body]
    found += page.outline
    found += [(section.anchor, section.label) for section in own if section.after_body]
    if links is not None and names_others(page):
        linked = (section for section in (CONTACTS, LINKED_PAGES) if getattr(links, section.field))
        found += [(section.anchor, section.label) for section in linked]
    return found
