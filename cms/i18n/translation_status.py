"""What a reader has to know about the text before them: whose language, how fresh, by whom.

A page may show the original's text because nobody has translated it yet (a fallback), a
translation that is older than its original (stale), or words of a machine that no person has
checked. Each is said on the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.http import HttpRequest
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from assistant.retrieval import stale_rows
from cms.access import is_no_translation, readable

Kind = Literal["fallback", "stale", "machine"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Why a reader may want the original, and where it is, if the reader may see it."""

    kinds: tuple[Kind, ...]
    original: Page | None
    language: str

    @property
    def kind(self) -> Kind:
        """What weighs most."""
        return self.kinds[0]


def written_page(page: Page) -> Page:
    """The page whose text this page shows: itself, or what it is an alias of, to the end."""
    while page.alias_of is not None:
        page = page.alias_of
    return page


def machine_translated_pages(pages: Iterable[int]) -> set[int]:
    """The ids, of those given, of pages that show unchecked words of a machine. One query."""
    wanted = list(pages)
    return set(_machine_translated(wanted).values_list("pk", flat=True)) if wanted else set()


def _machine_translated(wanted: list[int]) -> QuerySet[Page]:
    """Those pages.

    A translation that a person has edited or confirmed is the person's. One made after the page
    was last published is not shown yet; the page's address is no text.
    """
    in_use = StringSegment.objects.filter(
        string=OuterRef("translation_of"),
        context=OuterRef("context"),
        source__translations__target_locale=OuterRef("locale"),
        source__translations__enabled=True,
    )
    by_machine = StringTranslation.objects.filter(
        Exists(in_use),
        context__object_id=OuterRef("translation_key"),
        locale=OuterRef("locale"),
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        has_error=False,
        updated_at__lte=OuterRef("last_published_at"),
    ).exclude(context__path="slug")
    return Page.objects.filter(Exists(by_machine), pk__in=wanted, alias_of__isnull=True)


def _states(page: Page) -> set[str]:
    """What of "stale" and "machine" holds for a page, in one query."""
    stale = stale_rows([page.pk]).annotate(kind=Value("stale", CharField()))
    machine = _machine_translated([page.pk]).annotate(kind=Value("machine", CharField()))
    found = stale.order_by().values_list("kind", flat=True)
    return set(found.union(machine.order_by().values_list("kind", flat=True)))


def readable_original(page: Page, request: HttpRequest) -> Page | None:
    """The original that wagtail-localize translates this page from, if the reader may see it."""
    translations = Translation.objects.filter(
        source__object=page.translation_key,
        source__locale=OuterRef("locale"),
        target_locale=page.locale_id,
    )
    originals = Page.objects.live().filter(translation_key=page.translation_key)
    originals = originals.exclude(pk=page.pk).filter(Exists(translations))
    return readable(originals, request).select_related("locale").first()


def notice_for(page: Page, reader_language: str, request: HttpRequest) -> Notice | None:
    """What to tell the reader of this page about its translation; None if all is well."""
    written = written_page(page)
    language = written.locale.language_code
    if language != reader_language:
        return Notice(kinds=("fallback",), original=written, language=language)
    if is_no_translation(written, request):
        return None
    states = _states(written)
    if not states:
        return None
    original = readable_original(written, request)
    kinds: tuple[Kind, ...] = ("machine",) if "machine" in states else ()
    # Whom the original is closed to has no use for knowing that there is a newer one.
    if "stale" in states and original is not None:
        kinds = ("stale", *kinds)
    if not kinds:
        return None
    code = original.locale.language_code if original is not None else ""
    return Notice(kinds=kinds, original=original, language=code)
