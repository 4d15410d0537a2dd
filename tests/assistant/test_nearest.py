"""What comes nearest: quoted and called so where it is not certain that anything answers."""

from __future__ import annotations

import pytest

from assistant.models import Turn
from tests.assistant.content import ask, publish, work

pytestmark = pytest.mark.site


@pytest.fixture(autouse=True)
def pages(home):
    """A page that names the fee of one course."""
    publish(
        home, "Weaving course", "The weaving course costs 320 euros. It lasts nine weeks in Lamu."
    )
    work()


def test_what_may_not_answer_is_called_the_nearest_and_is_cited():
    answer = ask("Who washes the looms of the weaving course in Lamu?")

    assert answer.status == "nearest"
    assert answer.text.startswith("I found no certain answer. This comes nearest:")
    assert "[1]" in answer.text
    assert [citation.title for citation in answer.citations] == ["Weaving course"]
    assert Turn.objects.get(pk=answer.id).status == "nearest"


def test_a_sum_is_not_quoted_for_something_that_its_page_does_not_name():
    answer = ask("How much does the pottery course cost?")

    assert answer.status in {"nearest", "unanswered"}
    assert "320" not in answer.text


def test_the_sum_is_given_for_what_it_belongs_to():
    answer = ask("How much does the weaving course cost?")

    assert answer.status == "answered"
    assert "320" in answer.text


def test_it_is_said_in_the_askers_language():
    answer = ask("Lamu'daki dokuma tezgâhlarını kim yıkar?", locale="tr")

    assert answer.status in {"nearest", "unanswered"}
    assert not answer.text.startswith("I found")
