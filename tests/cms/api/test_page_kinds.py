"""What the headless API gives of each kind of page."""

import pytest

pytestmark = pytest.mark.site


def detail(client, page, **query):
    return client.get(f"/api/v2/pages/{page.pk}/", query)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("programme", {"code": "BS-1", "status": "running", "start_date": "2021-03-01"}),
        ("centre", {"kind": "unevoc", "appointed_precision": "month", "trainings": []}),
        ("publication", {"publication_type": "action_plan", "year": 2027, "abstract": ""}),
        ("event", {"start_date": "2024-08-18", "end_date": "2024-08-24", "sessions": []}),
        ("news", {"date": "2024-09-03", "origin": "unesco", "source_name": "UNESCO"}),
        ("standard", {"introduction": "In short: About us."}),
    ],
)
def test_each_kind_gives_its_fields_and_its_body(client, pages, kind, fields):
    data = detail(client, pages[kind]).json()
    assert fields.items() <= data.items()
    assert data["body"][0]["value"] == {"text": "Purpose", "level": "h2", "anchor": "purpose"}
    assert data["body"][4]["value"]["anchor"] == "purpose-2"
    assert data["body"][3]["value"]["rows"][0]["values"] == ["Bursa", 3]
    assert data["meta"]["locale"] == "en"


def test_choices_are_named_in_the_language_of_the_page(client, pages, translate):
    assert detail(client, pages["programme"]).json()["labels"] == {
        "type": "programme",
        "status": "Running",
        "duration_unit": "weeks",
    }
    turkish = translate(pages["event"], "tr")
    assert detail(client, turkish).json()["labels"] == {"type": "etkinlik"}


def test_translations_share_a_key(client, pages, translate):
    turkish = detail(client, translate(pages["news"], "tr")).json()
    english = detail(client, pages["news"]).json()
    assert turkish["meta"]["translation_key"] == english["meta"]["translation_key"]
    assert turkish["meta"]["locale"] == "tr"
    found = client.get(f"/api/v2/pages/?translation_of={pages['news'].pk}&locale=tr").json()
    assert [item["id"] for item in found["items"]] == [turkish["id"]]


def test_a_publication_names_its_documents(client, pages, document):
    (given,) = detail(client, pages["publication"]).json()["files"]
    assert given["language"] == "en"
    assert given["document"]["title"] == document.title
    assert given["document"]["meta"]["download_url"].endswith(document.url)
    assert client.get(f"/api/v2/documents/{document.pk}/").json()["title"] == document.title


def test_the_api_names_the_languages(client, pages, translate):
    translate(pages["home"], "tr")
    given = client.get("/api/v2/locales/").json()["items"]
    assert [(item["language_code"], item["name"]) for item in given] == [
        ("en", "English"),
        ("tr", "Türkçe"),
    ]
