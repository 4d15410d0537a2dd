"""Rules of what translators do, with the real wagtail-localize."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import ValidationError
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.models import Locale
from wagtail_localize.models import (
    SourceDeletedError,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from tests.assistant.proof.site import COMMON
from tests.assistant.proof.world import PICK, World, given
from tests.testsite.models import ArticlePage


class Translating(World):
    """English pages in Turkish; the originals go on changing."""

    @given("room")
    @rule(pick=PICK, publish=st.booleans())
    def translate(self, pick: int, publish: bool) -> None:
        """Take the original as it is now, translate every piece, save."""
        page = self.page(pick, alias_of__isnull=True, locale__language_code="en", depth__gt=1)
        if page and self.room(4):
            source, created = TranslationSource.update_or_create_from_instance(page)
            if not created:
                source.update_from_db()
            translation, _ = Translation.objects.get_or_create(
                source=source, target_locale=Locale.objects.get(language_code="tr")
            )
            self._translate_pieces(translation)
            self._save(translation, publish)
            self.did(f"translate {page.pk}, {publish=}")

    @given("translation")
    @rule(pick=PICK)
    def take_over_changes(self, pick: int) -> None:
        """Update from the original and publish with what is translated: new pieces are not."""
        if translation := self._translation(pick):
            with suppress(ArticlePage.DoesNotExist):
                translation.source.update_from_db()
            self._save(translation, True)
            self.did(f"take_over_changes {translation.source_id}")

    @given("translation")
    @rule(pick=PICK)
    def republish_translation(self, pick: int) -> None:
        """Publish what is translated again, from the original as it was taken."""
        if translation := self._translation(pick):
            self._translate_pieces(translation)
            self._save(translation, True)
            self.did(f"republish_translation {translation.source_id}")

    @given("translation")
    @rule(pick=PICK)
    def stop_translating(self, pick: int) -> None:
        """The translation becomes a page of its own, or is synchronised again."""
        if translation := self._translation(pick):
            translation.enabled = not translation.enabled
            translation.save(update_fields=["enabled"])
            self.did(f"stop_translating {translation.source_id}, {translation.enabled=}")

    @given("translation")
    @rule(pick=PICK)
    def unpublish_translated_home(self, pick: int) -> None:
        """The home page of a language goes, or comes back; what is below stays live."""
        home = self.page(pick, depth__gt=1, depth=2, locale__language_code="tr", alias_of=None)
        if home and home.live:
            home.unpublish()
            self.did("unpublish_translated_home")
        elif home:
            home.save_revision().publish()
            self.did("unpublish_translated_home undone")

    def _translation(self, pick: int) -> Translation | None:
        """One whose original and translation are still there."""
        originals = ArticlePage.objects.values("translation_key")
        found = Translation.objects.filter(source__object__in=originals)
        count = found.count() if self.room(4) else 0
        # Their own ids are random.
        return found.order_by("source__created_at")[pick % count] if count else None

    def _save(self, translation: Translation, publish: bool) -> None:
        # Refused where the page has meanwhile become something that can't be saved.
        with suppress(SourceDeletedError, ValidationError):
            translation.save_target(publish=publish)

    def _translate_pieces(self, translation: Translation) -> None:
        for segment in StringSegment.objects.filter(source=translation.source).order_by("pk"):
            if segment.context.path == "slug":
                continue
            text = segment.string.data
            new = self.word() if segment.context.path == "title" else f"{COMMON} {self.word()}"
            if "<a" in text:
                # The link has to stay.
                new += " " + text[text.index("<a") : text.rindex("</a>") + 4]
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=translation.target_locale,
                defaults={"data": new},
            )
