"""The state of the index in the admin: on a page, on a document, and in a report of all."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, PageViewRestriction

from assistant.admin.index_report.checks import apps_before_assistant, check_order
from assistant.models import Edition, Entry, Source
from tests.assistant.content import collection, publication, publish, state, translate, upload, work
from tests.assistant.test_questions_in_admin import admin
from tests.prepared import prepared
from tests.serving import pdf

pytestmark = pytest.mark.site

HEADER = "assistant-index__toggle"
REPORT = "/admin/reports/assistant-index/"


@pytest.fixture
def editor(db: None) -> Client:
    """Somebody who may do everything."""
    return admin(superuser=True)


def signed_in(name: str, group: Group) -> Client:
    """A member of a group, who may enter the admin."""
    user = get_user_model().objects.create_user(name, f"{name}@hub.example", "secret")
    user.groups.add(group)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def limited(home: Page) -> Callable[..., Client]:
    """Makes an editor of a page and what is below it, and of a collection."""

    def make(page: Page | None = None, files: Any = None) -> Client:
        group = Group.objects.create(name="Some")
        if page is not None:
            for codename in ("change_page", "add_page"):
                GroupPagePermission.objects.create(
                    group=group, page=page, permission=Permission.objects.get(codename=codename)
                )
        if files is not None:
            for codename in ("change_publicationdocument", "change_document", "change_hubdocument"):
                permission = Permission.objects.filter(codename=codename).first()
                if permission:
                    GroupCollectionPermission.objects.create(
                        group=group, collection=files, permission=permission
                    )
        return signed_in("limited", group)

    return make


def shown(client: Client, address: str = REPORT, **query: str) -> str:
    """A page of the admin as text."""
    response = client.get(address, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def address(name: str, thing: Any) -> str:
    """One of the addresses of a page's or document's state."""
    kind = "page" if isinstance(thing, Page) else "document"
    return reverse(f"assistant_index:{name}", args=[kind, thing.pk])


def test_a_page_shows_its_state_where_it_is_edited(home, editor) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "It changed just now, and will be indexed soon." in shown(editor, edit)
    assert "data-assistant-waits" in shown(editor, edit)
    work()
    html = shown(editor, edit)

    assert HEADER in html
    assert "1 passage, indexed just now." in html
    assert "data-assistant-waits" not in html
    assert address("again", page) in html


def test_a_translation_shows_its_state_on_wagtail_localizes_page(home, editor) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    turkish = translate(page, "tr", {"Bakers": "Fırıncılar"})
    work()
    html = shown(editor, reverse("wagtailadmin_pages:edit", args=[turkish.pk]))

    assert "js-translation-editor" in html
    assert HEADER in html
    assert address("again", turkish) in html


def test_a_document_shows_its_state_and_why_it_failed(home, editor) -> None:
    document = upload("broken.pdf", b"no pdf at all")
    publication(home, "Broken", document)
    work()
    html = shown(editor, reverse("wagtaildocs:edit", args=[document.pk]))

    assert "Failed" in html
    assert str(Source.Reason.DAMAGED.label) in html
    assert "upload that" in html
    assert address("again", document) in html


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda home: unpublished(home), "It is not published."),
        (lambda home: restricted(home), "Not everybody may open it."),
        (lambda home: upload("loose.txt", b"Nobody links here."), "No public page links to it."),
        (lambda home: aliased(home), "it is an alias"),
    ],
)
def test_what_is_not_public_says_why_and_offers_no_button(home, editor, make, says) -> None:
    thing = make(home)
    work()
    html = shown(editor, address("source", thing))

    assert says in html
    assert "data-assistant-again" not in html
    before = list(Source.objects.values_list("pk", "version"))
    editor.post(address("again", thing))
    assert list(Source.objects.values_list("pk", "version")) == before


def unpublished(home: Page) -> Page:
    page = publish(home, "Bakers", "Bakers learn to bake.")
    page.unpublish()
    return page


def restricted(home: Page) -> Page:
    page = publish(home, "Bakers", "Bakers learn to bake.")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


def aliased(home: Page) -> Page:
    return publish(home, "Bakers", "Bakers learn to bake.").create_alias(update_slug="again")


def test_a_page_indexed_again_is_read_again(home, editor) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    work()
    version = Source.objects.get(page=page).version
    answer = editor.post(address("again", page), headers={"accept": "application/json"}).json()

    assert answer["label"] == "Waiting"
    assert not answer["settled"]
    assert Source.objects.get(page=page).version == version + 1
    work()
    answer = editor.get(address("state", page)).json()
    assert (answer["label"], answer["settled"]) == ("Indexed", True)
    assert "1 passage" in answer["body"]


def test_without_a_script_the_button_leads_back_to_the_editor_with_a_message(home, editor) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    work()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(address("again", page), {"next": edit}, follow=True)

    assert response.redirect_chain == [(edit, 302)]
    assert "is being indexed again" in response.content.decode()
    elsewhere = editor.post(address("again", page), {"next": "https://evil.example/"})
    assert elsewhere["Location"] == address("source", page)


@pytest.mark.parametrize("name", ["again", "retry"])
def test_nothing_is_indexed_again_by_a_link(home, editor, name) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake.")
    work()
    target = address("again", page) if name == "again" else reverse("assistant_index:retry")
    assert editor.get(target).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(target).status_code == 403
    assert state(page) == "indexed"


def test_a_parked_document_is_tried_again_and_its_reason_forgotten(home, editor) -> None:
    document = upload("broken.pdf", b"no pdf at all")
    publication(home, "Broken", document)
    work()
    Source.objects.filter(document=document).update(error="pypdf said no", attempts=5)
    editor.post(address("again", document))
    source = Source.objects.get(document=document)

    assert (source.state, source.reason, source.error, source.attempts) == ("waiting", "", "", 0)
    work()
    assert state(document) == "failed"


def test_what_a_failure_says_of_itself_is_for_operators_alone(home, limited) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake.")
    work()
    Source.objects.filter(page=page).update(state="failed", reason="page", error="TemplateError")
    operator = admin(superuser=True)

    assert "TemplateError" in shown(operator, address("source", page))
    mine = shown(limited(page), address("source", page))
    assert "The page could not be read." in mine
    assert "TemplateError" not in mine


def test_an_editor_sees_and_indexes_only_what_he_may_work_on(home, limited) -> None:
    mine = publish(home, "Bakers", "Bakers learn to bake.")
    other = publish(home, "Masons", "Masons cut stone.")
    own, foreign = collection("Own"), collection("Foreign")
    my_file = upload("my-file.txt", b"Bread is baked at night.", own)
    their_file = upload("their-file.txt", b"Stone is cut by day.", foreign)
    publication(home, "Files", my_file)
    publication(home, "More files", their_file)
    work()
    client = limited(mine, own)
    html = shown(client)

    assert "Bakers" in html
    assert "My file" in html
    for secret in ("Masons", "Their file", "More files"):
        assert secret not in html
    exported = b"".join(client.get(REPORT, {"export": "csv"}).streaming_content).decode()
    assert "Bakers" in exported
    assert "Masons" not in exported
    for thing in (other, their_file):
        for name in ("source", "state"):
            assert client.get(address(name, thing)).status_code == 404
        assert client.post(address("again", thing)).status_code == 404
        assert state(thing) == "indexed"
    client.post(address("again", mine))
    client.post(address("again", my_file))
    assert (state(mine), state(my_file)) == ("waiting", "waiting")


def test_an_editor_of_nothing_has_no_report(home) -> None:
    client = admin()
    response = client.get(REPORT)
    assert response.status_code in (302, 403)
    assert client.post(reverse("assistant_index:retry")).status_code in (302, 403)
    assert REPORT not in shown(client, "/admin/")


def test_nobody_without_a_session_is_told_anything(home) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake.")
    for name in ("source", "state", "again"):
        response = Client().post(address(name, page))
        assert response.status_code in (302, 403)
        assert "Bakers" not in response.content.decode()
    assert Client().get(REPORT).status_code == 302


@pytest.fixture
def mixed(home: Page) -> dict[str, Any]:
    """One of each state."""
    return prepared(make_mixed, home)


def make_mixed(home: Page) -> dict[str, Any]:
    things = {
        "indexed": publish(home, "Bakers", "Bakers learn to bake with teff flour."),
        "failed": upload("broken.pdf", b"no pdf at all"),
        "hidden": unpublished(home),
    }
    publication(home, "Broken things", things["failed"])
    work()
    things["waiting"] = publish(home, "Masons", "Masons cut stone.")
    return things


def titles(client: Client, **query: str) -> list[str]:
    """The titles that the report lists."""
    response = client.get(REPORT, query)
    return [line.title for line in response.context["table"].data]


def test_the_report_counts_by_state_and_begins_with_what_needs_attention(mixed, editor) -> None:
    listed = titles(editor)
    assert listed[:2] == ["Broken", "Masons"]
    assert "Bakers" in listed
    counts = {item["state"].value: item["count"] for item in editor.get(REPORT).context["counts"]}
    assert counts == {"failed": 1, "waiting": 1, "indexed": 3, "hidden": 1}
    assert "Index again the one that failed" in shown(editor)


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ({"state": "failed"}, ["Broken"]),
        ({"state": "hidden"}, ["Bakers"]),
        ({"state": "waiting"}, ["Masons"]),
        ({"kind": "document"}, ["Broken"]),
        ({"reason": "damaged"}, ["Broken"]),
        ({"reason": "draft"}, ["Bakers"]),
        ({"q": "maso"}, ["Masons"]),
        ({"kind": "page", "q": "broken"}, ["Broken things"]),
        ({"language": "tr"}, []),
        ({"kind": "page", "state": "indexed", "ordering": "-title"}, None),
    ],
)
def test_the_report_filters_and_sorts(mixed, editor, query, listed) -> None:
    found = titles(editor, **query)
    if listed is None:
        assert found == sorted(found, reverse=True)
        assert len(found) == 3
    else:
        assert found == listed


def test_the_results_alone_are_what_the_filters_load(mixed, editor) -> None:
    html = shown(editor, REPORT + "results/", state="failed")
    assert "<html" not in html
    assert "Broken" in html


def test_a_wrong_filter_or_order_changes_nothing(mixed, editor) -> None:
    assert titles(editor, state="nosuch", ordering="password") == titles(editor)


def test_the_report_says_why_each_is_not_indexed(mixed, editor) -> None:
    html = shown(editor)
    assert str(Source.Reason.DAMAGED.label) in html
    assert "It is not published." in html


def test_the_report_can_be_taken_away_as_a_table(mixed, editor) -> None:
    publish(Page.objects.get(slug="valley"), "=cmd()", "A formula.")
    text = b"".join(editor.get(REPORT, {"export": "csv"}).streaming_content).decode()
    table = list(csv.DictReader(io.StringIO(text)))

    broken = next(line for line in table if line["Title"] == "Broken")
    assert broken["State"] == "Failed"
    assert broken["Reason"] == Source.Reason.DAMAGED.label
    bakers = next(
        line for line in table if line["Title"] == "Bakers" and line["State"] == "Indexed"
    )
    assert (bakers["Kind"], bakers["Language"], bakers["Passages"]) == ("Page", "en", "1")
    assert any(line["Title"] == "'=cmd()" for line in table)
    sheet = editor.get(REPORT, {"export": "xlsx"})
    assert "spreadsheet" in sheet["Content-Type"]


def test_what_failed_is_indexed_again_at_once_as_far_as_the_filters_reach(mixed, editor) -> None:
    retry = reverse("assistant_index:retry")
    editor.post(retry, {"kind": "page"})
    assert state(mixed["failed"]) == "failed"
    response = editor.post(retry, {"kind": "document"}, follow=True)
    assert "1 page or document is being indexed again." in response.content.decode()
    assert state(mixed["failed"]) == "waiting"
    assert state(mixed["indexed"]) == "indexed"


def test_others_failures_are_not_tried_again(mixed, limited) -> None:
    client = limited(mixed["indexed"])
    assert "that failed" not in shown(client)
    client.post(reverse("assistant_index:retry"))
    assert state(mixed["failed"]) == "failed"


def test_the_report_asks_the_database_as_often_for_many_as_for_few(home, editor) -> None:
    publication(home, "Bakers", upload("bakers.txt", b"Bakers learn to bake."))
    work()
    shown(editor)
    with CaptureQueriesContext(connection) as few:
        shown(editor)
    for number in range(12):
        document = upload(f"leaflet-{number}.txt", b"Bread is baked at night.")
        publication(home, f"Publication {number}", document)
    work()
    with CaptureQueriesContext(connection) as many:
        shown(editor)

    assert len(many) <= len(few)
    assert len(many) <= 30


def test_an_empty_report_says_what_it_is_for(db) -> None:
    for page in Page.objects.filter(depth=2):
        page.specific.delete()
    assert "There is nothing here yet." in shown(admin(superuser=True))


def test_the_report_says_that_another_index_is_being_built(mixed, editor) -> None:
    Edition.objects.create(model="another", cutting="700-1-1")
    total = Entry.objects.filter(edition__in_force=True).count()
    assert "Another index is being built" in shown(editor)
    assert f"0 of {total - 1} " in shown(editor) or f"of {total} " in shown(editor)


def test_the_first_page_of_the_admin_says_what_failed_to_those_who_may_see_it(
    mixed, editor, limited
) -> None:
    html = shown(editor, "/admin/")
    assert "1 could not be indexed" in html
    assert f"{REPORT}?state=failed" in html
    assert "could not be indexed" not in shown(limited(mixed["indexed"]), "/admin/")


def test_progress_is_shown_while_a_long_document_is_read(home, editor) -> None:
    document = upload("kiln.pdf", pdf("The pottery kiln is fired at 980 degrees."))
    publication(home, "Kiln", document)
    Source.objects.filter(document=document).update(done=340, total=1_500)
    html = shown(editor, reverse("wagtaildocs:edit", args=[document.pk]))

    assert "Being indexed" in html
    assert "340 of 1,500 passages (22 %)." in html
    assert 'value="22"' in html
    assert "340 of 1,500" in shown(editor)


def test_a_next_try_is_announced(home, editor) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake.")
    soon = timezone.now() + timedelta(minutes=4, seconds=30)
    Source.objects.filter(page=page).update(reason="model", retry_at=soon)
    html = shown(editor).replace("\xa0", " ")
    assert "Next try in 4 minutes." in html


def test_the_checks_ask_for_the_order_that_shows_it() -> None:
    assert check_order() == []
    assert apps_before_assistant(["assistant", "wagtail.documents", "wagtail.admin"]) == []
    assert apps_before_assistant(["wagtail.admin", "assistant", "wagtail.documents"]) == [
        "wagtail.admin"
    ]
