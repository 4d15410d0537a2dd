"""Test questions and evaluations as editors see them in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assistant.models import EvaluationQuestion, EvaluationRun
from tests.assistant.content import work
from tests.assistant.test_evaluation import evaluated, page, question
from tests.assistant.test_questions_in_admin import admin

pytestmark = pytest.mark.site

RUNS = reverse("assistant_evaluation:runs")
LIST = reverse("assistant_test_questions:index")


@pytest.fixture
def editor(library: Any, db: None) -> Client:
    return admin(superuser=True)


def html(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_editor_writes_a_question_with_the_page_it_must_cite(editor) -> None:
    form = {
        "text": "Who repairs dhows?",
        "locale": "en",
        "words": "boat builders",
        "secret": "",
        "channels": ["api"],
        "tags": "Boats,  sea, boats",
        "notes": "",
        "active": "on",
        "expected-TOTAL_FORMS": "1",
        "expected-INITIAL_FORMS": "0",
        "expected-MIN_NUM_FORMS": "0",
        "expected-MAX_NUM_FORMS": "1000",
        "expected-0-page": str(page("Boat builders").pk),
        "expected-0-document": "",
        "expected-0-pdf_page": "",
        "expected-0-id": "",
        "expected-0-ORDER": "1",
    }
    add = reverse("assistant_test_questions:add")
    html(editor, add)
    assert editor.post(add, form).status_code == 302
    made = EvaluationQuestion.objects.get()
    assert (made.tags, made.channels) == ("boats, sea", ["api"])
    assert made.expected.get().group == f"page:{page('Boat builders').translation_key}"
    assert "Boat builders" in html(editor, LIST, tag="sea", locale="en")
    assert "Who repairs dhows?" not in html(editor, LIST, last_passed="False")
    wrong = editor.post(add, {**form, "expected-0-pdf_page": "3", "text": "Another?"})
    assert "Only documents have numbered pages." in wrong.content.decode()
    wrong = editor.post(add, {**form, "unanswerable": "on", "text": "Another?"})
    assert "has no words that must appear" in wrong.content.decode()


def test_an_empty_report_says_what_to_do(editor) -> None:
    empty = html(editor, RUNS)
    assert "There are no test questions yet." in empty
    assert "Nothing has been evaluated yet." in empty
    question("How high is Mount Kenya?")
    assert 'name="channels" value="search" checked' in html(editor, RUNS)


def test_an_evaluation_is_started_watched_and_read(editor) -> None:
    question("Who repairs wooden dhows?", page("Boat builders"), "boat builders")
    question("Where do boat <b>builders</b> repair dhows?", page("Boat builders"), "Zanzibar")
    started = editor.post(reverse("assistant_evaluation:start"), {"channels": ["api", "search"]})
    run = EvaluationRun.objects.get()
    assert started.url == reverse("assistant_evaluation:run", args=[run.pk])
    waiting = html(editor, started.url)
    assert "Waiting" in waiting
    assert '<meta http-equiv="refresh"' in waiting
    assert "0 of 2 questions" in waiting
    again = editor.post(reverse("assistant_evaluation:start"), {"channels": ["api"]}, follow=True)
    assert "Another evaluation is under way." in again.content.decode()
    work()
    progress = editor.get(reverse("assistant_evaluation:progress", args=[run.pk])).json()
    assert (progress["state"], progress["done"], progress["under_way"]) == ("done", 2, False)
    report = html(editor, started.url)
    assert "passed: 3 of 4" in report
    assert "Words that must appear are missing. (Zanzibar)" in report
    assert "&lt;b&gt;builders&lt;/b&gt;" in report
    assert "http-equiv" not in report
    assert "Zanzibar" not in html(editor, started.url, passed="True", channel="search").replace(
        "Says: Zanzibar", ""
    )
    assert "75 % (3/4)" in html(editor, RUNS)
    exported = editor.get(started.url, {"export": "csv"})
    text = b"".join(exported.streaming_content).decode()
    assert "Who repairs wooden dhows?" in text
    assert "Words that must appear are missing. (Zanzibar)" in text


def test_the_report_says_which_page_broke_a_question_and_who_changed_it(editor) -> None:
    question("Who repairs wooden dhows?", page("Boat builders"), "boat builders")
    evaluated(["api"])
    amina = get_user_model().objects.create_superuser("amina", first_name="Amina", last_name="Juma")
    boats = page("Boat builders")
    boats.unpublish(user=amina)
    work()
    run = evaluated(["api"])
    report = html(editor, reverse("assistant_evaluation:run", args=[run.pk]))
    assert "“Boat builders” (English), or a page above, was unpublished." in report
    assert "Amina Juma" in report
    assert reverse("wagtailadmin_pages:history", args=[boats.pk]) in report
    assert "the last time 100 %" in report


def test_an_answer_that_quotes_what_is_private_by_now_is_not_shown(editor) -> None:
    question("Who repairs wooden dhows?", page("Boat builders"), "boat builders")
    run = evaluated(["api"])
    address = reverse("assistant_evaluation:run", args=[run.pk])
    assert "mangrove timber" in html(editor, address)
    page("Boat builders").unpublish()
    shown = html(editor, address)
    assert "mangrove timber" not in shown
    assert "The answer is not shown" in shown
    exported = editor.get(address, {"export": "csv"})
    assert "mangrove" not in b"".join(exported.streaming_content).decode()


def test_questions_are_uploaded_and_downloaded(editor) -> None:
    upload = reverse("assistant_test_questions:upload")
    html(editor, upload)
    text = (
        '[[question]]\nquestion = "Who repairs dhows?"\nlocale = "en"\n'
        'cites = ["boat-builders", "nowhere"]\nwords = ["boat builders"]\n'
    )
    file = SimpleUploadedFile("questions.toml", text.encode())
    said = editor.post(upload, {"file": file}, follow=True).content.decode()
    assert "1 question was taken." in said
    assert "No page or document is called: nowhere" in said
    download = editor.get(reverse("assistant_test_questions:file"))
    assert 'cites = ["boat-builders"]' in download.content.decode()
    wrong = SimpleUploadedFile("questions.toml", b"[[question]]")
    assert "The file was not taken" in editor.post(upload, {"file": wrong}).content.decode()
    assert EvaluationQuestion.objects.count() == 1


def test_who_may_do_what(library, db) -> None:
    question("How high is Mount Kenya?")
    reader = admin("view_evaluationrun")
    assert "Evaluate</button>" not in html(reader, RUNS)
    for address, data in (
        (reverse("assistant_evaluation:start"), {"channels": ["api"]}),
        (reverse("assistant_test_questions:upload"), {}),
        (reverse("assistant_test_questions:add"), {}),
    ):
        assert reader.post(address, data).status_code in (302, 403)
    assert not EvaluationRun.objects.exists()
    get_user_model().objects.all().delete()
    stranger = admin("view_turn")
    for address in (RUNS, LIST, reverse("assistant_test_questions:file")):
        assert stranger.get(address).status_code in (302, 403)
    get_user_model().objects.all().delete()
    runner = admin("add_evaluationrun")
    runner.post(reverse("assistant_evaluation:start"), {"channels": ["api"]})
    run = EvaluationRun.objects.get()
    assert reader.post(reverse("assistant_evaluation:stop", args=[run.pk])).status_code in (
        302,
        403,
    )
    runner.post(reverse("assistant_evaluation:stop", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "stopped"
