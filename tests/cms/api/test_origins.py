"""Which addresses the pages of other origins may read."""

import pytest

pytestmark = pytest.mark.site

ORIGIN = {"Origin": "https://front.example"}


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/", "/api/v2/nonsense/", "/en/feeds/news/", "/en/events.ics"]
)
def test_what_is_public_may_be_read_from_anywhere(client, pages, address):
    response = client.get(address, headers=ORIGIN)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize("address", ["/admin/login/", "/en/", "/documents/1/x/", "/en/search/"])
def test_nothing_else_may(client, pages, address):
    response = client.get(address, headers=ORIGIN)
    assert "Access-Control-Allow-Origin" not in response


def test_a_question_before_the_request_allows_reading_only(client, db):
    asked = {**ORIGIN, "Access-Control-Request-Method": "POST"}
    response = client.options("/api/v2/pages/", headers=asked)
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
