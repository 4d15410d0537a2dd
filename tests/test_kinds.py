"""A module that does not say its kind is noticed before any test runs."""

from __future__ import annotations

import pytest

pytest_plugins = "pytester"
pytestmark = pytest.mark.unit

TEST = "def test_something(): assert True\n"
CONFTEST = """
from tests import kinds
def pytest_collection_modifyitems(items): kinds.check(items)
"""
MARKED = "import pytest\npytestmark = {}\n"


@pytest.fixture
def run(pytester: pytest.Pytester):
    """A function that runs a module's tests under the rule, and gives what came of it."""
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nmarkers =\n  unit\n  site\n  slow\n  django_db\n")

    def run(source: str) -> pytest.RunResult:
        pytester.makepyfile(test_module=source)
        off = [f"-pno:{name}" for name in ("django", "asyncio", "xdist", "cacheprovider")]
        return pytester.runpytest_inprocess(*off)

    return run


@pytest.mark.parametrize("kind", ["unit", "site", "slow"])
def test_a_module_of_one_kind_is_run(run, kind: str) -> None:
    run(MARKED.format(f"pytest.mark.{kind}") + TEST).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("source", "has"),
    [
        (TEST, "none"),
        (MARKED.format("[pytest.mark.unit, pytest.mark.slow]") + TEST, "slow and unit"),
        # One of its tests only.
        ("import pytest\n@pytest.mark.unit\n" + TEST, "unit"),
        (MARKED.format("pytest.mark.site") + "@pytest.mark.slow\n" + TEST, "site and slow"),
    ],
)
def test_a_module_of_no_kind_or_of_two_stops_the_run(run, source: str, has: str) -> None:
    result = run(source)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    said = result.stderr.str()
    assert (
        f"test_module.py must have one mark of site, slow, unit, for all of it; it has {has}."
        in said
    )
    result.assert_outcomes()


def test_a_unit_that_asks_for_the_database_stops_the_run(run) -> None:
    marked = MARKED.format("[pytest.mark.unit, pytest.mark.django_db]")
    result = run(marked + TEST)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "test_module.py::test_something is marked `unit`, and asks for the database." in (
        result.stderr.str()
    )
