"""Checks all content in a round, or one page, and keeps the rows of the report up to date."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from cms.links.internal import CheckedLink, LinkChecker
from cms.links.models import Address, Link, Round
from cms.links.sources import (
    BATCH,
    Source,
    count_snippets,
    page_ids,
    page_sources,
    snippet_batches,
)

#: After this silence a round's process counts as dead.
DEAD_AFTER = datetime.timedelta(minutes=5)
_KEPT_ROUNDS = 10


def running_round() -> Round | None:
    """Return the round that is running now, or None."""
    recent = Round.objects.filter(finished_at=None, heard_at__gt=timezone.now() - DEAD_AFTER)
    return recent.order_by("-started_at").first()


def run(round_: Round) -> None:
    """Check all public content; the round's progress is saved after each batch."""
    with _site_language():
        _run(round_)


def _run(round_: Round) -> None:
    recent = Round.objects.order_by("-started_at").values_list("pk", flat=True)[:_KEPT_ROUNDS]
    Round.objects.exclude(pk__in=[round_.pk, *recent]).delete()
    pages = page_ids()
    round_.total = len(pages) + count_snippets()
    round_.save()
    checker = LinkChecker()
    seen: set[str] = set()
    for sources in _batches(pages):
        update_links(sources, checker)
        seen.update(source.key for source in sources)
        round_.done += len(sources)
        round_.save()
    _delete_others(seen)
    round_.done = round_.total
    round_.finished_at = timezone.now()
    round_.save()


def check_page(pk: int) -> None:
    """Check one page, after it was published."""
    with _site_language():
        sources = page_sources([pk])
        if sources:
            update_links(sources, LinkChecker())
        else:
            Link.objects.filter(page=pk).delete()


def _site_language() -> translation.override:
    """Return a context in the site's language, because the labels of fields identify links."""
    return translation.override(settings.LANGUAGE_CODE)


def _batches(pages: list[int]) -> Iterator[list[Source]]:
    for start in range(0, len(pages), BATCH):
        yield page_sources(pages[start : start + BATCH])
    yield from snippet_batches()


def update_links(sources: list[Source], checker: LinkChecker) -> None:
    """Update the rows of these sources to the links in them now; `since` of known ones stays."""
    found = {(checked.source.key, _key(checked)): checked for checked in checker.check(sources)}
    with transaction.atomic():
        addresses = _addresses(
            {checked.elsewhere for checked in found.values() if checked.elsewhere}
        )
        known = {
            (link.source, link.key): link
            for link in Link.objects.filter(source__in=[source.key for source in sources])
        }
        gone = [link.pk for place, link in known.items() if place not in found]
        Link.objects.filter(pk__in=gone).delete()
        new: list[Link] = []
        changed: list[Link] = []
        for place, checked in found.items():
            link = known.get(place) or Link(source=place[0], key=place[1], since=timezone.now())
            (changed if link.pk else new).append(_fill(link, checked, addresses))
        Link.objects.bulk_create(new, batch_size=500)
        Link.objects.bulk_update(
            changed, ["title", "target", "reason", "locale", "address"], batch_size=500
        )


def _key(checked: CheckedLink) -> str:
    """Return the key by which a link is recognised in the next round."""
    link = checked.link
    parts = "\0".join((link.kind.value, link.target, link.text, link.field))
    return hashlib.sha256(parts.encode()).hexdigest()


def _fill(link: Link, checked: CheckedLink, addresses: dict[str, int]) -> Link:
    source = checked.source
    link.page_id = source.page
    link.content_type_id, link.object_id = source.content_type, source.object_id
    link.title, link.locale_id = source.title, source.locale
    link.field, link.text = checked.link.field[:255], checked.link.text[:255]
    link.target, link.reason = checked.target, checked.reason or ""
    link.address_id = addresses[checked.elsewhere] if checked.elsewhere else None
    return link


def _addresses(urls: set[str]) -> dict[str, int]:
    """Return the primary keys of the rows of these addresses, creating those that are missing."""
    keys = {hashlib.sha256(url.encode()).hexdigest(): url for url in urls}
    known = set(Address.objects.filter(key__in=keys).values_list("key", flat=True))
    now = timezone.now()
    Address.objects.bulk_create(
        [
            Address(key=key, url=url, host=(urlsplit(url).hostname or "")[:255], next_check_at=now)
            for key, url in keys.items()
            if key not in known
        ],
        ignore_conflicts=True,
    )
    rows = Address.objects.filter(key__in=keys).values_list("key", "pk")
    return {keys[key]: pk for key, pk in rows}


def _delete_others(seen: Iterable[str]) -> None:
    """Delete the links of content that is no longer public, and addresses without a link."""
    kept = set(seen)
    known = Link.objects.order_by().values_list("source", flat=True).distinct()
    lost = [source for source in known if source not in kept]
    for start in range(0, len(lost), 500):
        Link.objects.filter(source__in=lost[start : start + 500]).delete()
    Address.objects.filter(links__isnull=True).delete()
