"""From an editor's change to an answer, through the real queue and worker."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from assistant.ingestion.ledger import waiting
from assistant.models import Passage, Source
from tests.assistant.content import (
    ask,
    eventually,
    found,
    publish,
    rewrite,
    state,
    titles,
    work,
    working,
)

pytestmark = pytest.mark.site

QUESTION = "How long does the solar installer course last?"
TEXT = "The solar installer course lasts fourteen weeks and is taught in Arusha."


def test_a_published_page_is_answered_from_once_the_worker_ran(home):
    publish(home, "Solar installers", TEXT)
    assert titles(QUESTION) == []
    work()

    answer = ask(QUESTION)

    assert answer.status == "answered"
    assert "fourteen weeks" in answer.text
    assert answer.citations[0].title == "Solar installers"
    assert answer.citations[0].url == "http://hub.example/en/solar-installers/"


def test_a_running_worker_makes_a_page_answerable_by_itself(home):
    with working():
        publish(home, "Solar installers", TEXT)
        eventually(lambda: "Solar installers" in titles(QUESTION))
        assert "fourteen weeks" in ask(QUESTION).text


def test_a_changed_text_replaces_the_old_one(home):
    page = publish(home, "Solar installers", TEXT)
    work()
    rewrite(page, TEXT.replace("fourteen", "twenty"))
    work()

    assert "twenty weeks" in ask(QUESTION).text
    assert "fourteen" not in str(found(QUESTION))
    assert Passage.objects.filter(source__page=page).count() == 1


def test_a_draft_of_a_published_page_changes_nothing(home):
    page = publish(home, "Solar installers", TEXT)
    work()
    page.introduction = "Secret plans."
    page.save_revision()
    work()

    assert not waiting().exists()
    assert "Secret" not in str(found(QUESTION))


def test_a_title_alone_may_change(home):
    page = publish(home, "Solar installers", TEXT)
    work()
    rewrite(page, TEXT, title="Photovoltaic technicians")
    work()

    assert titles(QUESTION)[0] == "Photovoltaic technicians"
    assert found("Photovoltaic technicians")[0].title == "Photovoltaic technicians"


def test_text_under_a_heading_is_cited_at_its_anchor(home):
    publish(home, "Solar installers", TEXT)
    page = publish(home, "Prices")
    page.body = [
        ("heading", {"text": "What it costs", "level": "h2"}),
        ("paragraph", "<p>The solar installer course costs 900 shillings.</p>"),
    ]
    page.save_revision().publish()
    work()

    citation = ask("What does the solar installer course cost?").citations[0]

    assert citation.heading == "What it costs"
    assert citation.url == "http://hub.example/en/prices/#what-it-costs"


def test_lifting_a_restriction_brings_the_page_back_after_the_worker_ran(home):
    page = publish(home, "Solar installers", TEXT)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    work()
    assert state(page) == Source.State.HIDDEN
    assert not Passage.objects.filter(source__page=page).exists()

    restriction.delete()
    work()

    assert state(page) == Source.State.INDEXED
    assert "fourteen weeks" in ask(QUESTION).text


def test_a_page_unpublished_and_published_again_is_back(home):
    page = publish(home, "Solar installers", TEXT)
    work()
    page.unpublish()
    work()
    assert state(page) == Source.State.HIDDEN
    page.save_revision().publish()
    work()

    assert "Solar installers" in titles(QUESTION)


def test_a_page_whose_parent_is_restricted_to_a_group_comes_back_with_it(home):
    parent = publish(home, "Courses", "All the courses of the valley.")
    child = publish(parent, "Solar installers", TEXT)
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Teachers"))
    work()
    assert state(child) == Source.State.HIDDEN

    restriction.delete()
    work()

    assert "Solar installers" in titles(QUESTION)


def test_addresses_below_a_renamed_page_are_right_at_once(home):
    parent = publish(home, "Courses", "All the courses of the valley.")
    publish(parent, "Solar installers", TEXT)
    work()
    parent.slug = "learning"
    parent.save_revision().publish()

    assert found(QUESTION)[0].url == "http://hub.example/en/learning/solar-installers/"


def test_addresses_below_a_moved_page_are_right_at_once(home):
    parent = publish(home, "Courses", "All the courses of the valley.")
    publish(parent, "Solar installers", TEXT)
    other = publish(home, "Archive", "What was taught in earlier years.")
    work()
    parent.refresh_from_db()
    parent.move(other, pos="last-child")

    assert found(QUESTION)[0].url == "http://hub.example/en/archive/courses/solar-installers/"
    work()
    assert ask(QUESTION).citations[0].url.endswith("/en/archive/courses/solar-installers/")
