"""Full-text search over analysed text: what is the same for both databases."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from django.db import NotSupportedError, connection
from django.db.models import Count, QuerySet

from assistant.db import CompiledQuery
from assistant.index.lexical import postgresql, sqlite
from assistant.index.lexical.scoring import CANDIDATES, idf, split_by_frequency
from assistant.models import Passage, Source
from assistant.text import terms

#: The module for each supported database, by Django's name for it.
_DATABASES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
#: Most terms of a question that are searched for; more only take time.
_MAX_TERMS = 64
#: From so many passages on, and for terms that so many passages have, counts are kept for so many
#: seconds: large numbers take long to count and need not be exact.
_LARGE, _COMMON, _CACHE_SECONDS = 1_000, 1_000, 300.0

#: The least weight of a word of a question. On a small site the word that it is about may be in
#: nearly every passage, and still a passage that lacks it says nothing about it.
LEAST_IDF = 1.0

_passage_counts: dict[tuple[str, int, str | None], tuple[float, int]] = {}
#: Counts of common terms by database and term, the oldest first, and how many are kept.
_common_counts: dict[tuple[str, str], tuple[float, int]] = {}
_MAX_CACHED = 20_000


def write(passages: Iterable[tuple[int, str]]) -> None:
    """Index texts by passage id, replacing what was indexed for these ids."""
    rows = [(number, terms(text)) for number, text in passages]
    if rows:
        _database().write(rows)


def remove(passages: Sequence[int]) -> None:
    """Remove passages from the index; unknown ids are ignored."""
    if passages:
        _database().remove(passages)


def remove_orphans() -> int:
    """Remove rows whose passage was deleted, as a cascade may leave them; return how many."""
    return int(_database().remove_orphans())


def term_counts(question: str) -> dict[str, int]:
    """Return how many passages have each of the question's terms.

    Pass the result as `counts` to `search`, `idf_weights` and `best_possible_score`, to count only
    once.
    """
    return _cached_counts(sorted(set(terms(question))))


def search(
    edition: int, question: str, limit: int, counts: Mapping[str, int] | None = None
) -> list[tuple[int, float]]:
    """Return passage ids of an edition with their BM25 scores, above 0, best first.

    `counts` gives what `term_counts` returned, if the caller has it. Terms that very many passages
    have don't choose candidates if there are rarer terms; they only add to the candidates' scores.
    """
    wanted = list(dict.fromkeys(terms(question)))[:_MAX_TERMS]
    if not wanted:
        return []
    database = _database()
    counts = _cached_counts(wanted) if counts is None else counts
    selective, common = split_by_frequency(
        {term: counts[term] for term in wanted if counts.get(term)}
    )
    if not selective:
        return []
    if not common:
        return list(database.best(edition, selective, {}, limit))
    return list(database.best(edition, selective, common, max(limit, CANDIDATES)))[:limit]


def idf_weights(
    edition: int,
    words: Iterable[str],
    language: str | None,
    counts: Mapping[str, int] | None = None,
    least: float = LEAST_IDF,
) -> dict[str, float]:
    """Return the inverse document frequency of each term, and at least `least`.

    `counts` as in `search`. Terms are counted against the passages in the question's language,
    because on a site with many languages even "the" is rare.
    """
    wanted = sorted(set(words))
    if not wanted:
        return {}
    total = (_passage_count(edition, language) if language else 0) or _passage_count(edition, None)
    counts = _cached_counts(wanted) if counts is None else counts
    own = {word: min(counts.get(word, 0), total) for word in wanted}
    return {
        word: max(math.log(1 + (total - own[word] + 0.5) / (own[word] + 0.5)), least)
        for word in wanted
    }


def best_possible_score(question: str, counts: Mapping[str, int]) -> float:
    """Return about the score of a passage that has each of the question's terms once; never 0.

    Divided by it, the scores of `search` become shares. `counts` as in `search`.
    """
    words = list(dict.fromkeys(terms(question)))[:_MAX_TERMS]
    total = _database().total()
    return max(sum(idf(min(counts.get(word, 0), total), total) for word in words), 1e-6)


def create(schema_editor: Any) -> None:
    """Create the tables; for migrations."""
    _run(schema_editor, "CREATE")


def drop(schema_editor: Any) -> None:
    """Drop the tables; for migrations."""
    _run(schema_editor, "DROP")


def _run(schema_editor: Any, name: str) -> None:
    """Run the statements that a database's module lists under a name."""
    database = _DATABASES.get(schema_editor.connection.vendor)
    # For other databases a system check reports that they are not supported.
    for statement in getattr(database, name, ()):
        schema_editor.execute(statement)


def _database() -> ModuleType:
    """Return the module for the site's database. Raises NotSupportedError for other databases."""
    try:
        return _DATABASES[connection.vendor]
    except KeyError:
        raise NotSupportedError(f"No full-text search on {connection.vendor!r}.") from None


def _cached_counts(words: Sequence[str]) -> dict[str, int]:
    """Return how many passages have each term, with recent counts of common terms from memory."""
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    kept = {word: _common_counts.get((name, word), (0.0, 0)) for word in words}
    known = {word: count for word, (until, count) in kept.items() if now < until}
    asked = [word for word in words if word not in known]
    found = _database().term_counts(asked) if asked else {}
    for word, count in found.items():
        if count >= _COMMON:
            _common_counts.pop((name, word), None)
            _common_counts[name, word] = (now + _CACHE_SECONDS, count)
    while len(_common_counts) > _MAX_CACHED:
        _common_counts.pop(next(iter(_common_counts)), None)
    return known | found


def _count_query(passages: QuerySet[Passage]) -> QuerySet[Any, Any]:
    """Return the query for the number of passages."""
    return passages.order_by().values("edition").annotate(number=Count("pk")).values_list("number")


# Selected through the sources, because for a join SQLite reads every passage (docs/figures.md,
# Counting passages of a language).
_IN_LANGUAGE = CompiledQuery(
    lambda edition, language: _count_query(
        Passage.objects.filter(edition=edition, source__in=Source.objects.filter(locale=language))
    )
)
_IN_ALL = CompiledQuery(lambda edition: _count_query(Passage.objects.filter(edition=edition)))


def _passage_count(edition: int, language: str | None) -> int:
    """Return the number of passages of an edition, in a language if one is given."""
    key = (str(connection.settings_dict["NAME"]), edition, language)
    until, total = _passage_counts.get(key, (0.0, 0))
    if time.monotonic() < until:
        return total
    rows = _IN_LANGUAGE.rows(edition, language) if language else _IN_ALL.rows(edition)
    total = int(rows[0][0]) if rows else 0
    if total >= _LARGE:
        _passage_counts[key] = (time.monotonic() + _CACHE_SECONDS, total)
    return total
