"""The assistant in `tests/testsite`, whose settings need a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.site

PROJECT = Path(__file__).resolve().parents[2]


def test_the_assistant_works_in_a_wagtail_site_that_knows_nothing_of_the_hub() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    tests = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "tests/testsite",
            "--ds=tests.testsite.settings",
            "-q",
            "-p",
            "no:cacheprovider",
        ],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert " passed" in tests.stdout
