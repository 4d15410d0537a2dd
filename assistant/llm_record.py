"""How the language model does in this process: what became of its answers, and its rest.

After a failure it is left alone for a while, so that an outage costs one question its time, not
each.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Literal

from django.core.signals import setting_changed

#: What became of an answer: shown as the model worded it, replaced because the model failed,
#: replaced because it was not believed.
Outcome = Literal["worded", "failed", "refused"]

#: Seconds that the model is left alone after a failure, as other services are.
REST = 10.0

_counts: Counter[str] = Counter()
_changing = threading.Lock()
_until = 0.0


def record(outcome: Outcome) -> None:
    """Count an answer; a failure begins a rest."""
    global _until
    with _changing:
        _counts[outcome] += 1
        if outcome == "failed":
            _until = time.monotonic() + REST


def rests() -> bool:
    """Whether the model is left alone at this moment."""
    return time.monotonic() < _until


def counts() -> dict[str, int]:
    """How many answers of this process were worded, failed and refused."""
    return {outcome: _counts[outcome] for outcome in ("worded", "failed", "refused")}


def reset(**kwargs: object) -> None:
    """Forget everything, as when the settings change."""
    global _until
    if kwargs.get("setting", "ASSISTANT") == "ASSISTANT":
        with _changing:
            _counts.clear()
            _until = 0.0


setting_changed.connect(reset)
