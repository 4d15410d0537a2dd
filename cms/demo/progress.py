"""How far the load of the sample is that goes on in this process, for the console and readers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How many of the sample's pages are translated, of how many translations."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """How much of it is there."""
        return 100 * self.done // self.total


_current: Progress | None = None


def current() -> Progress | None:
    """How far it is; None where nothing is being loaded."""
    return _current


def tell(progress: Progress | None) -> None:
    """Say how far it is, or with None that it has ended."""
    global _current
    _current = progress
