"""What a reader has to know about the text before them: whose language, and how fresh.

A page may show the original's text because nobody has translated it yet (a fallback), or a
translation that is older than its original (stale). Both are said on the page.
"""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from wagtail.models import Page
from wagtail_localize.models import Translation

from assistant.translations import stale_pages
from cms.readable import readable


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Why a reader may want the original, and where it is."""

    kind: Literal["fallback", "stale"]
    original: Page
    language: str


def written_page(page: Page) -> Page:
    """The page whose text this page shows: itself, or what it is an alias of, to the end."""
    while page.alias_of is not None:
        page = page.alias_of
    return page


def is_fallback(page: Page, reader_language: str) -> bool:
    """Whether the text of the page is in another language than the reader asked for."""
    return written_page(page).locale.language_code != reader_language


def newer_original(page: Page, request: HttpRequest) -> Page | None:
    """The original that a translated page is behind, if the reader may see it."""
    if not stale_pages([page.pk]):
        return None
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
        return Notice(kind="fallback", original=written, language=language)
    original = newer_original(written, request)
    if original is None:
        return None
    return Notice(kind="stale", original=original, language=original.locale.language_code)
