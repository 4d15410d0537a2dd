"""What a reader has to know about the text before them: whose language, and how fresh.

A page may show the original's text because nobody has translated it yet (a fallback), or a
translation that is older than its original (stale). Both are said on the page.
"""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

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
    """The original of a translated page if the translation is behind it, in one query.

    Three dates must follow each other: the original published, its text taken by wagtail-localize,
    the translation published. And each piece of that text must be translated.
    """
    untranslated = StringSegment.objects.filter(source=OuterRef("source")).exclude(
        Exists(
            StringTranslation.objects.filter(
                translation_of=OuterRef("string"),
                context=OuterRef("context"),
                locale=page.locale_id,
                has_error=False,
            )
        )
    )
    behind = Q(source__last_updated_at__lt=OuterRef("last_published_at"))
    behind |= Q(Exists(untranslated))
    if page.last_published_at is not None:
        behind |= Q(source__last_updated_at__gt=page.last_published_at)
    translations = Translation.objects.filter(
        behind,
        enabled=True,  # an editor who stopped the translation writes this page by hand
        source__object=OuterRef("translation_key"),
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
