"""Judges whether a reply is as the editors expect. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.channels import SEARCH
from assistant.models import EvaluationResult
from assistant.text import fold

Reason = EvaluationResult.Reason

#: The expected page must be among so many first results: those that are seen without scrolling.
FIRST = 3
_MARKER = re.compile(r"\[\d{1,3}\]")
#: Characters that writers use for one another, and that readers do not tell apart.
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "‑": "-", "−": "-"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a reply must contain to pass.

    `sources` are (translation group, page of a PDF or None); one of them has to be cited.
    """

    unanswerable: bool = False
    #: Spellings; one of each inner tuple has to appear.
    words: tuple[tuple[str, ...], ...] = ()
    secret: str = ""
    sources: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """A page or document that a reply cites: its ledger key, translation group and PDF page."""

    source: int
    group: str
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a channel showed: `text` is the answer, `shown` also includes everything around it."""

    status: str
    text: str
    shown: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Whether a reply passed: `reason` is empty, or the most harmful failure, with its `detail`."""

    reason: str = ""
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Return whether everything is as expected."""
        return not self.reason


def applies(expected: Expected, channel: str) -> bool:
    """Return whether a channel can be judged by these expectations.

    A search shows neither an answer nor a refusal, so only sources and secrets can be judged there.
    """
    return channel != SEARCH or bool(
        expected.secret or (expected.sources and not expected.unanswerable)
    )


def judge(expected: Expected, reply: Reply, channel: str) -> Verdict:
    """Compare a reply with what is expected; if several things are wrong, the worst is given."""
    if expected.secret and contains(reply.shown, expected.secret):
        return Verdict(reason=Reason.SECRET)
    if channel == SEARCH:
        found = not expected.sources or expected.unanswerable
        found = found or _cites(expected.sources, reply.cited[:FIRST])
        return Verdict() if found else Verdict(reason=Reason.SOURCE)
    if expected.unanswerable:
        refused = reply.status in {"unanswered", "nearest"}
        return Verdict() if refused else Verdict(reason=Reason.ANSWERED)
    if reply.status == "unanswered":
        return Verdict(reason=Reason.NOT_ANSWERED)
    if expected.sources and not _cites(expected.sources, reply.cited):
        return Verdict(reason=Reason.SOURCE)
    missing = [line for line in expected.words if not any(contains(reply.text, w) for w in line)]
    if missing:
        detail = "; ".join(" | ".join(line) for line in missing)
        return Verdict(reason=Reason.WORDS, detail=detail[:300])
    return Verdict()


def _cites(expected: Sequence[tuple[str, int | None]], cited: Sequence[Cited]) -> bool:
    """Return whether one of the expected sources is cited."""
    return any(
        one.group == group and page in (None, one.page) for group, page in expected for one in cited
    )


def contains(text: str, wanted: str) -> bool:
    """Return whether a text contains another, ignoring case, accents, spaces and kinds of digits.

    A figure is not found inside a longer one: "15" is neither in "2015" nor in "15,000".
    """
    plain = _plain(wanted)
    if not plain:
        return False
    before = r"(?<!\d)(?<!\d[.,])" if plain[0].isdigit() else ""
    after = r"(?![.,]?\d)" if plain[-1].isdigit() else ""
    return re.search(before + re.escape(plain) + after, _plain(text)) is not None


def _plain(text: str) -> str:
    """Return a text folded for comparison, without citation markers, and with European digits."""
    unmarked = _MARKER.sub("", text)
    digits = "".join(
        str(unicodedata.digit(char)) if char.isdigit() and char.isdecimal() else char
        for char in unmarked
    )
    return " ".join(fold(digits.translate(_ALIKE)).split())
