"""Puts a source's state into words for an editor. Pure: it looks at one row and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince, timeuntil
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assistant.admin.index_report.reasons import ExclusionReason, remedy
from assistant.models import Source

#: A source that waits longer than this, without a failure, may lack a running worker.
_SLOW = timedelta(minutes=5)


class DisplayState(TextChoices):
    """The states that editors tell apart."""

    FAILED = "failed", gettext_lazy("Failed")
    WAITING = "waiting", gettext_lazy("Waiting")
    INDEXED = "indexed", gettext_lazy("Indexed")
    HIDDEN = "hidden", gettext_lazy("Not indexed")


#: The tone in which each state is shown.
TONES = {
    DisplayState.INDEXED: "good",
    DisplayState.WAITING: "busy",
    DisplayState.FAILED: "bad",
    DisplayState.HIDDEN: "neutral",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexState:
    """The state of a page or document in words."""

    code: DisplayState
    label: str
    #: A sentence or two: when, how many passages, what progress, why.
    detail: str
    #: What the editor can do about it; empty if nothing.
    hint: str = ""
    #: The time that `detail` mentions, with its date.
    exact: str = ""
    #: The text of the exception, to be shown to operators only.
    technical: str = ""
    #: Progress of the run under way, in percent.
    percent: int | None = None

    @property
    def tone(self) -> str:
        """Return the tone in which the state is shown."""
        return TONES[self.code]

    @property
    def settled(self) -> bool:
        """Return whether the state stays the same until something changes on the site."""
        return self.code != DisplayState.WAITING

    @property
    def can_be_indexed(self) -> bool:
        """Return whether indexing it again would have an effect."""
        return self.code != DisplayState.HIDDEN


def display_state(source: Source | None, why: str) -> DisplayState:
    """Return the state of a ledger row, or of a source that has none.

    `why` is a `ExclusionReason` if the public can't read the source now; it overrules the ledger. A
    source that is public but hidden in the ledger waits until that is noticed.
    """
    if why:
        return DisplayState.HIDDEN
    if source is None or source.state == Source.State.HIDDEN:
        return DisplayState.WAITING
    return DisplayState(source.state)


def index_state(
    source: Source | None, *, now: datetime, why: str = "", passages: int = 0
) -> IndexState:
    """Return the words for a ledger row, or for a source that has none.

    `why` is a `ExclusionReason` if the public can't read the source now; `passages` is their number
    in the current edition.
    """
    if why:
        return _hidden(ExclusionReason(why))
    if source is None or source.state == Source.State.HIDDEN:
        return IndexState(
            code=DisplayState.WAITING,
            label=_("Waiting"),
            detail=_("It became public, and will be indexed when that is noticed."),
        )
    if source.state == Source.State.FAILED:
        return _failed(source, passages)
    if source.state == Source.State.WAITING:
        return _waiting(source, passages, now)
    return _indexed(source, passages, now)


def _hidden(why: ExclusionReason) -> IndexState:
    left_out = why in {ExclusionReason.ALIAS, ExclusionReason.UNLINKED}
    return IndexState(
        code=DisplayState.HIDDEN,
        label=_("Not indexed") if left_out else _("Not public"),
        detail=str(why.label),
        hint=remedy(why),
    )


def _indexed(source: Source, passages: int, now: datetime) -> IndexState:
    if passages:
        detail = ngettext(
            "%(number)s passage, indexed %(when)s.",
            "%(number)s passages, indexed %(when)s.",
            passages,
        ) % {
            "number": number_format(passages, force_grouping=True),
            "when": _ago(source.indexed_at, now),
        }
    else:
        detail = _("Read %(when)s. It has no text to answer from.") % {
            "when": _ago(source.indexed_at, now)
        }
    return IndexState(
        code=DisplayState.INDEXED,
        label=_("Indexed"),
        detail=_joined(detail, str(Source.Reason(source.reason).label) if source.reason else ""),
        hint=remedy(source.reason),
        exact=_full_date(source.indexed_at),
        technical=source.error,
    )


def _failed(source: Source, passages: int) -> IndexState:
    reason = source.reason or Source.Reason.OTHER
    return IndexState(
        code=DisplayState.FAILED,
        label=_("Failed"),
        detail=_joined(str(Source.Reason(reason).label), _meanwhile(passages)),
        hint=remedy(reason),
        exact=_full_date(source.indexed_at),
        technical=source.error,
    )


def _waiting(source: Source, passages: int, now: datetime) -> IndexState:
    if source.total:
        done = min(source.done or 0, source.total)
        percent = done * 100 // source.total
        return IndexState(
            code=DisplayState.WAITING,
            label=_("Being indexed"),
            detail=_("%(done)s of %(total)s passages (%(percent)s %%).")
            % {
                "done": number_format(done, force_grouping=True),
                "total": number_format(source.total, force_grouping=True),
                "percent": percent,
            },
            percent=percent,
        )
    if source.reason:
        # It failed and is tried again automatically.
        return IndexState(
            code=DisplayState.WAITING,
            label=_("Waiting"),
            detail=_joined(
                str(Source.Reason(source.reason).label),
                _next_try(source.retry_at, now),
                _meanwhile(passages),
            ),
            hint=remedy(source.reason),
            exact=_full_date(source.retry_at),
            technical=source.error,
        )
    late = now - source.marked_at > _SLOW
    return IndexState(
        code=DisplayState.WAITING,
        label=_("Waiting"),
        detail=_joined(
            _("It changed %(when)s, and will be indexed soon.")
            % {"when": _ago(source.marked_at, now)},
            _meanwhile(passages),
        ),
        hint=_("This takes longer than usual. If it lasts, tell an operator.") if late else "",
        exact=_full_date(source.marked_at),
    )


def _meanwhile(passages: int) -> str:
    """Return a sentence if older passages still answer."""
    return _("Its earlier text answers meanwhile.") if passages else ""


def _next_try(moment: datetime | None, now: datetime) -> str:
    if moment is None or moment - now < timedelta(minutes=1):
        return _("Next try within a minute.")
    return _("Next try in %(period)s.") % {"period": timeuntil(moment, now, depth=1)}


def _ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago a moment was, in words."""
    if moment is None or now - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(period)s ago") % {"period": timesince(moment, now, depth=1)}


def _full_date(moment: datetime | None) -> str:
    """Return date and time in the reader's time zone."""
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
