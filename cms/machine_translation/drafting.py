"""Drafts the missing texts of one page or snippet in one language, batch by batch.

A translation that exists is never replaced. Each batch is committed by itself, so that a later
failure loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Locale, Page
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.strings import StringValue

from cms.machine_translation import consistency
from cms.machine_translation.batches import in_batches
from cms.machine_translation.exceptions import (
    MachineTranslationError,
    NotDrafted,
    NoTranslator,
    TranslatorUnavailable,
)
from cms.machine_translation.problems import Problem
from cms.machine_translation.translator import Attempt, ModelTranslator

logger = logging.getLogger(__name__)

#: The context path of a page's slug. No machine translates it: a person may choose another.
SLUG = "slug"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A text that could not be translated, where it stands, and why."""

    string: int
    field: str
    text: str
    problems: tuple[Problem, ...]


@dataclass(kw_only=True, slots=True)
class Outcome:
    """The result of a batch: how many strings were copied or translated, and those refused."""

    copied: int = 0
    translated: int = 0
    refused: list[Refused] = field(default_factory=list)


def translator_for(source: Locale, target: Locale) -> BaseMachineTranslator:
    """Return the site's machine translator. Raises NoTranslator if it can't do these languages."""
    translator = get_machine_translator()
    if translator is None or not translator.can_translate(source, target):
        raise NoTranslator("No machine translator for these languages.")
    return translator


def missing_segments(translation: Translation) -> list[StringSegment]:
    """Return the segments that have no translation yet, good or faulty, in their order."""
    there = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=translation.target_locale_id,
    )
    segments = StringSegment.objects.filter(~Exists(there), source=translation.source_id)
    return list(segments.select_related("string", "context").order_by("order", "pk"))


def copy_untranslatable(translation: Translation, user: User | None) -> int:
    """Copy texts without words (numbers, codes, addresses), and return how many there were."""
    found = [
        (segment, segment.string.data)
        for segment in missing_segments(translation)
        if segment.context.path != SLUG and not consistency.is_translatable(segment.string.data)
    ]
    found += [(segment, _slug_for_target(translation, segment)) for segment in _slugs(translation)]
    return _save(translation, found, "", user)


def _slugs(translation: Translation) -> list[StringSegment]:
    return [segment for segment in missing_segments(translation) if segment.context.path == SLUG]


def _slug_for_target(translation: Translation, segment: StringSegment) -> str:
    # Readers may know the slug of the alias that filled in for the translation.
    target = Page.objects.filter(
        translation_key=translation.source.object_id, locale=translation.target_locale_id
    ).first()
    return target.slug if target is not None else segment.string.data


def draft(
    translation: Translation,
    translator: BaseMachineTranslator,
    user: User | None,
    *,
    skip: Collection[int] = (),
) -> Iterator[Outcome]:
    """Translate what is missing, and yield an Outcome after each batch is saved.

    The first is for the texts that were only copied. `skip` has the keys of strings that were
    refused before. Raises TranslatorUnavailable and NoTranslator; batches saved before are kept.
    """
    yield Outcome(copied=copy_untranslatable(translation, user))
    by_text: dict[str, list[StringSegment]] = {}
    for segment in missing_segments(translation):
        if segment.string_id not in skip:
            by_text.setdefault(segment.string.data, []).append(segment)
    language = translation.target_locale.language_code
    for batch in in_batches(by_text, language, str):
        attempt = _attempt(translation, translator, [StringValue(text) for text in batch])
        done = (
            (segment, translated.data)
            for string, translated in attempt.translations.items()
            for segment in by_text[string.data]
        )
        outcome = Outcome(translated=_save(translation, done, str(translator.display_name), user))
        for string, problems in attempt.refused.items():
            for segment in by_text[string.data]:
                outcome.refused.append(
                    Refused(
                        string=segment.string_id,
                        field=segment.context.field_path or segment.context.path,
                        text=string.data,
                        problems=tuple(problems),
                    )
                )
        yield outcome


def batches_left(translation: Translation) -> int:
    """Return how many batches the missing texts make."""
    texts = {
        segment.string.data
        for segment in missing_segments(translation)
        if segment.context.path != SLUG and consistency.is_translatable(segment.string.data)
    }
    return sum(1 for _ in in_batches(texts, translation.target_locale.language_code, str))


def _attempt(
    translation: Translation, translator: BaseMachineTranslator, strings: list[StringValue]
) -> Attempt:
    source, target = translation.source.locale, translation.target_locale
    try:
        if isinstance(translator, ModelTranslator):
            return translator.attempt(source, target, strings)
        answers = translator.translate(source, target, strings)
    except MachineTranslationError:
        raise
    except Exception as error:
        # A service raises its own errors, and its client others if it can't read a reply.
        logger.warning("The machine translator failed.", exc_info=True)
        raise TranslatorUnavailable("The machine translator does not answer.") from error
    attempt = Attempt()
    for string in strings:
        answer = answers.get(string)
        if answer is None or answer.data is None:
            attempt.refused[string] = [Problem(code="no_answer")]
        elif found := consistency.problems(string.data, answer.data):
            attempt.refused[string] = found
        else:
            attempt.translations[string] = StringValue(consistency.tidy(answer.data))
    return attempt


@transaction.atomic
def _save(
    translation: Translation,
    done: Iterable[tuple[StringSegment, str]],
    tool: str,
    user: User | None,
) -> int:
    saved = 0
    for segment, data in done:
        _, created = StringTranslation.objects.get_or_create(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale_id=translation.target_locale_id,
            defaults={
                "data": data,
                # Text that was only copied needs nobody's review.
                "translation_type": StringTranslation.TRANSLATION_TYPE_MACHINE
                if tool
                else StringTranslation.TRANSLATION_TYPE_MANUAL,
                "tool_name": tool,
                "last_translated_by": user,
            },
        )
        saved += created
    return saved


# One transaction: if the process were killed between the two that wagtail-localize makes, the
# source would stay without texts, and so without anything to translate.
@transaction.atomic
def prepare(page: Page, locale: Locale) -> Translation:
    """Return the record of this page's translation, with its texts as they are now.

    Raises NotDrafted where the page in that language is not kept as a translation.
    """
    source, _ = TranslationSource.update_or_create_from_instance(page.specific)
    if not source.stringsegment_set.exists():
        source.refresh_segments()
    existing = Translation.objects.filter(source=source, target_locale=locale).first()
    target = target_of(page, locale)
    is_independent = existing is None or not existing.enabled
    if target is not None and target.alias_of_id is None and is_independent:
        raise NotDrafted(Problem(code="own_page"))
    if existing is None:
        return Translation.objects.create(source=source, target_locale=locale)
    if not existing.enabled:
        existing.enabled = True
        existing.save(update_fields=["enabled"])
    return existing


def target_of(page: Page, locale: Locale) -> Page | None:
    """Return the page in that language, which may be an alias of the original; else None."""
    found: Page | None = Page.objects.filter(
        translation_key=page.translation_key, locale=locale
    ).first()
    return found


def save_page(translation: Translation, page: Page, user: User | None, *, publish: bool) -> bool:
    """Save the translated texts in the page, and return whether they are published now.

    Without `publish` a live page is left as it is, because wagtail-localize would change it in
    public; its translation waits in the editor. Any other page becomes a draft. Raises NotDrafted.
    """
    target = target_of(page, translation.target_locale)
    if target is not None and target.live and not publish:
        return False
    try:
        translation.save_target(user=user, publish=publish)
    except ValidationError as error:
        raise NotDrafted(Problem(code="invalid", detail=" ".join(error.messages)[:300])) from error
    return publish


def confirm(translation: Translation, user: User) -> int:
    """Mark every machine translation of this page as checked by the user, and return how many."""
    segments = StringSegment.objects.filter(source=translation.source_id)
    return int(
        segments.get_translations(translation.target_locale)
        .filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
        .update(translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL, last_translated_by=user)
    )
