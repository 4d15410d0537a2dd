"""The report in the admin, by people of different groups."""

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.links import external, rounds, schedule
from cms.links.models import Address, Link, Reason, Round
from cms.models import Organisation, StandardPage
from cms.roles.setting_up import set_up
from tests.cms.conftest import make_home, publish, snippet, translate_page

pytestmark = pytest.mark.site


@pytest.fixture
def person(home):
    def person(*roles):
        groups = set_up().groups
        user = User.objects.create_user("-".join(roles).replace(":", "-") or "nobody")
        user.groups.set([groups[role] for role in roles])
        client = Client()
        client.force_login(user)
        return client

    return person


@pytest.fixture
def broken(home, begun):
    """A broken link in English, its translation in French, and one to another site."""
    _, site = begun
    return (site.pages() if site else make_broken(home))["broken"]


def make_broken(home):
    """Build it, and the groups of all roles."""
    html = '<p><a linktype="page" id="99999">the plan</a> <a href="https://gone.example/">b</a></p>'
    page = publish(home, StandardPage(title="Writer", body=[("paragraph", html)]))
    translate_page(home, "fr")
    translate_page(page, "fr", mark=lambda text: text.replace("plan", "plan français"))
    snippet(Organisation, "A donor", website="https://fine.example/")
    rounds.run(Round.objects.create())
    Address.objects.filter(host="gone.example").update(
        state="broken", reason=Reason.NOT_FOUND, detail="HTTP 404", failing_since=timezone.now()
    )
    set_up()
    return {"home": home, "broken": page}


SITES = {"broken": lambda: make_broken(make_home())}


def rows(client, **filters):
    answer = client.get(reverse("links:report"), {"export": "csv", **filters})
    content = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_an_editor_sees_what_is_broken_where_and_why(person, broken):
    content = person("editors").get(reverse("links:report")).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[broken.pk]) in content
    assert "the plan" in content
    assert "The page was deleted" in content
    assert "The other site does not have it any more (HTTP 404)" in content
    assert "fine.example" not in content
    assert "Links to other sites are not checked" in content


def test_the_report_can_be_filtered_searched_and_exported(person, broken):
    editor = person("editors")
    assert len(rows(editor)) == 4
    assert {row["Reason"] for row in rows(editor, problem="page_deleted")} == {
        "The page was deleted"
    }
    assert {row["Leads to"] for row in rows(editor, leads="away")} == {"https://gone.example/"}
    assert len(rows(editor, leads="here")) == 2
    french = Link.objects.filter(locale__language_code="fr").first().locale_id
    assert len(rows(editor, locale=french)) == 2
    [row] = rows(editor, q="plan français")
    assert (row["Link text"], row["Place"]) == ("the plan français", "Body › Text")
    xlsx = editor.get(reverse("links:report"), {"export": "xlsx"})
    assert b"".join(xlsx.streaming_content if xlsx.streaming else [xlsx.content])[:2] == b"PK"


@pytest.mark.parametrize("query", ["?p=10000", "?problem=nothing", "?ordering=x", "?q=<script>x"])
def test_bad_addresses_of_the_report_do_no_harm(person, broken, query):
    answer = person("editors").get(reverse("links:report") + query)
    assert answer.status_code == 200
    assert "<script>x" not in answer.content.decode()


def test_a_translator_sees_pages_of_their_language_only(person, broken):
    found = rows(person("translators:fr"))
    assert {row["Language"] for row in found} == {"Français"}


@pytest.mark.parametrize("name", ["report", "report_results", "progress"])
def test_nobody_else_sees_the_report(person, client, name):
    assert person().get(reverse(f"links:{name}")).status_code == 302
    assert client.get(reverse(f"links:{name}")).status_code == 302


def test_the_menu_shows_the_report_to_those_who_may_see_it(person, broken):
    content = person("editors").get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("links:report") in content


def test_the_button_has_links_checked_once_and_shows_progress(
    person, broken, django_capture_on_commit_callbacks
):
    editor = person("editors")
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse("links:check_now"))
        editor.post(reverse("links:check_now"))
    [row] = DBTaskResult.objects.filter(task_path="cms.links.tasks.run_round")
    Round.objects.filter(finished_at=None).update(total=10, done=4)
    progress = editor.get(reverse("links:progress")).json()
    assert progress == {
        "running": True, "done": 4, "total": 10, "text": "Looking at pages: 4 of 10.",
    }  # fmt: skip
    row.task_result.task.call(*row.task_result.args)
    assert editor.get(reverse("links:progress")).json()["running"] is False


def test_the_button_works_by_post_only(person, broken):
    assert person("editors").get(reverse("links:check_now")).status_code == 405


@pytest.fixture
def tasks(django_capture_on_commit_callbacks):
    """A function that keeps house once; the names of the tasks that it queued."""

    def tasks():
        DBTaskResult.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            schedule.check_when_due()
        return [row.task_path.rsplit(".")[-1] for row in DBTaskResult.objects.all()]

    return tasks


def test_content_is_looked_at_once_a_week(db, tasks):
    assert tasks() == ["run_round"]
    assert tasks() == []
    Round.objects.update(finished_at=timezone.now())
    assert tasks() == []
    Round.objects.update(finished_at=timezone.now() - schedule._WEEK)
    assert tasks() == ["run_round"]


def test_a_round_that_waits_in_the_queue_is_not_begun_twice(db, django_capture_on_commit_callbacks):
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            schedule.check_when_due()
        # The worker has long been busy with something else.
        Round.objects.update(heard_at=timezone.now() - 2 * rounds.SILENT)
    assert Round.objects.count() == 1
    assert DBTaskResult.objects.filter(task_path="cms.links.tasks.run_round").count() == 1


def test_other_sites_are_asked_only_where_that_is_on(broken, tasks, settings):
    assert external.due_count() == 2
    assert tasks() == []
    settings.HUB_CHECK_EXTERNAL_LINKS = True
    assert tasks() == ["check_addresses"]


def test_one_task_for_other_sites_is_enough(broken, settings, django_capture_on_commit_callbacks):
    settings.HUB_CHECK_EXTERNAL_LINKS = True
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            schedule.check_when_due()
    assert DBTaskResult.objects.filter(task_path="cms.links.tasks.check_addresses").count() == 1


def test_keeping_house_costs_next_to_nothing(broken, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        schedule.check_when_due()


def test_a_link_is_found_asked_and_reported_from_end_to_end(
    home, look, person, other_site, asker, settings
):
    settings.HUB_CHECK_EXTERNAL_LINKS = True
    html = (
        f'<p><a href="{other_site.url}/status/410">old</a> <a href="{other_site.url}/x">ok</a></p>'
    )
    publish(home, StandardPage(title="Writer", body=[("paragraph", html)]))
    look()
    clock = [timezone.now()]

    def now():
        clock[0] += external.PAUSE
        return clock[0]

    assert external.check_due(asker, now=now) is None
    [row] = rows(person("editors"))
    assert row["Leads to"] == f"{other_site.url}/status/410"
    assert row["Reason"] == "The other site does not have it any more (HTTP 410)"
