"""Translation of the sample through wagtail-localize, the way an editor does it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import polib
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.strings import StringValue, validate_translation_links

from cms.demo.catalogues import (
    Item,
    read_catalogue,
    translated,
    translations_of,
    write_catalogue,
)
from cms.demo.coverage import coverage, languages, translates
from cms.demo.files import PageFile, SnippetEntry, page_files, snippet_entries
from cms.demo.pages import find_page
from cms.demo.references import references_at_the_end
from cms.demo.snippets import find_snippet

TOOL = "Sample content"


@cache
def _known(language: str) -> dict[tuple[str | None, str], str]:
    return translations_of(read_catalogue(language))


def items() -> tuple[Item, ...]:
    """Everything that can be translated: snippets, then pages, parents before children."""
    return (*snippet_entries(), *page_files())


def snippet_jobs() -> list[tuple[SnippetEntry, str]]:
    """Every snippet, and the languages to translate it to."""
    return [
        (entry, language)
        for language in languages()
        for entry in snippet_entries()
        if translates(language, entry)
    ]


def page_jobs() -> list[tuple[PageFile, str]]:
    """Every page, parents before children, and the languages to translate it to.

    Languages with few pages come first: so most of them are complete soon.
    """
    found = [
        [(page, language) for page in page_files() if translates(language, page)]
        for language in languages()
    ]
    return [job for of_language in sorted(found, key=len) for job in of_language]


def find(item: Item, locale: Locale) -> Any | None:
    """What was made from a file of the sample, or its translation; None if it is not there."""
    return find_page(item, locale) if isinstance(item, PageFile) else find_snippet(item, locale)


def ensure_translation(
    item: Item, language: str, *, english: Locale, user: AbstractUser, rewrite: bool
) -> bool:
    """Translate a page or snippet from its catalogue and publish it; False if nothing was to do.

    Without `rewrite` a translation that is live is left as it is. What an editor deleted in
    English is not translated.
    """
    original = find(item, english)
    if original is None or not _is_live(original):
        return False
    locale = _locale(language)
    done = find(item, locale)
    if done and _is_live(done) and not getattr(done, "alias_of_id", None) and not rewrite:
        return False
    translate(item, original, locale, user=user)
    return True


def _is_live(item: Any) -> bool:
    """Snippets have no drafts."""
    return getattr(item, "live", True)


def _locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)


def translate(item: Item, original: Any, locale: Locale, *, user: AbstractUser) -> None:
    """Bring the translation of a page or snippet up to date with its original, and publish it."""
    with references_at_the_end() as changed:
        with transaction.atomic():
            _translate(item, original, locale, user=user)
        changed.append(find(item, locale))


def _translate(item: Item, original: Any, locale: Locale, *, user: AbstractUser) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(original)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    _store_strings(item, source, locale, user=user)
    translation.save_target(user=user, publish=True)


def _store_strings(
    item: Item, source: TranslationSource, locale: Locale, *, user: AbstractUser
) -> None:
    """Keep the catalogue's translation of each segment, as `Translation.import_po` does.

    That asks the database five times for each segment, this three times for all of them.
    """
    language = locale.language_code
    machine = coverage()[language].machine
    segments = StringSegment.objects.filter(source=source).select_related("string", "context")
    wanted = {(segment.string_id, segment.context_id): segment for segment in segments}
    there = StringTranslation.objects.filter(locale=locale, context__object_id=source.object_id)
    kept = {(found.translation_of_id, found.context_id): found for found in there}
    new = []
    for key, segment in wanted.items():
        text = translated(
            item, language, segment.context.path, segment.string.data, _known(language)
        )
        found = kept.get(key) or StringTranslation(
            translation_of=segment.string, context=segment.context, locale=locale
        )
        if not text or (found.pk and found.data == text):
            continue
        found.data = text
        found.translation_type = "machine" if machine else "manual"
        found.tool_name = machine or TOOL
        found.last_translated_by = user
        found.has_error = _has_error(segment.string.data, text)
        if found.pk:
            found.save()
        else:
            new.append(found)
    StringTranslation.objects.bulk_create(new)


def _has_error(original: str, text: str) -> bool:
    """Whether wagtail-localize would refuse the text (see `StringTranslation.save`)."""
    try:
        StringValue.from_translated_html(text)
        validate_translation_links(original, text)
    except ValueError:
        return True
    return False


def write_catalogues() -> dict[str, int]:
    """Write every language's catalogue from the English texts; language -> untranslated segments.

    The English pages and snippets must be loaded.
    """
    english = _locale("en")
    return {
        language: write_catalogue(language, _exports(language, english)) for language in languages()
    }


def _exports(language: str, english: Locale) -> Iterator[tuple[Item, polib.POFile]]:
    for item in sorted(items(), key=lambda item: not isinstance(item, PageFile)):
        original = find(item, english) if translates(language, item) else None
        if original:
            source, _ = TranslationSource.update_or_create_from_instance(original)
            yield item, source.export_po()
