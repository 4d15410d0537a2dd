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

from tests.postgresql import programs

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[3]
#: How many steps says the variable: some in each run of the tests, 2,000 in the long proof.
STEPS = int(os.environ.get("HUB_PROOF_STEPS", "60"))
LONG = "HUB_PROOF_STEPS" in os.environ
#: Each run takes another way unless the variable says which: then a failure is not chance's.
SEED = ["--seed", seed] if (seed := os.environ.get("HUB_PROOF_SEED", "")) else []
#: What is broken on purpose, and the way on which each is noticed soon.
BROKEN = ["answers", "ancestors", "languages", "signals", "withdrawals"] if LONG else []
BROKEN_SEED = "1"


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


def hold(steps: int, *arguments: str) -> None:
    """Run the proof, and tell what it did."""
    run = prove("--steps", str(steps), *SEED, *arguments, timeout=3_500)

    assert run.returncode == 0, run.stdout[-20_000:]
    executed = re.search(r"Executed (\d+) steps", run.stdout)
    assert executed, run.stdout
    assert int(executed[1]) >= steps
    print(run.stdout.splitlines()[0], run.stdout[executed.start() :])  # noqa: T201  # `pytest -rP` shows it


@pytest.mark.timeout(3_600)
def test_what_a_browser_cannot_open_is_never_shown_and_what_it_can_is_found() -> None:
    hold(STEPS)


@pytest.mark.timeout(3_600)
@pytest.mark.skipif(not LONG, reason="part of the long proof: make prove")
@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
def test_the_same_holds_on_postgresql() -> None:
    hold(STEPS // 4, "--postgresql")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("broken", BROKEN)
def test_the_proof_notices_an_assistant_that_is_broken(broken) -> None:
    given = ["--steps", "1500", "--seed", BROKEN_SEED, "--no-shrink", "--broken", broken]
    run = prove(*given, timeout=890)

    assert run.returncode == 1, run.stdout[-20_000:]
    assert "AssertionError" in run.stdout
    assert "Failing test case" in run.stdout or "Falsifying example" in run.stdout
