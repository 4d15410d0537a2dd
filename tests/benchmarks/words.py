"""How long full-text search takes in a large index, and what choosing by rarer words costs.

Run: python -m tests.benchmarks.words [--passages 100000] [--database URL] [--xquad DIR]

Without --database in a scratch SQLite file; with it in that (empty) PostgreSQL database. Passages
are of random words, as unevenly frequent as a language's, in eleven made-up languages; they say how
long a search takes, and how many of the first twenty are those of a search by all words. With
--xquad, instead: how often a question's paragraph comes first, for several budgets.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LANGUAGES, WORDS, LENGTH = 11, 60_000, 100


def main() -> None:
    """Fill, ask, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--passages", type=int, default=100_000)
    options.add_argument("--questions", type=int, default=300)
    options.add_argument("--database", default="")
    options.add_argument("--xquad", type=Path)
    given = options.parse_args()
    os.environ["HUB_DATA_DIR"] = tempfile.mkdtemp(prefix="tvet-hub-benchmark-")
    os.environ["HUB_DATABASE_URL"] = given.database
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.local"
    import django

    django.setup()
    prepare()
    if given.xquad:
        xquad(given.xquad)
    else:
        speed(given.passages, given.questions)


def prepare() -> None:
    """Make the tables that lexical search needs, and no others."""
    from django.db import connection

    from assistant.index import lexical

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE assistant_passage (id bigint PRIMARY KEY, edition_id bigint NOT NULL)"
        )
    with connection.schema_editor() as editor:
        lexical.create(editor)


def write(rows: list[tuple[int, str]]) -> None:
    """Passages and their words, in transactions of a few hundred."""
    from django.db import connection, transaction

    from assistant.index import lexical

    for start in range(0, len(rows), 500):
        batch = rows[start : start + 500]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO assistant_passage (id, edition_id) VALUES (%s, 1)",
                [(number,) for number, _ in batch],
            )
            lexical.write(batch)


class Words:
    """Random words of made-up languages."""

    def __init__(self, seed: int) -> None:
        """The same each time."""
        import numpy as np

        self._dice = np.random.default_rng(seed)
        shares = 1 / (np.arange(1, WORDS + 1) + 2.7) ** 1.05
        self._until = np.cumsum(shares / shares.sum())

    def text(self, language: int, length: int) -> str:
        """So many words of a language."""
        ranks = self._until.searchsorted(self._dice.random(length))
        return " ".join(f"{chr(97 + language)}{rank:x}" for rank in ranks)

    def texts(self, count: int) -> Iterator[str]:
        """Passages of all languages in turn."""
        for number in range(count):
            yield self.text(number % LANGUAGES, max(10, int(self._dice.normal(LENGTH, 30))))


def speed(passages: int, questions: int) -> None:
    """Times in milliseconds, and what is lost by leaving usual words out."""
    from django.db import connection

    from assistant.index import lexical
    from assistant.index.lexical import scoring

    started = time.monotonic()
    write(list(enumerate(Words(1).texts(passages), start=1)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {passages} passages written in {time.monotonic() - started:.0f} s")
    words = Words(2)
    asked = [words.text(n % LANGUAGES, 3 + n % 10) for n in range(questions)]
    lexical.search(1, asked[0], 40)
    budget = scoring._BUDGET
    everything, _ = timed(asked, 10**9)
    for one in (budget // 2, budget, budget * 2):
        found, times = timed(asked, one)
        same = [
            len(set(a[:20]) & set(b[:20])) / max(len(a[:20]), 1)
            for a, b in zip(everything, found, strict=True)
        ]
        print(f"budget {one}: {shown(times)}, {sum(same) / len(same):.3f} of the first twenty")
    _, times = timed(asked, 10**9)
    print(f"all words: {shown(times)}")
    started = time.monotonic()
    for question in asked:
        lexical.idf_weights(1, question.split(), None)
    print(f"weights: {1000 * (time.monotonic() - started) / len(asked):.1f} ms each")


def timed(asked: list[str], budget: int) -> tuple[list[list[int]], list[float]]:
    """What is found for each question with a budget, and how long it took."""
    from assistant.index import lexical
    from assistant.index.lexical import scoring

    usual, scoring._BUDGET = scoring._BUDGET, budget
    found, times = [], []
    for question in asked:
        started = time.perf_counter()
        found.append([number for number, _ in lexical.search(1, question, 40)])
        times.append(1000 * (time.perf_counter() - started))
    scoring._BUDGET = usual
    return found, times


def shown(times: list[float]) -> str:
    """Half, 95 of a hundred, and the slowest."""
    ordered = sorted(times)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {half:.1f} p95 {most:.1f} max {ordered[-1]:.1f} ms"


def xquad(folder: Path) -> None:
    """The share of questions whose paragraph comes first, in each language."""
    import json

    rows: list[tuple[int, str]] = []
    asked: dict[str, list[tuple[int, str]]] = {}
    for path in sorted(folder.glob("*.json")):
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        for article in data["data"]:
            for paragraph in article["paragraphs"]:
                rows.append((len(rows) + 1, f"{article.get('title', '')}\n{paragraph['context']}"))
                asked.setdefault(path.stem, []).extend(
                    (len(rows), qa["question"]) for qa in paragraph["qas"]
                )
    write(rows)
    for budget in (10**9, 4_000, 400, 100, 40):
        shares = []
        for language, questions in asked.items():
            found, _ = timed([question for _, question in questions], budget)
            right = [ids[:1] == [n] for ids, (n, _) in zip(found, questions, strict=True)]
            shares.append(f"{language} {sum(right) / len(right):.3f}")
        print(f"budget {budget} of {len(rows)} passages: {', '.join(shares)}")


if __name__ == "__main__":
    main()
