"""Whether a reply is as editors expect, what changed between two runs, and JUnit: all pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import junit
from assistant.evaluation.cause_texts import changed_at, describe
from assistant.evaluation.comparison import LogEntry, causes, change
from assistant.evaluation.dependencies import Dependency
from assistant.evaluation.judge import Cited, Expected, Reply, applies, contains, judge
from assistant.evaluation.report_lines import ResultLine, totals

pytestmark = pytest.mark.unit


def reply(text: str = "", status: str = "answered", shown: str = "", *cited: Cited) -> Reply:
    return Reply(status=status, text=text, shown=shown or text, cited=cited)


def cited(group: str, page: int | None = None) -> Cited:
    return Cited(source=1, group=group, page=page)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It began on 1 March 2021 [1].", "1 march 2021"),
        ("عُيّنت في أكتوبر ٢٠١٣", "أكتوبر 2013"),
        ("Plus de 12\u202f000 personnes", "12 000"),
        ("Yıl sonunda IRMAK kıyısında", "ırmak"),
        ("l’atelier [2] a eu\nlieu", "l'atelier a eu lieu"),
        ("共15个中心", "15个"),
    ],
)
def test_words_are_found_however_they_are_written(text: str, wanted: str) -> None:
    assert contains(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("since 2015", "15"),
        ("15,000 people", "15"),
        ("1.15 metres", "15"),
        ("[15]", "15"),
        ("a", ""),
    ],
)
def test_a_figure_is_not_found_inside_another(text: str, wanted: str) -> None:
    assert not contains(text, wanted)


EXPECTED = Expected(words=(("fourteen", "14"), ("Arusha",)), sources=(("page:a", None),))


@pytest.mark.parametrize(
    ("expected", "given", "channel", "reason"),
    [
        (EXPECTED, reply("14 weeks in Arusha", "answered", "", cited("page:a")), "api", ""),
        (EXPECTED, reply("14 weeks", "answered", "", cited("page:a")), "api", "words"),
        (EXPECTED, reply("14 weeks in Arusha", "answered", "", cited("page:b")), "api", "source"),
        (EXPECTED, reply("Nothing", "unanswered", "", cited("page:a")), "api", "not_answered"),
        (Expected(sources=(("document:1", 3),)), reply("x", "answered", "", cited("document:1", 2)),
         "api", "source"),
        (Expected(sources=(("document:1", 3),)), reply("x", "curated", "", cited("document:1", 3)),
         "api", ""),
        (Expected(unanswerable=True), reply("No answer", "unanswered"), "api", ""),
        (Expected(unanswerable=True), reply("It is 5."), "api", "answered"),
        (Expected(unanswerable=True, secret="Blue Heron"),
         reply("No answer", "unanswered", "No answer. The bus “Blue  heron”"), "api", "secret"),
        (EXPECTED, reply("", "", "", cited("page:b"), cited("page:a")), "search", ""),
        (EXPECTED, reply("", "", "", *[cited("page:b")] * 3, cited("page:a")), "search", "source"),
        (Expected(unanswerable=True, secret="x1"), reply("", "", "about y"), "search", ""),
    ],
)  # fmt: skip
def test_the_worst_reason_is_given(
    expected: Expected, given: Reply, channel: str, reason: str
) -> None:
    verdict = judge(expected, given, channel)
    assert verdict.reason == reason
    assert verdict.passed is (reason == "")


def test_a_search_is_judged_only_where_there_is_something_to_judge() -> None:
    assert applies(EXPECTED, "search")
    assert not applies(Expected(unanswerable=True), "search")
    assert applies(Expected(unanswerable=True, secret="x"), "search")
    assert applies(Expected(unanswerable=True), "telegram")


def watched(key: int = 1, **values: Any) -> Dependency:
    known: dict[str, Any] = {
        "kind": "page",
        "key": key,
        "title": f"Page {key}",
        "locale": "en",
        "group": f"page:{key}",
        "version": 1,
        "revision": 10,
        "public": True,
        "cited": True,
        "expected": False,
    }
    return Dependency(**{**known, **values})  # type: ignore[typeddict-item]


def found(
    before: list[Dependency], now: list[Dependency], *entries: LogEntry, **values: Any
) -> list[Any]:
    known: dict[str, Any] = {
        "question_changed": False,
        "settings_before": {"prompts": "a"},
        "settings_now": {"prompts": "a"},
    }
    return causes(before=before, now=now, entries=entries, **{**known, **values})


def entry(key: int, action: str) -> LogEntry:
    return LogEntry(
        kind="page", key=key, action=action, at=datetime(2027, 3, 1, 9, tzinfo=UTC), user=7
    )


@pytest.mark.parametrize(
    ("now", "action", "what", "words"),
    [
        ([watched(revision=11, version=2)], "wagtail.publish", "changed", "was published"),
        ([watched(public=False, version=2)], "wagtail.unpublish", "hidden", "was unpublished"),
        ([watched(public=False)], "wagtail.view_restriction.create", "hidden", "was made private"),
        ([], "wagtail.delete", "deleted", "was deleted"),
        ([], "", "deleted", "no longer exists"),
        ([watched(public=False)], "wagtail.publish", "hidden", "is no longer public"),
        ([watched(version=2)], "", "changed", "was read anew"),
    ],
)
def test_what_became_of_a_cited_page_is_named(
    now: list[Dependency], action: str, what: str, words: str
) -> None:
    cause = found([watched()], now, *([entry(1, action)] if action else []))[0]
    assert cause["what"] == what
    assert words in describe(cause)
    assert "The answer cited it before." in describe(cause)
    assert bool(changed_at(cause)) is bool(action)


def test_a_page_that_now_stands_in_the_way_is_named_only_if_a_log_says_it_is_new() -> None:
    other = watched(2, title="Newcomer")
    assert found([watched()], [watched(), other]) == [{"what": "unknown"}]
    cause = found([watched()], [watched(), other], entry(2, "wagtail.publish"))[0]
    assert (cause["what"], cause["role"], cause["user"]) == ("shown", "now", 7)


def test_where_no_page_changed_the_settings_are_named_or_nothing() -> None:
    cause = found([watched()], [watched()], settings_now={"prompts": "b"})[0]
    assert cause == {"what": "setting", "name": "prompts", "old": "a", "new": "b"}
    assert "a → b" in describe(cause)
    assert describe(found([watched()], [watched()])[0]).startswith("No page or setting concerned")


def test_a_question_that_was_changed_comes_first() -> None:
    both = found([watched()], [watched(version=2)], question_changed=True)
    assert [cause["what"] for cause in both] == ["question", "changed"]


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (True, False, "broken"),
        (False, True, "mended"),
        (True, True, "still_passing"),
        (False, False, "still_failing"),
        (None, True, "new_passing"),
        (None, False, "new_failing"),
    ],
)
def test_two_results_in_a_row_have_a_word(before: bool | None, now: bool, word: str) -> None:
    assert change(before, now) == word


def line(text: str = "What?", **values: Any) -> ResultLine:
    known: dict[str, Any] = {
        "locale": "en",
        "channel": "api",
        "passed": not values.get("reason"),
        "reason": "",
        "detail": "",
        "change": "new_passing",
        "answer": "",
        "causes": [],
        "duration": 1_500,
    }
    return ResultLine(text=text, **{**known, **values})


@given(st.text(max_size=50), st.text(max_size=50))
def test_junit_is_xml_whatever_stands_in_a_question_or_answer(text: str, answer: str) -> None:
    root = ElementTree.fromstring(  # noqa: S314
        junit.to_junit_xml([line(text, reason="words", answer=answer)]).encode()
    )
    assert [case.tag for case in root.iter("failure")] == ["failure"]


def test_junit_has_a_suite_for_each_language_and_channel() -> None:
    lines = [
        line(),
        line("Ne?", locale="tr", reason="words", detail="on dört"),
        line("Quand ?", locale="fr", channel="search", reason="error", detail="ProviderError"),
    ]
    root = ElementTree.fromstring(junit.to_junit_xml(lines).encode())  # noqa: S314
    names = [suite.get("name") for suite in root.iter("testsuite")]
    assert names == ["assistant.api.en", "assistant.api.tr", "assistant.search.fr"]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    failure = next(root.iter("failure"))
    assert failure.get("message") == "Words that must appear are missing. (on dört)"
    assert next(root.iter("testcase")).get("time") == "1.500"


def test_sums_are_by_language_channel_or_of_all() -> None:
    lines = [line(), line(reason="words", change="broken"), line(locale="tr", change="mended")]
    assert [(s.name, s.passed, s.total) for s in totals(lines, "locale")] == [
        ("en", 1, 2),
        ("tr", 1, 1),
    ]
    assert [(s.percent, s.broken, s.mended) for s in totals(lines)] == [(66, 1, 1)]
