"""The assistant in a site not made for it: one language, no worker, no wagtail-localize."""

from __future__ import annotations

import io
import shutil
import sys

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, Site

from assistant.index import dense
from tests.testsite.models import ArticlePage

pytestmark = [pytest.mark.site, pytest.mark.django_db]

QUESTION = "What do the beekeepers of Kitui harvest at night?"
INTRODUCTION = "The valley has kept bees for a hundred years."
TEXT = (
    "<h2>Harvest</h2><p>The beekeepers of Kitui harvest honey at night, when the bees are calm.</p>"
)


@pytest.fixture(autouse=True)
def no_index_is_left():
    """The database is put back after each test; its index must not be taken for the next one's."""
    yield
    dense.release()
    shutil.rmtree(settings.ASSISTANT["INDEX_DIR"], ignore_errors=True)


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    """A function that adds an article to the home page and publishes it, with all it sets off."""

    def publish(title: str, text: str) -> ArticlePage:
        home = Site.objects.get().root_page
        article = ArticlePage(title=title, introduction=INTRODUCTION, body=[("paragraph", text)])
        with django_capture_on_commit_callbacks(execute=True):
            home.add_child(instance=article)
            article.save_revision().publish()
        return article

    return publish


def ask(client, question: str = QUESTION) -> dict:
    response = client.post(
        "/assistant/api/v1/ask",
        {"question": question, "locale": "en", "conversation": None},
        content_type="application/json",
    )
    assert response.status_code == 200, response.content
    return response.json()


def test_a_published_article_is_answered_from_with_a_citation(client, publish) -> None:
    publish("Beekeepers", TEXT)

    answer = ask(client)

    assert answer["status"] == "answered"
    assert "honey" in answer["answer"]
    assert "[1]" in answer["answer"]
    source = answer["sources"][0]
    assert source["title"] == "Beekeepers"
    assert source["heading"] == "Harvest"
    assert source["url"] == "http://localhost/beekeepers/"
    assert not source["stale"]
    assert client.get(source["url"]).status_code == 200


def test_a_restricted_article_is_gone(client, publish, django_capture_on_commit_callbacks) -> None:
    article = publish("Beekeepers", TEXT)
    assert "honey" in ask(client)["answer"]
    PageViewRestriction.objects.create(page=article, restriction_type="login")

    answer = ask(client)

    assert answer["status"] == "unanswered"
    assert "honey" not in str(answer)


def test_what_is_in_the_menu_is_no_answer(client, publish) -> None:
    publish("Beekeepers", TEXT)
    assert "Nobody answers" not in str(ask(client, "Who answers from a menu?"))


def test_a_linked_document_is_found(client, publish, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        document = get_document_model().objects.create(
            title="Rules",
            file=ContentFile(b"Hives stand forty metres from the road.", name="rules.txt"),
        )
    publish("Rules", f'<p><a linktype="document" id="{document.pk}">The rules</a></p>')

    answer = ask(client, "How far from the road do hives stand?")

    assert "forty metres" in answer["answer"]
    assert answer["sources"][0]["url"] == f"http://localhost{document.url}"


def test_search_finds_the_article(client, publish) -> None:
    publish("Beekeepers", TEXT)
    response = client.get("/assistant/api/v1/search", {"q": QUESTION})

    assert [item["title"] for item in response.json()["results"]][:1] == ["Beekeepers"]


def test_a_language_that_the_site_has_not_is_refused_with_a_sentence(client, publish) -> None:
    response = client.post(
        "/assistant/api/v1/ask",
        {"question": QUESTION, "locale": "tr", "conversation": None},
        content_type="application/json",
    )
    assert response.status_code == 422
    assert "does not offer that language" in response.json()["detail"]


def test_the_widget_is_served(client) -> None:
    response = client.get("/assistant/widget.js")
    assert response.status_code == 200
    assert "javascript" in response["Content-Type"]


def test_the_commands_work(publish, capsys) -> None:
    publish("Beekeepers", TEXT)
    call_command("ask", QUESTION)
    call_command("assistant_index", "--reconcile")

    out = capsys.readouterr().out
    assert "honey" in out
    assert "http://localhost/beekeepers/" in out
    assert "Index: ok" in out


def test_an_editor_sees_the_state_and_indexes_again(
    client, admin_user, publish, django_capture_on_commit_callbacks
) -> None:
    article = publish("Beekeepers", TEXT)
    document = get_document_model().objects.create(
        title="Rules", file=ContentFile(b"Hives stand apart.", name="rules.txt")
    )
    client.force_login(admin_user)

    page = client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert "assistant-index__toggle" in page
    assert "passage" in page
    again = f"/admin/reports/assistant-index/page/{article.pk}/again/"
    assert again in page
    assert "No public page links to it." in (
        client.get(f"/admin/documents/edit/{document.pk}/").content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(again, headers={"accept": "application/json"})
    assert answer.status_code == 200
    report = client.get("/admin/reports/assistant-index/")
    states = {line.title: line.state.label for line in report.context["table"].data}
    assert states["Beekeepers"] == "Indexed"
    assert states["Rules"] == "Not indexed"


def test_the_site_has_no_errors_and_no_missing_migrations() -> None:
    out = io.StringIO()
    call_command("check", fail_level="WARNING", stdout=out)
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


def test_nothing_of_the_hub_is_imported(client, publish) -> None:
    publish("Beekeepers", TEXT)
    ask(client)
    strangers = {
        name for name in sys.modules if name.split(".")[0] in {"cms", "bots", "wagtail_localize"}
    }

    assert strangers == set()
    assert Page.objects.filter(title="Beekeepers").exists()
    assert "TASKS" not in vars(settings._wrapped)
