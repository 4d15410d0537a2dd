"""The registry of the channels that test questions are asked through; other apps add theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assistant.types import Answer

#: The two channels that always exist. "search" has no answer, only pages, best first.
API, SEARCH = "api", "search"
#: A backslash that escapes a character in Markdown.
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A channel; `to_text` formats an answer as its readers see it, and is None for the search."""

    name: str
    label: Any
    to_text: Callable[[Answer], str] | None


def _plain(answer: Answer) -> str:
    """Return the answer's text without Markdown's backslashes."""
    return _ESCAPED.sub("", answer.text)


_channels = {
    API: Channel(name=API, label=_("Site and API"), to_text=_plain),
    SEARCH: Channel(name=SEARCH, label=_("Search"), to_text=None),
}


def register_channel(name: str, label: Any, to_text: Callable[[Answer], str]) -> None:
    """Add a channel, in place of one with the same name. To be called in `AppConfig.ready`."""
    _channels[name] = Channel(name=name, label=label, to_text=to_text)


def get_channel(name: str) -> Channel | None:
    """Return the channel with this name, or None if no app registers it (any more)."""
    return _channels.get(name)


def names() -> list[str]:
    """Return the names of all channels."""
    return list(_channels)


def labels(chosen: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return (name, label) of all channels, or of those in `chosen`.

    A channel that no app registers any more has its name as its label.
    """
    listed = names() if chosen is None else list(chosen)
    return [(name, str(_channels[name].label) if name in _channels else name) for name in listed]
