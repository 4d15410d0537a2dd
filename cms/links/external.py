"""Addresses of other sites: which is due, one at a time, with a pause for each site."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from cms.links.models import Address
from cms.links.probing import Asker, Verdict

#: A good address is asked once a week; one that fails is asked again soon, since servers rest.
_WEEK = datetime.timedelta(days=7)
_RETRIES = tuple(datetime.timedelta(hours=hours) for hours in (1, 6, 24))
#: Between two requests to the same site.
PAUSE = datetime.timedelta(seconds=5)
#: For so long nobody else takes an address that is being asked.
_LEASE = datetime.timedelta(minutes=5)
_AT_ONCE = 200


def is_on() -> bool:
    """Whether the operator lets the hub ask other sites."""
    return bool(settings.HUB_CHECK_EXTERNAL_LINKS)


def due_count() -> int:
    """How many addresses wait to be asked."""
    return Address.objects.filter(next_check_at__lte=timezone.now()).count()


def check_all_now() -> None:
    """Make all addresses due."""
    Address.objects.filter(next_check_at__gt=timezone.now()).update(next_check_at=timezone.now())


def check_due(
    asker: Asker | None = None,
    *,
    seconds: float = 10,
    pause: datetime.timedelta = PAUSE,
    now: Callable[[], datetime.datetime] = timezone.now,
) -> datetime.datetime | None:
    """Ask about addresses that are due, for about so many seconds, the longest waiting first.

    One request at a time, and `pause` between two to the same site. When the next address can be
    asked, None if none is due.
    """
    asker = asker or Asker()
    until = time.monotonic() + seconds
    while True:
        address, ready_at = _next(now(), pause)
        if address is None or time.monotonic() >= until:
            return ready_at
        # Whoever is first has it.
        lease = Address.objects.filter(pk=address.pk, next_check_at=address.next_check_at)
        if lease.update(next_check_at=now() + _LEASE, checked_at=now()):
            _record(address, asker.ask(address.url), now())


def _next(
    now: datetime.datetime, pause: datetime.timedelta
) -> tuple[Address | None, datetime.datetime | None]:
    """The address to ask now, or when one can be asked."""
    due = list(
        Address.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")[:_AT_ONCE]
    )
    if not due:
        return None, None
    hosts = {address.host for address in due}
    asked = dict(
        Address.objects.filter(host__in=hosts, checked_at__isnull=False)
        .values_list("host")
        .annotate(last=Max("checked_at"))
    )
    ready = {host: asked[host] + pause if host in asked else now for host in hosts}
    for address in due:
        if ready[address.host] <= now:
            return address, now
    return None, min(ready.values())


def _record(address: Address, verdict: Verdict, now: datetime.datetime) -> None:
    """Keep what was learned: passing failures count as broken once they have come back."""
    address.checked_at = now
    address.detail = verdict.detail
    if verdict.state is not Address.State.BROKEN:
        address.state, address.reason = verdict.state, ""
        address.failures, address.failing_since = 0, None
        address.next_check_at = now + _WEEK
    else:
        address.failures = min(address.failures + 1, 1000)
        address.failing_since = address.failing_since or now
        address.reason = verdict.reason or ""
        is_certain = verdict.lasting or address.failures > len(_RETRIES)
        if is_certain:
            address.state = Address.State.BROKEN
        address.next_check_at = now + (_WEEK if is_certain else _RETRIES[address.failures - 1])
    address.save()
