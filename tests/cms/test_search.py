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


def test_an_excerpt_takes_any_query_as_plain_words():
    assert text(excerpt("a (b) [c] .*", ".* ( [")) == "a (b) [c] .*"
    assert marked(excerpt("试点省份包括布尔萨", "试点省份")) == ["试点省份"]
