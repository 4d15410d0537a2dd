"""Blocks, rich text, images and files as a front end gets them."""

import pytest
from django.utils.html import escape

from cms.models import GlossaryTerm, Organisation, Place
from tests.cms.api.conftest import set_body
from tests.cms.conftest import snippet

pytestmark = pytest.mark.site


def test_links_in_texts_have_addresses(detail, pages, document):
    news, event = pages["news"], pages["event"]
    text = (
        f'<p><a linktype="page" id="{event.pk}">Come</a> and '
        f'<a linktype="document" id="{document.pk}">read</a>, or '
        '<a href="https://example.org/?a=1&amp;b=2">ask</a>.</p>'
    )
    set_body(news, ("paragraph", text))

    given = detail(news)["body"][0]["value"]
    assert given == (
        f'<p><a href="{escape(event.full_url)}">Come</a> and '
        f'<a href="http://localhost{document.url}">read</a>, or '
        '<a href="https://example.org/?a=1&amp;b=2">ask</a>.</p>'
    )


def test_links_in_texts_lead_to_the_readers_language(detail, pages, translate):
    set_body(
        pages["news"],
        ("paragraph", f'<p><a linktype="page" id="{pages["event"].pk}">Come</a></p>'),
    )
    event = translate(pages["event"], "tr")
    turkish = translate(pages["news"], "tr", mark=lambda text: text)

    assert event.full_url in detail(turkish)["body"][0]["value"]


def test_rich_text_fields_have_addresses_too(detail, pages):
    event, programme = pages["event"], pages["programme"]
    text = f'<p><a linktype="page" id="{event.pk}">Come</a></p>'
    set_body(programme, purpose=text)

    assert f'href="{event.full_url}"' in detail(programme)["purpose"]


def test_images_come_in_sizes_with_what_they_show(detail, pages, make_image):
    image = make_image("Lathe", credit="A. Turner")
    alt = {"image": image.pk, "alt_text": "A lathe at work", "decorative": False}
    figure = {"image": alt, "caption": "At work", "credit": ""}
    page = set_body(pages["news"], image=image)
    page.body.raw_data.append({"type": "figure", "value": figure})
    page.save_revision().publish()

    given = detail(page)
    assert given["image"]["alt"] == "It shows Lathe."
    assert given["image"]["credit"] == "A. Turner"
    thumbnail = given["image"]["renditions"]["thumbnail"]
    assert (thumbnail["width"], thumbnail["height"]) == (320, 200)
    assert thumbnail["url"].startswith("http://localhost/media/images/")
    shown = given["body"][0]["value"]
    assert shown["caption"] == "At work"
    assert shown["image"]["alt"] == shown["image"]["renditions"]["medium"]["alt"]
    assert shown["image"]["alt"] == "A lathe at work"
    assert shown["image"]["renditions"]["medium"]["width"] == 800


def test_an_image_that_only_decorates_says_nothing(detail, pages, make_image):
    value = {"image": make_image("Line").pk, "alt_text": "", "decorative": True}
    page = pages["news"]
    page.body.raw_data.append({"type": "figure", "value": {"image": value, "caption": "x"}})
    page.save_revision().publish()

    assert detail(page)["body"][-1]["value"]["image"]["alt"] == ""


def test_an_image_whose_file_is_gone_has_no_sizes(detail, pages, make_image):
    image = make_image("Lost")
    image.file.storage.delete(image.file.name)
    set_body(pages["news"], image=image)

    assert detail(pages["news"])["image"]["renditions"] == {}


def test_documents_in_bodies_have_links(detail, pages, document):
    set_body(pages["news"], ("document", {"document": document, "caption": "Plan"}))

    value = detail(pages["news"])["body"][0]["value"]
    assert value["caption"] == "Plan"
    assert value["document"]["meta"]["download_url"] == f"http://localhost{document.url}"
    assert value["document"]["content_type"] == "application/pdf"


@pytest.mark.parametrize(
    ("block", "model", "key"),
    [("partners", Organisation, "organisations"), ("map", Place, "places")],
)
def test_snippets_in_bodies_are_named_in_the_readers_language(
    detail, pages, translate, block, model, key
):
    original = snippet(model, "Workshop of the river")
    translate(pages["home"], "tr")
    copy = original.copy_for_translation(pages["home"].get_translations()[0].locale)
    copy.name = "Nehir atölyesi"
    copy.save()
    value = {key: [original]} | ({"caption": "Where"} if block == "map" else {})
    set_body(pages["news"], (block, value))
    turkish = translate(pages["news"], "tr")

    (given,) = detail(turkish)["body"][0]["value"][key]
    assert given["name"] == "Nehir atölyesi"
    assert (given["id"], given["original_id"]) == (copy.pk, original.pk)
    (given,) = detail(pages["news"])["body"][0]["value"][key]
    assert given["name"] == "Workshop of the river"


def test_questions_and_timelines_are_lists(detail, pages):
    set_body(
        pages["news"],
        ("faq", {"questions": [{"question": "Who may come?", "answer": "<p>All.</p>"}]}),
        ("timeline", {"entries": [{"when": "2024", "title": "Start", "text": ""}]}),
        ("call_to_action", {"text": "", "label": "Apply", "page": pages["event"]}),
    )

    faq, timeline, action = (block["value"] for block in detail(pages["news"])["body"])
    assert faq["questions"] == [
        {"question": "Who may come?", "answer": "<p>All.</p>", "anchor": "who-may-come"}
    ]
    assert timeline["entries"] == [{"when": "2024", "title": "Start", "text": ""}]
    assert action["page"]["meta"]["html_url"] == pages["event"].full_url
    assert action["document"] is None


def test_the_blocks_of_a_kind_keep_their_values(detail, pages):
    event = pages["event"]
    session = {"title": "Opening", "date": "2024-08-18", "start_time": "09:00:00", "place": "Hall"}
    event.sessions = [("session", session)]
    event.save_revision().publish()

    (given,) = detail(event)["sessions"]
    assert given["value"] | session == given["value"]
    assert given["value"]["end_time"] is None


def test_terms_give_their_approved_translations(get, pages, translate):
    term = snippet(GlossaryTerm, "apprentice", definition="Learns at work.", synonyms="trainee\n")
    locale = translate(pages["home"], "tr").locale
    copy = term.copy_for_translation(locale)
    copy.term = "çırak"
    copy.save()

    given = get(f"glossary/{term.pk}/")
    assert given["synonyms"] == ["trainee"]
    assert given["translations"] == [{"locale": "tr", "id": copy.pk, "name": "çırak"}]
    assert [item["term"] for item in get("glossary/", locale="tr")["items"]] == ["çırak"]
