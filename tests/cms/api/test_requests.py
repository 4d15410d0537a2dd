"""Lists, addresses, errors and caching: how programs ask."""

import datetime

import pytest
from django.test.utils import CaptureQueriesContext

from cms.models import (
    EventPage,
    Organisation,
    PageOrganisation,
    PagePlace,
    PageRelation,
    Place,
    VocationalField,
)
from cms.models import PageField as FieldRow
from tests.cms.conftest import publish, snippet

pytestmark = pytest.mark.site


@pytest.fixture
def events(pages, make_image, make_document):
    """20 events that name everything an event can name, each something else."""
    made = []
    for number in range(20):
        image, document = make_image(f"image {number}"), make_document(f"document {number}")
        event = EventPage(
            title=f"Event {number}", start_date=datetime.date(2027, 1, 1), image=image
        )
        other = made[-1] if made else pages["news"]
        event.body = [
            ("heading", {"text": "Part", "level": "h2"}),
            ("paragraph", f'<p><a linktype="page" id="{other.pk}">x</a></p>'),
            ("document", {"document": document, "caption": ""}),
            ("partners", {"organisations": [snippet(Organisation, f"Partner {number}")]}),
        ]
        event.outcomes = f'<p><a linktype="document" id="{document.pk}">x</a></p>'
        event.organisation_links = [
            PageOrganisation(organisation=snippet(Organisation, f"Organiser {number}"))
        ]
        event.place_links = [PagePlace(place=snippet(Place, f"Place {number}"))]
        event.field_links = [FieldRow(field=snippet(VocationalField, f"Field {number}"))]
        event.relation_links = [PageRelation(related=other)]
        made.append(publish(pages["index"], event))
    return made


@pytest.mark.parametrize("kind", ["cms.EventPage", ""])
def test_a_list_of_20_with_every_field_costs_few_queries(client, events, kind):
    from django.db import connection

    address = f"/api/v2/pages/?child_of={events[0].get_parent().pk}&fields=*&limit=20&order=-id"
    address += f"&type={kind}" if kind else ""
    client.get(address)  # draws the images, once for ever
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address)

    items = response.json()["items"]
    assert len(items) == 20
    assert all(item["image"]["renditions"] for item in items)
    assert items[0]["related_pages"][0]["title"] == "Event 18"
    assert len(queries) <= 40
    print(len(queries), len(response.content))  # noqa: T201


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_page_is_found_by_its_address_in_every_language(client, pages, translate, language):
    page = pages["news"] if language == "en" else translate(pages["news"], "tr")
    path = page.get_url_parts()[2]
    assert path.startswith(f"/{language}/")

    for address in (path, f"http://anywhere.example{path}?x=1"):
        response = client.get("/api/v2/pages/find/", {"html_path": address, "fields": "_,title"})
        assert response.status_code == 302
        assert response["Location"].endswith(f"/api/v2/pages/{page.pk}/?fields=_%2Ctitle")


def test_the_front_page_of_a_language_is_found(client, pages, translate):
    turkish = translate(pages["home"], "tr")
    response = client.get("/api/v2/pages/find/?html_path=/tr/")
    assert response["Location"].endswith(f"/{turkish.pk}/?")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("pages/?nonsense=1", 400, "nonsense"),
        ("pages/?fields=nonsense", 400, "nonsense"),
        ("pages/?fields=(", 400, "fields error"),
        ("pages/?limit=1000", 400, "limit"),
        ("pages/?limit=x", 400, "limit"),
        ("pages/?offset=-1", 400, "offset"),
        (f"pages/?offset={10**30}", 400, "number"),
        ("pages/?order=nonsense", 400, "order"),
        ("pages/?type=cms.Nonsense", 400, "type"),
        ("pages/?type=auth.User", 400, "type"),
        ("pages/?locale=xx", 400, "locale must be one of en"),
        ("pages/?field=nonsense", 400, "field doesn't exist"),
        ("pages/?place=nonsense%00", 400, "place doesn't exist"),
        ("pages/?organisation=nonsense", 400, "organisation doesn't exist"),
        ("pages/?type=cms.EventPage&start_date=yesterday", 400, "yesterday"),
        ("pages/?type=cms.ProgrammePage&status=nonsense", 400, "planned, running, completed"),
        ("pages/?child_of=999999", 400, "parent"),
        ("pages/?translation_of=x", 400, "translation_of"),
        ("pages/?site=nowhere.example", 400, "site"),
        ("pages/?search=" + "x" * 1000, 400, "search"),
        ("pages/?search=x&search_operator=near", 400, "search_operator"),
        ("pages/?rich_text_format=markdown", 400, "rich_text_format"),
        ("pages/find/", 400, "html_path"),
        ("pages/find/?id=x", 400, "id"),
        ("pages/find/?html_path=/en/nowhere/", 404, "not found"),
        ("pages/find/?html_path=/xx/", 404, "not found"),
        ("pages/999999/", 404, "No Page"),
        ("pages/?format=xml", 404, ""),
        ("places/999999/", 404, "No Place"),
        ("images/?id=x", 400, "id"),
        ("nonsense/", 404, "pages"),
        ("", 404, "pages"),
    ],
)
def test_errors_are_json_with_a_message(client, pages, address, status, words):
    response = client.get(f"/api/v2/{address}")
    assert response.status_code == status
    message = response.json()["message"]
    assert words in message
    assert "Traceback" not in message


def test_only_reading_is_possible(client, pages):
    response = client.post("/api/v2/pages/", {"title": "Mine"})
    assert response.status_code == 405
    assert "not allowed" in response.json()["message"]


def test_a_failure_shows_no_inside(client, pages, monkeypatch, caplog):
    def fail(self, page):
        raise RuntimeError("/srv/secret/path")

    monkeypatch.setattr("cms.api.batch.Batch.translations", fail)
    response = client.get(f"/api/v2/pages/{pages['news'].pk}/")
    assert response.status_code == 500
    assert response.json().keys() == {"message"}
    assert "secret" not in response.content.decode()
    assert "/srv/secret/path" in caplog.text


def test_responses_are_asked_for_anew_but_sent_once(client, pages):
    first = client.get("/api/v2/pages/")
    assert first["Cache-Control"] == "no-cache"
    again = client.get("/api/v2/pages/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_searching_finds_words_of_a_page(client, pages):
    found = client.get("/api/v2/pages/?search=welders&type=cms.NewsPage").json()["items"]
    assert [item["id"] for item in found] == [pages["news"].pk]
