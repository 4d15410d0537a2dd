"""Translation of the sample pages through wagtail-localize, the way an editor does it."""

from collections.abc import Iterator
from functools import cache

import polib
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from cms.demo.catalogues import LANGUAGES, fill, read_catalogue, translates, write_catalogue
from cms.demo.reading import PageFile, page_files
from cms.demo.tree import find_page
from cms.models import HubPage

_catalogue = cache(read_catalogue)


def jobs() -> list[tuple[PageFile, str]]:
    """Every page and language to translate to, parents before children."""
    return [
        (page, language)
        for language in LANGUAGES
        for page in page_files()
        if translates(language, page)
    ]


def ensure_translation(
    page: PageFile, language: str, *, english: Locale, user: AbstractUser, rewrite: bool
) -> bool:
    """Translate a page from its catalogue and publish it; False if there was nothing to do.

    Without `rewrite` a translation that is live is left as it is. A page that an editor deleted in
    English is not translated.
    """
    original = find_page(page, english)
    if original is None or not original.live:
        return False
    locale = Locale.objects.get(language_code=language)
    done = find_page(page, locale)
    if done and done.live and not done.alias_of_id and not rewrite:
        return False
    translate(page, original, locale, user=user)
    return True


@transaction.atomic
def translate(page: PageFile, original: HubPage, locale: Locale, *, user: AbstractUser) -> None:
    """Bring the translation of a page up to date with its original, and publish it."""
    source, _ = TranslationSource.update_or_create_from_instance(original)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    language = locale.language_code
    po = fill(translation.export_po(), _catalogue(language), page, language)
    translation.import_po(po, user=user, tool_name="Sample content")
    translation.save_target(user=user, publish=True)


def write_catalogues() -> dict[str, int]:
    """Write every language's catalogue from the English pages; language -> untranslated segments.

    The English pages must be loaded.
    """
    english = Locale.objects.get(language_code="en")
    return {
        language: write_catalogue(language, _exports(language, english)) for language in LANGUAGES
    }


def _exports(language: str, english: Locale) -> Iterator[tuple[PageFile, polib.POFile]]:
    for page in page_files():
        original = find_page(page, english) if translates(language, page) else None
        if original:
            source, _ = TranslationSource.update_or_create_from_instance(original)
            yield page, source.export_po()
