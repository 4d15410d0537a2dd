"""Checks the addresses of other sites, one at a time, with a pause for each site."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from cms.links.models import Address
from cms.links.probing import AddressChecker, Verdict

#: Time between two checks of an address. After a failure it is checked again sooner, since servers
#: have short outages.
_WEEK = datetime.timedelta(days=7)
_RETRIES = tuple(datetime.timedelta(hours=hours) for hours in (1, 6, 24))
#: The pause between two requests to the same site.
PAUSE = datetime.timedelta(seconds=5)
#: How long an address is reserved for the worker that is checking it.
_LEASE = datetime.timedelta(minutes=5)
_CANDIDATES = 200


def is_on() -> bool:
    """Return whether the operator allows requests to other sites."""
    return bool(settings.HUB_CHECK_EXTERNAL_LINKS)


def due_count() -> int:
    """Return how many addresses are due."""
    return Address.objects.filter(next_check_at__lte=timezone.now()).count()


def check_all_now() -> None:
    """Make all addresses due now."""
    Address.objects.filter(next_check_at__gt=timezone.now()).update(next_check_at=timezone.now())


def check_due(
    checker: AddressChecker | None = None,
    *,
    seconds: float = 10,
    pause: datetime.timedelta = PAUSE,
    now: Callable[[], datetime.datetime] = timezone.now,
) -> datetime.datetime | None:
    """Check addresses that are due for about `seconds`, those waiting longest first.

    Only one request is made at a time, and `pause` passes between two to the same site. Returns
    when the next address can be checked; None if none is due.
    """
    checker = checker or AddressChecker()
    until = time.monotonic() + seconds
    while True:
        address, ready_at = _next_address(now(), pause)
        if address is None or time.monotonic() >= until:
            return ready_at
        # Of several workers, the first to update the row has it.
        lease = Address.objects.filter(pk=address.pk, next_check_at=address.next_check_at)
        if lease.update(next_check_at=now() + _LEASE, checked_at=now()):
            _save_verdict(address, checker.check(address.url), now())


def _next_address(
    now: datetime.datetime, pause: datetime.timedelta
) -> tuple[Address | None, datetime.datetime | None]:
    """Return the address to check now, and when one can be checked; None if none is due."""
    due = list(
        Address.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")[:_CANDIDATES]
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


def _save_verdict(address: Address, verdict: Verdict, now: datetime.datetime) -> None:
    """Save the verdict; a failure that may pass counts as broken only after several in a row."""
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
