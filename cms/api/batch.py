"""The pages of one response, with everything that the response says about other things.

Each relation is fetched once for all pages, when the first page is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import F, Model, Q
from django.http import HttpRequest
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from assistant.access import public_pages
from assistant.retrieval import machine_translated_pages, stale_pages
from cms.api.content import ReferenceCollector, ReferenceWriter, write_rich_text, write_stream
from cms.api.lookups import Lookups
from cms.i18n import page_with_text
from cms.models import (
    Organisation,
    PageField,
    PageOrganisation,
    PagePerson,
    PagePlace,
    PageRelation,
    Person,
    Place,
    PublicationFile,
    VocationalField,
)

_ROWS: dict[str, type[Model]] = {
    "field_links": PageField,
    "place_links": PagePlace,
    "organisation_links": PageOrganisation,
    "person_links": PagePerson,
    "relation_links": PageRelation,
    "files": PublicationFile,
}
#: What the rows of a relation name: the model and the column of the key.
_SNIPPETS: dict[str, tuple[type[Model], str]] = {
    "field_links": (VocationalField, "field_id"),
    "place_links": (Place, "place_id"),
    "organisation_links": (Organisation, "organisation_id"),
    "person_links": (Person, "person_id"),
}


class Batch:
    """Pages that are written together; `draft` is true for the preview of an unpublished page."""

    def __init__(
        self,
        pages: Sequence[Page],
        request: HttpRequest,
        *,
        language: str | None = None,
        draft: bool = False,
    ) -> None:
        """Take the pages; names are in `language`, or else in the language of each page."""
        self.pages = pages
        self.request = request
        self.draft = draft
        self._language = language
        languages = {language} if language else {page.locale.language_code for page in pages}
        self.lookups = Lookups(languages, draft=draft)
        self._loaded_rows: dict[str, dict[int, list[Any]]] = {}

    def language(self, page: Page) -> str:
        """Return the language in which to name what the page names."""
        return self._language or page.locale.language_code

    def writer(self, page: Page) -> ReferenceWriter:
        """Return the writer of the page's content, after fetching all that the pages name."""
        self._content  # noqa: B018
        return ReferenceWriter(self.lookups, self.language(page), self.request)

    def rows(self, name: str, page: Page) -> list[Any]:
        """Return the child rows of a page by the name of their relation, in the editor's order."""
        if self.draft:
            return list(getattr(page, name).all()) if hasattr(page, name) else []
        if name not in self._loaded_rows:
            found: dict[int, list[Any]] = defaultdict(list)
            keys = [page.pk for page in self.pages]
            for row in _ROWS[name].objects.filter(page__in=keys):  # type: ignore[attr-defined]
                found[row.page_id].append(row)
            self._loaded_rows[name] = found
        return self._loaded_rows[name].get(page.pk, [])

    def all_rows(self, name: str) -> Iterable[Any]:
        """Return the child rows of all the pages."""
        return (row for page in self.pages for row in self.rows(name, page))

    def snippets(self, name: str, page: Page) -> list[tuple[Any, Any]]:
        """Return the rows of a page, each with the snippet it names in the page's language."""
        model, field = _SNIPPETS[name]
        self.lookups.load_snippets(model, [getattr(row, field) for row in self.all_rows(name)])
        pairs = (
            (row, self.lookups.snippet(model, getattr(row, field), self.language(page)))
            for row in self.rows(name, page)
        )
        return [(row, snippet) for row, snippet in pairs if snippet is not None]

    def related_pages(self, page: Page) -> list[tuple[PageRelation, Page]]:
        """Return the rows of a page that name pages, each with that public page in its language."""
        self.lookups.load_pages(row.related_id for row in self.all_rows("relation_links"))
        pairs = (
            (row, self.lookups.page(row.related_id, self.language(page)))
            for row in self.rows("relation_links", page)
        )
        return [(row, other) for row, other in pairs if other is not None]

    @cached_property
    def _specific(self) -> dict[int, Page]:
        if all(type(page) is not Page for page in self.pages):
            return {page.pk: page for page in self.pages}
        found = Page.objects.filter(pk__in=[page.pk for page in self.pages]).specific()
        return {page.pk: page for page in found}

    def specific(self, page: Page) -> Page:
        """Return the page as an instance of its own kind; one query for each kind."""
        return self._specific[page.pk]

    @cached_property
    def _content(self) -> ReferenceCollector:
        """The collector of all that texts, blocks, files and images of the pages name."""
        collector = ReferenceCollector()
        for page in self._specific.values():
            for field in page._meta.get_fields():
                if isinstance(field, StreamField):
                    write_stream(getattr(page, field.name), collector)
                elif isinstance(field, RichTextField):
                    write_rich_text(getattr(page, field.name), collector)
            for name, known in (("image_id", collector.images), ("centre_id", collector.pages)):
                if pk := getattr(page, name, None):
                    known.add(pk)
        rows = self.all_rows("files")
        collector.documents.update(row.document_id for row in rows if row.document_id)
        collector.load(self.lookups)
        return collector

    @cached_property
    def _ancestors(self) -> dict[str, Page]:
        step = Page.steplen
        paths = {
            page.path[:end]
            for page in self.pages
            # Not the page itself, nor the root of all sites.
            for end in range(2 * step, len(page.path), step)
        }
        found = public_pages().filter(path__in=paths).select_related("locale", "content_type")
        return {page.path: page for page in found}

    def ancestors(self, page: Page) -> list[Page]:
        """Return the public pages above a page, from the home page down."""
        step = Page.steplen
        paths = (page.path[:end] for end in range(2 * step, len(page.path), step))
        return [self._ancestors[path] for path in paths if path in self._ancestors]

    @cached_property
    def _versions(self) -> dict[Any, list[Page]]:
        keys = {page.translation_key for page in self.pages}
        # An alias in another language only fills in for a missing translation.
        written_there = Q(alias_of=None) | Q(alias_of__locale=F("locale"))
        found = public_pages().filter(written_there, translation_key__in=keys)
        versions: dict[Any, list[Page]] = defaultdict(list)
        for page in found.select_related("locale", "content_type").order_by("locale__pk", "pk"):
            versions[page.translation_key].append(page)
        return versions

    def translations(self, page: Page) -> list[Page]:
        """Return the public versions of a page in other languages."""
        versions = self._versions.get(page.translation_key, [])
        return [other for other in versions if other.locale_id != page.locale_id]

    def written(self, page: Page) -> Page:
        """Return the page whose text this page shows: itself, or the page it is an alias of."""
        return page_with_text(page)

    @cached_property
    def _keys_of_texts(self) -> set[int]:
        versions = (version.pk for group in self._versions.values() for version in group)
        return {*versions, *(self.written(page).pk for page in self.pages)}

    @cached_property
    def stale(self) -> set[int]:
        """The keys of the pages and versions whose text is older than its original."""
        return stale_pages(self._keys_of_texts)

    @cached_property
    def machine(self) -> set[int]:
        """The keys of the pages and versions with machine translation that nobody has checked."""
        return machine_translated_pages(self._keys_of_texts)

    @cached_property
    def _originals(self) -> None:
        keys = [page.alias_of_id for page in self.pages if page.alias_of_id]
        self.lookups.load_pages(key for key in keys if key is not None)

    def alias_of(self, page: Page) -> Page | None:
        """Return the page that this one is an alias of, if it is public."""
        self._originals  # noqa: B018
        return self.lookups.untranslated_page(page.alias_of_id)
