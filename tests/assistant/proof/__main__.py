"""Run the proof: `python -m tests.assistant.proof --steps 50000`.

Prints what was done, and how often. Ends with status 1 and the shortest sequence found where
something that a browser can't open was shown, or something it can open is missing.
"""

from __future__ import annotations

import argparse
import math
import os
import secrets
import sys
import time
from contextlib import ExitStack

#: Steps in an example, and examples before a run says how far it is. The first of a run is the
#: simplest there is, and a waste.
LENGTH, EXAMPLES = 50, 40


def main() -> int:
    """Read the command line, run, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.assistant.proof", description=__doc__)
    parser.add_argument("--steps", type=int, default=2_000, help="changes to make, at least")
    parser.add_argument("--seed", type=int, default=None, help="repeat a run")
    parser.add_argument("--no-shrink", action="store_true", help="show the first failure as it is")
    parser.add_argument("--broken", default="", help="break the assistant on purpose; must fail")
    parser.add_argument(
        "--postgresql", action="store_true", help="in a PostgreSQL server of its own"
    )
    given = parser.parse_args()
    with ExitStack() as stack:
        if given.postgresql:
            from tests.postgresql import cluster

            os.environ["HUB_DATABASE_URL"] = stack.enter_context(cluster()).url()
        prove(given.steps, given.seed, shrink=not given.no_shrink, broken=given.broken)
    return 0


def prove(steps: int, seed: int | None, *, shrink: bool, broken: str) -> None:
    """Make the site, change it so often, tell what was done. Raises what is wrong."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.assistant.proof.settings"
    import django

    django.setup()
    from tests.assistant.proof import breaking, site
    from tests.assistant.proof.machine import Site

    site.make_database()
    site.build()
    site.remember_embeddings()
    if broken:
        breaking.break_on_purpose(broken)
    Site.copy = site.Copy()
    seed = secrets.randbelow(10**9) if seed is None else seed
    began = time.monotonic()
    _say(f"Seed {seed}.")
    try:
        _run(steps, seed, shrink=shrink)
    finally:
        _report(time.monotonic() - began)
        Site.copy.drop()
        site.leave()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _run(steps: int, seed: int, *, shrink: bool) -> None:
    """Run examples until there were that many changes."""
    import hypothesis
    from hypothesis.stateful import run_state_machine_as_test

    from tests.assistant.proof.machine import Site

    phases = [hypothesis.Phase.generate, *([hypothesis.Phase.shrink] if shrink else [])]
    while (missing := steps - Site.executed()) > 0:
        settings = hypothesis.settings(
            # Each run has a seed of its own.
            max_examples=1 + min(EXAMPLES, math.ceil(missing / LENGTH)),
            stateful_step_count=LENGTH,
            deadline=None,
            database=None,
            print_blob=True,
            phases=phases,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        run_state_machine_as_test(hypothesis.seed(seed)(Site), settings=settings)
        seed += 1


def _report(seconds: float) -> None:
    from django.db import connection

    from tests.assistant.proof.machine import Site

    _say(f"\nExecuted {Site.executed()} steps in {seconds:.0f} s on {connection.vendor}:")
    for name, count in sorted(Site.counts.items()):
        _say(f"  {name:28} {count:6}")


if __name__ == "__main__":
    sys.exit(main())
