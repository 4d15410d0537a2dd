import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale

from assistant.extraction.html import html_sections
from cms.directory.glossary_markup import TERMS_ON_PAGE, Definitions, Matcher, Term
from cms.i18n.collation import first_letter, sort_key
from cms.models import GlossaryPage, GlossaryTerm, StandardPage

from .conftest import publish, snippet

pytestmark = pytest.mark.site


def found(language, names, text):
    """What the text has of the names, as it stands there."""
    terms = {name: Term(slug=name, name=name, definition="") for name in names}
    return [text[start:end] for start, end, _term in Matcher(language, terms).find(text)]


@pytest.mark.parametrize(
    ("language", "names", "text", "expected"),
    [
        ("en", ["work"], "Workers do work at workplaces.", ["work"]),
        ("en", ["learning", "work-based learning"], "Work-based learning", ["Work-based learning"]),
        ("en", ["apprenticeship"], "Two apprenticeships.", ["apprenticeships"]),
        ("en", ["IT"], "Is it IT?", ["IT"]),
        ("en", ["work placement"], "a work\u00a0placement", ["work\u00a0placement"]),
        ("fr", ["stage"], "Les stages d'été", ["stages"]),
        ("tr", ["ışık"], "IŞIK ve isik", ["IŞIK"]),
        ("tr", ["işbaşı eğitim"], "İŞBAŞI EĞİTİM", ["İŞBAŞI EĞİTİM"]),
        ("ru", ["навык"], "навык и навыки", ["навык"]),
        ("ar", ["مدرسة"], "والمدرسة كبيرة", ["مدرسة"]),
        ("ar", ["مدرسة"], "مدرستنا", []),
        ("th", ["ทักษะ"], "การพัฒนาทักษะวิชาชีพ", ["ทักษะ"]),
        ("th", ["TVET"], "ระบบTVETของไทย", ["TVET"]),
        ("km", ["ជំនាញ"], "ការអភិវឌ្ឍជំនាញវិជ្ជាជីវៈ", ["ជំនាញ"]),
        ("zh-hans", ["学徒制"], "现代学徒制度", ["学徒制"]),
        ("zh-hans", ["技能", "技能人才"], "培养技能人才", ["技能人才"]),
        ("en", [], "nothing", []),
    ],
)
def test_terms_are_found_as_whole_words_where_the_script_has_words(language, names, text, expected):
    assert found(language, names, text) == expected


@pytest.fixture
def terms(db):
    return [
        snippet(
            GlossaryTerm,
            "Work-based learning",
            abbreviation="WBL",
            definition="Learning by <doing>.",
            synonyms="learning at work\nlearning on the job",
        ),
        snippet(GlossaryTerm, "Learning", definition="Getting to know."),
    ]


def marked(source, language="en"):
    html = Definitions(language).mark_up(source)
    soup = BeautifulSoup(html, "html.parser")
    return [element.text for element in soup.select(".term__name")], html


def test_each_term_is_marked_where_it_is_first_used_and_longer_terms_win(terms):
    words, _ = marked("<p>Work-based learning is learning. <b>Learning</b> and WBL again.</p>")
    assert words == ["Work-based learning", "learning"]


def test_synonyms_and_abbreviations_stand_for_the_term(terms):
    assert marked("<p>We value learning at work.</p>")[0] == ["learning at work"]
    assert marked("<p>WBL helps; wbl is no word.</p>")[0] == ["WBL"]


def test_links_and_headings_are_left_alone(terms):
    words, html = marked('<p><a href="/x?a>b">Learning</a></p><h3>Learning</h3><p>Learning</p>')
    assert words == ["Learning"]
    assert '<a href="/x?a>b">Learning</a>' in html


def test_what_the_text_says_stays_the_same_and_definitions_are_escaped(terms):
    source = "<p>R&amp;D &lt;b&gt; and learning at work, x &lt; y.</p>"
    _, html = marked(source)
    soup = BeautifulSoup(html, "html.parser")
    assert "Learning by &lt;doing&gt;." in html
    for definition in soup.select(".term__definition"):
        definition.decompose()
    assert soup.text == BeautifulSoup(source, "html.parser").text


def test_a_text_without_terms_is_not_touched(terms):
    source = "<p>Nothing&nbsp;here &amp; there<br/></p>"
    assert Definitions("en").mark_up(source) == source


def test_only_so_many_terms_are_marked_on_a_page(db):
    for number in range(TERMS_ON_PAGE + 5):
        snippet(GlossaryTerm, f"word{number:02}", definition="A word.")
    text = " ".join(f"word{number:02}" for number in range(TERMS_ON_PAGE + 5))
    assert len(marked(f"<p>{text}</p>")[0]) == TERMS_ON_PAGE


def test_a_page_costs_one_query_and_notices_each_change(terms, django_assert_num_queries):
    definitions = Definitions("en")
    with django_assert_num_queries(1):
        definitions.mark_up("<p>learning</p>")
        definitions.mark_up("<p>learning at work</p>")
    terms[1].term = "Lernen"
    terms[1].save()
    assert marked("<p>Lernen is learning</p>")[0] == ["Lernen"]


def in_language(code, original, **values):
    locale, _ = Locale.objects.get_or_create(language_code=code)
    copy = original.copy_for_translation(locale)
    for name, value in values.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def test_a_page_is_marked_with_the_terms_of_its_own_language(client, home, terms, translate):
    in_language("tr", terms[1], term="Öğrenme", definition="Bilgi edinme.")
    page = publish(
        home, StandardPage(title="About", body=[("paragraph", "<p>Learning is good.</p>")])
    )
    turkish = translate(page, "tr", mark=lambda text: text.replace("Learning", "ÖĞRENME"))
    soup = BeautifulSoup(client.get(turkish.url).content, "html.parser")
    term = soup.select_one(".term")
    assert term.select_one("[tabindex='0']").text == "ÖĞRENME"
    definition = soup.find(id=term.select_one("[aria-describedby]")["aria-describedby"])
    assert definition.text == "Bilgi edinme."


def test_the_assistant_reads_the_text_without_the_definitions(client, home, terms):
    page = publish(
        home, StandardPage(title="About", body=[("paragraph", "<p>Learning is good.</p>")])
    )
    sections = html_sections(client.get(page.url).content.decode())
    assert any(section.text.endswith("Learning is good.") for section in sections)
    assert "Getting to know" not in str(sections)


@pytest.fixture
def glossary(home, terms):
    return publish(home, GlossaryPage(title="Glossary"))


def test_the_glossary_lists_terms_with_all_that_they_are_called(client, glossary, terms):
    in_language("fr", terms[0], term="Formation par le travail", abbreviation="", definition="…")
    soup = BeautifulSoup(client.get(glossary.url).content, "html.parser")
    assert [link.text for link in soup.select(".entry h2")] == [
        "Learning",
        "Work-based learning (WBL)",
    ]
    entry = soup.find(id="work-based-learning").parent
    assert "learning at work, learning on the job" in entry.text
    assert entry.select_one("dd[lang=fr]").text == "Formation par le travail"


def test_a_glossary_shows_the_original_where_a_term_is_not_translated(
    client, glossary, terms, translate
):
    in_language("ar", terms[1], term="التعلّم", definition="اكتساب المعرفة.")
    arabic = translate(glossary, "ar")
    soup = BeautifulSoup(client.get(arabic.url).content, "html.parser")
    names = {heading.text: heading.get("lang") for heading in soup.select(".entry h2")}
    assert names == {"التعلّم": None, "Work-based learning (WBL)": "en"}
    assert soup.find(id="learning").text == "التعلّم"


def test_the_assistant_finds_each_term_under_its_name(client, glossary):
    sections = html_sections(client.get(glossary.url).content.decode())
    section = next(item for item in sections if item.anchor == "work-based-learning")
    assert section.heading == "Work-based learning (WBL)"
    assert "Learning by <doing>." in section.text


def test_an_empty_glossary_says_so(client, home):
    page = publish(home, GlossaryPage(title="Glossary"))
    assert "There are no terms yet." in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["apple", "École", "zebra"]),
        ("es", ["nube", "ñandú", "oso"]),
        ("tr", ["cam", "çam", "ılık", "İl", "quartz", "şair", "zil"]),
        ("vi", ["an", "ăn", "ân", "dao", "đào", "em"]),
        ("ru", ["ель", "ёлка", "жук", "apple"]),
        ("th", ["กา", "แก้ว", "ขา"]),
        ("ar", ["أحمد", "البيت", "تمر", "zebra"]),
    ],
)
def test_words_are_ordered_as_their_readers_expect(language, ordered):
    mixed = [*ordered[1:], ordered[0]]
    assert sorted(mixed, key=lambda word: sort_key(word, language)) == ordered


@pytest.mark.parametrize(
    ("language", "word", "letter"),
    [
        ("en", "école", "E"),
        ("tr", "ilk", "İ"),
        ("tr", "ılık", "I"),
        ("vi", "đào", "Đ"),
        ("th", "แก้ว", "ก"),
        ("ar", "البيت", "ب"),
        ("zh-hans", "学徒", ""),
        ("en", "3D printing", "D"),
    ],
)
def test_a_list_jumps_to_the_letters_of_its_script(language, word, letter):
    assert first_letter(word, language) == letter
