from cms.anchors import anchors
from tests.cms.conftest import BODY


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


def translation_source(page):
    from wagtail_localize.models import TranslationSource

    return TranslationSource.update_or_create_from_instance(page)
