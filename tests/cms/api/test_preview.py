"""Drafts in a front end elsewhere: only with a token, and only if there is such a front end."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from cms.models import PageRelation
from tests.cms.api.conftest import restrict

pytestmark = pytest.mark.site


@pytest.fixture
def front_end(settings):
    settings.HUB_FRONT_END_URL = "https://front.example/"


def preview(page, mode="front-end"):
    response = page.make_preview_request(preview_mode=mode)
    return BeautifulSoup(response.content, "html.parser")


def query_of(page):
    address = urlsplit(preview(page).iframe["src"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://front.example/"
    return {name: values[0] for name, values in parse_qs(address.query).items()}


@pytest.fixture
def draft(pages, front_end):
    """A page with changes that are not published."""
    page = pages["news"]
    page.title, page.introduction = "A draft", "Soon."
    page.relation_links = [PageRelation(related=pages["event"])]
    return page


def test_a_draft_is_read_by_its_token(get, detail, draft, pages):
    given = get("page_preview/", **query_of(draft))
    assert (given["id"], given["title"], given["introduction"]) == (draft.pk, "A draft", "Soon.")
    assert given["related_pages"][0]["id"] == pages["event"].pk
    assert [crumb["title"] for crumb in given["breadcrumbs"]] == ["The hub", "Programmes"]
    assert detail(draft)["title"] == "It starts"


def test_a_draft_names_no_private_page(get, draft, pages):
    restrict(pages["event"])
    assert get("page_preview/", **query_of(draft))["related_pages"] == []


def test_a_page_that_was_never_saved_can_be_previewed(get, pages, front_end):
    page = pages["event"].__class__(title="New", slug="new", start_date="2027-01-01")
    page.locale = pages["index"].locale
    pages["index"].add_child(instance=page)
    page.pk = page.id = None
    assert get("page_preview/", **query_of(page))["title"] == "New"


def test_without_the_right_token_there_is_no_draft(client, draft):
    query = query_of(draft)
    for changed in (
        {"token": query["token"] + "x"},
        {"token": f"id={draft.pk}"},
        {"content_type": "cms.eventpage"},
    ):
        response = client.get("/api/v2/page_preview/", query | changed)
        assert response.status_code == 404
        assert "expired" in response.json()["message"]
    assert client.get("/api/v2/page_preview/").status_code == 400
    assert client.get(f"/api/v2/page_preview/{draft.pk}/").status_code == 404
    assert "no-store" in client.get("/api/v2/page_preview/", query)["Cache-Control"]


def test_a_token_is_good_for_a_day(client, draft, monkeypatch):
    query = query_of(draft)
    monkeypatch.setattr("cms.models.front_end_preview.TOKEN_AGE", -1)
    assert client.get("/api/v2/page_preview/", query).status_code == 404


def test_without_a_front_end_there_is_no_other_preview(client, draft, settings):
    query = query_of(draft)
    settings.HUB_FRONT_END_URL = ""
    assert [mode for mode, _ in draft.preview_modes] == [""]
    assert client.get("/api/v2/page_preview/", query).status_code == 404
    assert preview(draft).h1.text == "A draft"


def test_the_hubs_own_preview_stays_the_first(draft):
    assert [mode for mode, _ in draft.preview_modes] == ["", "front-end"]
    assert preview(draft, mode="").h1.text == "A draft"
