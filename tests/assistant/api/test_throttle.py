"""Counting clients without knowing them."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from assistant.api.rate_limit import TooManyRequests, count_address
from assistant.limits import pseudonym

pytestmark = pytest.mark.site

NOON = 1_700_000_000.0 // 86_400 * 86_400 + 43_200


def test_the_limit_holds_for_a_minute_and_for_one_client() -> None:
    for _ in range(3):
        count_address("192.0.2.1", "ask", limit=3, now=NOON)
    with pytest.raises(TooManyRequests) as refused:
        count_address("192.0.2.1", "ask", limit=3, now=NOON + 20)

    assert refused.value.retry_after == 41
    count_address("192.0.2.2", "ask", limit=3, now=NOON + 20)
    count_address("192.0.2.1", "search", limit=3, now=NOON + 20)
    count_address("192.0.2.1", "ask", limit=3, now=NOON + 61)


def test_the_address_is_nowhere_in_the_cache() -> None:
    count_address("192.0.2.1", "ask", limit=3, now=NOON)

    assert cache._cache
    assert "192.0.2.1" not in " ".join(cache._cache)


def test_a_client_is_somebody_else_tomorrow() -> None:
    assert pseudonym("192.0.2.1", now=NOON) != pseudonym("192.0.2.1", now=NOON + 86_400)
    assert pseudonym("192.0.2.1", now=NOON) == pseudonym("192.0.2.1", now=NOON + 3_600)


def test_a_household_with_many_addresses_is_one_client() -> None:
    one, other = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9"

    assert pseudonym(one, now=NOON) == pseudonym(other, now=NOON)
    assert pseudonym(one, now=NOON) != pseudonym("2001:db8:1:3::1", now=NOON)
    assert pseudonym("::ffff:192.0.2.1", now=NOON) == pseudonym("192.0.2.1", now=NOON)
