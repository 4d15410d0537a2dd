"""Links within the site, in pages as editors make them."""

import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone, translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from cms.links import rounds
from cms.links.addresses import Where, locate
from cms.links.extraction import links_of
from cms.links.models import Address, Link, Reason, Round
from cms.models import (
    EventPage,
    HomePage,
    Organisation,
    PageRelation,
    ProgrammeFinderPage,
    ProgrammePage,
    PublicationFile,
    PublicationPage,
    StandardPage,
)
from tests.cms.conftest import publish, snippet

pytestmark = pytest.mark.site


@pytest.fixture
def target(home):
    return publish(
        home,
        StandardPage(
            title="Target", slug="target", body=[("heading", {"text": "Öğrenim", "level": "h2"})]
        ),
    )


@pytest.fixture
def write(home):
    """A function that publishes a page with this rich text."""

    def write(html, **fields):
        return publish(home, StandardPage(title="Writer", body=[("paragraph", html)], **fields))

    return write


def reasons():
    return [link.reason for link in Link.objects.order_by("pk")]


def test_a_link_to_a_public_page_is_no_finding(write, target, look):
    write(f'<p><a linktype="page" id="{target.pk}">here</a></p>')
    look()
    assert reasons() == []


def test_a_link_to_a_deleted_page_is_found_with_its_place(write, home, look):
    page = write('<p>See <a linktype="page" id="99999">the <b>old</b> page</a>.</p>')
    look()
    link = Link.objects.get()
    assert (link.reason, link.text, link.page_id) == (Reason.PAGE_DELETED, "the old page", page.pk)
    assert link.field == "Body › Text"
    assert link.title == "Writer"


def test_a_link_to_an_unpublished_page_is_found_and_leaves_when_it_is_back(write, target, look):
    write(f'<p><a linktype="page" id="{target.pk}">here</a></p>')
    target.unpublish()
    look()
    assert reasons() == [Reason.PAGE_UNPUBLISHED]
    assert Link.objects.get().target == "Target"
    target.save_revision().publish()
    look()
    assert reasons() == []


def test_a_link_keeps_the_time_when_it_was_found_first(write, look):
    write('<p><a linktype="page" id="99999">here</a></p>')
    look()
    first = Link.objects.get()
    look()
    again = Link.objects.get()
    assert (again.pk, again.since) == (first.pk, first.since)


def test_a_link_stays_the_same_one_whatever_language_the_editor_works_in(write, look):
    write('<p><a linktype="page" id="99999">here</a></p>')
    look()
    first = Link.objects.get().pk
    with translation.override("fr"):
        look()
    assert Link.objects.get().pk == first


def test_a_public_page_must_not_send_readers_to_a_private_one(write, target, look):
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    write(f'<p><a linktype="page" id="{target.pk}">here</a></p>')
    look()
    assert reasons() == [Reason.PAGE_PRIVATE]


def test_what_is_private_may_lead_to_what_is_private(write, target, home, look):
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    page = write(f'<p><a linktype="page" id="{target.pk}">here</a></p>')
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    look()
    assert reasons() == []


def test_documents_that_are_gone_private_or_lost_are_found(write, document, look):
    staff = Collection.get_first_root_node().add_child(name="Staff")
    CollectionViewRestriction.objects.create(collection=staff, restriction_type="login")
    model = get_document_model()
    private = model.objects.create(
        title="Salaries", file=ContentFile(b"x", name="s.txt"), collection=staff
    )
    lost = model.objects.create(title="Lost", file=ContentFile(b"x", name="l.txt"))
    lost.file.storage.delete(lost.file.name)
    ids = (document.pk, 99999, private.pk, lost.pk)
    write("".join(f'<p><a linktype="document" id="{pk}">file</a></p>' for pk in ids))
    look()
    assert reasons() == [Reason.DOCUMENT_DELETED, Reason.DOCUMENT_PRIVATE, Reason.FILE_MISSING]


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("/en/target/", None),
        ("/en/target", None),
        ("/target/", None),
        ("http://localhost/en/target/?x=1", None),
        ("/en/target/#öğrenim", None),
        ("/en/target/#%C3%B6%C4%9Frenim", None),
        ("/en/target/#top", None),
        ("/en/target/#nothing", Reason.NO_SUCH_SECTION),
        ("/en/targat/", Reason.NO_SUCH_ADDRESS),
        ("http://localhost/en/targat/", Reason.NO_SUCH_ADDRESS),
        ("www.example.org", Reason.NO_SUCH_ADDRESS),
        ("../target/", None),
        ("/en/search/?q=welding", None),
        ("/en/old/", None),
        ("/documents/99999/plan.pdf", Reason.DOCUMENT_DELETED),
        ("/static/cms/site.css", None),
        ("/sitemap.xml", None),
        ("/", None),
        ("/en/finder/feed-that-is-not/", Reason.NO_SUCH_ADDRESS),
        ("#main", None),
        ("#nothing", Reason.NO_SUCH_SECTION),
        ("mailto:info@example.org", None),
        ("tel:+902121234567", None),
        ("http://", Reason.INVALID),
        ("http://[broken", Reason.INVALID),
        ("https://exa mple.org/", Reason.INVALID),
    ],
)
def test_addresses_on_this_site_are_understood(write, target, home, look, href, reason):
    publish(home, ProgrammeFinderPage(title="Finder", slug="finder"))
    Redirect.add_redirect("/en/old/", target)
    write(f'<p><a href="{href}">here</a></p>')
    look()
    assert reasons() == ([reason] if reason else [])


def test_a_page_in_another_language_is_found_under_its_language(home, target, translate, look):
    translate(home, "fr")
    french = translate(target, "fr")
    path = french.get_url()
    publish(
        home,
        StandardPage(
            title="Writer",
            body=[("paragraph", f'<p><a href="{path}">a</a> <a href="{path}x/">b</a></p>')],
        ),
    )
    look()
    assert reasons() == [Reason.NO_SUCH_ADDRESS]


def test_every_block_and_child_row_of_any_kind_is_read(home, target, document, look):
    """No kind of page and no block is named in the checker."""
    target.unpublish()
    document_pk = document.pk
    document.delete()
    body = [
        {"type": "call_to_action", "value": {"text": "Join", "label": "Apply", "page": target.pk}},
        {"type": "document", "value": {"document": document_pk, "caption": "The plan"}},
        {
            "type": "faq",
            "value": {
                "questions": [
                    {
                        "type": "item",
                        "value": {
                            "question": "When?",
                            "answer": f'<p><a linktype="page" id="{target.pk}">then</a></p>',
                        },
                    }
                ]
            },
        },
    ]
    page = PublicationPage(title="Plan", publication_type="report", body=json.dumps(body))
    page.abstract = '<p><a linktype="page" id="99999">gone</a></p>'
    page.files.add(PublicationFile(language="en", external_url="http://"))
    page.relation_links.add(PageRelation(related=target, kind="related"))
    publish(home, page)
    look()
    assert {link.field.split(" › ")[-1].lower(): link.reason for link in Link.objects.all()} == {
        "page": Reason.PAGE_UNPUBLISHED,
        "document": Reason.DOCUMENT_DELETED,
        "answer": Reason.PAGE_UNPUBLISHED,
        "abstract": Reason.PAGE_DELETED,
        "external link": Reason.INVALID,
        str(PageRelation._meta.get_field("related").verbose_name): Reason.PAGE_UNPUBLISHED,
    }
    assert Link.objects.get(text="Apply").reason == Reason.PAGE_UNPUBLISHED


def test_links_to_other_sites_are_kept_once_an_address(write, look):
    write('<p><a href="https://example.org/a#x">a</a> <a href="https://example.org/a">b</a></p>')
    look()
    assert [address.url for address in Address.objects.all()] == ["https://example.org/a"]
    assert Link.objects.filter(address__isnull=False, reason="").count() == 2


def test_snippets_are_read_too(home, look):
    snippet(Organisation, "A donor", website="https://donor.example/")
    look()
    link = Link.objects.get()
    assert (link.source, link.page_id) == (f"cms.organisation:{link.object_id}", None)
    assert link.address.url == "https://donor.example/"


def test_what_is_not_public_any_more_leaves_the_report(write, look):
    page = write('<p><a href="https://example.org/">a</a> <a linktype="page" id="9999">b</a></p>')
    look()
    assert Link.objects.count() == 2
    page.unpublish()
    look()
    assert Link.objects.count() == 0
    assert Address.objects.count() == 0


def test_a_page_in_another_languages_fallback_is_not_reported_twice(write, home, translate, look):
    from wagtail.models import Locale

    page = write('<p><a linktype="page" id="99999">gone</a></p>')
    french = translate(home, "fr")
    page.copy_for_translation(Locale.objects.get(language_code="fr"), alias=True)
    assert Page.objects.child_of(french).get().alias_of_id == page.pk
    look()
    assert Link.objects.get().page_id == page.pk


def make_pages(home, number, target):
    for index in range(number):
        html = (
            f'<p><a linktype="page" id="{target.pk}">a</a> <a linktype="page" id="9{index}99">b</a>'
            f' <a href="/en/target/">c</a> <a href="https://example.org/{index}">d</a></p>'
        )
        kind = (StandardPage, ProgrammePage, PublicationPage)[index % 3]
        page = kind(title=f"Page {index}", slug=f"page-{index}", body=[("paragraph", html)])
        Page.objects.get(pk=home.pk).add_child(instance=page)


def test_more_pages_need_no_more_queries(home, target, look, django_assert_max_num_queries):
    make_pages(home, 9, target)
    look()
    with django_assert_max_num_queries(70):
        look()
    make_pages_before = Page.objects.count()
    for page in Page.objects.filter(slug__startswith="page-"):
        page.specific.copy(update_attrs={"slug": f"copy-{page.pk}"}, keep_live=True)
    assert Page.objects.count() == make_pages_before + 9
    look()
    with django_assert_max_num_queries(70):
        look()


def test_a_published_page_is_looked_at_and_one_that_loses_its_target(
    write, target, home, look, django_capture_on_commit_callbacks
):
    """By tasks that the worker runs."""
    from django_tasks_db.models import DBTaskResult

    look()
    with django_capture_on_commit_callbacks(execute=True):
        page = write(f'<p><a linktype="page" id="{target.pk}">here</a></p>')
    assert _run_tasks() == [[page.pk]]
    assert reasons() == []
    DBTaskResult.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        target.unpublish()
    assert [page.pk] in _run_tasks()
    assert reasons() == [Reason.PAGE_UNPUBLISHED]
    DBTaskResult.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        target.delete()
    assert [page.pk] in _run_tasks()
    assert reasons() == [Reason.PAGE_DELETED]


def _run_tasks():
    """Run the link checker's queued tasks; their arguments."""
    from django_tasks_db.models import DBTaskResult

    ran = []
    for row in DBTaskResult.objects.filter(task_path__startswith="cms.links"):
        row.task_result.task.call(*row.task_result.args)
        ran.append(list(row.task_result.args))
    return ran


def test_a_round_says_how_far_it_is(write, look):
    write("<p>Nothing</p>")
    round_ = look()
    round_.refresh_from_db()
    assert round_.done == round_.total > 0
    assert round_.finished_at is not None
    assert rounds.running_round() is None


def test_a_round_that_died_does_not_stop_the_next(db):
    Round.objects.create()
    assert rounds.running_round() is not None
    Round.objects.update(heard_at=timezone.now() - 2 * rounds.SILENT)
    assert rounds.running_round() is None


def test_an_old_value_of_a_block_that_is_no_more_is_passed_over(home):
    page = StandardPage(
        title="Old", body=json.dumps([{"type": "gone", "value": 1}, {"type": "faq"}])
    )
    assert list(links_of(page)) == []


def test_an_event_without_any_link_has_none(home):
    assert list(links_of(EventPage(title="Workshop"))) == []


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("//example.org/x", Where.ELSEWHERE),
        ("HTTPS://EXAMPLE.org/x", Where.ELSEWHERE),
        ("https://hub.example/x", Where.HERE),
        ("https://hub.example:8443/x", Where.ELSEWHERE),
        ("javascript:alert(1)", Where.OTHER),
        ("http://host:port/", Where.INVALID),
    ],
)
def test_addresses_are_told_apart(target, where):
    assert locate(target, "https://hub.example/en/a/", {"hub.example"}).where is where


def test_a_site_with_two_names_knows_both(home, target, write, look):
    Site.objects.create(hostname="second.example", port=80, root_page=home)
    write('<p><a href="http://second.example/en/targat/">x</a></p>')
    look()
    assert reasons() == [Reason.NO_SUCH_ADDRESS]


def test_reading_a_round_changes_nothing_for_visitors(write, target, look):
    write('<p><a href="/en/target/#nothing">here</a></p>')
    look()
    assert Client().get("/en/target/").status_code == 200
    assert HomePage.objects.count() == 1
