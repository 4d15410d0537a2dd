"""Fetches the public things that pages name, for many pages at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page

from assistant.access import public_documents, public_pages
from cms.api.renditions import SIZES


def _closed_collections() -> Q:
    """Return the condition that a thing is in a collection closed to the public."""
    restricted = CollectionViewRestriction.objects.values("collection")
    closed = Q(pk__in=[])
    for path in Collection.objects.filter(pk__in=restricted).values_list("path", flat=True):
        closed |= Q(collection__path__startswith=path)
    return closed


def open_images() -> QuerySet[Any]:
    """Return the images whose collection is open to everyone."""
    return get_image_model().objects.exclude(_closed_collections())


class Lookups:
    """Pages, documents, images and snippets by the keys that a response needs.

    Each `load_…` method costs one or two queries for all keys that are not known yet; the others
    cost none.
    """

    def __init__(self, languages: Iterable[str], *, draft: bool = False) -> None:
        """Take the response's languages. A draft may show files that no public page links to."""
        self._languages = set(languages)
        self._draft = draft
        self._translation_keys: dict[type[Any], dict[int, UUID]] = defaultdict(dict)
        self._translations: dict[type[Any], dict[tuple[UUID, str], Any]] = defaultdict(dict)
        self._by_pk: dict[type[Any], dict[int, Any]] = defaultdict(dict)
        self._asked: dict[Any, set[int]] = defaultdict(set)

    def _not_asked_yet(self, kind: Any, pks: Iterable[int]) -> set[int]:
        """Return the keys of a kind that were not asked for yet, and note them as asked."""
        new = set(pks) - self._asked[kind]
        self._asked[kind] |= new
        return new

    def _keep(self, model: type[Any], found: Iterable[Any]) -> None:
        """Keep the objects by key, and by translation key and language."""
        for item in found:
            self._by_pk[model][item.pk] = item
            known = self._translations[model].get((item.translation_key, item.locale.language_code))
            # Two pages rarely share a translation key and a language, as an editor's copy gets a
            # new key. Of two the older is kept.
            if known is None or known.pk > item.pk:
                self._translations[model][item.translation_key, item.locale.language_code] = item

    def load_snippets(self, model: type[Any], pks: Iterable[int]) -> None:
        """Fetch these snippets, and their translations in the languages of the response."""
        new = self._not_asked_yet(model, pks)
        if not new:
            return
        keys = dict(model.objects.filter(pk__in=new).values_list("pk", "translation_key"))
        self._translation_keys[model].update(keys)
        wanted = Q(pk__in=new) | Q(locale__language_code__in=self._languages)
        found = model.objects.filter(wanted, translation_key__in=set(keys.values()))
        self._keep(model, found.select_related("locale"))

    def snippet(self, model: type[Any], pk: int | None, language: str) -> Any | None:
        """Return the snippet in the language, or else in its own; None if it is gone."""
        key = self._translation_keys[model].get(pk or 0)
        if key is None:
            return None
        return self._translations[model].get((key, language)) or self._by_pk[model].get(pk or 0)

    def load_pages(self, pks: Iterable[int]) -> None:
        """Fetch the public pages among these, and translations in the response's languages."""
        new = self._not_asked_yet(Page, pks)
        if not new:
            return
        keys = dict(Page.objects.filter(pk__in=new).values_list("pk", "translation_key"))
        self._translation_keys[Page].update(keys)
        wanted = Q(pk__in=new) | Q(locale__language_code__in=self._languages)
        found = public_pages().filter(wanted, translation_key__in=set(keys.values()))
        self._keep(Page, found.select_related("locale", "content_type").order_by("pk"))

    def page(self, pk: int | None, language: str) -> Page | None:
        """Return the public page in the language, or else in its own; None if neither is public."""
        return self.snippet(Page, pk, language)

    def untranslated_page(self, pk: int | None) -> Page | None:
        """Return the page itself if it is public."""
        return self._by_pk[Page].get(pk or 0)

    def load_documents(self, pks: Iterable[int]) -> None:
        """Fetch those of these documents that the public may open."""
        model = get_document_model()
        new = self._not_asked_yet(model, pks)
        if new:
            documents = public_documents()
            if self._draft:
                documents = model.objects.exclude(_closed_collections())
            self._by_pk[model].update(documents.in_bulk(new))

    def document(self, pk: int | None) -> Any | None:
        """Return the document if the public may open it."""
        return self._by_pk[get_document_model()].get(pk or 0)

    def load_images(self, pks: Iterable[int]) -> None:
        """Fetch these images with their scaled copies, if their collection is open to everyone."""
        model = get_image_model()
        new = self._not_asked_yet(model, pks)
        if new:
            found: Any = open_images().filter(pk__in=new)
            images = found.prefetch_renditions(*SIZES.values())
            self._by_pk[model].update({image.pk: image for image in images})

    def image(self, pk: int | None) -> Any | None:
        """Return the image if the public may see it."""
        return self._by_pk[get_image_model()].get(pk or 0)
