"""Durations, fees, telephone numbers and sizes, from the fields to the answer."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from assistant.collections import answer_from_fields, defaults, names
from cms.models import CentrePage, IndexPage, ProgrammePage

from .conftest import publish

pytestmark = pytest.mark.site


@pytest.fixture(autouse=True)
def site(home):
    """Two courses and two centres, one of each with less known about it."""
    index = publish(home, IndexPage(title="All of it"))
    day = datetime.date(2027, 1, 11)
    made = (
        ProgrammePage(
            title="Weaving",
            duration=9,
            duration_unit="week",
            fee="12 euros",
            start_date=day,
            end_date=datetime.date(2027, 1, 12),
        ),
        ProgrammePage(
            title="Pottery",
            duration=1,
            duration_unit="month",
            start_date=datetime.date(2027, 1, 4),
            end_date=datetime.date(2027, 2, 4),
        ),
        CentrePage(
            title="Loom House",
            telephone="555-0199",
            email="desk@loom.example",
            opening_hours="Monday, 9 to 12",
            directions="Bus 4 to Mill Lane.",
            learners=80,
            teachers=7,
            appointed_on=datetime.date(1999, 1, 1),
            appointed_precision="year",
        ),
        CentrePage(title="Kiln House", learners=90),
    )
    names.forget()
    defaults.forget()
    return {page.title: publish(index, page) for page in made}


@pytest.mark.parametrize(
    ("question", "language", "stated"),
    [
        ("How long is the weaving course?", "en", "9 weeks"),
        ("What does the weaving course cost?", "en", "12 euros"),
        ("Combien coûte la formation Weaving ?", "fr", "12 euros"),
        ("Weaving kursu kaç hafta?", "tr", "9 hafta"),
        ("What is the telephone number of Loom House?", "en", "555-0199"),
        ("When is Loom House open?", "en", "Monday, 9 to 12"),
        ("怎么去Loom House？", "zh-hans", "Bus 4"),
        ("Сколько преподавателей в Loom House?", "ru", "7"),
        ("When was Loom House founded?", "en", "1999"),
        ("When was Kiln House founded?", "en", None),
    ],
)
def test_a_fact_is_stated_from_its_field(question, language, stated):
    answer = answer_from_fields(question, language, language)

    assert (answer is not None and stated in answer.text) if stated else answer is None


@pytest.mark.parametrize(
    ("question", "language", "titles"),
    [
        ("Which is longer, weaving or pottery?", "en", ["Weaving", "Pottery"]),
        ("Weaving mi daha kısa, Pottery mi?", "tr", ["Pottery", "Weaving"]),
        ("Loom House和Kiln House哪个学生更多？", "zh-hans", ["Kiln House", "Loom House"]),
        ("Which course is the shortest?", "en", ["Pottery", "Weaving"]),
        ("Which starts later, weaving or pottery?", "en", ["Weaving", "Pottery"]),
        ("Which ends later, weaving or pottery?", "en", ["Pottery", "Weaving"]),
    ],
)
def test_pages_are_put_in_the_order_of_a_field(question, language, titles):
    answer = answer_from_fields(question, language, language)

    assert [item.title for item in answer.items] == titles


def test_what_is_not_published_of_one_is_said():
    answer = answer_from_fields("Compare the fees of weaving and pottery", "en", "en")

    assert "12 euros" in answer.text
    assert "not published" in answer.text


def test_the_side_of_which_nothing_is_known_is_named():
    answer = answer_from_fields("Who has more teachers, Loom House or Kiln House?", "en", "en")

    assert [item.title for item in answer.items] == ["Loom House", "Kiln House"]
    assert "Kiln House — not published" in answer.text


@pytest.mark.parametrize(
    ("language", "written"), [("en", "9 weeks"), ("ru", "9 недель"), ("ar", "9 أسابيع")]
)
def test_a_duration_is_written_in_the_readers_language(site, language, written):
    with translation.override(language):
        assert site["Weaving"].written_duration == written


def soup_of(client, page):
    return BeautifulSoup(client.get(page.url).content, "lxml")


def test_pages_show_them(client, site):
    programme = soup_of(client, site["Weaving"]).select_one(".facts").text
    centre = soup_of(client, site["Loom House"]).select_one(".facts")

    assert "9 weeks" in programme
    assert "12 euros" in programme
    assert centre.select_one("a[href='tel:555-0199']")
    assert centre.select_one("a[href='mailto:desk@loom.example']")
    assert "Bus 4 to Mill Lane." in centre.text
