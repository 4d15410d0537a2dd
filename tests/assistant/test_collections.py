"""Answers from the site's fields: lists, counts, facts, never of what is not public."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from assistant.collections import Collection, Fact, defaults, names, register_collections
from assistant.collections.registry import forget_collections
from tests.assistant.content import (
    IndexPage,
    NewsPage,
    ask,
    publish,
    publish_page,
    translate,
    work,
)

pytestmark = pytest.mark.site

TODAY = timezone.localdate()
TALKS = {"Talk on looms": 40, "Talk on kilns": 10, "Talk on dyes": -20}


@pytest.fixture(autouse=True)
def talks(home):
    """Two talks to come and one that is over, as a registered collection."""
    for title, days in TALKS.items():
        page = NewsPage(title=title, date=TODAY + datetime.timedelta(days), introduction="By Ada.")
        publish_page(home, page)
    publish(home, "Weavers", "Weavers set up a horizontal loom of bamboo in their second month.")
    work()
    register_collections(
        Collection(
            key="talk",
            model=NewsPage,
            names={"en": ["talk", "talks"], "tr": ["konuşma", "konuşmalar"], "zh-hans": ["讲座"]},
            start="date",
            facts=(
                Fact(
                    key="when",
                    label="Day",
                    names={"en": ["when", "which day"], "tr": ["ne zaman"]},
                    value=lambda page: [page.date.isoformat()],
                    measure=lambda page: page.date.toordinal(),
                    more={"en": ["later", "latest of all"], "zh-hans": ["更晚"]},
                    less={"en": ["earlier"], "tr": ["daha erken"]},
                ),
                Fact(
                    key="speaker",
                    label="Speaker",
                    names={"en": ["who speaks"]},
                    value=lambda page: [],
                ),
            ),
            summary=("when",),
            overview=("when", "speaker"),
            teaser="introduction",
        )
    )
    names.forget()
    defaults.forget()
    yield
    forget_collections()


def listed(answer) -> list[str]:
    return [item.title for item in answer.items]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Which talks are coming up?", "en", ["Talk on kilns", "Talk on looms"]),
        ("What is the next talk?", "en", ["Talk on kilns"]),
        ("Show me the past talks", "en", ["Talk on dyes"]),
        ("Yaklaşan konuşmalar hangileri?", "tr", ["Talk on kilns", "Talk on looms"]),
        ("即将举行的讲座有哪些？", "zh-hans", ["Talk on kilns", "Talk on looms"]),
    ],
)
def test_pages_are_listed_by_their_dates(question, language, expected):
    answer = ask(question, locale=language)

    assert answer.status == "answered"
    assert listed(answer) == expected
    assert [citation.title for citation in answer.citations] == expected


def test_pages_are_counted():
    answer = ask("How many talks are there?")

    assert "(3)" in answer.text
    assert len(answer.items) == 3


def test_a_fact_of_one_page_is_stated_with_its_owner_and_its_source():
    answer = ask("When is the talk on looms?")

    day = (TODAY + datetime.timedelta(40)).isoformat()
    assert answer.status == "answered"
    assert answer.items[0].facts == (("Day", day),)
    assert "Talk on looms" in answer.text
    assert f"{day} [1]".replace("-", "-") in answer.text


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Which is later, the talk on kilns or the one on looms?", "en", ["looms", "kilns"]),
        ("Is the talk on looms earlier than the talk on dyes?", "en", ["dyes", "looms"]),
        ("Looms mı daha erken, kilns mi?", "tr", ["kilns", "looms"]),
        ("kilns讲座和looms讲座哪个更晚？", "zh-hans", ["looms", "kilns"]),
        ("Which talk is earlier?", "en", ["dyes", "kilns", "looms"]),
        ("Which talks are earlier than the talk on looms?", "en", ["dyes", "kilns", "looms"]),
    ],
)
def test_pages_are_compared_by_a_fact_in_its_order(question, language, expected):
    answer = ask(question, locale=language)

    assert answer.status == "answered"
    assert listed(answer) == [f"Talk on {each}" for each in expected]


def test_no_field_says_why():
    assert not ask("Why is the talk on looms later than the talk on kilns?").items


def test_nothing_is_compared_with_what_does_not_exist():
    assert not ask("When are the talk on looms and the talk on chairs?").items


def test_a_name_ends_where_another_script_begins():
    assert not ask("kilns讲座的电子邮箱是什么？", locale="zh-hans").items


def test_a_question_with_a_word_that_no_field_explains_is_answered_from_texts():
    answer = ask("Which talks about submarines are coming up?")

    assert not answer.items


def test_a_fact_that_no_field_has_is_not_stated():
    assert not ask("Who speaks at the talk on looms?").items


def test_what_was_withdrawn_or_made_private_is_not_listed_from_that_second_on():
    looms, kilns = (
        NewsPage.objects.get(title=title) for title in ("Talk on looms", "Talk on kilns")
    )
    looms.unpublish()
    PageViewRestriction.objects.create(page=kilns, restriction_type="login")

    answer = ask("Which talks are coming up?")

    assert not answer.items
    assert "looms" not in answer.text
    assert "kilns" not in answer.text


def test_translations_are_one_item_in_the_readers_language():
    translate(
        NewsPage.objects.get(title="Talk on kilns"), "tr", {"Talk on kilns": "Fırın konuşması"}
    )

    answer = ask("Yaklaşan konuşmalar hangileri?", locale="tr")

    assert listed(answer) == ["Fırın konuşması", "Talk on looms"]
    assert [item.locale for item in answer.items] == ["tr", "en"]
    # What is shown in another language says so.
    assert "İngilizce" in answer.text


def test_kinds_that_nobody_registered_are_listed_by_the_names_of_their_models():
    forget_collections()

    answer = ask("Which news pages are coming up?")

    assert listed(answer) == ["Talk on kilns", "Talk on looms"]


def test_a_kind_is_called_by_the_title_of_the_page_that_lists_it(home):
    forget_collections()
    lectures = publish_page(home, IndexPage(title="Evening lectures"))
    for title in ("Silk", "Wool"):
        publish_page(lectures, NewsPage(title=title, date=TODAY + datetime.timedelta(3)))
    work()
    defaults.forget()

    answer = ask("Show me the evening lectures")

    assert "Evening lectures" in answer.text
    assert {"Silk", "Wool"} <= set(listed(answer))
    assert answer.citations[-1].title == "Evening lectures"


def test_a_field_that_pages_do_not_show_is_not_told(home):
    forget_collections()
    for number, title in enumerate(("Flax", "Hemp"), start=1):
        page = NewsPage(title=title, date=TODAY - datetime.timedelta(number))
        page.received_on = TODAY + datetime.timedelta(100 * number)
        publish_page(home, page)
    work()
    defaults.forget()

    assert "Hemp" not in listed(ask("Which news pages are coming up?"))
    assert not ask("What is the received on of Hemp?").items
    assert ask("What is the date of Hemp?").items[0].title == "Hemp"


def test_what_a_page_is_about_is_its_teaser_and_its_facts():
    answer = ask("Tell me about the talk on looms")

    assert answer.status == "answered"
    assert "By Ada." in answer.text
    assert answer.items[0].facts == (("Day", (TODAY + datetime.timedelta(40)).isoformat()),)


def test_titles_are_text_and_never_markup(home):
    title = "Talk on [1] <b>*x*</b> (javascript:alert(1))"
    publish_page(home, NewsPage(title=title, date=TODAY + datetime.timedelta(5)))

    answer = ask("What is the next talk?")

    assert listed(answer) == [title]
    assert r"\[1\]" in answer.text
    assert r"\<b\>" in answer.text
