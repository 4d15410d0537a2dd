"""The status of the index as a whole, in words for the report."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from assistant import health
from assistant.exceptions import AssistantError
from assistant.index import editions
from assistant.models import Edition, Entry


class Trouble(TextChoices):
    """A problem with the index that repairs itself, or that an operator has to solve."""

    WORDS = (
        "words",
        _(
            "The embedding model or the vector store is out of reach: for now answers are found by "
            "their words alone. If this lasts, tell an operator."
        ),
    )
    SLOW = (
        "slow",
        _(
            "The vector store is out of reach: answers are found without it, more slowly. "
            "If this lasts, tell an operator."
        ),
    )
    BEHIND = (
        "behind",
        _("The vector store is being brought up to date. Until then some answers may be missed."),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexStatus:
    """The status of the index: what is wrong, and how far the next edition is."""

    trouble: Trouble | None
    #: (sources, all sources) of an edition that is being built; None if there is none.
    built: tuple[int, int] | None

    @property
    def percent(self) -> int:
        """Return how much of that edition is built, in percent."""
        done, total = self.built or (0, 0)
        return done * 100 // total if total else 0


def index_status() -> IndexStatus:
    """Return the present status of the index."""
    return IndexStatus(trouble=_trouble(), built=build_progress())


def _trouble() -> Trouble | None:
    """Return what is wrong with the index, or None."""
    try:
        report = health.report()
    except AssistantError:
        return Trouble.WORDS
    if report["status"] == "ok":
        return None
    if report["vectors"] is not None:
        return Trouble.BEHIND
    return Trouble.WORDS if report["search"] == "words only" else Trouble.SLOW


def build_progress() -> tuple[int, int] | None:
    """Return (sources, all sources) of the edition that is being built, or None."""
    edition = Edition.objects.filter(in_force=False, replaced_at=None).order_by("-pk").first()
    if edition is None:
        return None
    total = Entry.objects.filter(edition__in_force=True).count()
    return max(total - editions.missing_sources(edition).count(), 0), total
