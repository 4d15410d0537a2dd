"""Full-text search with SQLite's FTS5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from assistant.index.lexical.scoring import bm25, idf

TABLE = "assistant_lexical"
VOCABULARY = "assistant_lexical_vocabulary"

# A contentless table would be smaller, but deleting from it needs SQLite 3.43, and Debian 12 has
# 3.40.
CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(terms, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab({TABLE}, 'row')",
)
DROP = (f"DROP TABLE IF EXISTS {VOCABULARY}", f"DROP TABLE IF EXISTS {TABLE}")


def write(rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Write the terms of passages by id, replacing existing rows."""
    remove([number for number, _ in rows])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE}(rowid, terms) VALUES (%s, %s)",  # noqa: S608
            [(number, " ".join(terms)) for number, terms in rows],
        )


def remove(passages: Sequence[int]) -> None:
    """Remove the rows of these passage ids."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(n,) for n in passages])  # noqa: S608


def remove_orphans() -> int:
    """Remove rows whose passage was deleted; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE rowid NOT IN (SELECT id FROM assistant_passage)"  # noqa: S608
        )
        return int(cursor.rowcount)


def term_counts(terms: Sequence[str]) -> dict[str, int]:
    """Return how many passages have each term; terms in none are left out."""
    marks = ", ".join(["%s"] * len(terms))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, doc FROM {VOCABULARY} WHERE term IN ({marks})", terms)  # noqa: S608
        return {term: int(count) for term, count in cursor.fetchall()}


def total() -> int:
    """Return the number of rows."""
    return _totals()[0]


def best(
    edition: int, selective: Mapping[str, int], common: Mapping[str, int], limit: int
) -> list[tuple[int, float]]:
    """Return ids and scores of the edition's passages, best first.

    The terms of `selective` find `limit` candidates, those of `common` only add to their scores.
    Both give the number of passages with each term.
    """
    query = " OR ".join(f'"{term}"' for term in selective)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, -bm25({TABLE}) FROM {TABLE} "  # noqa: S608
            f"WHERE {TABLE} MATCH %s "
            # EXISTS is tested for the rows that match. For IN, SQLite walks through all passages
            # (docs/figures.md, EXISTS in full-text search).
            f"AND EXISTS (SELECT 1 FROM assistant_passage WHERE id = {TABLE}.rowid "
            "AND edition_id = %s) ORDER BY rank LIMIT %s",
            [query, edition, limit],
        )
        found = {int(number): float(score) for number, score in cursor.fetchall()}
    if common:
        # Computed here, because FTS5 would read the long lists of common terms for each row.
        total, average = _totals()
        weights = {term: idf(count, total) for term, count in common.items()}
        for number, text in _texts(found):
            found[number] += bm25(text.split(), weights, average)
    return sorted(found.items(), key=lambda item: -item[1])


def _texts(passages: Iterable[int]) -> list[tuple[int, str]]:
    """Return the indexed text of passages."""
    numbers = list(passages)
    marks = ", ".join(["%s"] * len(numbers))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid, terms FROM {TABLE} WHERE rowid IN ({marks})", numbers)  # noqa: S608
        return [(int(number), str(text)) for number, text in cursor.fetchall()]


def _totals() -> tuple[int, float]:
    """Return the number of rows and their average length in terms, from FTS5's own record."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT block FROM {TABLE}_data WHERE id = 1")  # noqa: S608
        row = cursor.fetchone()
    rows, length, *_ = [*_numbers(bytes(row[0]) if row else b""), 0, 0]
    return rows, max(length / rows, 1.0) if rows else 1.0


def _numbers(record: bytes) -> list[int]:
    """Decode SQLite's varints: seven bits in each byte, the highest bit says that more follow."""
    found, value = [], 0
    for byte in record:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = 0
    return found
