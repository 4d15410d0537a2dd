"""The channels that questions are asked through, by name; other apps add theirs when they start."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assistant.types import Answer

#: The names of those that are always there. "search" has no answer, only pages in their order.
API, SEARCH = "api", "search"
#: What a Markdown backslash stands before.
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """`shown` gives an answer's text as the channel's reader sees it; None for the search."""

    name: str
    label: Any
    shown: Callable[[Answer], str] | None


def _plain(answer: Answer) -> str:
    return _ESCAPED.sub("", answer.text)


_channels = {
    API: Channel(name=API, label=_("Site and API"), shown=_plain),
    SEARCH: Channel(name=SEARCH, label=_("Search"), shown=None),
}


def register_channel(name: str, label: Any, shown: Callable[[Answer], str]) -> None:
    """Add a channel; one of the same name is replaced. For `AppConfig.ready`."""
    _channels[name] = Channel(name=name, label=label, shown=shown)


def channel(name: str) -> Channel | None:
    """The channel of that name, if there is one (still)."""
    return _channels.get(name)


def names() -> list[str]:
    """The names of all channels."""
    return list(_channels)


def labels(chosen: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Names and labels of the channels, or of those chosen; one that is gone has its name only."""
    wanted = names() if chosen is None else list(chosen)
    return [(name, str(_channels[name].label) if name in _channels else name) for name in wanted]
