"""The notices about a translation: text in another language, out of date, or by a machine.

A page may show the original's text because it isn't translated yet (a fallback), a translation that
is older than its original (stale), or a machine translation that nobody has checked. The page says
each of these.
"""

from dataclasses import dataclass
from typing import Literal

from django.db.models import CharField, Exists, OuterRef, Value
from django.http import HttpRequest
from wagtail.models import Page
from wagtail_localize.models import Translation

from assistant.retrieval import machine_translated_rows, stale_rows
from cms.access import is_known_original, readable

Kind = Literal["fallback", "stale", "machine"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Why a reader may prefer the original, and the original itself if the reader may see it.

    `language` is the code of the original's language.
    """

    kinds: tuple[Kind, ...]
    original: Page | None
    language: str

    @property
    def kind(self) -> Kind:
        """The most important of the kinds, which comes first."""
        return self.kinds[0]


def page_with_text(page: Page) -> Page:
    """Return the page whose text this page shows: itself, or the last in its chain of aliases."""
    while page.alias_of is not None:
        page = page.alias_of
    return page


def _states(page: Page) -> set[str]:
    """Return which of "stale" and "machine" holds for a page, in one query."""
    stale = stale_rows([page.pk]).annotate(kind=Value("stale", CharField()))
    machine = machine_translated_rows([page.pk]).annotate(kind=Value("machine", CharField()))
    found = stale.order_by().values_list("kind", flat=True)
    return set(found.union(machine.order_by().values_list("kind", flat=True)))


def readable_original(page: Page, request: HttpRequest) -> Page | None:
    """Return the page that wagtail-localize translates this page from, if the reader may see it."""
    translations = Translation.objects.filter(
        source__object=page.translation_key,
        source__locale=OuterRef("locale"),
        target_locale=page.locale_id,
    )
    originals = Page.objects.live().filter(translation_key=page.translation_key)
    originals = originals.exclude(pk=page.pk).filter(Exists(translations))
    return readable(originals, request).select_related("locale").first()


def notice_for(page: Page, reader_language: str, request: HttpRequest) -> Notice | None:
    """Return what to tell the reader of this page about its translation; None if nothing."""
    written = page_with_text(page)
    language = written.locale.language_code
    if language != reader_language:
        return Notice(kinds=("fallback",), original=written, language=language)
    if is_known_original(written, request):
        return None
    states = _states(written)
    if not states:
        return None
    original = readable_original(written, request)
    kinds: tuple[Kind, ...] = ("machine",) if "machine" in states else ()
    # A reader who may not see the original has no use for knowing that it is newer.
    if "stale" in states and original is not None:
        kinds = ("stale", *kinds)
    if not kinds:
        return None
    code = original.locale.language_code if original is not None else ""
    return Notice(kinds=kinds, original=original, language=code)
