"""The vector store, in a folder and on a server: searched, written, compared, rebuilt."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connections

from assistant.exceptions import IndexUnavailable
from assistant.index import dense
from assistant.index.dense import exact
from assistant.index.dense.chroma import repairer
from assistant.models import Edition, Generation, Passage, Vector
from tests.assistant.content import eventually
from tests.assistant.stored_passages import (
    add_passages,
    new_edition,
    rows_of,
    unit_vectors,
    vector_of,
)
from tests.chroma_server import ChromaServer, chroma_server
from tests.committed import assistant_settings

pytestmark = pytest.mark.site

LANGUAGES = ("en", "tr", "th")
EACH = 40


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(params=["folder", "server"])
def store(request: pytest.FixtureRequest, db: None, tmp_path: Path) -> Iterator[str]:
    """Which of the two the settings name."""
    url = request.getfixturevalue("server").url if request.param == "server" else ""
    with assistant_settings(CHROMA_URL=url, INDEX_DIR=tmp_path / "chroma"):
        yield request.param


@pytest.fixture
def edition(store: str) -> Edition:
    """Passages and vectors, in the store."""
    edition = new_edition(LANGUAGES, EACH)
    dense.index_of(edition).repair()
    return edition


def nearest(edition: Edition, passage: Passage) -> int:
    return dense.prepare_search(edition, 5)(vector_of(passage))()[0][0]


def from_the_database(edition: Edition, question: np.ndarray, limit: int) -> dict[int, float]:
    """Ids and cosines, of each language the nearest: by comparing with everything."""
    found: dict[int, float] = {}
    for language in LANGUAGES:
        rows = edition.passages.filter(source__locale=language)
        scores = {row.pk: float(vector_of(row) @ question) for row in rows}
        found |= dict(sorted(scores.items(), key=lambda item: -item[1])[:limit])
    return found


def assert_whole(edition: Edition) -> None:
    assert dense.index_of(edition).count() == edition.passages.count()
    assert dense.index_of(edition).repair(thorough=True) == 0
    assert dense.state(edition).method == "vector store"


def test_the_nearest_of_each_language_are_found(edition: Edition) -> None:
    for question in unit_vectors(5, seed=9):
        found = dict(dense.prepare_search(edition, 7)(question)())
        assert found == pytest.approx(from_the_database(edition, question, 7), abs=1e-4)


def test_exact_search_finds_the_same(edition: Edition) -> None:
    for question in unit_vectors(5, seed=9):
        found = dense.prepare_search(edition, 7)(question)()
        compared = exact.search_of(edition).search(question, 7)
        assert [number for number, _ in found] == [number for number, _ in compared or []]


def test_what_is_written_is_found_and_what_is_removed_is_not(edition: Edition) -> None:
    new = add_passages(edition, "km", 3, seed=77)
    own = dense.index_of(edition)
    own.write("km", rows_of(new))
    assert nearest(edition, new[1]) == new[1].pk

    own.remove([new[1].pk])
    assert nearest(edition, new[1]) != new[1].pk


def test_a_comparison_mends_what_lacks_what_is_surplus_and_what_changed(edition: Edition) -> None:
    own = dense.index_of(edition)
    passages = list(edition.passages.order_by("pk"))
    own.remove([passages[0].pk])
    own.write("en", [(passages[1].pk, "another text", unit_vectors(1, seed=5)[0])])
    passages[2].delete()

    assert own.repair(thorough=True) == 3
    assert nearest(edition, passages[0]) == passages[0].pk
    assert nearest(edition, passages[1]) == passages[1].pk
    assert_whole(edition)


def test_a_lost_passage_is_noticed_without_reading_everything(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = dense.index_of(edition)
    compared: list[Any] = []
    compare = repairer.Repairer._compare
    monkeypatch.setattr(
        repairer.Repairer, "_compare", lambda *given: compared.append(given) or compare(*given)
    )
    own.repair(thorough=True)
    assert len(compared) == 1
    for _ in range(3):
        assert own.repair() == 0
    assert len(compared) == 1

    own.remove([edition.passages.first().pk])
    assert own.repair() == 1


def test_passages_whose_vectors_are_not_there_cost_one_comparison(edition: Edition) -> None:
    own = dense.index_of(edition)
    Vector.objects.filter(text_hash=add_passages(edition, "en", 2, seed=8)[0].text_hash).delete()
    assert own.repair() == 1
    assert not own._repairer._counts_differ(own._generations.active(wait=True))


def test_a_rebuild_goes_beside_and_loses_nothing_that_is_written_meanwhile(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = dense.index_of(edition)
    old = Generation.objects.get(active=True)
    half_way, go_on = threading.Event(), threading.Event()

    def told(done: int, total: int) -> None:
        if done and not half_way.is_set():
            half_way.set()
            assert go_on.wait(20)

    def rebuild() -> None:
        own.rebuild(told)
        connections.close_all()

    thread = threading.Thread(target=rebuild)
    thread.start()
    assert half_way.wait(20)
    new = add_passages(edition, "en", 3, seed=31)
    own.write("en", rows_of(new))
    gone = edition.passages.filter(source__locale="th").first()
    assert gone is not None
    own.remove([gone.pk])
    gone.delete()

    began = time.monotonic()
    assert nearest(edition, new[0]) == new[0].pk
    assert time.monotonic() - began < 2
    assert Generation.objects.get(active=True) == old
    assert dense.state(edition).rebuilding is not None
    go_on.set()
    thread.join(20)

    assert Generation.objects.get().pk > old.pk
    assert nearest(edition, new[2]) == new[2].pk
    assert_whole(edition)


def test_a_failed_rebuild_leaves_the_old_store_in_force(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(done: int, total: int) -> None:
        if done:
            raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        dense.index_of(edition).rebuild(told)

    assert Generation.objects.count() == 1
    assert_whole(edition)


def test_two_editions_stand_beside_each_other(edition: Edition) -> None:
    other = new_edition(("en", "fr"), 10, seed=2)
    dense.index_of(other).repair()
    assert_whole(other)
    assert_whole(edition)
    other.passages.all().delete()
    other.delete()
    dense.index_of(edition).repair()
    assert_whole(edition)


def test_the_command_rebuilds_with_a_progress_bar(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    Edition.objects.filter(in_force=True).update(in_force=False)
    Edition.objects.filter(pk=edition.pk).update(in_force=True)
    old = Generation.objects.get().pk
    call_command("assistant_index", "--rebuild")
    said = capsys.readouterr()
    assert f"Rebuilt the vector store: {len(LANGUAGES) * EACH} passages." in said.out
    assert "Vector store: 100%" in said.err
    assert Generation.objects.get().pk > old


# The folder


def test_an_edition_without_a_store_is_searched_exactly(db: None) -> None:
    edition = new_edition(LANGUAGES, 5)
    passage = edition.passages.first()
    assert passage is not None
    assert nearest(edition, passage) == passage.pk
    state = dense.state(edition)
    assert (state.method, state.stored_passages) == ("exact", None)


def test_a_large_edition_is_read_beside_the_questions(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact, "_SMALL", 10)
    may_read = threading.Event()
    refresh = exact.ExactSearch._refresh
    monkeypatch.setattr(
        exact.ExactSearch, "_refresh", lambda search: may_read.wait(30) and refresh(search)
    )
    edition = new_edition(LANGUAGES, 5)
    passage = edition.passages.first()
    assert passage is not None

    assert dense.prepare_search(edition, 5)(vector_of(passage))() == []
    assert dense.state(edition).method == "words only"
    may_read.set()
    eventually(lambda: dense.state(edition).method == "exact")
    assert nearest(edition, passage) == passage.pk


# The server


@pytest.fixture
def on_server(db: None, server: ChromaServer, tmp_path: Path) -> Iterator[Edition]:
    with assistant_settings(CHROMA_URL=server.url, INDEX_DIR=tmp_path / "chroma"):
        edition = new_edition(LANGUAGES, EACH)
        dense.index_of(edition).repair()
        yield edition


def test_collections_of_others_on_the_server_are_left_alone(
    on_server: Edition, server: ChromaServer
) -> None:
    from assistant.index.dense.chroma.server import _connect

    api = _connect(server.url, "")
    for name in ("assistant-000000000000-1-en", "something-else"):
        api.get_or_create_collection(name)
    before = {model.name for model in api.list_collections(limit=1000)}

    dense.index_of(on_server).rebuild()
    dense.index_of(on_server).repair()

    after = {model.name for model in api.list_collections(limit=1000)}
    assert {"assistant-000000000000-1-en", "something-else"} <= after
    assert len(after - before) == len(LANGUAGES), "a new generation"
    assert len(before - after) == len(LANGUAGES), "the old one is gone"


def another_process(edition: Edition) -> dense.Index:
    """What another process has: a connection and a view of its own."""
    from django.conf import settings

    from assistant.index.dense.chroma.server import ServerStore

    options = settings.ASSISTANT
    return dense.Index(ServerStore(options["CHROMA_URL"], "", Path(options["INDEX_DIR"])), edition)


def test_other_processes_follow_a_rebuild_at_once(on_server: Edition) -> None:
    web = another_process(on_server)
    passage = on_server.passages.first()
    assert passage is not None
    for _ in range(2):
        assert web.prepare_search(5)(vector_of(passage))()[0][0] == passage.pk
        dense.index_of(on_server).rebuild()
    assert web.prepare_search(5)(vector_of(passage))()[0][0] == passage.pk
    web.close()


def test_what_one_process_writes_while_another_rebuilds_is_kept(on_server: Edition) -> None:
    other = another_process(on_server)
    new: list[Passage] = []

    def told(done: int, total: int) -> None:
        if done and not new:
            new.extend(add_passages(on_server, "en", 3, seed=31))
            other.write("en", rows_of(new))

    dense.index_of(on_server).rebuild(told)

    assert nearest(on_server, new[0]) == new[0].pk
    assert_whole(on_server)
    other.close()


def test_only_one_process_mends_at_a_time(on_server: Edition) -> None:
    other = another_process(on_server)
    done: list[int | type] = []

    def told(finished: int, total: int) -> None:
        if not done:
            done.append(other.repair(thorough=True))
            with pytest.raises(IndexUnavailable, match="Another process"):
                other.rebuild()

    generations = Generation.objects.count()
    dense.index_of(on_server).rebuild(told)
    assert done == [0]
    assert Generation.objects.count() == generations
    other.close()


def test_a_forked_process_connects_anew_and_leaves_its_parents_connection_alone(
    on_server: Edition,
) -> None:
    passage = on_server.passages.first()
    assert passage is not None
    vector = vector_of(passage)
    assert dense.state(on_server).method == "vector store"
    connections.close_all()

    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = int(dense.index_of(on_server).prepare_search(5)(vector)()[0][0] != passage.pk)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert dense.index_of(on_server).prepare_search(5)(vector)()[0][0] == passage.pk
