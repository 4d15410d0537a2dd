import pytest

from cms.search.excerpts import excerpt
from cms.search.views import BadQuery, clean_query

pytestmark = pytest.mark.site


def test_a_query_is_tidied():
    assert clean_query("  pilot\t provinces\n") == "pilot provinces"


@pytest.mark.parametrize("raw", ["a" * 201, "pilot\x00provinces", "a\x1bb", "\x07"])
def test_a_bad_query_is_refused_with_a_sentence(raw):
    with pytest.raises(BadQuery, match=r"Please .*\."):
        clean_query(raw)


@pytest.mark.parametrize("query", ["a" * 201, "pilot\x00provinces"])
def test_the_search_page_answers_a_bad_query_with_a_message(client, home, query):
    response = client.get("/en/search/", {"q": query})
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("query", [None, "", "   \n\t "])
def test_an_empty_search_invites(client, home, query):
    response = client.get("/en/search/", {} if query is None else {"q": query})
    assert response.status_code == 200
    html = response.content.decode()
    assert 'role="alert"' not in html
    assert "Nothing was found" not in html


def test_the_search_page_only_reads(client, home):
    assert client.post("/en/search/", {"q": "x"}).status_code == 405


@pytest.fixture
def indexed(settings, tmp_path, pages, translate):
    """The small site, really indexed; the Turkish programme is a translation."""
    from assistant import ingestion
    from assistant.index import dense

    translate(pages["programme"], "tr", mark=lambda text: f"{text} kaynakçılar")
    ingestion.index_all_waiting()
    yield pages
    # The database is put back, the vector store is not: a thread that mends it would wait for the
    # next test's transaction, which waits for it.
    dense.release()


def hits(client, query, language="en"):
    from bs4 import BeautifulSoup

    response = client.get(f"/{language}/search/", {"q": query})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select(".results li")


@pytest.mark.parametrize(
    "query", ["xyzzy plugh", "best pizza recipe", "披萨食谱", "recette de crêpes"]
)
def test_nonsense_finds_nothing(client, indexed, query):
    assert hits(client, query) == []
    assert "Nothing was found" in client.get("/en/search/", {"q": query}).content.decode()


def page(client, status=200, **query):
    from bs4 import BeautifulSoup

    response = client.get("/en/search/", query)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def test_a_misspelled_query_is_searched_as_it_was_meant(client, indexed):
    html = page(client, q="weldrs")
    assert html.select(".results li")
    assert "These are results for welders." in html.text
    assert "Nothing was found for “weldrs”." in html.text
    literally = page(client, q="weldrs", literally="1")
    assert "These are results for" not in literally.text


def test_words_of_closed_pages_are_never_suggested(client, indexed):
    from wagtail.models import PageViewRestriction

    from cms.search.site_search import corrected_query

    assert corrected_query("Rivr centre", "en") == "River centre"
    assert "River centre" in suggested(client, "riv")
    PageViewRestriction.objects.create(page=indexed["centre"], restriction_type="login")
    assert corrected_query("Rivr centre", "en") is None
    assert suggested(client, "riv") == []


def suggested(client, words, language="en"):
    response = client.get(f"/{language}/search/suggest/", {"q": words})
    assert response.status_code == 200
    return [item["label"] for item in response.json()["suggestions"]]


def test_results_can_be_narrowed_by_kind_and_language_in_the_address(client, indexed):
    def links(html):
        return {link.text: link.get("href") for link in html.select(".search-filters a")}

    html = page(client, q="welders")
    assert links(html)["Programmes 1"] == "?q=welders&kind=programme"
    narrowed = page(client, q="welders", kind="programme")
    assert [hit.a.text for hit in narrowed.select(".results li")] == ["Better schools"]
    assert narrowed.select_one('[aria-current="true"].chip')
    wrong = page(client, q="welders", kind="magic", page="x")
    assert "“magic”" in wrong.select_one("[role=alert]").text
    assert len(wrong.select(".results li")) == len(html.select(".results li"))


def test_a_page_of_results_beyond_the_last_is_not_found(client, indexed):
    html = page(client, status=404, q="welders", page="10000")
    assert "There is no page 10000" in html.select_one("[role=alert]").text
    assert html.select_one("[role=alert] a")["href"] == "?q=welders"


def test_a_script_in_a_search_is_text(client, indexed):
    script = "<script>alert(1)</script>"
    html = client.get("/en/search/", {"q": f"welders {script}", "kind": script}).content.decode()
    assert script not in html


def test_a_term_of_the_glossary_comes_first_in_the_readers_language(client, indexed):
    from wagtail.models import Locale

    from cms.models import GlossaryTerm
    from tests.cms.conftest import snippet

    term = snippet(
        GlossaryTerm, "Apprenticeship", definition="Learning at work.", synonyms="Dual training"
    )
    GlossaryTerm.objects.create(
        term="Çıraklık",
        definition="İşte öğrenme.",
        slug=term.slug,
        translation_key=term.translation_key,
        locale=Locale.objects.get(language_code="tr"),
    )
    for query in ("apprenticeship", "DUAL training", "cıraklik"):
        assert "Learning at work." in page(client, q=query).select_one(".best-bet").text
    assert not page(client, q="welders").select(".best-bet")
    assert "İşte öğrenme." in client.get("/tr/search/", {"q": "apprenticeship"}).content.decode()
    assert suggested(client, "app") == ["Apprenticeship"]
    assert suggested(client, "dual") == ["Apprenticeship"]
    assert suggested(client, "ÇIR", "tr") == ["Çıraklık"]


def test_suggestions_are_titles_in_the_readers_language_first(client, indexed):
    assert suggested(client, "bett") == ["Better schools"]
    assert suggested(client, "BETT", "tr") == ["Better schools kaynakçılar"]
    assert suggested(client, "schools")[0] == "Better schools"
    assert suggested(client, "b") == []
    assert suggested(client, "%_") == []
    indexed["programme"].unpublish()
    assert "Better schools" not in suggested(client, "bett")


def test_a_bad_query_gets_no_suggestions_but_a_sentence(client, home):
    response = client.get("/en/search/suggest/", {"q": "a" * 201})
    assert response.status_code == 400
    assert response.json()["suggestions"] == []
    assert "too long" in response.json()["detail"]


def test_search_finds_a_passage_and_leads_to_it(client, indexed):
    found = hits(client, "Who trains welders in the Better schools programme?")
    link = next(hit.a for hit in found if hit.a.text == "Better schools")
    assert "/en/programmes/better-schools/" in link["href"]
    assert client.get(link["href"]).status_code == 200


def test_search_shows_the_readers_language_and_labels_others(client, indexed):
    found = hits(client, "welders", language="tr")
    titles = {hit.a.text: hit for hit in found}
    assert "Better schools kaynakçılar" in titles
    assert not titles["Better schools kaynakçılar"].select(".tag[lang]")
    assert titles["River centre"].select_one(".tag[lang]").text == "English"


def test_search_forgets_what_is_unpublished_at_once(client, indexed):
    indexed["centre"].unpublish()
    assert "River centre" not in [hit.a.text for hit in hits(client, "River centre")]


def test_search_apologises_when_the_index_cannot_answer(client, home, settings):
    settings.ASSISTANT = {**settings.ASSISTANT, "EMBEDDINGS": "nosuch:model"}
    response = client.get("/en/search/", {"q": "welders"})
    assert response.status_code == 200
    html = response.content.decode()
    assert "Search is resting" in html
    assert "nosuch" not in html


def marked(pieces):
    return [piece.text for piece in pieces if piece.marked]


def text(pieces):
    return "".join(piece.text for piece in pieces)


def test_an_excerpt_marks_the_words_of_the_query_whatever_their_case():
    pieces = excerpt("Pilot provinces: the PILOT of all.", "pilot")
    assert marked(pieces) == ["Pilot", "PILOT"]
    assert text(pieces) == "Pilot provinces: the PILOT of all."


def test_a_long_text_is_cut_around_the_word():
    pieces = excerpt("before " * 200 + "needle" + " after" * 200, "needle", length=120)
    assert marked(pieces) == ["needle"]
    assert text(pieces).startswith("…before")
    assert text(pieces).endswith("after…")
    assert len(text(pieces)) <= 122


def test_a_text_without_the_word_is_cut_at_its_beginning():
    assert text(excerpt("word " * 200, "other", length=50)).startswith("word word")


def test_small_words_are_not_marked_but_names_and_years_are():
    assert marked(excerpt("When was JET one of the centres in 2013?", "when was JET the 2013")) == [
        "When",
        "JET",
        "2013",
    ]


def test_an_excerpt_takes_any_query_as_plain_words():
    assert text(excerpt("a (b) [c] .*", ".* ( [")) == "a (b) [c] .*"
    assert marked(excerpt("试点省份包括布尔萨", "试点省份")) == ["试点省份"]
