"""HTML, PDF and Word to sections: headings, anchors, tables, facts, and nothing of the frame."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from assistant.extraction.docx import docx_sections
from assistant.extraction.html import html_sections
from assistant.extraction.pdf.sections import pdf_sections
from assistant.types import Section
from tests.serving import pdf

pytestmark = pytest.mark.unit


def texts(html: str) -> list[str]:
    return [section.text for section in html_sections(html)]


def test_a_page_is_split_at_its_headings_with_their_path_and_anchor():
    html = """<main><h1>Programmes</h1><p>Intro.</p>
      <h2 id="pilots">Pilot provinces</h2><p>Bursa.</p>
      <h3 id="east">In the east</h3><p>Van.</p>
      <h2>Money</h2><p>None.</p></main>"""
    assert html_sections(html) == [
        Section(heading="", text="Intro.", anchor=""),
        Section(heading="Pilot provinces", text="Bursa.", anchor="pilots"),
        Section(heading="Pilot provinces › In the east", text="Van.", anchor="east"),
        Section(heading="Money", text="None.", anchor=""),
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<section id="fees"><h2>Fees</h2><p>Free.</p></section>',
        '<div id="fees"><header><h2>Fees</h2></header><p>Free.</p></div>',
        '<h2 id="fees">Fees</h2><p>Free.</p>',
    ],
)
def test_the_anchor_may_stand_on_what_the_heading_opens(html):
    assert html_sections(f"<main>{html}</main>")[0].anchor == "fees"


def test_the_anchor_of_a_list_of_sections_is_not_taken_for_each():
    html = '<main><div id="all"><h2>One</h2><p>1.</p><h2>Two</h2><p>2.</p></div></main>'
    assert [section.anchor for section in html_sections(html)] == ["all", ""]


@pytest.mark.parametrize(
    "frame",
    [
        "<nav>x</nav>", "<footer>x</footer>", "<aside>x</aside>", "<form>x</form>",
        "<script>x</script>", "<style>x</style>", "<noscript>x</noscript>", "<!-- x -->",
        "<template>x</template>", "<div hidden>x</div>", "<div aria-hidden=true>x</div>",
        "<div data-assistant-skip>x</div>",
        "<header><nav>x</nav></header>", "<svg><text>x</text></svg>",
        "<div role=navigation>x</div>", "<div role=search>x</div>",
        "<select><option>x</option></select>", "<button>x</button>", "<dialog>x</dialog>",
        "<iframe>x</iframe>",
    ],
)  # fmt: skip
def test_the_frame_of_a_page_is_left_out(frame):
    assert texts(f"<main><p>Text.</p>{frame}</main>") == ["Text."]


def test_only_the_main_part_is_read_where_there_is_one():
    assert texts("<p>Menu</p><main><p>Text.</p></main><p>Imprint</p>") == ["Text."]
    assert texts('<p>Menu</p><div role="main"><p>Text.</p></div>') == ["Text."]
    assert texts("<body><p>Text.</p></body>") == ["Text."]
    assert texts("Text.") == ["Text."]


def test_a_table_row_can_be_read_alone():
    html = """<main><table><tr><th>Province</th><th>Schools</th></tr>
      <tr><td>Bursa</td><td>3</td></tr><tr><td>Konya</td><td>4</td></tr></table></main>"""
    assert texts(html) == ["Province: Bursa; Schools: 3\nProvince: Konya; Schools: 4"]


def test_a_table_with_headings_at_its_side_keeps_them():
    html = """<main><table><tr><th>Donor</th><td>A bank</td></tr>
      <tr><th>Code</th><td>QV-1</td></tr></table></main>"""
    assert texts(html) == ["Donor: A bank\nCode: QV-1"]


def test_a_list_of_facts_becomes_lines():
    html = (
        "<main><dl class=facts><dt>Donor:</dt><dd>A bank</dd><dt>Code</dt><dd>QV-1</dd></dl></main>"
    )
    assert texts(html) == ["Donor: A bank\nCode: QV-1"]


def test_several_descriptions_of_a_term_share_its_line():
    html = """<main><dl><div><dt>Donor</dt><dd>A bank</dd><dd>A ministry</dd></div>
      <dt>Contact</dt><dt>Telephone</dt><dd>12</dd><dd></dd><dt>Nothing</dt></dl></main>"""
    assert texts(html) == ["Donor: A bank; A ministry\nContact, Telephone: 12"]


def test_a_cell_over_several_rows_is_said_in_each_and_one_over_all_columns_once():
    html = """<main><table><caption>Courses</caption>
      <tr><th>Trade</th><th>Weeks</th></tr><tr><td colspan="2">In spring</td></tr>
      <tr><td rowspan="2">Welding</td><td>6</td></tr><tr><td>12</td></tr>
      <tr><td>Masonry</td><td>9</td></tr></table></main>"""
    assert texts(html) == [
        "Courses\nIn spring\nTrade: Welding; Weeks: 6\nTrade: Welding; Weeks: 12\n"
        "Trade: Masonry; Weeks: 9"
    ]


def test_a_table_with_an_empty_corner_is_headed_at_its_top_and_at_its_side():
    html = """<main><table><tr><td></td><th>2025</th><th>2026</th></tr>
      <tr><th scope="row">Welders</th><td>40</td><td>52</td></tr></table></main>"""
    assert texts(html) == ["Welders; 2025: 40; 2026: 52"]


def test_a_table_for_the_layout_is_read_as_what_is_in_it():
    html = """<main><table><tr><td><h2>Fees</h2><p>Free.</p></td><td>Ask us.</td></tr></table>
      <table><tr><td><table><tr><td>Monday</td></tr></table></td></tr></table>
      </main>"""
    assert html_sections(html) == [Section(heading="Fees", text="Free.\nAsk us.\nMonday")]


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "²", "99999999"])
def test_a_cell_may_claim_to_span_anything(span):
    html = f"""<main><table><tr><td colspan="{span}" rowspan="{span}">A</td><td>B</td></tr>
      <tr><td>C</td><td>D</td></tr></table></main>"""
    assert "B" in texts(html)[0]


def test_letters_set_off_in_a_cell_do_not_cut_its_word():
    html = "<main><table><tr><td>H<sub>2</sub>O</td><td>a<br>b<p>c</p></td></tr></table></main>"
    assert texts(html) == ["H2O; a b c"]


def test_items_paragraphs_and_breaks_are_lines_of_their_own():
    html = "<main><ul><li>One</li><li>Two <b>and</b> a half</li></ul><p>A<br>B</p></main>"
    assert texts(html) == ["• One\n• Two and a half\nA\nB"]


def test_what_stands_for_a_picture_is_read():
    assert texts('<main><p>Here: <img src="a.png" alt="a kiln"></p></main>') == ["Here: a kiln"]


def test_broken_html_is_read_as_far_as_it_goes():
    assert texts("<main><p>One<p>Two</div></b>, <b>three") == ["One\nTwo, three"]
    assert html_sections("") == []


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=200))
def test_any_text_between_tags_is_kept(text):
    from html import escape

    kept = "".join(texts(f"<main><p>{escape(text)}</p></main>"))
    assert "".join(kept.split()) == "".join(text.split()).replace("•" * (text.strip() == "•"), "")


def test_a_pdf_is_read_page_by_page():
    sections = list(pdf_sections(pdf("The first page.", "", "The third page.")))
    assert [(section.page, section.text) for section in sections] == [
        (1, "The first page."), (3, "The third page."),
    ]  # fmt: skip


def lines_pdf(*pages: list[str]) -> bytes:
    """A PDF whose pages have these lines, drawn by reportlab."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_running_heads_and_page_numbers_are_left_out():
    pages = [
        ["Annual report 2024", f"Chapter {word} tells of the school.", f"Page {n} of 4"]
        for n, word in enumerate(["one", "two", "three", "four"], 1)
    ]
    sections = list(pdf_sections(lines_pdf(*pages)))

    assert [section.text for section in sections] == [
        f"Chapter {word} tells of the school." for word in ["one", "two", "three", "four"]
    ]


def test_two_pages_are_too_few_to_tell_a_running_head():
    pages = [["Report", f"The {word} page tells of the school."] for word in ("first", "last")]
    sections = list(pdf_sections(lines_pdf(*pages)))
    assert all(section.text.startswith("Report\n") for section in sections)


def test_lines_of_a_paragraph_are_joined_and_hyphens_taken_out():
    lines = [
        "The school of the valley was opened in the year in which the bridge was",
        "built, and has since then trained four hundred carpenters of both ban-",
        "ks of the river.",
        "Fees",
        "Nobody pays.",
    ]
    section = next(pdf_sections(lines_pdf(lines)))
    first, *rest = section.text.split("\n")

    assert "bridge was built, and" in first
    assert "both banks of the river." in first
    assert rest == ["Fees", "Nobody pays."]


def word_document(build) -> bytes:
    document = WordDocument()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_is_split_at_its_headings_with_lists_and_tables():
    def build(document):
        document.add_heading("The plan", level=0)
        document.add_paragraph("Before all.")
        document.add_heading("Fees", level=1)
        document.add_paragraph("They are low.")
        document.add_paragraph("Twenty", style="List Bullet")
        document.add_heading("For women", level=2)
        table = document.add_table(rows=2, cols=2)
        for row, cells in enumerate([("Course", "Fee"), ("Baking", "none")]):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text

    assert list(docx_sections(word_document(build))) == [
        Section(heading="", text="Before all."),
        Section(heading="Fees", text="They are low.\n• Twenty"),
        Section(heading="Fees › For women", text="Baking; Fee: none"),
    ]


def test_a_term_in_a_sentence_that_shows_its_meaning_when_pressed_stays_in_it():
    page = '<p>It is a <span role="button" tabindex="0">UNEVOC Centre</span> since 2013.</p>'
    assert texts(page) == ["It is a UNEVOC Centre since 2013."]
