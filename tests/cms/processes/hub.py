"""The hub in many processes: PostgreSQL, a Chroma server, two web processes, two workers, house."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from django.conf import settings
from django.test import override_settings

from assistant.index import dense
from assistant.models import Source
from cms.models import HomePage
from cms.runtime.postgresql import Cluster, free_port
from cms.settings.databases import database
from tests.chroma_server import chroma_server
from tests.cms.content import new_home
from tests.postgresql import connected_to

ROOT = Path(__file__).resolve().parents[3]
_SEEN_WITHIN = 60


class Run(NamedTuple):
    """One run over a source; `end` is None where the process was killed in it."""

    source: int
    process: int
    begin: int
    end: int | None


class Hub:
    """The running processes, and the home page of the site that they serve."""

    home: HomePage

    def __init__(self, folder: Path, url: str, chroma: str) -> None:
        """Nothing is started yet."""
        self.log, self.hold = folder / "witness", folder / "hold"
        self.ports = [free_port(), free_port()]
        self.workers: list[subprocess.Popen[bytes]] = []
        self._others: list[subprocess.Popen[bytes]] = []
        self._output = folder / "output"
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.cms.processes.settings",
            "HUB_DATA_DIR": str(folder / "data"),
            "HUB_DATABASE_URL": url,
            "ASSISTANT_CHROMA_URL": chroma,
            "ASSISTANT_RATE_LIMIT": "0",
            "TELEGRAM_BOT_TOKEN": "",
            "WITNESS_LOG": str(self.log),
            "WITNESS_HOLD": str(self.hold),
        }

    def prepare(self) -> None:
        """Make the tables."""
        self._start("migrate", "-v", "0").wait(400)

    def start(self) -> None:
        """Start all processes and wait until both web processes answer."""
        self.workers = [self._start("run_worker") for _ in range(2)]
        self._others = [self._start("run_web", "--port", str(port)) for port in self.ports]
        self._others.append(self._start("run_housekeeping", "--every", "2"))
        for web in range(2):
            eventually(lambda web=web: self.health(web))

    def stop(self) -> list[int]:
        """Stop all as a service manager does; returns how those that still ran ended."""
        running = [one for one in [*self.workers, *self._others] if one.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        try:
            return [process.wait(30) for process in running]
        finally:
            for process in running:
                process.kill()

    def health(self, web: int) -> dict[str, Any] | None:
        """What a web process says of itself; None while it does not answer."""
        try:
            return dict(self._get(web, "health", {}))
        except httpx.HTTPError:
            return None

    def titles(self, web: int, question: str) -> list[str]:
        """The titles that a web process finds."""
        results = self._get(web, "search", {"q": question, "locale": "en"})["results"]
        return [result["title"] for result in results]

    def answer(self, web: int, question: str) -> str:
        """The answer of a web process."""
        body = {"question": question, "locale": "en"}
        got = httpx.post(f"{self._address(web)}/ask", json=body, timeout=30).raise_for_status()
        return str(got.json()["answer"])

    def runs(self) -> list[Run]:
        """All runs over sources so far."""
        begun: dict[tuple[int, int], int] = {}
        done: list[Run] = []
        for line in self.log.read_text().splitlines() if self.log.exists() else []:
            when, what, source, process = line.split()
            key = int(source), int(process)
            if what == "begin":
                begun[key] = int(when)
            else:
                done.append(Run(*key, begun.pop(key), int(when)))
        return sorted([*done, *(Run(*key, begin, None) for key, begin in begun.items())])

    def output(self) -> str:
        """What all of them wrote to their standard error."""
        return self._output.read_text()

    def _get(self, web: int, path: str, query: dict[str, str]) -> Any:
        got = httpx.get(f"{self._address(web)}/{path}", params=query, timeout=30)
        return got.raise_for_status().json()

    def _address(self, web: int) -> str:
        return f"http://127.0.0.1:{self.ports[web]}/assistant/api/v1"

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self._output.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "django", *arguments],
                env=self._environment,
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )


def eventually(condition: Callable[[], Any], timeout: float = _SEEN_WITHIN) -> Any:
    """Wait until something is so; returns what it was."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return value


@contextmanager
def hub(server: Cluster, folder: Path) -> Iterator[Hub]:
    """The hub runs, and this thread writes to its database as an editor's process would."""
    with ExitStack() as stack:
        url = server.create("many")
        stack.callback(server.drop, "many")
        chroma = stack.enter_context(chroma_server(folder / "chroma-server"))
        one = Hub(folder, url, chroma.url)
        one.prepare()
        stack.enter_context(connected_to(database(url, folder)))
        changed = {"CHROMA_URL": chroma.url, "INDEX_DIR": folder / "own"}
        stack.enter_context(override_settings(ASSISTANT={**settings.ASSISTANT, **changed}))
        stack.callback(dense.release)
        one.start()
        stack.callback(one.stop)
        # No worker may be at a page that is deleted then.
        eventually(_all_is_indexed)
        one.home = new_home()
        yield one


def _all_is_indexed() -> bool:
    rows = Source.objects.all()
    return rows.exists() and not rows.filter(state=Source.State.WAITING).exists()
