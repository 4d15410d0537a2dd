"""The proof in short, in a process of its own because its site has settings of its own.

`python -m tests.assistant.proof --steps 50000` runs it for longer.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
STEPS = int(os.environ.get("HUB_PROOF_STEPS", "2000"))


def prove(*arguments: str, timeout: float) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "tests.assistant.proof", *arguments],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.mark.timeout(3_600)
def test_what_a_browser_cannot_open_is_never_shown_and_what_it_can_is_found(
    record_property,
) -> None:
    run = prove("--steps", str(STEPS), timeout=3_500)

    assert run.returncode == 0, run.stdout[-20_000:]
    executed = re.search(r"Executed (\d+) steps", run.stdout)
    assert executed, run.stdout
    assert int(executed[1]) >= STEPS
    report = run.stdout[executed.start() :]
    record_property("proof", report)
    print(report)  # noqa: T201  # what was really done, by rule: `pytest -rP` shows it


@pytest.mark.timeout(600)
@pytest.mark.parametrize("broken", ["answers", "ancestors", "languages", "withdrawals", "signals"])
def test_the_proof_notices_an_assistant_that_is_broken(broken) -> None:
    run = prove("--steps", "600", "--no-shrink", "--broken", broken, timeout=590)

    assert run.returncode == 1, run.stdout[-20_000:]
    assert "AssertionError" in run.stdout
    assert "Failing test case" in run.stdout or "Falsifying example" in run.stdout
