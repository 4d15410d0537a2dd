"""How the index as a whole stands, in words for the report."""

from __future__ import annotations

from dataclasses import dataclass

from assistant import editions, health
from assistant.exceptions import AssistantError
from assistant.models import Edition, Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What everybody who looks at the index should know first."""

    #: Whether answers are found by their words alone.
    degraded: bool
    #: Whether the vector store is being brought up to date.
    behind: bool
    #: How many sources of how many another edition holds that is being built; None without one.
    built: tuple[int, int] | None

    @property
    def percent(self) -> int:
        """How far that edition is."""
        done, total = self.built or (0, 0)
        return done * 100 // total if total else 0


def standing() -> Standing:
    """As it is now."""
    try:
        report = health.report()
    except AssistantError:
        report = {"status": "degraded", "vectors": None}
    degraded = report["status"] != "ok"
    return Standing(
        degraded=degraded and report["vectors"] is None,
        behind=degraded and report["vectors"] is not None,
        built=built(),
    )


def built() -> tuple[int, int] | None:
    """How many sources of how many the edition under construction holds, if there is one."""
    edition = Edition.objects.filter(in_force=False, replaced_at=None).order_by("-pk").first()
    if edition is None:
        return None
    total = Entry.objects.filter(edition__in_force=True).count()
    return max(total - editions.lacking(edition).count(), 0), total
