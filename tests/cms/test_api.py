import pytest
from wagtail.models import CollectionViewRestriction, PageViewRestriction


def detail(client, page):
    return client.get(f"/api/v2/pages/{page.pk}/")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("programme", {"code": "BS-1", "status": "running", "start_date": "2021-03-01"}),
        ("centre", {"kind": "unevoc", "appointed_precision": "month", "country": "South Africa"}),
        ("publication", {"publication_type": "action_plan", "year": 2027, "external_url": ""}),
        ("event", {"start_date": "2024-08-18", "end_date": "2024-08-24", "city": "Beijing"}),
        ("news", {"date": "2024-09-03", "origin": "unesco", "source_name": "UNESCO"}),
        ("standard", {"introduction": "In short: About us."}),
    ],
)
def test_each_kind_gives_its_fields_and_its_body(client, pages, kind, fields):
    data = detail(client, pages[kind]).json()
    assert fields.items() <= data.items()
    assert data["body"][0]["value"] == {"text": "Purpose", "level": "h2", "anchor": "purpose"}
    assert data["body"][3]["value"]["rows"][0]["values"] == ["Bursa", 3]
    assert data["meta"]["locale"] == "en"


def test_translations_share_a_key(client, pages, translate):
    turkish = detail(client, translate(pages["news"], "tr")).json()
    english = detail(client, pages["news"]).json()
    assert turkish["meta"]["translation_key"] == english["meta"]["translation_key"]
    assert turkish["meta"]["locale"] == "tr"
    found = client.get(f"/api/v2/pages/?translation_of={pages['news'].pk}&locale=tr").json()
    assert [item["id"] for item in found["items"]] == [turkish["id"]]


def test_a_publication_names_its_document(client, pages, document):
    given = detail(client, pages["publication"]).json()["document"]
    assert given["title"] == document.title
    assert given["meta"]["download_url"].endswith(document.url)
    assert client.get(f"/api/v2/documents/{document.pk}/").json()["title"] == document.title


def test_drafts_and_private_pages_are_not_in_the_api(client, pages, home):
    copy = pages["news"].create_alias(parent=home, update_slug="copy")
    PageViewRestriction.objects.create(page=pages["news"], restriction_type="login")
    pages["event"].unpublish()
    listed = {item["id"] for item in client.get("/api/v2/pages/?limit=20").json()["items"]}
    assert pages["programme"].pk in listed
    for page in (pages["news"], copy, pages["event"]):
        assert page.pk not in listed
        assert detail(client, page).status_code == 404


def test_unlinked_and_private_documents_are_not_in_the_api(client, pages, document):
    assert client.get(f"/api/v2/documents/{document.pk}/").status_code == 200
    restriction = CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )
    assert client.get(f"/api/v2/documents/{document.pk}/").status_code == 404
    assert detail(client, pages["publication"]).json()["document"] is None
    restriction.delete()
    pages["publication"].unpublish()
    assert client.get(f"/api/v2/documents/{document.pk}/").status_code == 404


def test_the_api_names_the_languages(client, pages, translate):
    translate(pages["home"], "tr")
    given = client.get("/api/v2/locales/").json()["items"]
    assert [(item["language_code"], item["name"]) for item in given] == [
        ("en", "English"),
        ("tr", "Türkçe"),
    ]
