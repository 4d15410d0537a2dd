"""The editor's button: one page drafted by machine, and what its readers are told."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from assistant.retrieval import machine_translated_pages
from tests.cms.machine_translation.conftest import make_site, make_target, of_site

pytestmark = [pytest.mark.site, pytest.mark.django_db]


@pytest.fixture
def target(translation, page, turkish, begun):
    """The Turkish page, a draft with the original's text."""
    made = of_site(begun, "target")
    return made or make_target(page, translation, turkish, publish=False)


SITES = {"target": lambda: make_site(publish=False)}


@pytest.fixture
def press(admin, translation, target):
    """A function that presses the button "Translate with …"; what the editor is told."""

    def press():
        url = reverse("wagtail_localize:machine_translate", args=[translation.pk])
        edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
        response = admin.post(url, {"next": edit}, follow=True)
        assert response.status_code == 200
        return " ".join(str(message) for message in response.context["messages"])

    return press


@pytest.fixture
def publish_target(admin, target, django_capture_on_commit_callbacks):
    """A function that presses "Publish" in the translation editor."""

    def publish_target():
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
        return Page.objects.get(pk=target.pk).specific

    return publish_target


def strings(translation):
    return {
        one.context.path.split(".")[0] + ":" + one.translation_of.data: one
        for one in StringTranslation.objects.filter(locale=translation.target_locale)
    }


def notice(client, page):
    html = client.get(page.url).content
    return BeautifulSoup(html, "html.parser").find(class_="notice--machine")


def test_a_page_is_drafted_and_each_string_says_by_whom(model, press, translation):
    said = press()
    kept = strings(translation)
    assert kept["title:Better schools"].data == "«Better schools»"
    assert kept["title:Better schools"].translation_type == "machine"
    assert kept["title:Better schools"].tool_name == "ScriptedTranslator"
    assert "translated by machine" in said
    total, done = translation.get_progress()
    assert total == done


def test_the_address_stays_the_originals(model, press, translation, publish_target):
    press()
    assert strings(translation)["slug:better-schools"].data == "better-schools"
    assert publish_target().slug == "better-schools"
    asked = [text for _, texts in model.asked for text in texts.values()]
    assert "better-schools" not in asked


def test_links_come_back_to_where_they_led(model, press, publish_target):
    press()
    html = str(publish_target().body)
    assert 'href="https://example.org/"' in html
    assert "<b>welders</b>" in html


def test_what_is_translated_already_is_left_alone(model, press, translation):
    title = translation.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.create(
        translation_of=title.string,
        context=title.context,
        locale=translation.target_locale,
        data="Daha iyi okullar",
        translation_type="manual",
    )
    press()
    assert strings(translation)["title:Better schools"].data == "Daha iyi okullar"
    assert "nothing left" in press()


def test_what_could_not_be_translated_is_named_with_its_reason(model, press, translation):
    model.translate = staticmethod(lambda text: text.replace("12", "many") + "!")
    said = press()
    assert "1 text could not be translated" in said
    assert "A programme of 12 schools." in said
    assert "A number was lost: 12" in said
    assert "introduction:A programme of 12 schools." not in strings(translation)


def test_a_model_that_is_down_breaks_nothing_and_loses_nothing(model, press, translation):
    from cms.machine_translation import batches

    model.replies = [None, RuntimeError("secret-key-123")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "MOST_TEXTS", 3)
        said = press()
    assert "does not answer now" in said
    assert "secret-key" not in said
    before = len(strings(translation))
    assert 2 <= before < translation.get_progress()[0]
    press()
    assert translation.get_progress()[0] == translation.get_progress()[1]


def test_a_long_page_is_drafted_in_a_run_instead_of_keeping_the_editor_waiting(
    model, press, translation, monkeypatch
):
    from cms.machine_translation import batches
    from cms.machine_translation.models import TranslationItem

    monkeypatch.setattr(batches, "MOST_TEXTS", 1)
    assert "This page is long" in press()
    assert not model.asked
    item = TranslationItem.objects.get()
    assert (item.title, item.state) == ("Better schools", "waiting")


def test_without_a_translator_the_editor_is_told(press, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    assert "No machine translator" in press()


class Sloppy(BaseMachineTranslator):
    """Another service, which loses links."""

    display_name = "Sloppy"

    def can_translate(self, source_locale, target_locale):
        return True

    def translate(self, source_locale, target_locale, strings):
        return {string: StringValue(f"x {string.render_text()}") for string in strings}


class Broken(Sloppy):
    def translate(self, source_locale, target_locale, strings):
        raise KeyError("translations")


def test_another_services_translations_are_checked_as_well(press, settings, translation):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Sloppy"}
    said = press()
    assert "A link was lost" in said
    assert strings(translation)["title:Better schools"].tool_name == "Sloppy"


def test_another_services_failure_is_told_as_well(press, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Broken"}
    assert "does not answer now" in press()


def test_readers_are_told_until_a_person_has_checked_each_string(
    model, press, publish_target, translation, admin, client, page
):
    press()
    published = publish_target()
    told = notice(client, published)
    assert "Makineyle çevrildi" in told.get_text()
    assert told.a["href"] == page.url
    assert machine_translated_pages([published.pk, page.pk]) == {published.pk}
    segments = translation.source.stringsegment_set.exclude(context__path="slug")
    for segment in segments:
        assert notice(client, published)
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        kept = StringTranslation.objects.get(
            translation_of=segment.string, context=segment.context, locale=translation.target_locale
        )
        response = admin.put(
            url, f"value={kept.data}", content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
    assert not notice(client, published)


def test_a_translator_confirms_all_of_a_page_at_once(
    model, press, publish_target, translation, admin, client
):
    press()
    published = publish_target()
    assert notice(client, published)
    response = admin.post(
        reverse("machine_translation:confirm", args=[translation.pk]), follow=True
    )
    assert "marked as checked" in " ".join(map(str, response.context["messages"]))
    assert not notice(client, published)


def test_a_page_may_be_both_stale_and_by_machine(model, press, publish_target, client, page):
    press()
    published = publish_target()
    page.introduction = "A programme of 13 schools."
    page.save_revision().publish()
    told = notice(client, published)
    assert "notice--stale" in told["class"]


def test_a_draft_that_is_not_published_is_not_spoken_of(
    model, press, publish_target, client, translation
):
    published = publish_target()
    press()
    assert StringTranslation.objects.filter(translation_type="machine").exists()
    assert not notice(client, published)
    assert notice(client, publish_target())


def test_it_costs_one_query(django_assert_num_queries, target):
    with django_assert_num_queries(1):
        assert machine_translated_pages([target.pk]) == set()
    with django_assert_num_queries(0):
        assert machine_translated_pages([]) == set()


def test_who_may_not_edit_the_page_may_not_have_it_drafted(model, translation, target, client):
    from tests.cms.machine_translation.conftest import person

    client.force_login(person("stranger", "submit_translation"))
    for name in ("wagtail_localize:machine_translate", "machine_translation:confirm"):
        response = client.post(reverse(name, args=[translation.pk]))
        assert response.status_code in (302, 403)
    assert not model.asked
