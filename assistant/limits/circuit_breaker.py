"""A circuit breaker: leaves a service alone for a while after it failed."""

from __future__ import annotations

import time


class CircuitBreaker:
    """Remembers that a service failed, so that in an outage one caller waits for it and not each.

    It holds one number, which threads may overwrite: the later failure counts.
    """

    def __init__(self, rest: float) -> None:
        """`rest`: for how many seconds the service is left alone after a failure."""
        self._rest = rest
        self._closed_from = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the service is to be left alone at this moment."""
        return time.monotonic() < self._closed_from

    def trip(self) -> None:
        """Record a failure: the service is left alone from now on."""
        self._closed_from = time.monotonic() + self._rest

    def reset(self) -> None:
        """Forget the failure, as when the service has answered or was replaced."""
        self._closed_from = 0.0
