"""The sources of links: public pages with their child rows, and snippets, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from cms.links.extraction import FoundLink, links_of

#: Objects that are read at once.
BATCH = 100


@dataclass(kw_only=True, slots=True)
class Source:
    """A page or snippet with the links in it. `key` is for example "page:12" or "cms.person:3"."""

    key: str
    content_type: int
    object_id: str
    title: str
    locale: int | None
    #: The key of the page, and its address; None and empty for a snippet.
    page: int | None = None
    url: str = ""
    links: list[FoundLink] = field(default_factory=list)


def page_ids() -> list[int]:
    """Return the keys of the pages to check, without aliases, whose text is another page's."""
    live = Page.objects.filter(live=True, alias_of__isnull=True, depth__gt=1)
    return list(live.order_by("pk").values_list("pk", flat=True))


def page_sources(pks: Iterable[int]) -> list[Source]:
    """Return those of these pages that are live, with their links and those of their child rows.

    Costs a query for each kind of page and each kind of child row, however many pages there are.
    """
    live = Page.objects.filter(pk__in=list(pks), live=True, alias_of__isnull=True)
    pages = {page.pk: page for page in live.specific()}
    sources = {
        pk: Source(
            key=f"page:{pk}",
            content_type=page.content_type_id,
            object_id=str(pk),
            title=page.title,
            locale=page.locale_id,
            page=pk,
            url=page.full_url or "",
            links=list(links_of(page)),
        )
        for pk, page in pages.items()
    }
    relations = {
        (relation.related_model, relation.field.attname)
        for model in {type(page) for page in pages.values()}
        for relation in get_all_child_relations(model)
        if not relation.related_model._meta.app_label.startswith("wagtail")
    }
    for model, attname in sorted(relations, key=lambda item: item[0]._meta.label):
        for row in model._default_manager.filter(**{f"{attname}__in": list(pages)}):
            sources[getattr(row, attname)].links.extend(_of_row(row))
    return list(sources.values())


def _of_row(row: Model) -> Iterator[FoundLink]:
    name = capfirst(str(row._meta.verbose_name))
    for link in links_of(row):
        yield replace(link, field=f"{name} › {link.field}")


def snippet_batches() -> Iterator[list[Source]]:
    """Yield the snippets of all kinds, in batches."""
    for model in get_snippet_models():
        content_type = ContentType.objects.get_for_model(model)
        snippets = model._default_manager.order_by("pk")
        batch: list[Source] = []
        for snippet in snippets.iterator(chunk_size=BATCH):
            batch.append(
                Source(
                    key=f"{model._meta.label_lower}:{snippet.pk}",
                    content_type=content_type.pk,
                    object_id=str(snippet.pk),
                    title=str(snippet)[:255],
                    locale=snippet.locale_id if issubclass(model, TranslatableMixin) else None,
                    links=list(links_of(snippet)),
                )
            )
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def count_snippets() -> int:
    """Return how many snippets there are of all kinds."""
    return sum(model._default_manager.count() for model in get_snippet_models())
