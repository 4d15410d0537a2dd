"""How long an answer takes, and how much memory the serving process, at a given size of the index.

Run: python -m tests.benchmarks.answering [--passages 10000] [--rounds 5] [--data DIR]

Prepares a hub with the sample content in DIR (a temporary folder by default), fills it up to the
number of passages, starts `manage.py serve` and asks it the questions of
cms/demo/questions.toml over HTTP, one after the other.

The passages added are the sample's own with their sentences in another order, five on a page.
Their vectors are the sample's with noise (a cosine of about .93 to where they come from), so that
the index has the size and the spread of a real one without hours of embedding. The figures are of
time and memory only; they say nothing about quality.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "cms" / "demo" / "questions.toml"
PER_PAGE = 5


def main() -> None:
    """Prepare, fill, serve, ask, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--passages", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--port", type=int, default=8011)
    options.add_argument("--data", type=Path)
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="tvet-hub-benchmark-"))
    os.environ["HUB_DATA_DIR"] = str(data)
    os.environ["ASSISTANT_RATE_LIMIT"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.local"
    manage("serve", "--prepare-only", "--port", str(given.port))
    manage("assistant_index", "--reconcile")
    fill(given.passages)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(given.port)], cwd=ROOT
    )
    try:
        report(given.port, given.rounds, server.pid)
    finally:
        server.terminate()
        server.wait(30)


def manage(*arguments: str) -> None:
    """Run a management command, and say how long it took."""
    started = time.monotonic()
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)
    print(f"manage.py {' '.join(arguments)}: {time.monotonic() - started:.1f} s")


def fill(passages: int) -> None:
    """Add pages with passages, vectors and sentence vectors until there are as many as wanted."""
    import django

    django.setup()
    import numpy as np
    from django.db import transaction
    from django.utils import timezone
    from wagtail.models import Locale

    from assistant.index import editions, lexical
    from assistant.models import Entry, Passage, SentenceVectors, Source, TokenCodes, Vector
    from assistant.text.sentence_splitter import sentences_by_line
    from cms.models import HomePage, StandardPage

    dice, noise = random.Random(1), np.random.default_rng(1)
    edition = editions.current()
    originals = list(Passage.objects.filter(edition=edition).select_related("source"))
    codes = {row.text_hash: row for row in TokenCodes.objects.filter(model=edition.model)}
    vectors = {row.text_hash: row for row in Vector.objects.all()}
    sentences = {row.text_hash: row for row in SentenceVectors.objects.all()}
    originals = [p for p in originals if p.text_hash in vectors and p.text_hash in sentences]
    originals = [p for p in originals if p.text_hash in codes]
    homes = {home.locale.language_code: home for home in HomePage.objects.filter(live=True)}
    missing = max(0, passages - Passage.objects.count())
    with transaction.atomic():
        for number in range(-(-missing // PER_PAGE)):
            language = dice.choice([code for code in homes if code in ("en", "tr", "fr", "ar")])
            parent = homes[language]
            parent.refresh_from_db()
            page = parent.add_child(
                instance=StandardPage(
                    title=f"Page {number}",
                    slug=f"benchmark-{number}",
                    introduction="",
                    locale=Locale.objects.get(language_code=language),
                )
            )
            Source.objects.filter(page=page).delete()
            source = Source.objects.create(
                page=page, state=Source.State.INDEXED, locale=language, indexed_at=timezone.now()
            )
            Entry.objects.create(edition=edition, source=source, version=source.version)
            texts = []
            for ordinal in range(PER_PAGE):
                old = dice.choice(originals)
                units = [unit for line in sentences_by_line(old.text) for unit in line]
                dice.shuffle(units)
                text = "\n".join(units)
                key = hashlib.sha256(f"{number} {ordinal} {text}".encode()).hexdigest()
                passage = Passage.objects.create(
                    edition=edition,
                    source=source,
                    ordinal=ordinal,
                    heading=old.heading,
                    text=text,
                    text_hash=key,
                )
                TokenCodes.objects.create(
                    model=edition.model, text_hash=key, values=codes[old.text_hash].values
                )
                texts.append((passage.pk, f"{page.title} {old.heading} {text}"))
                vector = np.frombuffer(bytes(vectors[old.text_hash].values), dtype="<f4")
                moved = vector + noise.normal(0, 0.02, len(vector))
                moved /= np.linalg.norm(moved)
                Vector.objects.create(
                    model=vectors[old.text_hash].model,
                    text_hash=key,
                    values=moved.astype("<f4").tobytes(),
                )
                SentenceVectors.objects.create(
                    model=vectors[old.text_hash].model,
                    text_hash=key,
                    values=resized(sentences[old.text_hash].values, units, len(vector)),
                )
            lexical.write(texts)
    print(f"Filled up to {Passage.objects.count()} passages of {Source.objects.count()} sources.")


def resized(values: bytes, units: list[str], dimensions: int) -> bytes:
    """The sentence vectors, as many as there are units."""
    size = 2 * dimensions
    data = bytes(values)
    return (data * (1 + len(units) * size // max(len(data), 1)))[: len(units) * size]


def report(port: int, rounds: int, process: int) -> None:
    """Ask every question `rounds` times and print the times in milliseconds, and the memory."""
    started = time.monotonic()
    wait(port)
    print(f"Serving after {time.monotonic() - started:.1f} s.")
    questions = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]
    for question in questions[:5]:
        ask(port, question)
    times = [ask(port, question) for _ in range(rounds) for question in questions]
    for name, own in (
        ("first source", [first for first, _ in times]),
        ("whole answer", [whole for _, whole in times]),
    ):
        own.sort()
        print(
            f"{name}, {len(own)} questions over HTTP: p50 {own[len(own) // 2]:.0f} ms, "
            f"p95 {own[int(len(own) * 0.95)]:.0f} ms, slowest {own[-1]:.0f} ms"
        )
    status = Path(f"/proc/{process}/status").read_text()
    for line in status.splitlines():
        if line.startswith(("VmRSS", "VmHWM")):
            name, kilobytes = line.split()[:2]
            print(f"{name} {int(kilobytes) / 1024:.0f} MB")


def wait(port: int) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/assistant/api/v1/health").read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def ask(port: int, question: dict[str, Any]) -> tuple[float, float]:
    """Ask one question, streaming; milliseconds until its first source and its whole answer."""
    body = json.dumps(
        {"question": question["question"], "locale": question["locale"], "conversation": None}
    )
    request = urllib.request.Request(
        f"http://localhost:{port}/assistant/api/v1/ask",
        data=body.encode(),
        headers={"Content-Type": "application/json", "Accept": "text/event-stream"},
    )
    began, first = time.perf_counter(), 0.0
    with urllib.request.urlopen(request) as response:
        for line in response:
            if line.startswith(b"event: sources"):
                first = time.perf_counter() - began
            if line.startswith(b"event: done"):
                return 1000 * first, 1000 * (time.perf_counter() - began)
    raise SystemExit("An answer broke off.")


if __name__ == "__main__":
    main()
