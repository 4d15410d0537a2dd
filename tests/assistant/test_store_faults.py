"""The vector store damaged, killed, filled up and cut off, for real: it heals, answers go on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from assistant.exceptions import IndexUnavailable
from assistant.index import dense
from assistant.index.dense.chroma import repairer
from assistant.models import Edition, Generation, Passage
from tests.assistant.content import eventually
from tests.assistant.stored_passages import add_passages, new_edition, rows_of, vector_of
from tests.chroma_server import ChromaServer, chroma_server
from tests.committed import assistant_settings
from tests.other_process import start_python

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "tr")
#: Enough that Chroma writes its graph to the disk.
EACH = 1_200


@pytest.fixture
def edition(db: None) -> Edition:
    return new_edition(LANGUAGES, EACH)


@pytest.fixture
def stored(edition: Edition) -> Edition:
    """In the embedded store, which is closed."""
    dense.index_of(edition).repair()
    dense.release()
    return edition


def folder() -> Path:
    """Of the generation in force."""
    number = Generation.objects.get(active=True).pk
    return Path(settings.ASSISTANT["INDEX_DIR"]) / f"generation-{number}"


def assert_answers(edition: Edition) -> None:
    """Whichever way, at once and rightly."""
    for passage in list(edition.passages.order_by("text_hash")[:3]):
        began = time.monotonic()
        assert dense.prepare_search(edition, 5)(vector_of(passage))()[0][0] == passage.pk
        assert time.monotonic() - began < 5


def assert_heals(edition: Edition) -> None:
    """Answers go on, one round of mending is enough, and nothing is left over."""
    assert_answers(edition)
    dense.index_of(edition).repair()
    assert dense.state(edition).method == "vector store"
    assert dense.index_of(edition).count() == edition.passages.count()
    assert dense.index_of(edition).repair(thorough=True) == 0
    assert_answers(edition)
    assert [path.name for path in folder().parent.glob("generation-*")] == [folder().name]


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def overwrite(file: Path) -> None:
    file.write_bytes(os.urandom(file.stat().st_size))


def inflate(file: Path) -> None:
    """To terabytes that are not there, as a kill was seen to do."""
    os.truncate(file, 2 * 1024**4)


def delete(file: Path) -> None:
    file.unlink()


FILES = ("chroma.sqlite3", "data_level0.bin", "link_lists.bin", "header.bin", "length.bin")
DAMAGES = [
    *((name, damage) for name in FILES for damage in (truncate, overwrite)),
    ("link_lists.bin", inflate),
    ("chroma.sqlite3", empty),
    ("data_level0.bin", delete),
    ("index_metadata.pickle", overwrite),
]


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "killed"])
def test_a_store_with_any_file_damaged_is_noticed_and_rebuilt(
    stored: Edition, closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other on one site: each time the healed store is damaged again."""
    if not closed:
        # Larger ones are tried out in a process of their own, which takes longer.
        monkeypatch.setattr(repairer, "_QUICKLY_REBUILT", 10)
    for name, damage in DAMAGES if closed else DAMAGES[:4:3] + DAMAGES[-4:]:
        before = Generation.objects.get().pk
        dense.release()
        if not closed:
            # As a kill leaves it: nobody has said that it was in order.
            folder().with_suffix(".closed").unlink()
        for file in folder().rglob(name):
            damage(file)
        assert_heals(stored)
        if closed:
            assert Generation.objects.get().pk > before, f"{name}, {damage.__name__}"


def test_a_store_that_was_closed_is_opened_without_ado(stored: Edition) -> None:
    before = Generation.objects.get().pk
    assert dense.index_of(stored).count() == 2 * EACH
    assert dense.index_of(stored).repair() == 0
    assert Generation.objects.get().pk == before


def test_a_store_whose_probe_crashes_is_rebuilt(
    stored: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Generation.objects.get().pk
    folder().with_suffix(".closed").unlink()
    monkeypatch.setattr(repairer, "_QUICKLY_REBUILT", 10)
    crash = subprocess.CompletedProcess([], -signal.SIGSEGV)
    monkeypatch.setattr(
        "assistant.index.dense.chroma.embedded.subprocess.run", lambda *a, **k: crash
    )
    assert_heals(stored)
    assert Generation.objects.get().pk > before


def test_a_store_deleted_while_it_is_open_is_rebuilt(stored: Edition) -> None:
    assert_answers(stored)
    shutil.rmtree(folder())
    assert_heals(stored)


def test_a_rebuild_of_many_keeps_nobody_waiting(
    stored: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repairer, "_QUICKLY_REBUILT", 10)
    shutil.rmtree(folder())
    began = time.monotonic()
    dense.index_of(stored).repair(wait=False)
    assert time.monotonic() - began < 1
    assert_answers(stored)
    eventually(lambda: dense.state(stored).method == "vector store")
    assert_heals(stored)


KILLED = textwrap.dedent(
    """
    import sys
    import django
    django.setup()
    from assistant.index import dense
    from assistant.models import Edition
    from tests.assistant.stored_passages import rows_of
    edition = Edition.objects.get(pk=sys.argv[1])
    own = dense.index_of(edition)
    own.repair()
    rows = rows_of(list(edition.passages.filter(source__locale="en")))
    print("writing", flush=True)
    while True:
        for start in range(0, len(rows), 50):
            own.write("en", rows[start:start + 50])
        own.remove([row[0] for row in rows[:300]])
    """
)


def test_a_store_killed_while_it_is_written_heals(stored: Edition) -> None:
    process = start_python("-c", KILLED, str(stored.pk))
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n", process.communicate()[1]
    time.sleep(0.7)
    process.kill()
    process.communicate()
    connections.close_all()

    assert not folder().with_suffix(".closed").exists()
    assert_heals(stored)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root only")
    try:
        yield place
    finally:
        dense.release()
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_costs_no_answer_and_is_recovered_from(
    edition: Edition, small_disk: Path
) -> None:
    with assistant_settings(INDEX_DIR=small_disk / "chroma"):
        own = dense.index_of(edition)
        own.repair()
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 4096):
                pass
        assert shutil.disk_usage(small_disk).free == 0
        new: list[Passage] = []
        failed = None
        for seed in range(50, 60):
            new += add_passages(edition, "en", 200, seed=seed)
            try:
                own.write("en", rows_of(new[-200:]))
            except IndexUnavailable as error:
                failed = error
                break
        assert failed is not None
        assert "full" in str(failed)
        assert_answers(edition)
        state = dense.state(edition)
        assert state.method == "vector store" or "full" in state.reason
        filler.unlink()
        assert_heals(edition)
        assert_answers(edition)


# The server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path / "server") as running:
        yield running


@pytest.fixture
def on_server(edition: Edition, server: ChromaServer) -> Iterator[Edition]:
    with assistant_settings(CHROMA_URL=server.url):
        dense.index_of(edition).repair()
        assert dense.state(edition).method == "vector store"
        yield edition


def assert_heals_on_server(edition: Edition) -> None:
    eventually(lambda: heals(edition))
    assert dense.state(edition).method == "vector store"
    assert dense.index_of(edition).count() == edition.passages.count()
    assert_answers(edition)


def heals(edition: Edition) -> bool:
    try:
        dense.index_of(edition).repair()
        return dense.index_of(edition).repair(thorough=True) == 0
    except IndexUnavailable:
        return False


def test_a_server_killed_while_it_is_written_loses_nothing(
    on_server: Edition, server: ChromaServer
) -> None:
    rows = rows_of(list(on_server.passages.filter(source__locale="en")))
    ended = threading.Event()
    failures: list[IndexUnavailable] = []

    def write() -> None:
        while not ended.is_set():
            try:
                for start in range(0, len(rows), 100):
                    dense.index_of(on_server).write("en", rows[start : start + 100])
            except IndexUnavailable as error:
                failures.append(error)
                time.sleep(0.1)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.5)
    server.kill()
    assert_answers(on_server)
    state = dense.state(on_server)
    assert state.method == "exact"
    assert "CHROMA_URL" in state.reason
    eventually(lambda: failures)
    server.start()
    time.sleep(0.5)
    ended.set()
    writer.join(20)

    assert_heals_on_server(on_server)


def lose_everything(server: ChromaServer) -> None:
    shutil.rmtree(server.folder)


def ruin_the_graphs(server: ChromaServer) -> None:
    for file in server.folder.rglob("*.bin"):
        overwrite(file)


def ruin_the_database(server: ChromaServer) -> None:
    overwrite(server.folder / "chroma.sqlite3")


@pytest.mark.parametrize("damage", [lose_everything, ruin_the_graphs])
def test_a_server_that_comes_back_empty_or_ruined_is_filled_again(
    on_server: Edition, server: ChromaServer, damage: Callable[[ChromaServer], None]
) -> None:
    before = Generation.objects.get().pk
    server.stop()
    damage(server)
    server.start()
    assert_answers(on_server)
    assert_heals_on_server(on_server)
    assert Generation.objects.get().pk > before


def test_a_server_that_hangs_costs_one_question_some_seconds_and_the_others_nothing(
    on_server: Edition, server: ChromaServer
) -> None:
    assert server._process is not None
    server._process.send_signal(signal.SIGSTOP)
    passage = on_server.passages.first()
    assert passage is not None
    try:
        times = []
        for _ in range(3):
            began = time.monotonic()
            assert dense.state(on_server).method == "exact"
            assert dense.prepare_search(on_server, 5)(vector_of(passage))()[0][0] == passage.pk
            times.append(time.monotonic() - began)
    finally:
        server._process.send_signal(signal.SIGCONT)
    assert times[0] < 6
    assert max(times[1:]) < 1.5
    assert_heals_on_server(on_server)
