"""The files of the sample content, and what the loader refuses before it starts."""

import re
import tomllib
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page

from assistant.answering.small_talk import recognise, without_greeting
from cms import demo
from cms.demo import is_loaded
from cms.demo.body import blocks_of
from cms.demo.catalogues import SLUG, catalogue_file, read_catalogue
from cms.demo.coverage import coverage, languages, translates
from cms.demo.files import document_files, image_files, page_files, snippet_entries
from cms.demo.snippets import ensure_snippets
from cms.demo.targets import Targets, UnknownTarget
from cms.models import HomePage, Place

pytestmark = pytest.mark.site


@pytest.mark.django_db
def test_a_site_with_pages_of_its_own_is_refused():
    Page.get_first_root_node().add_child(instance=HomePage(title="Ours", slug="ours"))

    with pytest.raises(CommandError, match="--force"):
        call_command("load_sample", verbosity=0)

    assert not is_loaded()
    assert not HomePage.objects.exclude(slug="ours").exists()


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_keeps_links_and_years(language):
    for entry in read_catalogue(language):
        if not entry.msgstr or entry.msgctxt == SLUG:
            continue
        tags = r"<[^>]+>"
        kept = sorted(re.findall(tags, entry.msgstr)) == sorted(re.findall(tags, entry.msgid))
        assert kept, entry.msgid
        years = set(re.findall(r"\b20\d\d\b", entry.msgid))
        assert years <= set(re.findall(r"20\d\d", entry.msgstr)), entry.msgid


def test_no_translated_page_hangs_below_an_untranslated_one():
    files = {page.path: page for page in page_files()}

    for page in files.values():
        if page.path:
            assert files[page.parent].translated or not page.translated
            for language in languages():
                if translates(language, page):
                    assert translates(language, files[page.parent]), (language, page.path)


def test_pdf_text_comes_out_page_by_page_with_its_letters():
    files = {document.slug: document.file for document in document_files()}

    turkish = pypdfium2.PdfDocument(files["sektorel-merkezler-bilgi-notu"])
    plan = pypdfium2.PdfDocument(files["action-plan-2027"])

    assert "Eskişehir, Trabzon" in " ".join(text_of(turkish, 2).split())
    assert "49,000" in text_of(plan, 5)
    assert "49,000" not in text_of(plan, 4)
    assert all(file.stat().st_size < 60_000 for file in files.values())


@pytest.mark.django_db
def test_a_snippet_that_somebody_else_made_is_used_as_it_is():
    locale, _ = Locale.objects.get_or_create(language_code="en")
    own = Place.objects.create(slug="turkiye", name="Our own name", kind="country", locale=locale)

    keys, written = ensure_snippets(locale=locale, rewrite=True)

    assert keys["places/turkiye"] == own.pk
    assert written == len(snippet_entries()) - 1
    own.refresh_from_db()
    assert own.name == "Our own name"


def test_images_are_small_and_say_what_they_show():
    for image in image_files():
        assert image.file.stat().st_size <= 30_000, image.slug
        assert len(image.description) > 20, image.slug


def test_each_language_has_a_catalogue_and_none_is_left_over():
    files = {file.stem for file in catalogue_file("tr").parent.glob("*.po")}

    assert files == set(languages())
    assert [language for language, found in coverage().items() if found.complete] == ["tr", "fr"]


#: The pages and snippets that speak of real organisations, people and places. Each states only
#: what the public texts on them say; read those again before adding one here.
REAL_PAGES = {
    "centres/jet-unevoc-centre",
    "centres/sectoral-centres-of-excellence",
    "centres/unevoc-network",
    "events/leadership-workshop-2024",
    "events/smart-villages-forum-2024",
    "news/field-visits",
    "news/iqvet-iii-starts",
    "news/leadership-workshop-report",
    "news/learning-villages",
    "news/rural-skills-consensus",
    "programmes/iqvet-iii",
    "programmes/leadership-and-management",
    "publications/directive-sectoral-centres",
    "publications/leadership-workshop-summary",
    "publications/sectoral-centres-note",
    "publications/unevoc-centre-briefing",
}


def test_what_is_said_of_real_organisations_stands_on_listed_pages_only():
    real = {
        entry.slug
        for entry in snippet_entries()
        if entry.kind in ("organisations", "people", "places")
        and "(fictional)" not in entry.fields["name"]
    } - {"tvet-hub"}
    naming = {
        page.path
        for page in page_files()
        for kind in ("organisations", "people", "places")
        for slugs in page.links.get(kind, {}).values()
        if real & set(slugs)
    }

    assert naming <= REAL_PAGES
    for page in page_files():
        if page.path.count("/") and page.path not in REAL_PAGES and not page.private:
            text = f"{page.title} {page.fields['introduction']}"
            house = page.path.startswith("about/")
            assert "fictional" in text or "made-up" in text or page.draft or house, page.path


def test_relations_and_blocks_name_only_what_exists():
    paths = {page.path for page in page_files()}
    names = {entry.name for entry in snippet_entries()}
    for page in page_files():
        for slugs in page.links.get("relations", {}).values():
            assert set(slugs) <= paths, page.path
        for kind in ("organisations", "people", "places"):
            for slugs in page.links.get(kind, {}).values():
                assert {f"{kind}/{slug}" for slug in slugs} <= names, page.path


def text_of(pdf, number):
    return pdf[number - 1].get_textpage().get_text_range()


def test_a_link_to_a_page_that_does_not_exist_is_an_error_with_its_name():
    key = page_files()[0].translation_key

    with pytest.raises(UnknownTarget, match="centres/nowhere"):
        blocks_of("[x](/centres/nowhere/)", key=key, targets=Targets())


def test_markdown_becomes_the_blocks_of_a_body():
    text = "## One\n\nText & *more*.\n\n- a\n- b\n\n| A | B |\n|---|---|\n| 1 | x |\n\n> Q\n> — Me"

    blocks = blocks_of(text, key=page_files()[0].translation_key, targets=Targets())

    assert [(block["type"], block["value"]) for block in blocks] == [
        ("heading", {"text": "One", "level": "h2"}),
        ("paragraph", "<p>Text &amp; <i>more</i>.</p><ul><li>a</li><li>b</li></ul>"),
        (
            "table",
            {
                "columns": [{"type": "text", "heading": "A"}, {"type": "text", "heading": "B"}],
                "rows": [{"values": ["1", "x"]}],
                "caption": "",
            },
        ),
        ("quote", {"text": "Q", "attribution": "Me"}),
    ]


def test_fenced_blocks_hold_toml_and_name_snippets_pages_and_images():
    text = """
```timeline
[[entries]]
when = "1998"
title = "A forge"
```

```faq
[[questions]]
question = "Where?"
answer = "[Here](/about/)."
```

```map
caption = "One"
places = ["turkiye"]
```
"""
    targets = Targets(pages={"about": 7}, snippets={"places/turkiye": 9})

    blocks = blocks_of(text, key=page_files()[0].translation_key, targets=targets)

    assert [block["type"] for block in blocks] == ["timeline", "faq", "map"]
    entries, questions, places = (
        [
            item["value"]
            for items in block["value"].values()
            if isinstance(items, list)
            for item in items
        ]
        for block in blocks
    )
    assert entries == [{"when": "1998", "title": "A forge", "text": ""}]
    assert questions == [
        {"question": "Where?", "answer": '<p><a linktype="page" id="7">Here</a>.</p>'}
    ]
    assert places == [9]


def test_a_block_of_a_kind_that_does_not_exist_is_an_error_with_its_name():
    key = page_files()[0].translation_key

    with pytest.raises(ValueError, match="carousel"):
        blocks_of("```carousel\nx = 1\n```", key=key, targets=Targets())


def test_no_question_of_the_sample_is_small_talk():
    file = Path(demo.__file__).parent / "questions.toml"
    questions = tomllib.loads(file.read_text(encoding="utf-8"))["question"]
    for question in questions:
        assert recognise(question["question"]) is None
        assert without_greeting(question["question"]) == question["question"]
