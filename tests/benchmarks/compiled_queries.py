"""What compiling a query's SQL once is worth, beside Django's querysets and beside plain SQL.

Run: python -m tests.benchmarks.compiled_queries [--rounds 200]   (a minute on two cores)

Makes an empty hub in memory with sixty public pages, and asks the query that every question asks
most often, which of twenty sources are public, in three ways: as a queryset built anew, as a
`CompiledQuery`, and as the SQL of that, written down and executed as it stands. Printed: the median
time of each in milliseconds, and how often the ways to an answer run a compiled query.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from unittest.mock import patch


def main() -> None:
    """Make the pages, ask in turns, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=200)
    rounds = options.parse_args().rounds
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        from assistant.access import visibility
        from assistant.models import Source

        numbers = [source.pk for source in fill()][:20]

        def anew() -> list:
            return list(
                Source.objects.filter(visibility._visible(), pk__in=numbers).values_list("pk")
            )

        def compiled() -> list:
            return visibility._IDS.rows(numbers)

        assert sorted(anew()) == sorted(compiled())
        (compiled_sql,) = visibility._IDS._compiled.values()
        sql, parameters = compiled_sql.filled([numbers])

        def plain() -> list:
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall()

        ways: dict[str, Callable[[], list]] = {
            "queryset": anew,
            "compiled": compiled,
            "plain SQL": plain,
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                started = time.perf_counter()
                way()
                times[name].append((time.perf_counter() - started) * 1_000)
        for name, taken in times.items():
            print(f"{name:<10} {statistics.median(taken):6.2f} ms")
        print(f"compiled queries of one answer: {asked()}")
    finally:
        teardown_databases(made, verbosity=0)


def fill() -> list:
    """Sixty public pages, each with a source and a passage."""
    from assistant.ingestion import index_all_waiting
    from assistant.models import Source
    from tests.cms.content import new_home, publish

    home = new_home()
    for number in range(60):
        publish(home, f"Course {number}", f"The course {number} takes {number} weeks.")
    index_all_waiting()
    return list(Source.objects.all())


def asked() -> int:
    """How many compiled queries one answer runs."""
    from assistant import answer
    from assistant.db import CompiledQuery

    rows = CompiledQuery.rows
    count = 0

    def counted(self: CompiledQuery, *arguments: object) -> list:
        nonlocal count
        count += 1
        return rows(self, *arguments)  # type: ignore[arg-type]

    answer("How long does course 7 take?")
    with patch.object(CompiledQuery, "rows", counted):
        answer("How long does course 9 take?")
    return count


if __name__ == "__main__":
    main()
