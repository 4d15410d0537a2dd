"""When there is an answer, and when there is none."""

from __future__ import annotations

import pytest

from tests.assistant.content import ANSWERED, ask, publish, work

pytestmark = pytest.mark.site

REPORT = (
    "In 2024 the Kisumu school trained 86 welders. Its workshop of 2024 lasted nine days and took "
    "place in Nairobi."
)


@pytest.fixture
def report(library, db):
    """A page that names one year."""
    page = publish(library, "Welders of Kisumu", REPORT)
    work()
    return page


@pytest.mark.parametrize(
    ("question", "locale"),
    [
        ("How many welders did the Kisumu school train in 2024?", "en"),
        ("How many welders did the Kisumu school train in ٢٠٢٤?", "en"),
        ("How many welders did the Kisumu school train?", "en"),
        ("Kisumu okulu 2024 yılında kaç kaynakçı yetiştirdi?", "tr"),
    ],
)
def test_what_a_page_says_of_a_year_is_answered(report, question, locale) -> None:
    answer = ask(question, locale)
    assert answer.status in ANSWERED
    assert "86" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many welders did the Kisumu school train in 2023?",
        "How many welders did the Kisumu school train in ٢٠٢٣?",
        "Kisumu okulu 2019 yılında kaç kaynakçı yetiştirdi?",
    ],
)
def test_what_a_page_says_of_one_year_answers_nothing_about_another(report, question) -> None:
    answer = ask(question, None)
    assert answer.status in {"nearest", "unanswered"}
    assert "86" not in answer.text


def test_a_page_that_names_no_year_may_answer_a_question_that_does(library, db) -> None:
    publish(library, "Potters", "The Gulu potters fire their clay in a charcoal kiln at night.")
    work()
    answer = ask("How did the Gulu potters fire their clay in 2024?", "en")
    assert answer.status in ANSWERED
    assert "charcoal kiln" in answer.text


def test_of_two_years_the_one_asked_for_is_quoted(report, library) -> None:
    publish(
        library, "Kisumu in 2025", "In 2025 the Kisumu school trained 91 welders in its workshop."
    )
    work()
    answer = ask("How many welders did the Kisumu school train in 2025?", "en")
    assert "91" in answer.text
    assert "86" not in answer.text
