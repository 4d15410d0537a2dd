"""What is withdrawn is quoted no more from that moment on, whether or not a worker runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from assistant.embedding.embedders import embedder
from assistant.index import dense, editions, lexical
from assistant.models import Passage, Source
from tests.assistant.content import (
    ArticlePage,
    HomePage,
    ask,
    found,
    publish,
    publish_page,
    rewrite,
    shown,
    work,
)
from tests.prepared import prepared

pytestmark = pytest.mark.site

QUESTION = "Where are the plumbing examination papers kept?"
FACT = "blue cabinet"
TEXT = f"The plumbing examination papers are kept in the {FACT} of the workshop in Voi."


@pytest.fixture
def parent(home):
    return prepared(publish_parent, home)


def publish_parent(home):
    return publish(home, "Examinations", "How the examinations of the valley are held.")


@pytest.fixture
def page(parent):
    """A page below another one, indexed and answered from."""
    page = prepared(publish_below, parent)
    assert FACT in ask(QUESTION).text
    return page


def publish_below(parent):
    page = publish(parent, "Plumbing papers", TEXT)
    work()
    return page


def unpublish(page: ArticlePage) -> None:
    page.unpublish()


def unpublish_without_signals(page: ArticlePage) -> None:
    Page.objects.filter(pk=page.pk).update(live=False)


def delete(page: ArticlePage) -> None:
    page.delete()


def delete_the_parent(page: ArticlePage) -> None:
    page.get_parent().specific.delete()


def password(page: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="open")


def password_above(page: ArticlePage) -> None:
    password(page.get_parent())


def login(page: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def group_above(page: ArticlePage) -> None:
    row = PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="groups")
    row.groups.add(Group.objects.create(name="Examiners"))


def expire(page: ArticlePage) -> None:
    page.expire_at = timezone.now() + timedelta(seconds=1)
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    call_command("publish_scheduled")


def move_under_a_restricted_page(page: ArticlePage) -> None:
    staff = publish(Page.objects.get(title="Training in the valley"), "Staff room", "For staff.")
    login(staff)
    page.refresh_from_db()
    page.move(staff, pos="last-child")


def move_the_parent_under_a_restricted_page(page: ArticlePage) -> None:
    move_under_a_restricted_page(page.get_parent().specific)


def move_out_of_the_site(page: ArticlePage) -> None:
    page.refresh_from_db()
    page.move(Page.get_first_root_node(), pos="last-child")


def take_the_site_elsewhere(page: ArticlePage) -> None:
    other = publish_page(Page.get_first_root_node(), HomePage(title="Another home", slug="other"))
    site = Site.objects.get()
    site.root_page = other
    site.save()


WAYS = [
    unpublish,
    unpublish_without_signals,
    delete,
    delete_the_parent,
    password,
    password_above,
    login,
    group_above,
    expire,
    move_under_a_restricted_page,
    move_the_parent_under_a_restricted_page,
    move_out_of_the_site,
    take_the_site_elsewhere,
]


@pytest.mark.parametrize("withdraw", WAYS)
def test_a_withdrawn_page_is_gone_at_once_while_no_worker_runs(
    page: ArticlePage, withdraw: Callable[[ArticlePage], None]
) -> None:
    withdraw(page)

    assert FACT not in shown(QUESTION)
    assert page.title not in shown(QUESTION)
    assert FACT not in shown(QUESTION, "tr")


@pytest.mark.parametrize("withdraw", [unpublish, delete_the_parent, password_above, expire])
def test_nothing_is_left_of_a_withdrawn_page_once_the_worker_ran(
    page: ArticlePage, withdraw: Callable[[ArticlePage], None]
) -> None:
    passage = Passage.objects.get(source__page=page)
    withdraw(page)
    work()

    assert not Passage.objects.filter(text__contains=FACT).exists()
    assert passage.pk not in dict(lexical.search(editions.current().pk, QUESTION, 50))
    vector = embedder().question_vector(QUESTION)
    assert passage.pk not in dict(dense.index_of(editions.current()).prepare_search(50)(vector)())
    assert FACT not in shown(QUESTION)


def test_a_text_taken_out_of_a_page_is_quoted_until_the_worker_ran_and_never_after(page) -> None:
    rewrite(page, "The plumbing examination papers are handed out by the examiner.")
    work()

    assert FACT not in shown(QUESTION)
    assert "examiner" in str(found(QUESTION))


def test_another_page_answers_in_the_place_of_the_withdrawn_one(home, page) -> None:
    publish(
        home, "Old papers", "Old plumbing examination papers are kept in the red drawer in Taveta."
    )
    work()
    unpublish(page)

    answer = ask(QUESTION)

    assert answer.status == "answered"
    assert "red drawer" in answer.text
    assert FACT not in str(answer)


def test_a_page_that_the_index_never_heard_of_can_be_deleted(page) -> None:
    Source.objects.all().delete()
    page.delete()

    assert not Page.objects.filter(pk=page.pk).exists()
    assert not Source.objects.filter(page_id=page.pk).exists()


def test_a_new_page_under_a_restricted_one_is_never_indexed(home) -> None:
    staff = publish(home, "Staff room", "For staff.")
    login(staff)
    publish(staff, "Plumbing papers", TEXT)
    work()

    assert FACT not in shown(QUESTION)
    assert not Passage.objects.filter(text__contains=FACT).exists()


def test_a_page_scheduled_for_later_is_not_known_before(home) -> None:
    page = ArticlePage(title="Plumbing papers", introduction=TEXT, live=False)
    home.add_child(instance=page)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    work()

    assert FACT not in shown(QUESTION)
    assert not Passage.objects.filter(text__contains=FACT).exists()
