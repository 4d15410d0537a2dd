"""Runs over many pages: in the real task queue, cancelled, killed, paused and resumed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.machine_translation import batches, runs, worker
from cms.machine_translation.models import TranslationItem, TranslationRun
from cms.machine_translation.tasks import work_on_run
from cms.models import StandardPage
from tests.cms.conftest import publish
from tests.cms.machine_translation.conftest import person
from tests.committed import db  # noqa: F401  # what the worker sees is committed
from tests.task_queue import work as work_queue

pytestmark = [pytest.mark.site, pytest.mark.usefixtures("model")]


def work():
    """Work through the task queue as `serve` does; indexing is proved elsewhere."""
    DBTaskResult.objects.exclude(task_path=work_on_run.module_path).delete()
    work_queue()


@pytest.fixture
def french(home):
    return Locale.objects.create(language_code="fr")


@pytest.fixture
def other(home):
    return publish(home, StandardPage(title="About us", introduction="Who we are."))


@pytest.fixture
def start(admin, django_capture_on_commit_callbacks):
    """A function that presses the report's button; the run and what the editor is told."""

    def start(client=admin, **form):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("machine_translation:start"), form, follow=True)
        said = " ".join(map(str, response.context["messages"])) if response.context else ""
        return TranslationRun.objects.first(), said

    return start


@pytest.fixture
def press(admin, django_capture_on_commit_callbacks):
    """A function that presses "Cancel" or "Go on"."""

    def press(action, run, client=admin):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"machine_translation:{action}", args=[run.pk]))

    return press


def states(run):
    return [(item.title, item.language, item.state) for item in run.items.all()]


def target(page, locale):
    return Page.objects.filter(translation_key=page.translation_key, locale=locale).first()


def test_pages_times_languages_are_drafted_in_the_worker(
    start, admin, page, other, turkish, french
):
    run, _ = start(pages=[page.pk, other.pk], languages=["tr", "fr"])
    assert run.items.count() == 4
    assert set(run.items.values_list("state", flat=True)) == {"waiting"}
    work()
    run.refresh_from_db()
    assert run.state == "finished"
    assert set(run.items.values_list("state", flat=True)) == {"done"}
    draft = target(page, turkish).specific
    assert not draft.live
    assert draft.get_latest_revision_as_object().introduction == "«A programme of 12 schools.»"
    html = admin.get(reverse("machine_translation:run", args=[run.pk])).content.decode()
    assert "Saved as a draft." in html
    assert "Finished" in html
    assert str(run) in admin.get(reverse("machine_translation:runs")).content.decode()


def test_progress_is_told_as_json(start, admin, page, other):
    Locale.objects.get_or_create(language_code="tr")
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"])
    url = reverse("machine_translation:progress", args=[run.pk])
    before = admin.get(url).json()
    assert (before["done"], before["total"], before["working"]) == (0, 2, True)
    worker.translate_next_batch(run.pk)
    worker.translate_next_batch(run.pk)
    between = admin.get(url).json()
    assert (between["done"], between["percent"]) == (1, 50)
    assert between["items"][0]["message"] == "Saved as a draft."
    work()
    after = admin.get(url).json()
    assert (after["done"], after["working"]) == (2, False)


def test_what_could_not_be_translated_is_listed_plainly(
    start, admin, page, turkish, monkeypatch, model
):
    model.translate = staticmethod(lambda text: text.replace("12", "<many>") + " x")
    run, _ = start(pages=[page.pk], languages=["tr"])
    work()
    assert states(run) == [("Better schools", "Türkçe", "partly")]
    html = admin.get(reverse("machine_translation:run", args=[run.pk])).content.decode()
    assert "1 text was not translated" in html
    assert "A programme of 12 schools." in html
    assert "(introduction)" in html
    assert "formatting that is not allowed" in html
    assert "<many>" not in html


def test_a_run_can_be_cancelled_and_what_is_done_stays(start, press, page, other, turkish):
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"])
    worker.translate_next_batch(run.pk)
    assert StringTranslation.objects.filter(locale=turkish).exists()
    press("cancel", run)
    work()
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert {item.state for item in run.items.all()} == {"cancelled"}
    assert StringTranslation.objects.filter(locale=turkish).exists()
    press("resume", run)
    work()
    assert {item.state for item in run.items.all()} == {"done"}


def test_a_run_that_is_cancelled_during_a_batch_stops_after_it(start, page, other, turkish, model):
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"])

    def translate(text):
        runs.cancel(run)
        return f"«{text}»"

    model.translate = staticmethod(translate)
    work()
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert len(model.asked) == 1


def test_a_run_goes_on_after_a_kill(start, press, page, other, turkish, model):
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"])
    # A process killed in the middle: the item is at work for ever, its task never ends.
    run.items.filter(title="Better schools").update(state="working")
    DBTaskResult.objects.all().delete()
    work()
    assert states(run)[0][2] == "working"
    press("resume", run)
    work()
    run.refresh_from_db()
    assert run.state == "finished"
    assert {item.state for item in run.items.all()} == {"done"}


def test_a_lost_task_is_found_again_on_a_schedule(
    start, page, turkish, django_capture_on_commit_callbacks
):
    run, _ = start(pages=[page.pk], languages=["tr"])
    DBTaskResult.objects.all().delete()
    assert runs.resume_stalled() == 0
    long_ago = timezone.now() - timedelta(hours=1)
    TranslationRun.objects.update(seen_at=long_ago)
    TranslationItem.objects.update(state="working", touched_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert runs.resume_stalled() == 1
    work()
    run.refresh_from_db()
    assert run.state == "finished"


def test_a_long_page_is_kept_batch_by_batch(start, page, turkish, monkeypatch, model):
    monkeypatch.setattr(batches, "MOST_TEXTS", 2)
    run, _ = start(pages=[page.pk], languages=["tr"])
    counts = []
    while worker.translate_next_batch(run.pk):
        counts.append(StringTranslation.objects.filter(locale=turkish).count())
    assert len(model.asked) >= 2
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    sent = [text for _, texts in model.asked for text in texts.values()]
    assert len(sent) == len(set(sent))


def test_a_translator_that_is_down_pauses_the_run_and_nothing_is_lost(
    start, press, admin, page, other, turkish, model
):
    model.replies = [None, RuntimeError("down")]
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"])
    work()
    run.refresh_from_db()
    assert run.state == "paused"
    assert [state for *_, state in states(run)] == ["done", "waiting"]
    html = admin.get(reverse("machine_translation:run", args=[run.pk])).content.decode()
    assert "does not answer now" in html
    press("resume", run)
    work()
    run.refresh_from_db()
    assert run.state == "finished"
    assert [state for *_, state in states(run)] == ["done", "done"]


def test_publishing_is_done_only_where_it_is_asked_for_and_all_is_translated(
    start, page, other, turkish, model
):
    model.translate = staticmethod(lambda text: text.replace("12", "") + " x")
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"], publish="1")
    work()
    assert not target(page, turkish).live
    assert target(other, turkish).live
    assert [item.saved for item in run.items.all()] == ["draft", "published"]


def test_a_published_page_is_not_changed_under_its_readers_eyes(
    start, client, page, turkish, django_capture_on_commit_callbacks
):
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=turkish)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    url = target(page, turkish).url
    before = client.get(url).content.decode()
    run, _ = start(pages=[page.pk], languages=["tr"])
    work()
    assert "«" not in before
    assert "«" not in client.get(url).content.decode()
    item = run.items.get()
    with override("en"):
        assert item.message == "Waits in the editor; the published page is unchanged."
    assert translation.get_progress()[0] == translation.get_progress()[1]


def test_a_stand_in_goes_on_showing_the_original_until_its_translation_is_published(
    start, admin, client, page, home, turkish, django_capture_on_commit_callbacks
):
    page.copy_for_translation(turkish, copy_parents=True)
    stand_in = target(home, turkish)
    assert stand_in.alias_of_id
    start(pages=[home.pk], languages=["tr"])
    work()
    stand_in.refresh_from_db()
    assert stand_in.alias_of_id
    assert stand_in.live
    assert "«" not in client.get(stand_in.url).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[stand_in.pk])
    assert "«The hub»" in admin.get(edit).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(edit, {"action": "publish"})
    stand_in.refresh_from_db()
    assert not stand_in.alias_of_id
    assert stand_in.slug == "hub-tr"
    assert "«The hub»" in client.get(stand_in.url).content.decode()


def test_a_page_that_changed_is_brought_up_to_date(start, page, turkish):
    start(pages=[page.pk], languages=["tr"])
    work()
    page.introduction = "A programme of 13 schools."
    page.save_revision().publish()
    start(pages=[page.pk], languages=["tr"])
    work()
    draft = target(page, turkish).specific.get_latest_revision_as_object()
    assert draft.introduction == "«A programme of 13 schools.»"


def test_a_page_that_is_not_kept_as_a_translation_is_left_alone(start, page, turkish):
    own = page.copy_for_translation(turkish, copy_parents=True)
    run, _ = start(pages=[page.pk], languages=["tr"])
    work()
    item = run.items.get()
    assert item.state == "failed"
    assert "left alone" in item.message
    own.refresh_from_db()
    assert own.title == "Better schools"


def test_a_page_deleted_meanwhile_costs_only_itself(start, page, other, turkish):
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"])
    page.delete()
    work()
    assert states(run) == [
        ("Better schools", "Türkçe", "failed"),
        ("About us", "Türkçe", "done"),
    ]


def test_a_locked_page_is_left_alone(start, page, turkish, boss):
    start(pages=[page.pk], languages=["tr"])
    work()
    draft = target(page, turkish)
    draft.locked, draft.locked_by = True, person("somebody")
    draft.save()
    run, _ = start(pages=[page.pk], languages=["tr"])
    work()
    assert "locked" in run.items.get().message


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"pages": ["1e9", "x", "99999999999999999999"], "languages": ["tr"]},
        {"pages": ["999999"], "languages": ["tr"]},
        {"one": "::"},
        {"one": "1:xx"},
    ],
)
def test_a_choice_that_makes_no_sense_is_told(start, turkish, form):
    run, said = start(**form)
    assert run is None
    assert "at least one page" in said


def test_without_a_translator_no_run_starts(start, settings, page, turkish):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    run, said = start(pages=[page.pk], languages=["tr"])
    assert run is None
    assert "No machine translator" in said


class TestPermissions:
    @pytest.fixture
    def trees(self, home, turkish, french, django_capture_on_commit_callbacks):
        """The home page in Turkish and French."""
        for locale in (turkish, french):
            source, _ = TranslationSource.update_or_create_from_instance(home)
            translation = Translation.objects.create(source=source, target_locale=locale)
            with django_capture_on_commit_callbacks(execute=True):
                translation.save_target(publish=True)
        return {locale.language_code: target(home, locale) for locale in (turkish, french)}

    def test_translators_draft_only_in_their_own_language(self, start, client, page, trees):
        client.force_login(person("ayse", "submit_translation", pages=[trees["tr"]]))
        run, said = start(client, pages=[page.pk], languages=["tr", "fr"])
        assert states(run) == [("Better schools", "Türkçe", "waiting")]
        assert "you may not translate there" in said
        work()
        assert run.items.get().state == "done"

    def test_who_may_not_publish_gets_a_draft(self, start, client, page, trees, turkish):
        client.force_login(person("ayse", "submit_translation", pages=[trees["tr"]]))
        start(client, pages=[page.pk], languages=["tr"], publish="1")
        work()
        assert not target(page, turkish).live

    def test_who_may_publish_there_publishes(self, start, client, page, trees, turkish):
        may = ("change", "publish")
        client.force_login(person("ayse", "submit_translation", pages=[trees["tr"]], may=may))
        start(client, pages=[page.pk], languages=["tr"], publish="1")
        work()
        assert target(page, turkish).live

    def test_who_may_not_translate_sees_and_starts_nothing(self, start, client, page, trees):
        client.force_login(person("ali", pages=[trees["tr"]]))
        run, _ = start(client, pages=[page.pk], languages=["tr"])
        assert run is None
        for name in ("machine_translation:runs", "coverage:report"):
            assert client.get(reverse(name)).status_code in (302, 403)

    def test_only_who_started_a_run_changes_it(self, start, press, client, page, trees):
        run, _ = start(pages=[page.pk], languages=["tr"])
        client.force_login(person("ayse", "submit_translation", pages=[trees["tr"]]))
        assert client.get(reverse("machine_translation:run", args=[run.pk])).status_code == 200
        assert press("cancel", run, client).status_code in (302, 403)
        run.refresh_from_db()
        assert run.state == "working"

    def test_permissions_are_asked_again_in_the_worker(self, start, client, page, trees):
        ayse = person("ayse", "submit_translation", pages=[trees["tr"]])
        client.force_login(ayse)
        run, _ = start(client, pages=[page.pk], languages=["tr"])
        ayse.groups.clear()
        work()
        assert "may not translate" in run.items.get().message
