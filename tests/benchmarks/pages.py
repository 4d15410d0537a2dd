"""How many questions each kind of page asks the database, and how long it takes over HTTP.

Run: python -m tests.benchmarks.pages [--data DIR] [--rounds 30] [--port 8012] [--no-load]

Prepares a hub with the sample content in DIR (a temporary folder by default), counts the queries
of a second visit to each page, starts `manage.py serve` and asks it for the pages in turn, one
after the other. Times are in milliseconds, of the whole response, from the same machine. For each
kind there is the page in English and in another language.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
#: What the figures of the project ask for.
MOST_QUERIES, SLOWEST = 25, 120
SEARCHES = ["welding", "pilot provinces", "weldng", "who trains teachers?"]


def main() -> None:
    """Prepare, count, serve, ask, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path)
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--port", type=int, default=8012)
    options.add_argument("--language", default="tr")
    options.add_argument("--no-load", action="store_true", help="DIR is ready as it is")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="tvet-hub-benchmark-"))
    os.environ["HUB_DATA_DIR"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.local"
    if not given.no_load:
        manage("serve", "--prepare-only", "--port", str(given.port))
        manage("assistant_index", "--reconcile")
    import django

    django.setup()
    pages = dict(addresses(given.language))
    counted = {name: queries(url) for name, url in pages.items()}
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(given.port)], cwd=ROOT
    )
    try:
        wait(given.port)
        report(pages, counted, given.port, given.rounds)
    finally:
        server.terminate()
        server.wait(30)


def manage(*arguments: str) -> None:
    """Run a management command."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def addresses(other: str) -> Iterator[tuple[str, str]]:
    """The pages to ask for, by name: of each kind the first, in English and another language."""
    from cms import models

    kinds = {
        "home": models.HomePage,
        "programme finder": models.ProgrammeFinderPage,
        "library": models.PublicationLibraryPage,
        "calendar": models.EventCalendarPage,
        "glossary": models.GlossaryPage,
        "programme": models.ProgrammePage,
        "publication": models.PublicationPage,
        "event": models.EventPage,
    }
    for name, kind in kinds.items():
        for language in ("en", other):
            pages = kind.objects.live().public().filter(locale__language_code=language)
            # The one that has most to say.
            page = max(pages, key=lambda page: len(str(page.body.raw_data)), default=None)
            if page is not None:
                yield f"{name} ({language})", page.url or page.relative_url(None)
                if name in ("programme finder", "library"):
                    yield f"{name} ({language}), filtered", f"{page.url}?year=2024&q=e"
    yield "search, empty", "/en/search/"
    for words in SEARCHES:
        yield f"search: {words}", f"/en/search/?q={quote(words)}"
    yield f"search ({other})", f"/{other}/search/?q=welding"
    yield "suggestions", "/en/search/suggest/?q=vo"


def queries(url: str) -> int | None:
    """The queries of a second visit, or None for a search, whose index the server owns."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    try:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
    finally:
        from assistant.index import dense

        dense.release()
    return len(captured)


def wait(port: int) -> None:
    """Until the server answers, and has loaded its models."""
    for _ in range(600):
        try:
            get(port, "/en/search/?q=warm")
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def get(port: int, url: str) -> int:
    """The length of a response in bytes."""
    with urllib.request.urlopen(f"http://localhost:{port}{url}") as response:
        return len(response.read())


def report(pages: dict[str, str], counted: dict[str, int | None], port: int, rounds: int) -> None:
    """Ask for each page `rounds` times, in turn, and print a line for each."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    sizes = {name: get(port, url) for name, url in pages.items()}
    for _ in range(rounds):
        for name, url in pages.items():
            began = time.perf_counter()
            get(port, url)
            times[name].append(1000 * (time.perf_counter() - began))
    print(f"{'page':40} {'queries':>7} {'p50':>6} {'p95':>6} {'kB':>6}")
    for name, found in times.items():
        found.sort()
        p50, p95 = found[len(found) // 2], found[int(len(found) * 0.95)]
        count = counted[name]
        over = (count or 0) > MOST_QUERIES or p95 > SLOWEST
        mark = "  over" if over else ""
        shown = "-" if count is None else count
        print(f"{name:40} {shown:>7} {p50:6.0f} {p95:6.0f} {sizes[name] / 1000:6.1f}{mark}")


if __name__ == "__main__":
    main()
