"""Answers as Telegram messages."""

import pytest

from assistant.types import Answer, Citation
from bots.telegram.formatting import format_answer, format_draft
from bots.telegram.markdown import linkable, to_spans
from bots.telegram.richtext import MAX_UNITS, plain, to_html, units

pytestmark = pytest.mark.unit


def citation(number: int = 1, **values: object) -> Citation:
    known: dict[str, object] = {
        "number": number,
        "title": "JET Centre",
        "url": "https://hub.example/en/jet/#role",
        "locale": "en",
        "heading": "",
        "page": None,
        "excerpt": "",
        "stale": False,
    }
    return Citation(**{**known, **values})  # type: ignore[arg-type]


def answer(text: str, *citations: Citation, **values: str) -> Answer:
    known = {"id": "t", "conversation": "c", "status": "answered", "locale": "en"}
    return Answer(text=text, citations=citations, **{**known, **values})  # type: ignore[arg-type]


def html(text: str, **links: str) -> str:
    return to_html(to_spans(text, {int(key[1:]): url for key, url in links.items()}))


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a **b** *c* ~~d~~ `e`", "a <b>b</b> <i>c</i> <s>d</s> <code>e</code>"),
        ("# Title\n\nText", "<b>Title</b>\n\nText"),
        ("Provinces:\n- Ankara\n- **Van**\n\nEnd", "Provinces:\n• Ankara\n• <b>Van</b>\n\nEnd"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- a\n  - b\n- c", "• a\n    • b\n• c"),
        ("-\n- b", "• \n• b"),
        ("> one\n>\n> two", "<blockquote>one\n\ntwo</blockquote>"),
        ("```\nx < y\n```", "<pre>x &lt; y</pre>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<b>a</b> | <b>b</b>\n1 | 2"),
        ("<script>alert(1)</script> & co", "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"),
        ("[x](javascript:alert(1)) [y](http://localhost/)", "[x](javascript:alert(1)) y"),
        ("![a chart](https://hub.example/c.png)", "a chart"),
        ("half **written", "half **written"),
    ],
)
def test_markdown_becomes_telegram_html(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_markers_open_their_source_and_unknown_ones_stay_text() -> None:
    assert html("JET [1] and [2].", n1="https://hub.example/a") == (
        'JET <a href="https://hub.example/a">[1]</a> and [2].'
    )


def test_links_lead_to_hosts_of_the_sources_only() -> None:
    text = "[here](https://hub.example/x?b=1&c=2) [there](https://elsewhere.example/)"
    assert html(text, n1="https://hub.example/a") == (
        '<a href="https://hub.example/x?b=1&amp;c=2">here</a> there'
    )


def test_an_escaped_marker_is_quoted_text_and_opens_nothing() -> None:
    assert html(r"as \[1\] says \*so\* [1].", n1="https://hub.example/a") == (
        'as [1] says *so* <a href="https://hub.example/a">[1]</a>.'
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://hub.example/", True),
        ("http://192.0.2.7:8000/", True),
        ("http://localhost:8000/", False),
        ("http://hub.localhost/", False),
        ("http://hub/", False),
        ("javascript:alert(1)", False),
        ("https://[bad", False),
    ],
)
def test_only_addresses_that_telegram_takes_become_links(url: str, expected: bool) -> None:
    assert linkable(url) is expected


def test_sources_are_numbered_and_say_page_heading_language_age_and_machine() -> None:
    given = answer(
        "Oui [1].",
        citation(1, heading="Mandate > Role", page=3, stale=True, machine=True),
        citation(2, title="Centre JET", locale="fr", url="https://hub.example/fr/jet/"),
        locale="fr",
    )
    [message] = format_answer(given)
    text = to_html(message)
    assert '\n1. <a href="https://hub.example/en/jet/#role">JET Centre</a>' in text
    first, second = plain(message).splitlines()[-2:]
    assert "Mandate > Role" in first
    assert "3" in first
    assert "automatique" in first
    assert "anglais" in first.lower()
    assert second == "2. Centre JET"


def test_an_address_that_telegram_would_drop_is_shown_to_be_copied() -> None:
    [message] = format_answer(answer("Yes [1].", citation(url="http://localhost:8000/en/jet/")))
    assert "<a " not in to_html(message)
    assert plain(message).endswith("1. JET Centre\nhttp://localhost:8000/en/jet/")


def test_titles_are_escaped_and_stay_on_one_line() -> None:
    [message] = format_answer(answer("Yes.", citation(title="A <b>\n& B")))
    assert "A &lt;b&gt; &amp; B</a>" in to_html(message)


def test_an_answer_of_any_length_is_cut_into_messages_that_telegram_takes() -> None:
    text = "\n\n".join(f"**Paragraph {n}** says *something* [1]. " * 9 for n in range(60))
    messages = format_answer(answer(text, citation()))
    assert len(messages) > 3
    for message in messages:
        assert units(plain(message)) <= MAX_UNITS
        assert to_html(message).count("<b>") == to_html(message).count("</b>")
    assert plain(messages[-1]).endswith("1. JET Centre")


def test_right_to_left_text_is_left_as_it_is() -> None:
    [message] = format_answer(answer("عُيّن المركز عام **2019** [1].", citation(), locale="ar"))
    assert plain(message).startswith("عُيّن المركز عام 2019 [1].")


def test_an_unanswered_question_offers_the_nearest_pages() -> None:
    [message] = format_answer(answer("I don't know.", citation(), status="unanswered"))
    assert "Pages that may help" in plain(message)


def test_an_answer_by_the_editors_says_so_above_it() -> None:
    [message] = format_answer(answer("It is free [1].", citation(), status="curated"))
    assert plain(message).startswith("Answer by the editors\n\nIt is free [1].\n\nSources")


def test_small_talk_has_no_sources() -> None:
    [message] = format_answer(answer("Hello!"))
    assert plain(message) == "Hello!"


def test_a_draft_shows_the_newest_text_when_it_outgrows_a_message() -> None:
    spans = format_draft("word " * 2000 + "end", [citation()])
    assert units(plain(spans)) <= MAX_UNITS
    assert plain(spans).endswith("end")
    assert format_draft("", []) == []


def test_a_notice_stands_between_the_answer_and_its_sources() -> None:
    (only,) = format_answer(answer("JET [1].", citation(), notice="The model was silent."))
    text = to_html(only)
    assert text.index("JET") < text.index("<i>The model was silent.</i>") < text.index("Sources")
