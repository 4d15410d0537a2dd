"""Full-text search on both databases, against BM25 written down plainly."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from assistant.index import lexical
from assistant.index.lexical import scoring
from assistant.text.tokenizer import terms
from tests.postgresql import Cluster, connected_to, postgresql  # noqa: F401
from tests.testsite.databases import database

pytestmark = pytest.mark.site

OURS, OTHERS = 1, 2


@contextmanager
def passages(settings: dict[str, Any]) -> Iterator[None]:
    """Django's database is one that has passages and their words only."""
    with connected_to(settings):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE assistant_passage (id bigint PRIMARY KEY, edition_id bigint NOT NULL)"
            )
        with connection.schema_editor() as editor:
            lexical.create(editor)
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def words(request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """A database of each kind."""
    with django_db_blocker.unblock():
        if request.param == "sqlite":
            with passages(database("", tmp_path)):
                yield "sqlite"
            return
        server: Cluster = request.getfixturevalue("postgresql")
        url = server.create("words")
        try:
            with passages(database(url, tmp_path)):
                yield "postgresql"
        finally:
            server.drop("words")


def put(texts: dict[int, str], edition: int = OURS) -> None:
    """Write passages and their words."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO assistant_passage (id, edition_id) VALUES (%s, %s)",
            [(number, edition) for number in texts],
        )
    lexical.write(texts.items())


def delete(*numbers: int) -> None:
    """Delete passages, as a cascade in the database does."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM assistant_passage WHERE id = %s", [(n,) for n in numbers])


def plain_bm25(texts: dict[int, str], question: str) -> dict[int, float]:
    """The definition, by hand."""
    cut = {number: terms(text) for number, text in texts.items()}
    average = sum(map(len, cut.values())) / len(cut)
    scores: dict[int, float] = {}
    for term in dict.fromkeys(terms(question)):
        having = sum(term in found for found in cut.values())
        idf = max(math.log((len(cut) - having + 0.5) / (having + 0.5)), 1e-6)
        for number, found in cut.items():
            if n := Counter(found)[term]:
                norm = 1.2 * (1 - 0.75 + 0.75 * len(found) / average)
                scores[number] = scores.get(number, 0) + idf * n * 2.2 / (n + norm)
    return scores


def vocabulary(count: int = 60) -> list[str]:
    dice = random.Random(3)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(dice.choices(letters, k=5)) for _ in range(count)]


def library(size: int, seed: int = 1) -> dict[int, str]:
    """Texts of words that are as unevenly frequent as a language's."""
    dice, known = random.Random(seed), vocabulary()
    weights = [1 / (rank + 1) for rank in range(len(known))]
    return {
        number: " ".join(dice.choices(known, weights, k=dice.randint(3, 40)))
        for number in range(1, size + 1)
    }


def test_scores_and_order_are_those_of_bm25(words):
    texts = library(300)
    put(texts)

    for question in ("", *(" ".join(vocabulary()[start::7]) for start in range(7))):
        expected = plain_bm25(texts, question)
        found = lexical.search(OURS, question, 1_000)
        assert dict(found) == pytest.approx(expected, rel=1e-5, abs=1e-5)
        assert [score for _, score in found] == sorted(dict(found).values(), reverse=True)
        assert len(lexical.search(OURS, question, 5)) == min(5, len(expected))


def test_usual_terms_rank_what_rarer_ones_have_chosen(words, monkeypatch):
    texts = library(300)
    put(texts)
    usual, *_, rare = vocabulary()
    monkeypatch.setattr(scoring, "_BUDGET", 20)

    expected = plain_bm25(texts, f"{usual} {rare}")
    found = lexical.search(OURS, f"{usual} {rare}", 1_000)

    assert {number for number, _ in found} == {n for n, text in texts.items() if rare in text}
    assert dict(found) == pytest.approx({number: expected[number] for number, _ in found}, rel=1e-5)
    assert lexical.search(OURS, usual, 3), "a usual term alone must find something"


def test_every_script_is_found(words):
    put(
        {
            1: "The solar course lasts fourteen weeks.",
            2: "Güneş paneli kursu IRMAK kıyısında, on dört hafta.",
            3: "หลักสูตรพลังงานแสงอาทิตย์ใช้เวลาสิบสี่สัปดาห์",
            4: "太阳能课程为期十四周。",
            5: "تستمر دورة الطاقة الشمسية أربعة عشر أسبوعا",
            6: "Курс длится четырнадцать недель; it's “O'Brien's” \\ 100% 'quoted'.",
        }
    )
    asked = {
        1: "solar courses",
        2: "ırmak",
        3: "แสงอาทิตย์",
        4: "课程",
        5: "الشمسية",
        6: "o'brien 100%",
    }
    for number, question in asked.items():
        assert [found for found, _ in lexical.search(OURS, question, 1)] == [number], question
    assert lexical.search(OURS, "nothingofthis", 5) == []
    assert lexical.search(OURS, "' OR 1=1 -- \\ \" & | ! <-> (", 5) == []


def test_only_the_edition_asked_for_is_found(words):
    put({1: "bakers bake bread"}, OURS)
    put({2: "bakers bake bread"}, OTHERS)

    assert [number for number, _ in lexical.search(OURS, "bread", 5)] == [1]
    assert [number for number, _ in lexical.search(OTHERS, "bread", 5)] == [2]


def test_what_is_written_again_or_deleted_is_not_found_as_it_was(words):
    put({1: "bakers bake bread", 2: "masons cut stone", 3: "boats of bread"})
    lexical.write([(1, "weavers weave cloth")])
    lexical.remove([2, 77])
    delete(3)

    assert lexical.search(OURS, "bread stone", 5) == []
    assert [number for number, _ in lexical.search(OURS, "cloth", 5)] == [1]
    # PostgreSQL's rows went with the passage.
    assert lexical.remove_orphans() == (1 if words == "sqlite" else 0)
    assert lexical.remove_orphans() == 0


def test_a_rare_word_weighs_more(words):
    put({number: "the school" + (" arusha" if number == 5 else "") for number in range(1, 11)})
    weights = lexical.idf_weights(OURS, ["school", "arusha", "nowhere"], None)

    assert weights["nowhere"] > weights["arusha"] > weights["school"] >= 0


def test_the_rarest_terms_choose_whatever_they_cost():
    assert scoring.split_by_frequency({}) == ({}, {})
    assert scoring.split_by_frequency({"the": 90_000}) == ({"the": 90_000}, {})
    assert scoring.split_by_frequency({"the": 90_000, "of": 95_000}) == (
        {"the": 90_000},
        {"of": 95_000},
    )
    counts = {"the": 9_000, "solar": 400, "arusha": 30, "course": 3_000}
    selective, common = scoring.split_by_frequency(counts)
    assert (set(selective), set(common)) == ({"arusha", "solar", "course"}, {"the"})
