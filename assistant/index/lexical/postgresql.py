"""Full-text search in PostgreSQL: a tsvector index finds candidates, and SQL computes their BM25.

PostgreSQL has no BM25, and knows only from its statistics how many rows have a common term.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from assistant.index.lexical.scoring import K1, B, idf

#: `counts` holds only terms that a passage has more than once. Rows are kept inside their page:
#: fetching a long row from a TOAST table would cost more than scoring it.
CREATE = (
    """CREATE TABLE assistant_lexical (
        passage_id bigint PRIMARY KEY,
        edition_id bigint NOT NULL,
        length integer NOT NULL,
        terms tsvector NOT NULL,
        counts jsonb NOT NULL
    ) WITH (toast_tuple_target = 8160)""",
    """ALTER TABLE assistant_lexical
        ALTER terms SET STORAGE EXTERNAL, ALTER counts SET STORAGE EXTERNAL,
        ALTER terms SET STATISTICS 300""",
    # Without a pending list, which each search would have to read.
    """CREATE INDEX assistant_lexical_terms ON assistant_lexical USING gin (terms)
        WITH (fastupdate = off)""",
    # Triggers delete rows with their passages. A foreign key would too, but with one from a table
    # that belongs to no model, Django could not truncate its tables.
    """CREATE FUNCTION assistant_lexical_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            TRUNCATE assistant_lexical;
        ELSE
            DELETE FROM assistant_lexical USING gone WHERE passage_id = gone.id;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER assistant_lexical_deleted AFTER DELETE ON assistant_passage
        REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION assistant_lexical_follow()""",
    """CREATE TRIGGER assistant_lexical_truncated AFTER TRUNCATE ON assistant_passage
        FOR EACH STATEMENT EXECUTE FUNCTION assistant_lexical_follow()""",
)
DROP = (
    "DROP TRIGGER IF EXISTS assistant_lexical_truncated ON assistant_passage",
    "DROP TRIGGER IF EXISTS assistant_lexical_deleted ON assistant_passage",
    "DROP FUNCTION IF EXISTS assistant_lexical_follow()",
    "DROP TABLE IF EXISTS assistant_lexical",
)

#: From so many rows on, totals and common terms are read again only after so many seconds.
_LARGE, _CACHE_SECONDS = 5_000, 300.0
#: A term in more rows than this is not counted further.
_MAX_COUNT = 20_000

_SCORE = f"""word.idf * {K1 + 1}::float8 * often.n / (often.n + {K1}::float8 * (
    {1 - B}::float8 + {B}::float8 * entry.length / %(average)s::float8))"""
_OFTEN = "LATERAL (SELECT coalesce((entry.counts ->> word.term)::float8, 1) AS n) often"
_BEST = f"""
    WITH word AS MATERIALIZED (
        SELECT * FROM unnest(%(terms)s::text[], %(queries)s::tsquery[], %(idfs)s::float8[],
            %(selective)s::boolean[]) AS word (term, query, idf, selective)
    ), hit AS MATERIALIZED (
        SELECT entry.passage_id, sum({_SCORE}) AS score
        FROM word JOIN assistant_lexical entry ON entry.terms @@ word.query, {_OFTEN}
        WHERE word.selective AND entry.edition_id = %(edition)s
        GROUP BY entry.passage_id ORDER BY score DESC LIMIT %(limit)s
    )
    SELECT hit.passage_id, hit.score + coalesce((
        SELECT sum({_SCORE}) FROM word, {_OFTEN}
        WHERE NOT word.selective AND entry.terms @@ word.query
    ), 0) AS score
    FROM hit JOIN assistant_lexical entry USING (passage_id) ORDER BY score DESC
"""  # noqa: S608  # numbers and names of ours


def write(rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Write the terms of passages by id, replacing existing rows."""
    counted = [(number, len(terms), Counter(terms)) for number, terms in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO assistant_lexical (passage_id, edition_id, length, terms, counts)
            SELECT passage.id, passage.edition_id, new.length,
                array_to_tsvector(string_to_array(new.terms, ' ')), new.counts::jsonb
            FROM unnest(%s::bigint[], %s::integer[], %s::text[], %s::text[])
                AS new (id, length, terms, counts)
            JOIN assistant_passage passage ON passage.id = new.id
            ON CONFLICT (passage_id) DO UPDATE
            SET length = excluded.length, terms = excluded.terms, counts = excluded.counts
            """,
            [
                [number for number, _, _ in counted],
                [length for _, length, _ in counted],
                [" ".join(terms) for _, _, terms in counted],
                [json.dumps({t: n for t, n in terms.items() if n > 1}) for _, _, terms in counted],
            ],
        )


def remove(passages: Sequence[int]) -> None:
    """Remove the rows of these passage ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM assistant_lexical WHERE passage_id = ANY(%s::bigint[])", [list(passages)]
        )


def remove_orphans() -> int:
    """Remove rows whose passage was deleted; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM assistant_lexical WHERE NOT EXISTS "
            "(SELECT 1 FROM assistant_passage WHERE id = assistant_lexical.passage_id)"
        )
        return int(cursor.rowcount)


def term_counts(terms: Sequence[str]) -> dict[str, int]:
    """Return how many passages have each term; terms in none are left out.

    In a large index, the numbers for very common terms are those of PostgreSQL's last ANALYZE.
    """
    known = _statistics()
    found = {term: known.common[term] for term in terms if term in known.common}
    others = [term for term in terms if term not in found]
    if others:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT word.term, (SELECT count(*) FROM (
                    SELECT FROM assistant_lexical WHERE terms @@ word.query LIMIT %s) AS entry)
                FROM unnest(%s::text[], %s::tsquery[]) AS word (term, query)
                """,
                [_MAX_COUNT, others, [_query(term) for term in others]],
            )
            found |= {term: int(count) for term, count in cursor.fetchall() if count}
    return found


def total() -> int:
    """Return about the number of rows."""
    return _statistics().total


def best(
    edition: int, selective: Mapping[str, int], common: Mapping[str, int], limit: int
) -> list[tuple[int, float]]:
    """Return ids and scores of the edition's passages, best first.

    The terms of `selective` find `limit` candidates, those of `common` only add to their scores.
    Both give the number of passages with each term.
    """
    known = _statistics()
    words = {**selective, **common}
    with connection.cursor() as cursor:
        cursor.execute(
            _BEST,
            {
                "terms": list(words),
                "queries": [_query(term) for term in words],
                "idfs": [idf(count, known.total) for count in words.values()],
                "selective": [term in selective for term in words],
                "average": known.average,
                "edition": edition,
                "limit": limit,
            },
        )
        return [(int(number), float(score)) for number, score in cursor.fetchall()]


def _query(term: str) -> str:
    """Return a tsquery that matches exactly this term."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Statistics:
    """Number of rows, their average length in terms, and how many rows have the most common terms.

    `common` is empty in a small index, where counting is fast. `until` is the `time.monotonic()` at
    which it is read again.
    """

    total: int
    average: float
    common: Mapping[str, int] = field(default_factory=dict)
    until: float = 0.0


_cached_statistics: dict[str, _Statistics] = {}


def _statistics() -> _Statistics:
    """Return the statistics, reading them again if they are too old."""
    name = str(connection.settings_dict["NAME"])
    known = _cached_statistics.get(name)
    if known is None or known.until < time.monotonic():
        known = _cached_statistics[name] = _read()
    return known


def _read() -> _Statistics:
    """Read the statistics from the table and from PostgreSQL's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(avg(length), 1) FROM assistant_lexical")
        total, average = cursor.fetchone()
        if total < _LARGE:
            return _Statistics(total=int(total), average=max(float(average), 1.0))
        cursor.execute(
            """
            SELECT most_common_elems::text::text[],
                most_common_elem_freqs[:cardinality(most_common_elems::text::text[])]
            FROM pg_stats WHERE tablename = 'assistant_lexical' AND attname = 'terms'
                AND schemaname = current_schema() AND most_common_elems IS NOT NULL
            """
        )
        terms, shares = cursor.fetchone() or ([], [])
    return _Statistics(
        total=int(total),
        average=max(float(average), 1.0),
        common={
            term: max(1, round(share * total)) for term, share in zip(terms, shares, strict=True)
        },
        until=time.monotonic() + _CACHE_SECONDS,
    )
