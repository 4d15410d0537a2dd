"""A page and its translations are one result, in the reader's language where it has it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from assistant.models import Passage, Source
from tests.assistant.content import (
    ANSWERED,
    ask,
    found,
    paragraphs,
    publish,
    rewrite,
    shown,
    titles,
    translate,
    work,
)
from tests.prepared import prepared

pytestmark = pytest.mark.site

QUESTION = "How many weeks does the solar installer course take?"
TEXT = "The solar installer course takes fourteen weeks and is taught in Arusha."
TURKISH = "Güneş paneli kurulum kursu on dört hafta sürer ve Arusha'da verilir."


@pytest.fixture
def page(home):
    return prepared(publish_solar, home)


def publish_solar(home):
    return publish(home, "Solar installers", TEXT)


def add_a_section(page, heading: str, text: str) -> None:
    """Publish the page again with something new below its text."""
    page.refresh_from_db()
    for block in [("heading", {"text": heading, "level": "h2"}), *paragraphs(text)]:
        page.body.append(block)
    page.save_revision().publish()


@pytest.fixture
def turkish(page):
    """The page in Turkish, translated in wagtail-localize, both indexed."""
    return prepared(publish_turkish, page)


def publish_turkish(page):
    translated = translate(
        page, "tr", {"Solar installers": "Güneş paneli kurucuları", TEXT: TURKISH}
    )
    work()
    return translated


def test_a_reader_of_turkish_is_shown_the_translation_for_an_english_question(turkish) -> None:
    results = found(QUESTION, "tr")

    assert results[0].title == "Güneş paneli kurucuları"
    assert results[0].locale == "tr"
    assert results[0].url.startswith("http://hub.example/tr/")
    assert not results[0].stale
    assert "Solar installers" not in [result.title for result in results]

    answer = ask(QUESTION, "tr")

    assert answer.locale == "tr"
    assert "on dört hafta" in answer.text
    assert "fourteen" not in answer.text


def test_a_page_and_its_translation_are_one_result(turkish) -> None:
    for question in (QUESTION, "Güneş paneli kursu kaç hafta sürer?"):
        for locale in ("en", "tr", "fr"):
            results = found(question, locale)
            mine = [
                r for r in results if r.title in {"Solar installers", "Güneş paneli kurucuları"}
            ]
            assert len(mine) == 1, (question, locale)


def test_a_turkish_question_is_answered_in_turkish_when_no_language_is_named(turkish) -> None:
    answer = ask("Güneş paneli kurulum kursu kaç hafta sürer?", None)

    assert answer.locale == "tr"
    assert "on dört hafta" in answer.text


def test_a_reader_without_a_translation_is_shown_the_original_marked_with_its_language(
    turkish,
) -> None:
    answer = ask("Combien de semaines dure le cours d'installateur solaire ?", "fr")

    assert answer.status in ANSWERED
    assert answer.locale == "fr"
    assert answer.citations[0].locale == "en"
    assert "fourteen weeks" in answer.text
    assert "anglais" in answer.text.lower() or "english" in answer.text.lower()


def test_an_untranslated_page_is_found_in_every_language(page) -> None:
    work()
    assert titles(QUESTION, "th")[0] == "Solar installers"


def test_a_translation_older_than_its_original_is_marked_stale(page, turkish) -> None:
    add_a_section(page, "Fees", "The course is free for women.")
    work()

    result = found(QUESTION, "tr")[0]
    citation = ask(QUESTION, "tr").citations[0]

    assert result.title == "Güneş paneli kurucuları"
    assert result.stale
    assert citation.stale
    assert not found(QUESTION, "en")[0].stale


def test_a_translation_brought_up_to_date_is_stale_no_more(page, turkish) -> None:
    add_a_section(page, "Fees", "The course is free for women.")
    work()
    assert found(QUESTION, "tr")[0].stale
    texts = {"Fees": "Ücretler", "The course is free for women.": "Kurs kadınlar için ücretsizdir."}
    translate(page, "tr", texts)
    work()

    assert not found(QUESTION, "tr")[0].stale


def test_a_machine_translation_says_so_until_a_person_has_checked_it(page, turkish) -> None:
    assert not found(QUESTION, "tr")[0].machine
    StringTranslation.objects.filter(translation_of__data=TEXT).update(translation_type="machine")

    assert found(QUESTION, "tr")[0].machine
    assert ask(QUESTION, "tr").citations[0].machine
    assert not found(QUESTION, "en")[0].machine

    StringTranslation.objects.update(translation_type="manual")

    assert not found(QUESTION, "tr")[0].machine


def test_what_a_stale_translation_lacks_is_shown_in_the_original(page, turkish) -> None:
    rewrite(page, TEXT, "Applicants bring a birth certificate and two photographs to the office.")
    work()

    result = found("What do applicants bring to the office?", "tr")[0]

    assert "birth certificate" in result.text
    assert result.locale == "en"


def test_an_unpublished_translation_disappears_from_its_language_only(turkish) -> None:
    turkish.unpublish()

    results = found(QUESTION, "tr")
    assert [r.locale for r in results if "olar" in r.title] == ["en"]
    assert "on dört" not in shown(QUESTION, "tr")
    assert "fourteen" in ask(QUESTION, "en").text
    work()
    assert "on dört" not in shown(QUESTION, "tr")
    assert "fourteen" in ask(QUESTION, "tr").text


def test_an_unpublished_original_leaves_its_translation_to_readers_of_all_languages(
    page, turkish
) -> None:
    page.refresh_from_db()
    page.unpublish()
    work()

    assert found(QUESTION, "en")[0].locale == "tr"
    assert "fourteen" not in shown(QUESTION, "en")


def test_the_alias_pages_of_an_untranslated_tree_are_not_indexed(home, page) -> None:
    parent = publish(home, "Courses", "All courses of the valley are listed here.")
    child = publish(parent, "Bakers", "Bakers learn to bake with teff flour for a year.")
    translate(child, "tr", {"Bakers": "Fırıncılar"})
    work()

    aliases = Page.objects.filter(alias_of__isnull=False)
    assert aliases.filter(locale__language_code="tr").exists()
    assert not Source.objects.filter(page__in=aliases).exists()
    assert not Passage.objects.filter(source__page__in=aliases).exists()
    assert Passage.objects.filter(text__contains="All courses of the valley").count() == 1


def test_a_translation_made_without_wagtail_localize_is_not_called_stale(page) -> None:
    french = Locale.objects.create(language_code="fr")
    copy = page.copy_for_translation(french, copy_parents=True)
    copy.title = "Installateurs solaires"
    copy.save_revision().publish()
    work()

    assert not Translation.objects.filter(target_locale=french, source__object=page.translation_key)
    assert not found(QUESTION, "fr")[0].stale


def test_a_translation_that_an_editor_took_over_is_not_called_stale(page, turkish) -> None:
    Translation.objects.filter(source__object=page.translation_key).update(enabled=False)
    rewrite(page, TEXT, "The course is free for women.")
    turkish.refresh_from_db()
    assert turkish.last_published_at < timezone.now()
    work()

    assert not found(QUESTION, "tr")[0].stale
