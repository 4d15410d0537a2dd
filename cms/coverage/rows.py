"""The coverage: the state of each original in each language, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from assistant.retrieval import machine_translated_pages, stale_pages

#: Originals fetched together, which bounds the number of a query's parameters.
_CHUNK = 1_000
_MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE


class State(TextChoices):
    """What a reader of a language gets, from worst to best."""

    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    STALE = "stale", _("Out of date")
    MACHINE = "machine", _("Machine only")
    TRANSLATED = "translated", _("Translated")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """An original in one language. `total`, `done` and `machine` count texts."""

    original: Page
    locale: Locale
    target: Page | None
    translation: int | None
    source: int | None
    total: int
    done: int
    machine: int
    stale: bool
    by_machine: bool

    @property
    def state(self) -> State:
        """The main state. A page may be both stale and machine-translated, see `states`."""
        if self.target is None or self.target.alias_of_id:
            return State.MISSING
        if not self.target.live:
            return State.DRAFT
        if self.stale:
            return State.STALE
        return State.MACHINE if self.by_machine else State.TRANSLATED

    @property
    def states(self) -> set[State]:
        """All states that apply, for filters and counts."""
        found = {self.state}
        if self.target is not None and not self.target.alias_of_id:
            found |= {State.STALE} if self.stale else set()
            found |= {State.MACHINE} if self.by_machine or self.machine else set()
        return found

    @property
    def missing(self) -> int:
        """How many texts are not translated; 0 where wagtail-localize has no record."""
        return self.total - self.done

    @property
    def all_by_machine(self) -> bool:
        """Whether every translated text is a machine's."""
        return bool(self.machine) and self.machine >= self.done

    @property
    def key(self) -> str:
        """The value that stands for the cell in the form."""
        return f"{self.original.pk}:{self.locale.language_code}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An original and its cells, in the order of the languages asked for."""

    original: Page
    cells: tuple[Cell, ...]


def rows(originals: Sequence[Page], locales: Sequence[Locale]) -> list[Row]:
    """Return the coverage of these originals in these languages.

    Costs seven queries for each 1,000 pages.
    """
    found: list[Row] = []
    for start in range(0, len(originals), _CHUNK):
        found += _rows(originals[start : start + _CHUNK], locales)
    return found


def _rows(originals: Sequence[Page], locales: Sequence[Locale]) -> list[Row]:
    keys = {page.translation_key for page in originals}
    targets: dict[tuple[Any, int], Page] = {
        (page.translation_key, page.locale_id): page
        for page in Page.objects.filter(translation_key__in=keys, locale__in=locales).only(
            *_TARGET_FIELDS
        )
    }
    records = {
        (key, source_locale, locale): (pk, source)
        for key, source_locale, locale, pk, source in Translation.objects.filter(
            source__object_id__in=keys, enabled=True
        ).values_list(
            "source__object_id", "source__locale_id", "target_locale_id", "pk", "source_id"
        )
    }
    # An alias shows the original's text, so it is neither stale nor machine-translated.
    own = [page.pk for page in targets.values() if not page.alias_of_id]
    stale, by_machine = stale_pages(own), machine_translated_pages(own)
    totals = _totals(keys)
    done, machine = _translated(keys)

    def cell(page: Page, locale: Locale) -> Cell:
        target = targets.get((page.translation_key, locale.pk))
        pk, source = records.get((page.translation_key, page.locale_id, locale.pk), (None, None))
        of = (page.translation_key, page.locale_id)
        return Cell(
            original=page,
            locale=locale,
            target=target,
            translation=pk,
            source=source,
            total=totals[of] if pk else 0,
            done=done[(*of, locale.pk)] if pk else 0,
            machine=machine[(*of, locale.pk)] if pk else 0,
            stale=target is not None and target.pk in stale,
            by_machine=target is not None and target.pk in by_machine,
        )

    return [
        Row(
            original=page,
            cells=tuple(cell(page, locale) for locale in locales if locale.pk != page.locale_id),
        )
        for page in originals
    ]


#: The fields of a target page that cells and permissions need.
_TARGET_FIELDS = (
    "pk",
    "path",
    "depth",
    "title",
    "live",
    "alias_of_id",
    "translation_key",
    "locale_id",
    "owner_id",
    "content_type_id",
)


def _totals(keys: Iterable[Any]) -> dict[Any, int]:
    """Return how many texts each original has, by (translation key, locale)."""
    found = defaultdict(int)
    counted = StringSegment.objects.filter(source__object_id__in=keys).order_by()
    for key, locale, count in counted.values_list(
        "source__object_id", "source__locale_id"
    ).annotate(count=Count("pk")):
        found[key, locale] = count
    return found


def _translated(keys: Iterable[Any]) -> tuple[dict[Any, int], dict[Any, int]]:
    """Return how many texts are translated, and how many of them by a machine.

    Both are by (translation key, the original's locale, the translation's locale).
    """
    done: dict[Any, int] = defaultdict(int)
    machine: dict[Any, int] = defaultdict(int)
    # The slug is no text: who chose it says nothing about the translation.
    by_machine = Q(string__translations__translation_type=_MACHINE) & ~Q(context__path="slug")
    counted = (
        StringSegment.objects.filter(
            source__object_id__in=keys,
            string__translations__context=F("context"),
            string__translations__has_error=False,
        )
        .order_by()
        .values_list("source__object_id", "source__locale_id", "string__translations__locale_id")
        .annotate(count=Count("pk"), by_machine=Count("pk", filter=by_machine))
    )
    for key, source_locale, locale, count, of_machine in counted:
        done[key, source_locale, locale] = count
        machine[key, source_locale, locale] = of_machine
    return done, machine
