"""Queries whose SQL is compiled once: Django takes longer for that than the database to answer.

They serve what every question asks of the database. A query is still compiled as a queryset, and
only the SQL that Django makes of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

_PLACEHOLDER = re.compile("%%|%s")
_Row = TypeVar("_Row", bound=Model)


class CompiledQuery:
    """A query for values (`values_list`) that is often run with different arguments.

    `make` builds the queryset. It is called with as many arguments as `rows`, each an integer, a
    string, or a list of one of these for `…__in`. It must not look at their values: the SQL may
    depend on nothing but what `depends` returns.
    """

    def __init__(
        self,
        make: Callable[..., QuerySet[Any, Any]],
        depends: Callable[[], Hashable] = lambda: None,
    ) -> None:
        """Keep the function; the SQL is compiled when it is first needed."""
        self._make, self._depends = make, depends
        self._compiled: dict[Hashable, _CompiledSql] = {}

    def rows(self, *arguments: int | str | Iterable[int] | Iterable[str]) -> list[tuple[Any, ...]]:
        """Return the rows of the queryset for these arguments.

        If one of the arguments is an empty list, returns no rows without asking the database.
        """
        given = [one if isinstance(one, int | str) else list(one) for one in arguments]
        if [] in given:
            return []
        key = (connection.vendor, self._depends())
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _compile(self._make, given)
        sql, parameters = compiled.filled(given)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = cursor.fetchall()
        if compiled.converters:
            return [tuple(row) for row in compiled.convert(rows)]
        return list(rows)


class _CompiledSql(NamedTuple):
    """Compiled SQL cut at its placeholders, with what belongs in each.

    A slot holds the number of an argument, or None and a constant.
    """

    pieces: list[str]
    slots: list[tuple[int | None, Any]]
    converters: dict[int, Any]
    convert: Callable[[list[Any]], Iterable[Any]]

    def filled(self, given: list[Any]) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters for these arguments."""
        sql, parameters = [self.pieces[0]], list[Any]()
        for (argument, constant), piece in zip(self.slots, self.pieces[1:], strict=True):
            value = constant if argument is None else given[argument]
            if argument is not None and isinstance(value, list):
                sql.append(", ".join(["%s"] * len(value)))
                parameters += value
            else:
                sql.append("%s")
                parameters.append(value)
            sql.append(piece)
        return "".join(sql), parameters


def _compile(make: Callable[..., QuerySet[Any, Any]], given: list[Any]) -> _CompiledSql:
    """Compile the queryset with stand-ins for the arguments, and find them in its parameters."""
    stand_ins = [
        _stand_in(n, one[0] if isinstance(one, list) else one) for n, one in enumerate(given)
    ]
    called = [
        [mark] if isinstance(one, list) else mark
        for mark, one in zip(stand_ins, given, strict=True)
    ]
    query = make(*called).query
    compiler = query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    # A literal "%%" is kept; the SQL is cut at placeholders only.
    places = [found for found in _PLACEHOLDER.finditer(sql) if found[0] == "%s"]
    edges = [0, *(edge for found in places for edge in found.span()), len(sql)]
    numbers = {mark: n for n, mark in enumerate(stand_ins)}
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return _CompiledSql(
        pieces=[sql[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)],
        slots=[
            (numbers.get(value) if isinstance(value, int | str) else None, value)
            for value in parameters
        ],
        converters=converters,
        convert=lambda rows: compiler.apply_converters(rows, converters),
    )


def _stand_in(number: int, value: int | str) -> int | str:
    """Return a value for an argument that no query contains by itself.

    Integers fit any column: they are positive and have 32 bits.
    """
    return 2_147_400_000 + number if isinstance(value, int) else f"\x01 argument {number}"


@cache
def columns(model: type[Model], prefix: str = "") -> tuple[str, ...]:
    """Return the names of a model's columns for `values_list`, each after the prefix."""
    return tuple(f"{prefix}{field.attname}" for field in model._meta.concrete_fields)


def instance(model: type[_Row], values: Iterable[Any]) -> _Row:
    """Return a model's object with these values of its `columns`, as a query would."""
    return model.from_db(connection.alias, columns(model), list(values))
