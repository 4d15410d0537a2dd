"""Test questions asked of a real site: what passes, what breaks, by which change, what is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from assistant import tasks
from assistant.evaluation import cause_texts, files, runs
from assistant.evaluation.selection import QuestionFilter
from assistant.models import (
    Conversation,
    EvaluationQuestion,
    EvaluationResult,
    EvaluationRun,
    ExpectedSource,
    Turn,
)
from tests.assistant.content import publication, publish, rewrite, upload, work
from tests.serving import pdf

pytestmark = pytest.mark.site

BOTH = ["api", "search"]


def page(title: str) -> Any:
    return Page.objects.get(title=title, locale__language_code="en").specific


def question(text: str, cites: Any = None, words: str = "", **values: Any) -> EvaluationQuestion:
    """A test question as an editor saves one."""
    pdf_page = values.pop("pdf_page", None)
    known = {"locale": "en", "unanswerable": cites is None, **values}
    made = EvaluationQuestion.objects.create(text=text, words=words, **known)
    if cites is not None:
        kind = "page" if isinstance(cites, Page) else "document"
        ExpectedSource.objects.create(question=made, pdf_page=pdf_page, **{kind: cites})
    return made


def evaluated(names: list[str] = BOTH, **question_filter: Any) -> EvaluationRun:
    """A whole run, by the worker."""
    run = runs.start(None, channels=names, question_filter=QuestionFilter(**question_filter))
    tasks.evaluate_on_commit(run.pk)
    work()
    run.refresh_from_db()
    return run


def results(run: EvaluationRun) -> dict[tuple[str, str], EvaluationResult]:
    return {(row.text.split()[0], row.channel): row for row in run.results.all()}


@pytest.fixture
def dhows(library: Any, db: None) -> EvaluationQuestion:
    return question("Who repairs wooden dhows?", page("Boat builders"), "boat builders\nLamu | ลามู")


def test_a_run_asks_each_question_through_its_channels_and_keeps_nothing_else(dhows) -> None:
    question("Güneş paneli kursu kaç hafta?", page("Solar installers"), "on dört", locale="tr")
    question("How high is Mount Kenya?")
    run = evaluated()

    assert (run.state, run.done, run.total, run.under_way) == ("done", 3, 3, None)
    found = results(run)
    assert set(found) == {
        ("Who", "api"),
        ("Who", "search"),
        ("Güneş", "api"),
        ("Güneş", "search"),
        ("How", "api"),
    }
    assert {row.change for row in found.values()} == {"new_passing"}, found
    assert run.in_force["embedding model"]
    assert Turn.objects.count() == Conversation.objects.count() == 0
    dhows.refresh_from_db()
    assert dhows.last_passed is True


def test_a_page_that_is_unpublished_is_named_as_what_broke_a_question(dhows) -> None:
    kept = question("When do beekeepers harvest honey?", page("Beekeepers"), "night")
    first = evaluated()
    editor = get_user_model().objects.create_superuser("amina", "amina@hub.example")
    page("Boat builders").unpublish(user=editor)
    work()
    run = evaluated()

    row = run.results.get(question=dhows, channel="api")
    assert (row.passed, row.change) == (False, "broken")
    cause = row.causes[0]
    assert (cause["what"], cause["action"]) == ("hidden", "wagtail.unpublish")
    assert (cause["user"], cause["role"]) == (editor.pk, "before")
    assert "“Boat builders” (English), or a page above, was unpublished." in cause_texts.describe(
        cause
    )
    assert run.results.get(question=kept, channel="api").change == "still_passing"
    assert first.results.get(question=dhows, channel="api").passed

    page("Boat builders").get_latest_revision().publish()
    work()
    assert evaluated().results.get(question=dhows, channel="api").change == "mended"


def test_a_page_that_says_something_else_is_named_with_its_publication(dhows) -> None:
    evaluated(["api"])
    rewrite(page("Boat builders"), "Boat builders repair wooden dhows with mangrove in Mombasa.")
    work()
    row = evaluated(["api"]).results.get()
    assert (row.reason, row.detail) == ("words", "Lamu | ลามู")
    assert (row.causes[0]["what"], row.causes[0]["action"]) == ("changed", "wagtail.publish")


def test_a_page_that_is_deleted_is_named_though_it_is_gone(dhows) -> None:
    evaluated(["api"])
    page("Boat builders").delete()
    work()
    cause = evaluated(["api"]).results.get().causes[0]
    assert cause["what"] == "deleted"
    assert "Boat builders" in cause_texts.describe(cause)
    dhows.refresh_from_db()
    assert dhows.expected.get().title == "Boat builders"


def test_a_page_that_is_private_with_the_one_above_is_named(dhows, library) -> None:
    evaluated(["api"])
    boats, above = page("Boat builders"), publish(library, "Coast", "Towns by the sea.")
    boats.move(above, pos="last-child")
    restriction = PageViewRestriction(page=above, restriction_type="login")
    restriction.save(user=get_user_model().objects.create_user("amina"))
    work()
    causes = evaluated(["api"]).results.get().causes
    assert causes[0]["what"] == "hidden"
    assert causes[0]["action"] == "wagtail.view_restriction.create"


def test_a_question_that_was_changed_is_not_blamed_on_a_page(dhows) -> None:
    evaluated(["api"])
    EvaluationQuestion.objects.filter(pk=dhows.pk).update(words="Zanzibar")
    row = evaluated(["api"]).results.get()
    assert [cause["what"] for cause in row.causes] == ["question"]


def test_a_pdf_must_be_cited_at_its_page(library, db) -> None:
    document = upload("kiln.pdf", pdf("A handbook.", "The pottery kiln is fired at 980 degrees."))
    publication(library, "Pottery handbook", document)
    work()
    text = "At what temperature is the pottery kiln fired?"
    right = question(text, document, "980", pdf_page=2)
    wrong = question(text, document, "980", pdf_page=1)
    run = evaluated(["api"])
    assert run.results.get(question=right).passed
    assert run.results.get(question=wrong).reason == "source"


def test_what_must_appear_nowhere_is_neither_kept_nor_written_anywhere(
    library, db, tmp_path
) -> None:
    publish(library, "Vault", "The code of the vault of Moshi is kingfisher.")
    work()
    question("What is the code of the vault of Moshi?", secret="Kingfisher")
    with pytest.raises(CommandError, match="2 showed what is secret"):
        call_command("assistant_evaluate", "--channel=api", "--channel=search",
                     f"--junit={tmp_path / 'out.xml'}")  # fmt: skip
    assert [row.reason for row in EvaluationResult.objects.all()] == ["secret", "secret"]
    assert "kingfisher" not in (tmp_path / "out.xml").read_text().casefold()
    assert not EvaluationResult.objects.exclude(answer="").exists()


def test_an_error_is_a_result_and_the_run_goes_on(dhows, settings) -> None:
    question("Wer?", page("Bakers"), locale="xx")
    run = evaluated(["api"])
    assert [(row.reason, row.detail) for row in run.results.order_by("pk")] == [
        ("", ""),
        ("error", "UnsupportedLocale"),
    ]
    assert run.state == "done"


def test_one_run_at_a_time_and_a_stopped_one_keeps_what_was_asked(dhows) -> None:
    question("When do beekeepers harvest honey?", page("Beekeepers"), "night")
    run = runs.start(None, channels=["api"], question_filter=QuestionFilter())
    with pytest.raises(runs.UnderWay):
        runs.start(None, channels=["api"], question_filter=QuestionFilter())
    assert runs.step(run.pk, seconds=0)
    runs.stop(run)
    assert not runs.step(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.results.count()) == ("stopped", 1, 1)
    assert evaluated(["api"]).state == "done"


def test_a_run_whose_task_was_killed_goes_on_and_asks_nothing_twice(dhows) -> None:
    question("When do beekeepers harvest honey?", page("Beekeepers"), "night")
    run = runs.start(None, channels=["api"], question_filter=QuestionFilter())
    assert runs.step(run.pk, seconds=0)
    # The next question was being asked when the process died.
    long_ago = timezone.now() - runs.STALLED - timedelta(seconds=1)
    run.results.filter(passed=None).update(asked_at=long_ago)
    assert runs.stalled() == []
    EvaluationRun.objects.update(seen_at=long_ago)
    assert runs.stalled() == [run.pk]
    tasks.periodic(thorough=False)
    work()
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 2)


def test_a_question_deleted_meanwhile_does_not_hold_a_run_up(dhows) -> None:
    other = question("When do beekeepers harvest honey?", page("Beekeepers"), "night")
    run = runs.start(None, channels=["api"], question_filter=QuestionFilter())
    other.delete()
    tasks.evaluate_on_commit(run.pk)
    work()
    run.refresh_from_db()
    assert (run.state, run.results.count()) == ("done", 1)


def test_old_runs_are_deleted(dhows, monkeypatch) -> None:
    monkeypatch.setattr(runs, "MAX_STORED_RUNS", 2)
    for _ in range(3):
        last = evaluated(["api"])
    assert EvaluationRun.objects.count() == 2
    assert EvaluationRun.objects.filter(pk=last.pk).exists()


def test_the_command_says_what_fails_writes_junit_and_stores_only_where_it_may(
    dhows, tmp_path: Path, capsys
) -> None:
    question(
        "Where do boat builders repair dhows?", page("Boat builders"), "Zanzibar", tags="boats"
    )
    file = tmp_path / "out.xml"
    call_command("assistant_evaluate", "--no-store", "--channel=api", f"--junit={file}")
    out = capsys.readouterr().out
    assert "Words that must appear are missing. (Zanzibar)" in out
    assert out.splitlines()[-1].split() == ["all", "1", "2", "0.500", "0", "0"]
    assert ElementTree.parse(file).getroot().get("failures") == "1"  # noqa: S314
    assert not EvaluationRun.objects.exists()
    with pytest.raises(CommandError, match=r"at least 0\.9"):
        call_command("assistant_evaluate", "--channel=api", "--fail-under=0.9")
    assert EvaluationRun.objects.get().state == "done"
    with pytest.raises(CommandError, match="No active question"):
        call_command("assistant_evaluate", "--tag=nothing")
    call_command("assistant_evaluate", "--limit=1", "--language=en", "--fail-under=1")
    with pytest.raises(CommandError, match="no channel"):
        call_command("assistant_evaluate", "--channel=letter")


def test_questions_come_back_from_a_file_as_they_were(dhows, library) -> None:
    document = upload("kiln.pdf", pdf("A handbook.", "The pottery kiln is fired at 980 degrees."))
    question('"How" hot?\nNow\u007f', document, "980", pdf_page=2, tags="a, b", notes="x \\ y")
    question("Secret?", secret="🦜")
    text = files.write(EvaluationQuestion.objects.all())
    before = {one.text: one.expectation() for one in EvaluationQuestion.objects.all()}
    EvaluationQuestion.objects.all().delete()

    count, unknown = files.store(files.read(text))
    assert (count, unknown) == (3, [])
    assert {one.text: one.expectation() for one in EvaluationQuestion.objects.all()} == before
    assert files.store(files.read(text)) == (3, [])
    assert EvaluationQuestion.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("question = 1", "begins with"),
        ("[[question", "Expected"),
        ('[[question]]\nlocale = "en"', "lacks"),
        ('[[question]]\nquestion = "A?"\nlocale = "xx"', "no language"),
        ('[[question]]\nquestion = "A?"\nlocale = "en"\nanswer = ["x"]', "unknown keys"),
        ('[[question]]\nquestion = "A?"\nlocale = "en"\nwords = "x"', "wrong type"),
        ('[[question]]\nquestion = "A?"\nlocale = "en"\nwords = [1]', "list of texts"),
        ('[[question]]\nquestion = "A?"\nlocale = "en"\nunanswerable = true\nwords = ["x"]', "yet"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, words: str) -> None:
    with pytest.raises(files.InvalidFile, match=words):
        files.read(text)
