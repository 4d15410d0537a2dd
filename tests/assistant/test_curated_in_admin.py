"""What editors see of curated answers: which of them answer, and how one is begun."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from assistant.models import Conversation, CuratedAnswer, CuratedSource, Turn
from tests.assistant.content import publish

pytestmark = pytest.mark.site

LIST = "wagtailsnippets_assistant_curatedanswer:list"
ADD = "wagtailsnippets_assistant_curatedanswer:add"


def client(*permissions: str) -> Client:
    user = get_user_model().objects.create_user(
        "editor", "editor@hub.example", "secret", is_superuser=not permissions
    )
    for name in ["access_admin", *permissions] if permissions else []:
        user.user_permissions.add(Permission.objects.get(codename=name))
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def turn(home) -> Turn:
    conversation = Conversation.objects.create(channel="api")
    return Turn.objects.create(
        conversation=conversation,
        question="And how much?",
        searched="The lathe & how much?",
        locale="en",
        status="unanswered",
    )


def write(question: str, **fields) -> CuratedAnswer:
    english = Locale.objects.get(language_code="en")
    return CuratedAnswer.objects.create(
        question=question, answer="<p>Yes.</p>", locale=english, **fields
    )


def test_the_empty_list_says_what_curated_answers_are_for(home):
    assert "ask again and again" in client().get(reverse(LIST)).content.decode()


def test_the_list_says_what_becomes_of_each_answer(home):
    page = publish(home, "Prices", "Nothing costs anything.")
    write("Is it free?")
    write("Is it cheap?", live=False)
    write("Is it over?", expire_at=timezone.now())
    resting = write("Is it secret?")
    CuratedSource.objects.create(curated=resting, page=page)
    page.unpublish()
    browser = client()

    shown = browser.get(reverse(LIST)).content.decode()
    for label in ("answers", "draft", "expired", "rests: a source is not public"):
        assert label in shown
    filtered = browser.get(reverse(LIST), {"standing": "rests"}).content.decode()
    assert "Is it secret?" in filtered
    assert "Is it free?" not in filtered
    found = browser.get(reverse(LIST), {"q": "cheap"}).content.decode()
    assert "Is it cheap?" in found
    assert "Is it free?" not in found


def test_an_answer_is_begun_from_a_question(turn):
    browser = client()
    listed = browser.get(reverse("assistant_questions:index")).content.decode()
    one = browser.get(reverse("assistant_questions:inspect", args=[turn.pk])).content.decode()
    address = f"{reverse(ADD)}?question=The+lathe+%26+how+much%3F&amp;locale=en"
    assert address in listed
    assert address in one
    form = browser.get(address.replace("&amp;", "&")).content.decode()
    assert 'value="The lathe &amp; how much?"' in form


def test_who_may_not_write_answers_is_not_offered_to(turn):
    browser = client("view_turn")
    assert (
        "Write an answer" not in browser.get(reverse("assistant_questions:index")).content.decode()
    )
    assert browser.get(reverse(ADD)).status_code == 302
