"""Full-text search in the site's own database, over text that `assistant.text.tokenizer` has cut.

The only package that knows SQLite's FTS5 and PostgreSQL's tsvector. Rows are written in the
transaction that writes the passages, so this side is never behind. Both databases give the scores
of BM25 as FTS5 computes it, and take the same terms of a question.
"""

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
from assistant.index.lexical.scoring import CANDIDATES, idf, split
from assistant.models import Passage, Source
from assistant.text import terms

#: What speaks to each database, by the name that Django gives it.
_DATABASES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
#: More terms than this add nothing to a question but time.
_MAX_TERMS = 64
#: Above so many passages their number, and above so many those of a term, are counted anew after so
#: many seconds only: a large number need not be known to the unit, and takes long to count.
_LARGE, _USUAL, _COUNTED_FOR = 1_000, 1_000, 300.0

_totals: dict[tuple[str, int, str | None], tuple[float, int]] = {}
#: Counts of usual terms by database and term, the oldest first, and how many are kept.
_usual: dict[tuple[str, str], tuple[float, int]] = {}
_KEPT = 20_000


def write(passages: Iterable[tuple[int, str]]) -> None:
    """Index the texts under their passage ids, in place of what stood there."""
    rows = [(number, terms(text)) for number, text in passages]
    if rows:
        _database().write(rows)


def remove(passages: Sequence[int]) -> None:
    """Drop these passage ids; unknown ones are ignored."""
    if passages:
        _database().remove(passages)


def purge() -> int:
    """Drop rows whose passage is gone, as a cascade may leave them; returns how many."""
    return int(_database().purge())


def counts(question: str) -> dict[str, int]:
    """In how many passages the question's terms stand, to be handed to both functions below."""
    return _counts(sorted(set(terms(question))))


def search(
    edition: int, question: str, limit: int, known: Mapping[str, int] | None = None
) -> list[tuple[int, float]]:
    """An edition's best passages and their BM25 scores (above 0, higher is better), best first.

    `known` are the terms' counts, where the caller has them. Terms that stand in very many passages
    choose none where rarer ones do; they count for those that the others have chosen.
    """
    wanted = list(dict.fromkeys(terms(question)))[:_MAX_TERMS]
    if not wanted:
        return []
    database = _database()
    found = _counts(wanted) if known is None else known
    telling, usual = split({term: found[term] for term in wanted if found.get(term)})
    if not telling:
        return []
    if not usual:
        return list(database.best(edition, telling, {}, limit))
    return list(database.best(edition, telling, usual, max(limit, CANDIDATES)))[:limit]


def weights(
    edition: int,
    words: Iterable[str],
    language: str | None,
    known: Mapping[str, int] | None = None,
) -> dict[str, float]:
    """How telling each term is: its inverse document frequency, near 0 for one in every passage.

    `known` as for `search`. Counted against the passages of the question's language: in a site of
    many, "the" is rare.
    """
    wanted = sorted(set(words))
    if not wanted:
        return {}
    total = (_total(edition, language) if language else 0) or _total(edition, None)
    found = _counts(wanted) if known is None else known
    own = {word: min(found.get(word, 0), total) for word in wanted}
    return {word: math.log(1 + (total - own[word] + 0.5) / (own[word] + 0.5)) for word in wanted}


def most(question: str, known: Mapping[str, int]) -> float:
    """About the score of a passage that has each of the question's terms once; never 0.

    Against which the scores of `search` are shares. `known` as for `search`.
    """
    words = list(dict.fromkeys(terms(question)))[:_MAX_TERMS]
    total = _database().total()
    return max(sum(idf(min(known.get(word, 0), total), total) for word in words), 1e-6)


def create(schema_editor: Any) -> None:
    """Make the tables; for migrations."""
    _run(schema_editor, "CREATE")


def drop(schema_editor: Any) -> None:
    """Drop the tables; for migrations."""
    _run(schema_editor, "DROP")


def _run(schema_editor: Any, name: str) -> None:
    database = _DATABASES.get(schema_editor.connection.vendor)
    # Elsewhere a system check says that the database is not supported.
    for statement in getattr(database, name, ()):
        schema_editor.execute(statement)


def _database() -> ModuleType:
    try:
        return _DATABASES[connection.vendor]
    except KeyError:
        raise NotSupportedError(f"No full-text search on {connection.vendor!r}.") from None


def _counts(words: Sequence[str]) -> dict[str, int]:
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    kept = {word: _usual.get((name, word), (0.0, 0)) for word in words}
    known = {word: count for word, (until, count) in kept.items() if now < until}
    asked = [word for word in words if word not in known]
    found = _database().counts(asked) if asked else {}
    for word, count in found.items():
        if count >= _USUAL:
            _usual.pop((name, word), None)
            _usual[name, word] = (now + _COUNTED_FOR, count)
    while len(_usual) > _KEPT:
        _usual.pop(next(iter(_usual)), None)
    return known | found


def _number_of(passages: QuerySet[Passage]) -> QuerySet[Any, Any]:
    return passages.order_by().values("edition").annotate(number=Count("pk")).values_list("number")


# Through the sources: ten times as fast as a join, for which SQLite reads every passage.
_IN_LANGUAGE = CompiledQuery(
    lambda edition, language: _number_of(
        Passage.objects.filter(edition=edition, source__in=Source.objects.filter(locale=language))
    )
)
_IN_ALL = CompiledQuery(lambda edition: _number_of(Passage.objects.filter(edition=edition)))


def _total(edition: int, language: str | None) -> int:
    """The edition's passages in a language."""
    key = (str(connection.settings_dict["NAME"]), edition, language)
    until, total = _totals.get(key, (0.0, 0))
    if time.monotonic() < until:
        return total
    rows = _IN_LANGUAGE.rows(edition, language) if language else _IN_ALL.rows(edition)
    total = int(rows[0][0]) if rows else 0
    if total >= _LARGE:
        _totals[key] = (time.monotonic() + _COUNTED_FOR, total)
    return total
