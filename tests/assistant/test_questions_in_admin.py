"""What editors see of the questions that people asked."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from assistant.models import Conversation, Turn

pytestmark = pytest.mark.site


@pytest.fixture
def turn(db: None) -> Turn:
    conversation = Conversation.objects.create(channel="api")
    return Turn.objects.create(
        conversation=conversation,
        question="Where is <b>the</b> lathe?",
        locale="en",
        status="unanswered",
        answer="I found no answer.",
    )


def admin(*permissions: str, superuser: bool = False) -> Client:
    user = get_user_model().objects.create_user(
        "reader", "reader@hub.example", "secret", is_superuser=superuser
    )
    for name in ["access_admin", *permissions]:
        user.user_permissions.add(Permission.objects.get(codename=name))
    client = Client()
    client.force_login(user)
    return client


def test_an_editor_reads_questions_and_their_answers(turn: Turn) -> None:
    client = admin(superuser=True)
    listing = client.get(reverse("assistant_questions:index"), {"status": "unanswered"})
    assert listing.status_code == 200
    assert "Where is &lt;b&gt;the&lt;/b&gt; lathe?" in listing.content.decode()
    one = client.get(reverse("assistant_questions:inspect", args=[turn.pk]))
    assert "I found no answer." in one.content.decode()


def test_nobody_changes_what_was_asked(turn: Turn) -> None:
    client = admin(superuser=True)
    for name, arguments in (("add", []), ("edit", [turn.pk]), ("delete", [turn.pk])):
        response = client.post(reverse(f"assistant_questions:{name}", args=arguments), {})
        assert response.status_code in (302, 403)
    assert Turn.objects.filter(pk=turn.pk, helpful=None).exists()
    assert Turn.objects.count() == 1


def test_who_may_not_view_questions_does_not(turn: Turn) -> None:
    response = admin().get(reverse("assistant_questions:index"))
    assert response.status_code in (302, 403)
