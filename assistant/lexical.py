"""Full-text search in the site's own database, over text that `assistant.analysis` has cut.

The only module that knows SQLite's FTS5. Rows are written in the transaction that writes the
passages, so this side is never behind.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from django.db import connection

from assistant.analysis import terms
from assistant.models import Passage

TABLE = "assistant_lexical"
VOCABULARY = "assistant_lexical_vocabulary"
#: More terms than this add nothing to a question but time.
_MAX_TERMS = 64

# A contentless table would be smaller, but deletes from it need SQLite 3.43; Debian 12 has 3.40.
CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(terms, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab({TABLE}, 'row')",
)
DROP = (f"DROP TABLE IF EXISTS {VOCABULARY}", f"DROP TABLE IF EXISTS {TABLE}")


def write(passages: Iterable[tuple[int, str]]) -> None:
    """Index the texts under their passage ids, in place of what stood there."""
    rows = [(number, " ".join(terms(text))) for number, text in passages]
    remove([number for number, _ in rows])
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE}(rowid, terms) VALUES (%s, %s)", rows)  # noqa: S608


def remove(passages: Sequence[int]) -> None:
    """Drop these passage ids; unknown ones are ignored."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(n,) for n in passages])  # noqa: S608


def purge() -> int:
    """Drop rows whose passage is gone, as a cascade leaves them; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE rowid NOT IN (SELECT id FROM assistant_passage)"  # noqa: S608
        )
        return int(cursor.rowcount)


def search(edition: int, question: str, limit: int) -> list[tuple[int, float]]:
    """An edition's best passages and their BM25 scores (above 0, higher is better), best first."""
    wanted = list(dict.fromkeys(terms(question)))[:_MAX_TERMS]
    if not wanted:
        return []
    query = " OR ".join(f'"{term}"' for term in wanted)
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
        return [(int(number), float(score)) for number, score in cursor.fetchall()]


def weights(edition: int, words: Iterable[str], language: str | None) -> dict[str, float]:
    """How telling each term is: its inverse document frequency, near 0 for one in every passage.

    Counted against the passages of the question's language: in a site of many, "the" is rare.
    """
    wanted = sorted(set(words))
    if not wanted:
        return {}
    passages = Passage.objects.filter(edition=edition)
    spoken = passages.filter(source__locale=language) if language else passages
    total = spoken.count() or passages.count()
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, doc FROM {VOCABULARY} WHERE term IN ({marks})", wanted)  # noqa: S608
        counts = {word: min(int(count), total) for word, count in cursor.fetchall()}
    return {
        word: math.log(1 + (total - counts.get(word, 0) + 0.5) / (counts.get(word, 0) + 0.5))
        for word in wanted
    }
