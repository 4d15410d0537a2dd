"""How long it takes from publishing a page to finding it, while questions are asked.

Run: python -m tests.benchmarks.publishing --data DIR [--pages 40]

DIR is the data folder of a hub that has been set up (`HUB_DATA_DIR=DIR make serve`, then stopped);
pages are added to a copy of it. `manage.py serve` runs as in service. This process publishes a page
with a word that stands nowhere else, as the admin does, and asks the server's search for it until
it is found; two clients meanwhile ask the sample's questions without pause. Printed: seconds from
the end of publishing to the first search that finds it, by words and after its vectors are there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import urllib.parse
import urllib.request
from pathlib import Path

from cms.runtime.postgresql import free_port

_ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Copy, serve, publish, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--clients", type=int, default=2)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "hub"
        shutil.copytree(given.data, data)
        os.environ |= {
            "HUB_DATA_DIR": str(data),
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
            "ASSISTANT_RATE_LIMIT": "0",
        }
        import django

        django.setup()
        measure(given.pages, given.clients)


def measure(pages: int, clients: int) -> None:
    """Serve the copy, and publish into it."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    port = free_port()
    origin = f"http://127.0.0.1:{port}/assistant/api/v1"
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stopped, asked = threading.Event(), []
    try:
        began = time.monotonic()
        wait_for(origin)
        print(f"The server answered {time.monotonic() - began:.1f} s after its start.")
        time.sleep(5)
        threads = [
            threading.Thread(target=ask_on, args=(origin, stopped, asked, number), daemon=True)
            for number in range(clients)
        ]
        for thread in threads:
            thread.start()
        words, indexed = zip(*(publish(origin, number) for number in range(pages)), strict=True)
        report("found by search", words)
        report("indexed with vectors", indexed)
        if asked:
            report(f"meanwhile {len(asked)} questions, seconds each", asked)
    finally:
        stopped.set()
        server.terminate()
        server.wait(timeout=30)


def wait_for(origin: str) -> None:
    """Until the server answers."""
    for _ in range(900):
        try:
            get(f"{origin}/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


def get(url: str) -> dict:
    """A JSON answer."""
    with urllib.request.urlopen(url, timeout=60) as response:
        return json.load(response)


def ask_on(origin: str, stopped: threading.Event, asked: list[float], number: int) -> None:
    """Ask the sample's questions, one after the other, until stopped."""
    text = (_ROOT / "cms/demo/questions.toml").read_text("utf-8")
    questions = next(value for value in tomllib.loads(text).values() if isinstance(value, list))
    chance = random.Random(number)
    while not stopped.is_set():
        question = chance.choice(questions)
        body = json.dumps({"question": question["question"], "locale": "auto"}).encode()
        request = urllib.request.Request(
            f"{origin}/ask", data=body, headers={"Content-Type": "application/json"}
        )
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=60) as response:
            response.read()
        asked.append(time.monotonic() - began)


def publish(origin: str, number: int) -> tuple[float, float]:
    """Publish a page; seconds until search finds it, and until it is wholly indexed."""
    from assistant.models import Source
    from cms.models import HomePage, StandardPage

    word = "".join(random.Random(number).choices("bdfgklmnprstvz", k=9))
    home = HomePage.objects.filter(locale__language_code="en").get()
    page = StandardPage(
        title=f"Notice {number}",
        body=[
            ("paragraph", f"<p>The {word} workshop opens on Monday with {number} places.</p>"),
            ("paragraph", "<p>Whoever wants to take part writes to the office by Friday.</p>"),
        ],
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    began = time.monotonic()
    query = urllib.parse.urlencode({"q": f"{word} workshop", "locale": "en"})
    found = 0.0
    while True:
        if not found:
            results = get(f"{origin}/search?{query}")["results"]
            if any(word in result["text"] for result in results):
                found = time.monotonic() - began
        row = Source.objects.filter(page=page).values_list("state", flat=True).get()
        if found and row == Source.State.INDEXED:
            return found, time.monotonic() - began
        time.sleep(0.02)


def report(name: str, seconds: list[float] | tuple[float, ...]) -> None:
    """Median, 95th percentile and the longest."""
    cuts = statistics.quantiles(seconds, n=20)
    middle = statistics.median(seconds)
    print(f"{name}: p50 {middle:.2f}, p95 {cuts[18]:.2f}, longest {max(seconds):.2f}")


if __name__ == "__main__":
    main()
