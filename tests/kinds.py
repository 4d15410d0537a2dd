"""Each test module says of which kind it is, so that `make test` leaves out what is long.

`pytestmark = pytest.mark.unit`, `site` or `slow`: what they mean stands in pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

#: The markers, of which a test module has one.
KINDS = frozenset({"unit", "site", "slow"})


def check(items: list[pytest.Item]) -> None:
    """Raise UsageError where a module has not one kind, or a test of a unit asks for a database."""
    modules = {item.getparent(pytest.Module): set[str]() for item in items}
    for item in items:
        modules[item.getparent(pytest.Module)] |= _kinds(item.iter_markers())
    wrong = [
        f"{module.nodeid} must have one mark of {', '.join(sorted(KINDS))}, for all of it; it has "
        f"{' and '.join(sorted(found)) or 'none'}."
        for module, found in modules.items()
        if module and (len(found) != 1 or _kinds(module.own_markers) != found)
    ]
    wrong += [
        f"{item.nodeid} is marked `unit`, and asks for the database."
        for item in items
        if item.get_closest_marker("unit") and _asks_for_the_database(item)
    ]
    if wrong:
        raise pytest.UsageError("\n".join(wrong))


def _kinds(marks: Iterable[pytest.Mark]) -> set[str]:
    return {mark.name for mark in marks} & KINDS


def _asks_for_the_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "django_db_setup" in fixtures or item.get_closest_marker("django_db") is not None
