"""Pages of allowed origins may read the API; no other page may, and none with cookies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.committed import assistant_settings

pytestmark = pytest.mark.site

PARTNER = "https://partner.example"
HEALTH = "/assistant/api/v1/openapi.json"
ASK = "/assistant/api/v1/ask"


@pytest.fixture(autouse=True)
def partner() -> Iterator[None]:
    with assistant_settings(ALLOWED_ORIGINS=[PARTNER]):
        yield


def preflight(origin: str) -> HttpResponse:
    return Client().options(
        ASK,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )


def test_a_partners_page_may_ask() -> None:
    response = preflight(PARTNER)

    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == PARTNER
    assert "POST" in response["Access-Control-Allow-Methods"]
    assert "DELETE" in response["Access-Control-Allow-Methods"]
    assert "Content-Type" in response["Access-Control-Allow-Headers"]
    assert "Origin" in response["Vary"]


def test_a_partners_page_may_read_answers_and_problems_but_sends_no_cookies() -> None:
    good = Client().get(HEALTH, headers={"Origin": PARTNER})
    bad = Client().post(ASK, "{", content_type="application/json", headers={"Origin": PARTNER})

    for response in (good, bad):
        assert response["Access-Control-Allow-Origin"] == PARTNER
        assert "Access-Control-Allow-Credentials" not in response
        assert "Retry-After" in response["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "origin",
    [
        "http://partner.example",
        "https://partner.example:8443",
        "https://partner.example.evil.example",
        "https://evil.partner.example",
        "https://PARTNER.example/",
        "null",
        "",
    ],
)
def test_an_origin_that_is_not_exactly_on_the_list_may_not_read(origin: str) -> None:
    for response in (preflight(origin), Client().get(HEALTH, headers={"Origin": origin})):
        assert "Access-Control-Allow-Origin" not in response
        assert "Origin" in response["Vary"]
