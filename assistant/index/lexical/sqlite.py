"""The words of passages in SQLite's FTS5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from assistant.index.lexical.scoring import bm25, idf

TABLE = "assistant_lexical"
VOCABULARY = "assistant_lexical_vocabulary"

# A contentless table would be smaller, but deletes from it need SQLite 3.43; Debian 12 has 3.40.
CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(terms, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab({TABLE}, 'row')",
)
DROP = (f"DROP TABLE IF EXISTS {VOCABULARY}", f"DROP TABLE IF EXISTS {TABLE}")


def write(rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Put the terms of passages, by id, in place of what stood there."""
    remove([number for number, _ in rows])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE}(rowid, terms) VALUES (%s, %s)",  # noqa: S608
            [(number, " ".join(terms)) for number, terms in rows],
        )


def remove(passages: Sequence[int]) -> None:
    """Drop these passage ids."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(n,) for n in passages])  # noqa: S608


def purge() -> int:
    """Drop rows without a passage; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE rowid NOT IN (SELECT id FROM assistant_passage)"  # noqa: S608
        )
        return int(cursor.rowcount)


def counts(terms: Sequence[str]) -> dict[str, int]:
    """In how many passages each term stands; those that stand in none are left out."""
    marks = ", ".join(["%s"] * len(terms))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, doc FROM {VOCABULARY} WHERE term IN ({marks})", terms)  # noqa: S608
        return {term: int(count) for term, count in cursor.fetchall()}


def total() -> int:
    """How many rows there are."""
    return _totals()[0]


def best(
    edition: int, telling: Mapping[str, int], usual: Mapping[str, int], limit: int
) -> list[tuple[int, float]]:
    """The edition's best passages by the telling terms, ranked by all; best first."""
    query = " OR ".join(f'"{term}"' for term in telling)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, -bm25({TABLE}) FROM {TABLE} "  # noqa: S608
            f"WHERE {TABLE} MATCH %s "
            # EXISTS is tried on the rows found. With IN, SQLite walks all passages, and takes
            # seconds at 10,000 instead of milliseconds.
            f"AND EXISTS (SELECT 1 FROM assistant_passage WHERE id = {TABLE}.rowid "
            "AND edition_id = %s) ORDER BY rank LIMIT %s",
            [query, edition, limit],
        )
        found = {int(number): float(score) for number, score in cursor.fetchall()}
    if usual:
        # FTS5 would read the long lists of the usual terms for each of these rows.
        total, average = _totals()
        weights = {term: idf(count, total) for term, count in usual.items()}
        for number, text in _texts(found):
            found[number] += bm25(text.split(), weights, average)
    return sorted(found.items(), key=lambda item: -item[1])


def _texts(passages: Iterable[int]) -> list[tuple[int, str]]:
    numbers = list(passages)
    marks = ", ".join(["%s"] * len(numbers))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid, terms FROM {TABLE} WHERE rowid IN ({marks})", numbers)  # noqa: S608
        return [(int(number), str(text)) for number, text in cursor.fetchall()]


def _totals() -> tuple[int, float]:
    """How many rows there are, and their usual length in terms, from FTS5's own record of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT block FROM {TABLE}_data WHERE id = 1")  # noqa: S608
        row = cursor.fetchone()
    rows, length, *_ = [*_numbers(bytes(row[0]) if row else b""), 0, 0]
    return rows, max(length / rows, 1.0) if rows else 1.0


def _numbers(record: bytes) -> list[int]:
    """SQLite's numbers of variable length: seven bits a byte, the highest says that more follow."""
    found, value = [], 0
    for byte in record:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = 0
    return found
