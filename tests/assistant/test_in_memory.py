"""Small collections are compared in memory, and find what the store would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.exceptions import IndexUnavailable
from assistant.index import dense
from assistant.index.dense.chroma import collections as generation
from assistant.index.dense.chroma.collections import Collections
from assistant.index.dense.chroma.in_memory import CollectionCopy
from tests.assistant.stored_passages import new_edition, rows_of, unit_vectors
from tests.committed import assistant_settings

pytestmark = pytest.mark.site

QUESTIONS = unit_vectors(5)


def test_a_copy_holds_what_was_put_and_not_dropped() -> None:
    rows = unit_vectors(30)
    copy = CollectionCopy((), np.empty((0, 0), dtype=np.float32))
    assert copy.nearest(rows[0], 3) == []
    copy.upsert(range(10), rows[:10])
    copy.upsert(range(5, 20), rows[10:25])  # five of them in place of others
    copy.remove([0, 19, 777])
    expected = {n: rows[n] for n in range(1, 5)} | {n: rows[n + 5] for n in range(5, 19)}
    assert len(copy) == len(expected)
    for question in QUESTIONS:
        best = sorted(expected, key=lambda n: -float(expected[n] @ question))[:4]
        found = sorted(copy.nearest(question, 4), key=lambda item: -item[1])
        assert [number for number, _ in found] == best
        assert found[0][1] == pytest.approx(float(expected[best[0]] @ question), abs=1e-5)
    assert len(copy.nearest(QUESTIONS[0], 99)) == len(expected)


@pytest.fixture
def collections(db: None, tmp_path: Path):
    """Those of an edition in English and Turkish, and its index."""
    with assistant_settings(CHROMA_URL="", INDEX_DIR=tmp_path / "chroma"):
        edition = new_edition(("en", "tr"), 40)
        index = dense.index_of(edition)
        index.repair()
        yield index._generations.active(wait=True), index, edition
        dense.release()


def searched(collections: Collections) -> list[dict[int, float]]:
    return [dict(collections.start_search(question, 7, 5.0)()) for question in QUESTIONS]


def in_the_store(collections: Collections) -> list[dict[int, float]]:
    """What the store finds without the copies."""
    kept, collections._copies = collections._copies, {}
    try:
        return searched(collections)
    finally:
        collections._copies = kept


def same(one: list[dict[int, float]], other: list[dict[int, float]]) -> bool:
    return [each.keys() for each in one] == [each.keys() for each in other] and all(
        np.allclose(list(a.values()), [b[key] for key in a], atol=1e-4)
        for a, b in zip(one, other, strict=True)
    )


def test_copies_find_what_the_store_finds_also_after_changes(collections) -> None:
    own, index, edition = collections
    assert set(own._copies) == {"en", "tr"}
    assert same(searched(own), in_the_store(own))
    rows = rows_of(list(edition.passages.filter(source__locale="en")))
    index.remove([number for number, *_ in rows[:10]])
    other = unit_vectors(25, seed=9)
    changed = [(n, key, other[place]) for place, (n, key, _) in enumerate(rows[5:30])]
    index.write("en", changed)
    index.write("th", rows[:3])  # a language that was not there
    assert set(own._copies) == {"en", "tr", "th"}
    assert same(searched(own), in_the_store(own))


def test_what_is_large_is_left_to_the_store(collections, monkeypatch: pytest.MonkeyPatch) -> None:
    own, index, edition = collections
    before = searched(own)
    monkeypatch.setattr(generation, "MAX_PASSAGES", 39)
    rows = rows_of(list(edition.passages.filter(source__locale="en")))
    index.write("en", rows[:1])
    assert set(own._copies) == {"tr"}
    assert same(searched(own), before)


def test_a_write_that_fails_costs_the_copy(collections, monkeypatch: pytest.MonkeyPatch) -> None:
    own, _, edition = collections
    rows = [generation.Row(*row) for row in rows_of(list(edition.passages.all()[:3]))]

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Collections, "_upsert", full)
    with pytest.raises(IndexUnavailable):
        own.write("en", rows)
    assert set(own._copies) == {"tr"}
    assert same(searched(own), in_the_store(own))
