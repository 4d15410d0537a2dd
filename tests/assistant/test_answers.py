"""Answers without a language model: quoted, cited, in the asker's language, or honestly none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from assistant import answering
from assistant.answering.citations import MARKER
from assistant.answering.pipeline import NOTHING_FOUND
from assistant.exceptions import (
    EmptyQuestion,
    InvalidQuestion,
    QuestionTooLong,
    TurnNotFound,
    UnsupportedLocale,
)
from assistant.models import Conversation, Turn
from assistant.types import Finished, SourcesFound, TextDelta
from tests.assistant.content import ANSWERED, PAGES, ask, found

pytestmark = pytest.mark.site


@pytest.fixture
def db(django_db_setup, django_db_blocker, library) -> Iterator[None]:
    """The published pages; what was asked of them is forgotten after each test."""
    with django_db_blocker.unblock():
        yield
        Conversation.objects.all().delete()


@pytest.fixture(autouse=True)
def with_pages(db: None) -> None:
    """Every test of this module has them."""


def test_an_answer_quotes_the_passage_and_cites_it():
    answer = ask("How long does the solar installer course last?")

    assert answer.status == "answered"
    assert answer.locale == "en"
    assert answer.text.startswith("The solar installer course lasts fourteen weeks")
    assert MARKER.findall(answer.text)[0] == "1"
    first = answer.citations[0]
    assert (first.number, first.title, first.locale) == (1, "Solar installers", "en")
    assert "fourteen weeks" in first.excerpt


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("What flour do the bakers of Gondar use?", "teff"),
        ("When did the Gondar school open?", "1988"),
        ("Who repairs dhows in Lamu?", "Boat builders"),
        ("When do beekeepers harvest honey?", "night"),
        ("Where do masons cut stone?", "quarry"),
    ],
)
def test_each_question_has_its_fact(question, fact):
    answer = ask(question)
    assert answer.status in ANSWERED
    assert fact in answer.text


def test_every_sentence_of_an_extractive_answer_stands_in_what_it_cites():
    for question in ("How long does the solar course last?", "Who repairs dhows in Lamu?"):
        answer = ask(question)
        said = MARKER.sub("", answer.text).replace("\n", " ")
        for sentence in filter(None, (part.strip() for part in said.split("."))):
            assert any(sentence in text for text in PAGES.values()), sentence


def test_every_marker_has_its_citation_and_every_citation_its_marker():
    answer = ask("Which course lasts fourteen weeks and where is it taught?")
    numbers = {int(number) for number in MARKER.findall(answer.text)}
    assert numbers == {citation.number for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "locale"),
    [
        ("What is the capital of Mongolia?", "en"),
        ("Who won the football match yesterday evening?", "en"),
        ("Moğolistan'ın başkenti neresidir?", "tr"),
        ("ما هي عاصمة منغوليا؟", "ar"),
        ("蒙古国的首都是哪里？", "zh-hans"),
    ],
)
def test_what_nobody_published_is_not_answered_and_names_no_marker(question, locale):
    answer = ask(question, locale)

    assert answer.status == "unanswered"
    assert answer.locale == locale
    assert not MARKER.search(answer.text)
    assert len(answer.citations) <= 3
    with translation.override(locale):
        expected = translation.gettext(NOTHING_FOUND)
    assert answer.text.startswith(expected)


def test_an_unanswered_question_offers_each_page_once():
    answer = ask("What is the capital of Mongolia?")
    titles = [citation.title for citation in answer.citations]
    assert len(titles) == len(set(titles))


def test_a_question_in_another_language_is_answered_from_the_translation():
    answer = ask("Güneş paneli kurulum kursu kaç hafta sürer?", None)
    assert answer.locale == "tr"
    assert "on dört hafta" in answer.text


def test_a_quotation_in_another_language_is_introduced_by_its_name():
    answer = ask("How long does the solar installer course last?", "fr")

    assert answer.locale == "fr"
    assert "fourteen weeks" in answer.text
    assert answer.text.startswith("*")
    assert answer.citations[0].locale == "en"


def test_what_looks_like_a_marker_or_link_in_a_page_is_shown_as_text():
    answer = ask("What hangs beside the grinding wheel?")

    assert answer.status == "answered"
    assert r"\[1\] and \[click\](javascript" in answer.text
    assert MARKER.findall(answer.text) == ["1"]


async def test_a_stream_names_its_sources_then_speaks_then_ends():
    events = [event async for event in answering.astream("Who repairs dhows?", locale="en")]

    assert isinstance(events[0], SourcesFound)
    assert events[0].citations
    assert all(isinstance(event, TextDelta) for event in events[1:-1])
    assert isinstance(events[-1], Finished)
    text = "".join(event.text for event in events[1:-1])
    assert "mangrove" in text
    assert "mangrove" in events[-1].answer.text


async def test_the_async_way_answers_the_same():
    answer = await answering.aanswer("Who repairs dhows?", locale="en")
    assert "mangrove" in answer.text


def test_search_limits_its_results():
    assert len(found("school", limit=2)) == 2
    scores = [result.score for result in found("school")]
    assert scores == sorted(scores, reverse=True)


def test_a_follow_up_is_understood_from_the_question_before():
    first = ask("How long does the solar installer course last?")
    second = ask("And where is it taught?", conversation=first.conversation)

    assert second.conversation == first.conversation
    assert second.status == "answered"
    assert "Arusha" in second.text
    turn = Turn.objects.get(pk=second.id)
    assert turn.question == "And where is it taught?"
    assert "solar installer" in turn.searched


def test_a_new_subject_in_a_conversation_stands_alone():
    first = ask("How long does the solar installer course last?")
    second = ask("When do beekeepers harvest honey?", conversation=first.conversation)

    assert Turn.objects.get(pk=second.id).searched == "When do beekeepers harvest honey?"
    assert second.citations[0].title == "Beekeepers"


def test_a_conversation_of_others_is_not_looked_at():
    ask("How long does the solar installer course last?")
    answer = ask("And where is it taught?")
    assert Turn.objects.get(pk=answer.id).searched == "And where is it taught?"


def test_feedback_is_kept_and_may_change():
    answer = ask("Who repairs dhows?")
    answering.record_feedback(answer.id, True)
    assert Turn.objects.get(pk=answer.id).helpful is True
    answering.record_feedback(answer.id, False)
    assert Turn.objects.get(pk=answer.id).helpful is False


@pytest.mark.parametrize("turn", ["", "no-id", "00000000-0000-0000-0000-000000000000", "1"])
def test_feedback_on_an_unknown_answer_is_refused(turn):
    with pytest.raises(TurnNotFound, match="not known"):
        answering.record_feedback(turn, True)


def test_a_forgotten_conversation_leaves_nothing():
    answer = ask("Who repairs dhows?")
    other = ask("When do beekeepers harvest honey?")
    answering.forget_conversation(answer.conversation)
    answering.forget_conversation(answer.conversation)
    answering.forget_conversation("no-id")

    assert list(Turn.objects.values_list("question", flat=True)) == [
        "When do beekeepers harvest honey?"
    ]
    assert Conversation.objects.get().pk.hex == other.conversation.replace("-", "")
    with pytest.raises(TurnNotFound):
        answering.record_feedback(answer.id, True)


def test_a_forgotten_conversation_can_be_gone_on_with():
    answer = ask("Who repairs dhows?")
    answering.forget_conversation(answer.conversation)
    again = ask("When do beekeepers harvest honey?", conversation=answer.conversation)
    assert again.conversation == answer.conversation
    assert Turn.objects.count() == 1


def test_questions_older_than_the_retention_are_deleted():
    old, new = ask("Who repairs dhows?"), ask("When do beekeepers harvest honey?")
    Turn.objects.filter(pk=old.id).update(created_at=timezone.now() - timedelta(days=31))
    Conversation.objects.filter(pk=old.conversation).update(
        created_at=timezone.now() - timedelta(days=31)
    )

    assert answering.prune() == 1
    assert list(Turn.objects.values_list("pk", flat=True).distinct()) == [
        Turn.objects.get(pk=new.id).pk
    ]
    assert Conversation.objects.count() == 1
    assert answering.prune(now=timezone.now() + timedelta(days=31)) == 1
    assert not Conversation.objects.exists()


def test_nothing_is_kept_of_the_asker():
    kept = {field.name for model in (Turn, Conversation) for field in model._meta.fields}
    assert kept == {
        "id", "channel", "created_at", "conversation", "question", "searched", "locale",
        "status", "answer", "helpful",
    }  # fmt: skip


def test_letters_and_marks_that_are_sent_apart_are_joined(db):
    accepted = answering.validate_question(
        unicodedata.normalize("NFD", "học viên"), "en", None, "api"
    )

    assert accepted.question == "học viên"


@pytest.mark.parametrize(
    ("question", "error", "says"),
    [
        ("", EmptyQuestion, "Write a question."),
        ("  \n\t ", EmptyQuestion, "Write a question."),
        ("?!…", EmptyQuestion, "Write a question."),
        ("\x00\x00", EmptyQuestion, "Write a question."),
        ("\ud800", EmptyQuestion, "Write a question."),
        ("a" * 2_001, QuestionTooLong, "at most 2000 characters"),
        (b"bytes", InvalidQuestion, "as text"),
        (None, InvalidQuestion, "as text"),
        (["a"], InvalidQuestion, "as text"),
    ],
)
def test_a_question_that_cannot_be_taken_is_refused_with_a_sentence(question, error, says):
    with pytest.raises(error) as refused:
        ask(question)
    assert says in str(refused.value).replace(",", "").replace("\u00a0", "")
    assert str(refused.value).endswith(".")
    assert not Turn.objects.exists()


def test_the_longest_question_is_taken():
    assert ask("dhow " * 399 + "dhows").status in {"answered", "nearest", "unanswered"}


@pytest.mark.parametrize("question", ["Who repairs\x00 dhows?", "Who repairs dhows?\ud83d"])
def test_broken_characters_in_a_question_are_left_out(question):
    answer = ask(question)
    assert "mangrove" in answer.text
    assert "\x00" not in Turn.objects.get().question


@pytest.mark.parametrize("locale", ["de", "xx-YY", "<b>", ""])
def test_an_unknown_language_is_refused_with_those_offered(locale):
    with pytest.raises(UnsupportedLocale, match="Choose one of: en, fr"):
        ask("Who repairs dhows?", locale)


@pytest.mark.parametrize("conversation", ["mine", "123", "../..", "é" * 40])
def test_a_bad_conversation_id_is_refused_in_the_askers_language(conversation):
    with pytest.raises(InvalidQuestion, match="This conversation is unknown"):
        ask("Who repairs dhows?", conversation=conversation)


def test_refusals_speak_the_askers_language():
    with translation.override("tr"):
        expected = translation.gettext("Write a question.")
    with pytest.raises(EmptyQuestion) as refused:
        ask("", "tr")
    assert str(refused.value) == expected


@pytest.mark.parametrize(
    "question",
    [
        'dhows" OR terms:*', "NEAR(dhows, 3)", "dhows -repairs", "'; DROP TABLE assistant_turn; --",
        "%s %d {0} {question}", "dhows AND", "^dhows*", "\u202eshwod",
    ],
)  # fmt: skip
def test_the_syntax_of_search_engines_and_templates_is_only_text(question):
    assert ask(question).status in {"answered", "nearest", "unanswered"}
    assert Turn.objects.get().question == question
