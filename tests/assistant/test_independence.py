"""The assistant is a reusable app: its tests know a site that is not the hub, and no more of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

pytestmark = pytest.mark.unit

TESTS = Path(__file__).resolve().parents[1]
#: Which helpers of all tests import the hub, and why.
ALLOWED = {
    "postgresql.py": "starts a server as the hub's command for many processes does",
    "chroma_server.py": "finds a port as that does",
}


def imported_by(path: Path) -> Iterator[str]:
    """The modules that a file names, and the names that it takes from them, with dots."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def file_of(name: str) -> Path | None:
    """The file of a module of the tests, also if the name is of something in it."""
    parts = name.split(".")[1:]
    places = [TESTS.joinpath(*parts), TESTS.joinpath(*parts[:-1])]
    files = [place.with_suffix(".py") for place in places if place != TESTS]
    return next((file for file in files if file.exists()), None)


def those_that_import_the_hub() -> set[str]:
    """Files of the assistant's tests and its site, and what these import of other tests."""
    todo = [*TESTS.joinpath("assistant").rglob("*.py"), *TESTS.joinpath("testsite").rglob("*.py")]
    seen, found = set[Path](), set[str]()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        names = list(imported_by(path))
        if {name.split(".")[0] for name in names} & {"cms", "bots"}:
            found.add(path.relative_to(TESTS).as_posix())
        todo += [file for name in names if name.startswith("tests.") and (file := file_of(name))]
    assert TESTS / "editing.py" in seen
    return found


def test_the_hub_is_imported_where_that_is_allowed_and_nowhere_else() -> None:
    assert those_that_import_the_hub() == set(ALLOWED)


def test_the_hub_is_not_installed() -> None:
    installed = {app.name.split(".")[0] for app in apps.get_app_configs()}

    assert installed & {"cms", "bots"} == set()
