"""Which site a run of the tests is of: the hub, or `tests/testsite`, which is the assistant's.

A process has one kind of settings, so each folder named here is run by itself. pyproject.toml
loads this before pytest-django asks for the settings; `--ds` and DJANGO_SETTINGS_MODULE go before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
HUB = "cms.settings.test"
#: The settings of folders whose tests are not about the hub.
SETTINGS = {
    TESTS / "assistant": "tests.testsite.multilingual_settings",
    TESTS / "testsite": "tests.testsite.settings",
}
_VARIABLE = "DJANGO_SETTINGS_MODULE"


def settings_of(path: Path) -> str:
    """The settings that the tests at a path run under."""
    return next((name for folder, name in SETTINGS.items() if path.is_relative_to(folder)), HUB)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser, args: list[str]) -> Iterator[None]:
    """Choose the settings by the paths that are asked for; without any, the hub's."""
    given = parser.parse_known_args(args)
    if not given.ds and _VARIABLE not in os.environ:
        paths = [Path(name.split("::")[0]).resolve() for name in given.file_or_dir]
        wanted = {settings_of(path) for path in paths} or {HUB}
        if len(wanted) > 1:
            raise pytest.UsageError(
                "These tests are of several sites: run tests/assistant, tests/testsite and the "
                "others one after the other."
            )
        os.environ[_VARIABLE] = wanted.pop()
    yield


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the folders of other sites, of which `pytest tests` is not about."""
    others = {folder for folder, name in SETTINGS.items() if name != os.environ[_VARIABLE]}
    return True if collection_path in others else None


def pytest_report_header() -> str:
    """Say what is left out."""
    others = [
        f"tests/{folder.name}" for folder, name in SETTINGS.items() if name != os.environ[_VARIABLE]
    ]
    return f"left out, to be run by themselves: {', '.join(others)}"
