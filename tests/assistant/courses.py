"""Pages on courses, as the tests of recovery begin with them, and what must agree afterwards."""

from __future__ import annotations

import pytest
from django.db import connection

from assistant.index import dense, editions
from assistant.models import Passage, Source, Vector
from tests.assistant.content import HomePage, publish, work
from tests.prepared import prepared

QUESTION = "How long does the solar installer course last?"
COURSES = {
    "Solar installers": "The solar installer course lasts fourteen weeks and is taught in Arusha.",
    "Bakers": "Bakers learn to bake with teff flour at the Gondar school for a year.",
    "Boat builders": "Boat builders repair wooden dhows with mangrove timber in Lamu.",
    "Weavers": "Weavers set up a horizontal loom of bamboo in their second month.",
    "Beekeepers": "Beekeepers harvest honey at night, when the bees of Kitui are calm.",
    "Masons": "Masons cut volcanic stone by hand in the quarry behind the Moshi school.",
}


def publish_courses(home: HomePage) -> None:
    """Publish the pages below the home page."""
    for title, text in COURSES.items():
        publish(home, title, text)


def index_courses() -> None:
    """Do the work that waits after that."""
    work()


@pytest.fixture
def courses(home: HomePage) -> None:
    """Published pages, whose indexing waits in the queue."""
    prepared(publish_courses, home)


@pytest.fixture
def indexed(courses: None) -> None:
    """The pages, indexed, with nothing left to do."""
    prepared(index_courses)
    assert_everything_agrees()


def lexical_rows() -> list[int]:
    with connection.cursor() as cursor:
        key = "rowid" if connection.vendor == "sqlite" else "passage_id"
        cursor.execute(f"SELECT {key} FROM assistant_lexical ORDER BY 1")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def assert_everything_agrees() -> None:
    """Pages, passages, full-text rows, vectors and the vector store tell the same."""
    assert not Source.objects.exclude(state=Source.State.INDEXED).exists()
    for text in COURSES.values():
        assert Passage.objects.filter(text=text).count() == 1
    passages = dict(Passage.objects.values_list("pk", "text_hash"))
    assert lexical_rows() == sorted(passages)
    assert set(Vector.objects.values_list("text_hash", flat=True)) == set(passages.values())
    index = dense.index_of(editions.current())
    assert index.count() == len(passages)
    assert index.repair(thorough=True) == 0, "the store held other passages than the database"
