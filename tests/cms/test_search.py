import pytest

from cms.excerpts import excerpt
from cms.views import BadQuery, clean_query


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

    translate(pages["programme"], "tr", mark=lambda text: f"{text} kaynakçılar")
    ingestion.catch_up()
    return pages


def hits(client, query, language="en"):
    from bs4 import BeautifulSoup

    response = client.get(f"/{language}/search/", {"q": query})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select(".results li")


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
