import re

import pytest
from bs4 import BeautifulSoup

from assistant.extraction.html import html_sections
from cms.blocks.fragment_ids import anchors
from cms.directory.localised_names import with_logos
from cms.directory.maps import drawing
from cms.models import Organisation, Place, StandardPage
from tests.cms.conftest import BODY, publish

pytestmark = pytest.mark.site


def test_repeated_headings_get_anchors_of_their_own():
    assert anchors(["Purpose", "Results", "Purpose", "Purpose"]) == [
        "purpose",
        "results",
        "purpose-2",
        "purpose-3",
    ]


def test_a_numbered_heading_does_not_take_another_ones_anchor():
    found = anchors(["Step", "Step", "Step 2"])
    assert len(set(found)) == 3


def test_anchors_keep_letters_of_every_script():
    assert anchors(["الغرض", "目的", "วัตถุประสงค์", "Pilot iller"]) == [
        "الغرض",
        "目的",
        "วตถประสงค",
        "pilot-iller",
    ]


def test_headings_without_letters_still_have_anchors():
    assert anchors(["!!!", "???"]) == ["section", "section-2"]


def test_headings_carry_their_anchors_on_the_page(client, pages):
    html = client.get(pages["programme"].url).content.decode()
    assert '<h2 id="purpose">Purpose</h2>' in html
    assert '<h3 id="purpose-2">Purpose</h3>' in html
    assert 'href="#results"' in html


def test_every_text_of_a_body_is_translated_and_figures_are_kept(client, pages, translate):
    translated = translate(pages["programme"], "tr")
    html = client.get(translated.url).content.decode()
    for text in ("Purpose", "Skills matter.", "A teacher", "Provinces", "Province", "Bursa"):
        assert f"{text} [tr]" in html
    assert "<b>welders</b>" in html
    assert '<td class="number">3</td>' in html


def test_moving_the_rows_of_a_table_loses_no_translation(client, pages, translate):
    page = pages["programme"]
    translate(page, "tr")
    table = BODY[3][1]
    moved = {**table, "rows": list(reversed(table["rows"]))}
    page.body[3] = ("table", moved)
    page.body[3].id = page.body.raw_data[3]["id"]
    page.save_revision().publish()
    source, _ = translation_source(page)
    total, done = source.translations.get().get_progress()
    assert total == done


# What `showcase` holds, as a reader and as a translator meet it.


def soup_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_headings_of_editors_and_sections_of_a_kind_share_no_anchor(client, pages):
    page = pages["programme"]
    page.purpose = "<p>Why it is done.</p>"
    page.save_revision().publish()
    main = soup_of(client.get(page.url)).main
    assert main.find(id="purpose").find_next("p").text == "Why it is done."
    assert [heading["id"] for heading in main.select(".body :is(h2, h3)")] == [
        "purpose-2",
        "purpose-3",
        "results",
        "partners",
    ]
    links = [link["href"] for link in main.select(".outline a")]
    assert links == ["#purpose", "#purpose-2", "#results", "#partners"]
    assert all(main.find(id=link[1:]) for link in links)


def test_no_heading_takes_an_id_of_the_frame(client, pages):
    page = pages["standard"]
    page.body = [("heading", {"text": "Main", "level": "h2"})]
    page.save_revision().publish()
    assert soup_of(client.get(page.url)).select_one(".body h2")["id"] == "main-2"


def test_what_stands_before_the_first_section_stays_before_what_the_kind_adds(client, showcase):
    main = soup_of(client.get(showcase["programme"].url)).main
    parts = main.select(".content > *")
    assert [part.get("aria-labelledby") for part in parts] == [
        None,
        "purpose",
        "components",
        "results",
        None,
        "contact-people",
        "linked-pages",
    ]
    assert parts[0].text.startswith("An apprenticeship")


def test_a_figure_has_sizes_a_description_and_a_credit(client, showcase):
    figure = soup_of(client.get(showcase["standard"].url)).select_one("figure.figure")
    image = figure.img
    assert image["alt"] == "A lathe and two students"
    assert image["loading"] == "lazy"
    assert int(image["width"]) / int(image["height"]) == pytest.approx(16 / 9, rel=0.01)
    assert [part.split()[1] for part in image["srcset"].split(", ")] == ["480w", "960w", "1440w"]
    assert " ".join(figure.figcaption.text.split()) == "In the workshop Picture: The centre"


def test_a_decorative_picture_has_no_description(client, showcase):
    page = showcase["standard"]
    figure = next(block for block in page.body if block.block_type == "figure")
    figure.value["image"].decorative = True
    page.save_revision().publish()
    assert soup_of(client.get(page.url)).select_one("figure.figure img")["alt"] == ""


def test_questions_are_headings_below_the_one_above_them(client, showcase):
    main = soup_of(client.get(showcase["standard"].url)).main
    questions = main.select("details.question > summary > *")
    assert [(item.name, item["id"], item.text) for item in questions] == [
        ("h4", "who-may-apply", "Who may apply?"),
        ("h4", "words-2", "Words"),
    ]


def test_the_assistant_reads_each_block(client, showcase):
    sections = html_sections(client.get(showcase["standard"].url).content.decode())
    by_anchor = {section.anchor: section for section in sections}
    answer = by_anchor["who-may-apply"]
    assert answer.heading == "Pictures and steps › Questions › Who may apply?"
    assert answer.text == "Every teacher may apply."
    text = "\n".join(section.text for section in sections)
    for line in (
        "March 2021: Start",
        "With 15 centres.",
        "• The donor",
        "• Ministry of Labour",
        "Do you want to join?",
        "• Bursa, Türkiye",
        "A teacher shows a lathe.",
        "[A lathe and two students]",
    ):
        assert line in text.splitlines(), line


def test_a_map_is_drawn_here_and_told_in_words(client, showcase):
    figure = soup_of(client.get(showcase["standard"].url)).select_one("figure.map")
    assert figure.svg["role"] == "img"
    assert "Two cities" in figure.svg["aria-label"]
    assert [name.text for name in figure.select(".map__name")] == ["Bursa", "Ankara"]
    assert [item.text for item in figure.select("ol li")] == [
        "Bursa, Türkiye",
        "Ankara, Türkiye",
        "Nowhere in particular",
    ]


def test_a_video_loads_nothing_by_itself(client, showcase):
    first, second = soup_of(client.get(showcase["standard"].url)).select("figure.video")
    assert first.video["preload"] == "none"
    assert first.video.has_attr("controls")
    assert first.track["kind"] == "captions"
    assert first.details.p.text == "A teacher shows a lathe."
    assert not second.video
    assert second.a["href"] == "https://films.example/talk"
    assert "another site" in second.a.text


def test_a_call_to_action_leads_to_the_page_in_the_readers_language(client, showcase, translate):
    translated = translate(showcase["standard"], "tr")
    target = translate(showcase["index"], "tr")
    link = soup_of(client.get(translated.url)).select_one(".call a")
    assert link["href"] == target.url


def test_a_call_to_action_to_a_closed_page_is_not_shown(client, showcase):
    from wagtail.models import PageViewRestriction

    page = showcase["standard"]
    closed = publish(showcase["home"], StandardPage(title="Closed"))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    call = next(block for block in page.body if block.block_type == "call_to_action")
    call.value["page"] = closed
    page.save_revision().publish()
    assert not soup_of(client.get(page.url)).select(".call")


def test_every_text_of_every_block_is_translated_and_names_need_no_translation(
    client, showcase, translate
):
    page = showcase["standard"]
    turkish = translate(page, "tr", mark=lambda text: f"{text} [tr]")
    html = client.get(turkish.url).content.decode()
    for text in (
        "A lathe and two students",
        "In the workshop",
        "March 2021",
        "With 15 centres.",
        "Do you want to join?",
        "Tell us",
        "Who may apply?",
        "Every teacher may apply.",
        "Two cities",
        "A talk",
        "A teacher shows a lathe.",
    ):
        assert f"{text} [tr]" in html, text
    assert "The donor" in html
    assert "The donor [tr]" not in html
    assert len(BeautifulSoup(html, "html.parser").select(".partner")) == 2


def test_every_text_that_a_kind_adds_is_translated(client, showcase, translate):
    wanted = {
        "programme": ["Teachers", "centres set up", "The programme spreads", "A directive"],
        "centre": ["6 weeks", "For teachers.", "Welding"],
        "publication": ["On apprenticeship"],
        "event": ["Opening", "Hall 2", "Competence grew", "28 representatives"],
    }
    for kind, texts in wanted.items():
        turkish = translate(showcase[kind], "tr", mark=lambda text: f"«{text}»")
        html = client.get(turkish.url).content.decode()
        for text in texts:
            assert re.search(f"«[^»]*{text}", html), (kind, text)


def test_partners_are_named_in_the_readers_language_with_their_logos(
    client, showcase, translate, django_assert_max_num_queries
):
    donor = Organisation.objects.get(name="The donor")
    translated = translate(showcase["standard"], "tr")
    turkish = donor.copy_for_translation(translated.locale)
    turkish.name, turkish.logo = "Bağışçı", None
    turkish.save()
    partner = soup_of(client.get(translated.url)).select_one(".partner")
    assert partner.a.text == "Bağışçı"
    assert partner.img["alt"] == ""
    assert partner.img["width"]
    chosen = list(Organisation.objects.filter(locale__language_code="en"))
    with django_assert_max_num_queries(3):
        assert len(with_logos(chosen, "tr")) == 2


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(40.2, 29.1)], 1),
        ([(40.2, 29.1), (40.21, 29.11)], 1),
        ([(40.2, 29.1), (-26.2, 28.0)], 2),
        ([(-17.7, 178.0), (-13.8, -171.8)], 2),
        ([(89.9, 0.0), (-89.9, 180.0)], 2),
        ([(None, None)], None),
        ([], None),
    ],
)
def test_a_map_shows_each_place_inside_its_frame(points, expected):
    map_ = drawing([Place(name="P", latitude=north, longitude=east) for north, east in points])
    if expected is None:
        assert map_ is None
        return
    assert len(map_.markers) == expected
    assert sum(len(marker.numbers) for marker in map_.markers) == len(points)
    assert all(5 <= marker.x <= 95 and 5 <= marker.y <= 95 for marker in map_.markers)
    assert map_.meridians
    assert 0 < map_.scale_width <= 25


def test_a_map_over_the_date_line_keeps_neighbours_together():
    fiji = Place(name="Fiji", latitude=-17.7, longitude=178.0)
    samoa = Place(name="Samoa", latitude=-13.8, longitude=-171.8)
    west, east = drawing([fiji, samoa]).markers
    assert west.x < east.x
    assert drawing([fiji, samoa]).scale_km <= 500


def translation_source(page):
    from wagtail_localize.models import TranslationSource

    return TranslationSource.update_or_create_from_instance(page)
