"""Groups and the workflow, as people of each group meet them in the admin."""

import datetime
import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Locale,
    Page,
    Workflow,
    WorkflowPage,
)
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from assistant.tasks import periodic
from cms.models import GlossaryTerm, HomePage, StandardPage
from cms.roles.setting_up import set_up
from tests.cms.conftest import publish, snippet

pytestmark = pytest.mark.site


@pytest.fixture
def person(groups):
    """A function that makes somebody of a role and signs them in."""

    def person(role):
        user = User.objects.create_user(role.replace(":", "-"), password="pw")
        user.groups.add(groups[role])
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return person


@pytest.fixture
def page(home):
    return publish(home, StandardPage(title="About us"))


def edit(client, page, action="", **changes):
    """Save the edit form of a page as a browser would, by the button `action`."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = BeautifulSoup(client.get(address).content, "html.parser").find(
        "form", {"data-edit-form": True}
    )
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in {"checkbox", "radio", "submit"}:
            continue
        data[field["name"]] = (
            field.get("value", "") if field.name == "input" else field.text.strip()
        )
    for field in page.specific._meta.get_fields():
        if isinstance(field, StreamField):
            data[f"{field.name}-count"] = "0"
    if action:
        data[action] = "1"
    return client.post(address, data | changes)


def run(*arguments):
    out = io.StringIO()
    call_command("set_up_roles", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_made_and_then_that_nothing_is_left_to_do(home):
    first = run()
    assert "Made the group Translators: Français." in first
    assert "Took over Wagtail's group Moderators." in first
    assert "Made the workflow Review and publish." in first
    assert run() == "Nothing to do: the roles are set up.\n"


def test_an_editor_can_write_and_submit_but_not_publish(person, page):
    editor = person("editors")
    edit(editor, page, "action-publish", title="Changed")
    page.refresh_from_db()
    assert page.title == "About us"
    edit(editor, page, "action-submit", title="Changed")
    page.refresh_from_db()
    assert page.title == "About us"
    assert page.current_workflow_state.workflow.name == "Review and publish"


def test_a_moderator_approves_and_the_page_is_public(person, page, mailoutbox):
    edit(person("editors"), page, "action-submit", title="Changed")
    state = page.current_workflow_task_state
    moderator = person("moderators")
    answer = moderator.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    )
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.title == "Changed"
    assert page.live


def test_a_moderator_does_not_publish_around_the_workflow(person, page):
    moderator = person("moderators")
    edit(moderator, page, "action-publish", title="Changed")
    page.refresh_from_db()
    assert page.title == "About us"


def test_an_editor_can_not_approve(person, page):
    editor = person("editors")
    edit(editor, page, "action-submit", title="Changed")
    state = page.current_workflow_task_state
    editor.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    page.refresh_from_db()
    assert page.title == "About us"


def test_a_publisher_publishes_and_locks(person, page):
    publisher = person("publishers")
    edit(publisher, page, "action-publish", title="Changed")
    page.refresh_from_db()
    assert page.title == "Changed"
    publisher.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
    page.refresh_from_db()
    assert page.locked
    assert page.permissions_for_user(publisher.user).can_unlock()


def test_pages_of_all_languages_go_through_the_workflow(groups, page, translate):
    french = translate(page, "fr")
    assert french.get_workflow().name == "Review and publish"
    assert not Workflow.objects.filter(name="Moderators approval", workflow_pages__isnull=False)


def test_a_page_goes_public_and_expires_when_it_is_time(person, home):
    """By what `manage.py serve` runs every minute."""
    now = timezone.now()
    hour, minute_ago = now + datetime.timedelta(hours=1), now - datetime.timedelta(minutes=1)
    publisher = person("publishers").user

    def schedule(title, **when):
        page = StandardPage(title=title, live="go_live_at" not in when, **when)
        Page.objects.get(pk=home.pk).add_child(instance=page)
        page.save_revision(user=publisher).publish(user=publisher)
        return page

    coming = schedule("Coming", go_live_at=hour)
    schedule("Later", go_live_at=hour)
    leaving = schedule("Leaving", expire_at=hour)
    assert not Page.objects.get(title="Coming").live
    # An hour passes for two of them.
    revision = coming.revisions.get()
    revision.approved_go_live_at = minute_ago
    revision.content["go_live_at"] = minute_ago.isoformat()
    revision.save()
    Page.objects.filter(pk=leaving.pk).update(expire_at=minute_ago)

    periodic(thorough=False)

    states = {each.title: each for each in Page.objects.child_of(home)}
    assert states["Coming"].live
    assert (states["Leaving"].live, states["Leaving"].expired) == (False, True)
    assert not states["Later"].live


def test_an_approved_page_with_a_later_date_waits_for_it(person, page):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    edit(
        person("editors"), page, "action-submit", title="Changed",
        go_live_at=tomorrow.strftime("%Y-%m-%d %H:%M"),
    )  # fmt: skip
    state = page.current_workflow_task_state
    state.approve(user=person("moderators").user)
    page.refresh_from_db()
    assert page.title == "About us"
    assert page.scheduled_revision is not None


class TestTranslators:
    def test_edit_their_language_and_no_other(self, person, page, translate):
        french, turkish = translate(page, "fr"), translate(page, "tr")
        client = person("translators:fr")
        statuses = {
            each.locale.language_code: client.get(
                reverse("wagtailadmin_pages:edit", args=[each.pk])
            ).status_code
            for each in (french, turkish, page)
        }
        assert statuses == {"fr": 200, "tr": 302, "en": 302}

    @pytest.mark.parametrize(("language", "expected"), [("fr", 201), ("tr", 403)])
    def test_change_single_texts_of_their_language_only(
        self, person, page, translate, language, expected
    ):
        translate(page, language)
        work = Translation.objects.get(
            source__object_id=page.translation_key, target_locale__language_code=language
        )
        segment = StringSegment.objects.get(source=work.source, context__path="title")
        StringTranslation.objects.filter(translation_of=segment.string).delete()
        answer = person("translators:fr").put(
            reverse("wagtail_localize:edit_string_translation", args=[work.pk, segment.pk]),
            "value=Nous",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == expected

    def test_start_a_translation_and_do_not_publish_it(self, person, page, home, translate):
        translate(home, "fr")
        client = person("translators:fr")
        french = Locale.objects.get(language_code="fr")
        answer = client.post(
            reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
            {"locales": [french.pk]},
        )
        assert answer.status_code == 302
        begun = page.get_translation(french)
        assert begun.permissions_for_user(client.user).can_edit()
        assert not begun.permissions_for_user(client.user).can_publish()

    def test_get_their_tree_when_it_appears(self, person, home, groups, translate):
        client = person("translators:fr")
        before = GroupPagePermission.objects.filter(group=groups["translators:fr"])
        assert not before.exists()
        french = translate(home, "fr")
        again = User.objects.get(pk=client.user.pk)
        assert french.permissions_for_user(again).can_edit()
        assert not translate(home, "tr").permissions_for_user(again).can_edit()

    def test_get_their_tree_when_the_site_moves_to_another_home_page(self, home, groups):
        other = publish(Page.get_first_root_node(), HomePage(title="New hub", slug="new"))
        french = other.copy_for_translation(Locale.objects.get_or_create(language_code="fr")[0])
        site = home.get_site()
        site.root_page = other
        site.save()
        given = groups["translators:fr"].page_permissions.values_list("page", flat=True)
        assert set(given) == {french.pk}

    @pytest.mark.parametrize(("language", "expected"), [("fr", 200), ("en", 302)])
    def test_edit_terms_of_their_language_only(self, person, language, expected):
        term = snippet(GlossaryTerm, "Apprenticeship", definition="Learning at work")
        if language != "en":
            french = Locale.objects.get_or_create(language_code=language)[0]
            term = term.copy_for_translation(french)
            term.save()
        address = reverse("wagtailsnippets_cms_glossaryterm:edit", args=[term.pk])
        assert person("translators:fr").get(address).status_code == expected

    def test_who_is_an_editor_too_edits_all_terms(self, person, groups):
        term = snippet(GlossaryTerm, "Apprenticeship", definition="Learning at work")
        client = person("translators:fr")
        client.user.groups.add(groups["editors"])
        address = reverse("wagtailsnippets_cms_glossaryterm:edit", args=[term.pk])
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["organisation", "vocationalfield", "place", "person"])
def test_an_editor_keeps_the_directory(person, name):
    editor = person("editors")
    assert editor.get(reverse(f"wagtailsnippets_cms_{name}:add")).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["wagtailimages:add", "wagtaildocs:add", "wagtailadmin_collections:add",
     "wagtailadmin_reports:site_history"],
)  # fmt: skip
def test_an_editor_adds_files_and_collections_and_reads_reports(person, address):
    assert person("editors").get(reverse(address)).status_code == 200


class TestRunningItAgain:
    def test_keeps_what_an_operator_took_away(self, groups):
        editors = groups["editors"]
        editors.permissions.remove(Permission.objects.get(codename="submit_translation"))
        editors.page_permissions.filter(permission__codename="add_page").delete()
        said = run()
        assert "Editors: 2 permissions were taken away since and stay away." in said
        assert not editors.permissions.filter(codename="submit_translation").exists()
        assert not editors.page_permissions.filter(permission__codename="add_page").exists()

    def test_keeps_what_an_operator_added(self, groups):
        added = Permission.objects.get(codename="add_user")
        groups["editors"].permissions.add(added)
        run()
        assert added in groups["editors"].permissions.all()

    def test_undoes_both_with_reset(self, groups):
        editors = groups["editors"]
        editors.permissions.remove(Permission.objects.get(codename="submit_translation"))
        editors.permissions.add(Permission.objects.get(codename="add_user"))
        member = User.objects.create_user("member")
        member.groups.add(editors)
        said = run("--reset")
        assert "Editors: took away 1 permission that the role does not have." in said
        codenames = set(editors.permissions.values_list("codename", flat=True))
        assert "submit_translation" in codenames
        assert "add_user" not in codenames
        assert list(editors.user_set.all()) == [member]

    def test_knows_a_renamed_group(self, groups):
        groups["editors"].name = "Redaktion"
        groups["editors"].save()
        assert run() == "Nothing to do: the roles are set up.\n"
        assert not Group.objects.filter(name="Editors").exists()

    def test_keeps_another_workflow(self, groups):
        own = Workflow.objects.create(name="Two readers")
        task = GroupApprovalTask.objects.create(name="Second reader")
        own.workflow_tasks.create(task=task, sort_order=0)
        WorkflowPage.objects.update(workflow=own)
        run()
        assert WorkflowPage.objects.get().workflow == own
        run("--reset")
        assert WorkflowPage.objects.get().workflow.name == "Review and publish"

    def test_gives_later_what_a_later_version_brings(self, groups, monkeypatch):
        from cms.roles import definitions

        more = (*definitions.EDITORS.models, "auth.view_group")
        later = definitions.Role(
            key="editors", name="Editors", models=more,
            pages=definitions.EDITORS.pages, collections=definitions.EDITORS.collections,
        )  # fmt: skip
        monkeypatch.setattr("cms.roles.definitions.EDITORS", later)
        assert "Editors: gave 1 permission." in run()


def test_a_group_of_that_name_in_use_keeps_what_it_may_do(home):
    publishers = Group.objects.create(name="Publishers")
    publishers.permissions.add(Permission.objects.get(codename="add_user"))
    assert "Publishers existed: it keeps what it may do" in run()
    assert publishers.permissions.filter(codename="add_user").exists()


def test_a_site_without_the_snippets_sets_up_all_the_same(home):
    Permission.objects.filter(codename__contains="glossaryterm").delete()
    outcome = set_up()
    assert outcome.groups["editors"].permissions.filter(codename="add_place").exists()
