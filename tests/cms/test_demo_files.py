"""The files of the sample content, and what the loader refuses before it starts."""

import re

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from cms.demo import is_loaded
from cms.demo.body import UnknownTarget, blocks_of
from cms.demo.catalogues import LANGUAGES, SLUG, read_catalogue
from cms.demo.reading import document_files, page_files
from cms.models import HomePage


@pytest.mark.django_db
def test_a_site_with_pages_of_its_own_is_refused():
    Page.get_first_root_node().add_child(instance=HomePage(title="Ours", slug="ours"))

    with pytest.raises(CommandError, match="--force"):
        call_command("load_sample", verbosity=0)

    assert not is_loaded()
    assert not HomePage.objects.exclude(slug="ours").exists()


@pytest.mark.parametrize("language", LANGUAGES)
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
            assert files[page.parent].main or not page.main
            assert files[page.parent].translated or not page.translated


def test_pdf_text_comes_out_page_by_page_with_its_letters():
    files = {document.slug: document.file for document in document_files()}

    turkish = pypdfium2.PdfDocument(files["sektorel-merkezler-bilgi-notu"])
    plan = pypdfium2.PdfDocument(files["action-plan-2027"])

    assert "Eskişehir, Trabzon" in " ".join(text_of(turkish, 2).split())
    assert "49,000" in text_of(plan, 5)
    assert "49,000" not in text_of(plan, 4)
    assert all(file.stat().st_size < 60_000 for file in files.values())


def text_of(pdf, number):
    return pdf[number - 1].get_textpage().get_text_range()


def test_a_link_to_a_page_that_does_not_exist_is_an_error_with_its_name():
    key = page_files()[0].translation_key

    with pytest.raises(UnknownTarget, match="centres/nowhere"):
        blocks_of("[x](/centres/nowhere/)", key=key, pages={}, documents={})


def test_markdown_becomes_the_blocks_of_a_body():
    text = "## One\n\nText & *more*.\n\n- a\n- b\n\n| A | B |\n|---|---|\n| 1 | x |\n\n> Q\n> — Me"

    blocks = blocks_of(text, key=page_files()[0].translation_key, pages={}, documents={})

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
