"""Two web processes and two workers on one PostgreSQL and one Chroma server."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.models import Source
from cms.models import HomePage
from tests.cms.content import publish, rewrite
from tests.cms.processes.hub import Hub, eventually, hub
from tests.postgresql import Cluster, postgresql  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

#: Towns whose schools are published: each name stands in one page only.
TOWNS = ("Arusha", "Gondar", "Lamu", "Kitui", "Moshi", "Axum", "Bukoba", "Harar", "Iringa", "Jinja")


@pytest.fixture(scope="module")
def running(
    postgresql: Cluster,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> Iterator[Hub]:
    """The processes, once for this module."""
    with django_db_blocker.unblock(), hub(postgresql, tmp_path_factory.mktemp("many")) as one:
        yield one


@pytest.fixture(scope="module")
def home(running: Hub) -> HomePage:
    """The home page of the site that they serve."""
    return running.home


@pytest.fixture(autouse=True)
def unblocked(running: Hub, django_db_blocker: Any) -> Iterator[None]:
    """The tests write to the hub's database."""
    with django_db_blocker.unblock():
        yield


def question(town: str) -> str:
    return f"What is taught at the school of {town}?"


def fact(town: str) -> str:
    return f"At the school of {town} solar panels are taught in {len(town) + 10} weeks."


def both_answer(running: Hub, town: str) -> bool:
    """Whether both web processes show the page and answer from it."""
    return all(
        f"School of {town}" in running.titles(web, question(town))
        and town in running.answer(web, question(town))
        for web in range(2)
    )


def overlapping(running: Hub) -> list[tuple[Any, Any]]:
    """Runs over one source by two processes at once."""
    finished = [run for run in running.runs() if run.end is not None]
    by_source = itertools.groupby(sorted(finished), key=lambda run: run.source)
    return [
        (one, other)
        for _, runs in by_source
        for one, other in itertools.combinations(list(runs), 2)
        if one.begin < other.end and other.begin < one.end
    ]


def test_what_is_published_is_answered_by_both_and_indexed_by_one_worker_at_a_time(running, home):
    pages = [publish(home, f"School of {town}", fact(town)) for town in TOWNS]
    for page in pages[:4]:
        # Each change is queued; two workers get at the same page.
        for text in ("once", "again", "and again"):
            rewrite(page, f"{fact(page.title.split()[-1])} This was written {text}.")

    for town in TOWNS:
        eventually(lambda town=town: both_answer(running, town))
    eventually(lambda: not Source.objects.filter(state=Source.State.WAITING).exists())

    runs = running.runs()
    assert {run.process for run in runs} == {worker.pid for worker in running.workers}
    assert overlapping(running) == []
    for web in range(2):
        eventually(lambda web=web: running.health(web)["status"] == "ok")
        assert running.health(web)["vectors"] == running.health(web)["passages"] >= len(TOWNS)


def test_what_is_withdrawn_is_shown_by_neither_from_that_moment(running, home):
    page = publish(home, "School of Zomba", fact("Zomba"))
    eventually(lambda: both_answer(running, "Zomba"))

    page.unpublish()

    for web in range(2):
        assert "School of Zomba" not in running.titles(web, question("Zomba"))
        assert fact("Zomba") not in running.answer(web, question("Zomba"))


def test_another_worker_takes_over_what_a_killed_one_was_at(running, home):
    running.hold.touch()
    page = publish(home, "School of Mbeya", fact("Mbeya"))
    source = Source.objects.get(page=page).pk

    def under_way() -> list[int]:
        return [r.process for r in running.runs() if r.source == source and r.end is None]

    (killed,) = eventually(under_way)
    os.kill(killed, signal.SIGKILL)
    running.hold.unlink()

    eventually(lambda: both_answer(running, "Mbeya"))
    (other,) = {worker.pid for worker in running.workers} - {killed}
    assert other in {run.process for run in running.runs() if run.source == source}


def test_all_end_when_they_are_told_to(running, home):
    assert set(running.stop()) <= {0}, running.output()
    assert "Traceback" not in running.output()
