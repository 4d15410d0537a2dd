"""`manage.py ask` and `manage.py assistant_index`, as an operator reads them."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from assistant.answering.pipeline import NOTHING_FOUND
from assistant.ingestion import index_all_waiting
from assistant.models import Edition, Generation, Passage, Source, Turn
from tests.assistant.content import (
    publication,
    publish,
    texts_embedded,
    titles,
    translate,
    upload,
    work,
)
from tests.committed import assistant_settings
from tests.prepared import prepared
from tests.serving import pdf

pytestmark = pytest.mark.site

QUESTION = "How long does the solar installer course last?"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The output of a command."""
    call_command(*arguments)
    return capsys.readouterr().out


def test_ask_prints_the_answer_and_its_sources(library, db, capsys) -> None:
    out = run(capsys, "ask", QUESTION)
    answer, sources = out.split("\n\n", 1)

    assert answer == "The solar installer course lasts fourteen weeks. It is taught in Arusha. [1]"
    assert sources.splitlines()[:2] == [
        "[1] Solar installers",
        "    http://hub.example/en/solar-installers/",
    ]
    assert Turn.objects.get().conversation.channel == "command"


def test_ask_answers_in_the_language_asked_for(library, db, capsys) -> None:
    out = run(capsys, "ask", QUESTION, "--locale", "tr")
    assert "on dört hafta" in out
    assert "http://hub.example/tr/" in out


def test_ask_says_which_source_is_in_another_language(library, db, capsys) -> None:
    out = run(capsys, "ask", "Who repairs dhows?", "--locale", "fr")
    assert "Boat builders (" in out
    assert "http://hub.example/en/boat-builders/" in out


def test_ask_says_which_page_of_a_document(home, capsys) -> None:
    document = upload("kiln.pdf", pdf("A handbook.", "The pottery kiln is fired at 980 degrees."))
    publication(home, "Pottery handbook", document)
    work()

    out = run(capsys, "ask", "At what temperature is the pottery kiln fired?")

    assert "Kiln › p. 2" in out
    assert "#page=2" in out


def test_ask_shows_text_without_the_marks_of_markdown(library, db, capsys) -> None:
    out = run(capsys, "ask", "What hangs beside the grinding wheel?")
    assert "[1] and [click](javascript:alert(1)) hang beside the *grinding* wheel." in out


def test_ask_says_that_it_does_not_know(library, db, capsys) -> None:
    out = run(capsys, "ask", "What is the capital of Mongolia?")
    assert out.startswith(NOTHING_FOUND)


def test_ask_goes_on_with_a_conversation(library, db, capsys) -> None:
    run(capsys, "ask", QUESTION)
    conversation = str(Turn.objects.get().conversation_id)
    out = run(capsys, "ask", "And where is it taught?", "--conversation", conversation)
    assert "Arusha" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["  "], "Write a question."),
        (["a" * 2_001], "at most"),
        ([QUESTION, "--locale", "xx"], "Choose one of: en, fr"),
        ([QUESTION, "--conversation", "mine"], "This conversation is unknown"),
    ],
)
def test_ask_refuses_with_a_sentence(home, arguments, says) -> None:
    with pytest.raises(CommandError, match=says) as refused:
        call_command("ask", *arguments)
    assert "Traceback" not in str(refused.value)


def test_indexing_says_when_the_embedding_model_is_wrong(library, db) -> None:
    with (
        assistant_settings(EMBEDDINGS="nosuch:model"),
        pytest.raises(CommandError, match="nosuch"),
    ):
        call_command("assistant_index", "--reconcile")


def test_what_is_indexed_answers_though_the_new_embedding_model_is_wrong(
    library, db, capsys
) -> None:
    with assistant_settings(EMBEDDINGS="nosuch:model"):
        assert "fourteen weeks" in run(capsys, "ask", QUESTION)


def test_the_index_shows_its_state(home, capsys) -> None:
    publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    index_all_waiting()
    out = run(capsys, "assistant_index")
    pages = Source.objects.count()
    passages = Passage.objects.count()

    assert "Index: ok" in out
    assert f"{pages} indexed" in out
    assert "0 waiting" in out
    assert f"{passages} passages, {passages} vectors in the store" in out


def test_the_index_says_what_waits_and_what_failed_and_why(home, capsys) -> None:
    publication(home, "Broken", upload("broken.pdf", b"no pdf at all"))
    index_all_waiting()
    publish(home, "Bakers", "Bakers learn to bake.")

    out = run(capsys, "assistant_index")

    assert "1 waiting" in out
    assert "1 failed" in out
    assert "failed: 'Broken' (document): The file is damaged" in out


def test_reconciling_indexes_what_waits(home, capsys) -> None:
    publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    out = run(capsys, "assistant_index", "--reconcile")

    assert "Indexed 2 sources." in out
    assert "0 waiting" in out
    assert titles("Who bakes with teff flour?") == ["Bakers"]
    assert "Indexed 0 sources." in run(capsys, "assistant_index", "--reconcile")


def test_rebuilding_makes_a_new_store_of_the_same_passages(library, db, capsys) -> None:
    before = titles(QUESTION)
    generation = Generation.objects.get().pk

    out = run(capsys, "assistant_index", "--rebuild")

    assert f"Rebuilt the vector store: {Passage.objects.count()} passages." in out
    assert Generation.objects.get().pk > generation
    assert titles(QUESTION) == before


def test_refreshing_reads_every_source_again_and_embeds_nothing_that_stayed(
    library, db, capsys
) -> None:
    Passage.objects.filter(text__contains="teff").update(text="Damaged by hand.")

    with texts_embedded() as given:
        out = run(capsys, "assistant_index", "--refresh")

    assert f"Indexed {Source.objects.count()} sources." in out
    assert Passage.objects.filter(text__contains="teff").exists()
    assert given == []


def test_the_index_takes_one_wish_at_a_time(db) -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("assistant_index", "--rebuild", "--reconcile")


@pytest.fixture
def mixed(home):
    """A page that is indexed, one that waits, one that is not public, a document that failed."""
    return prepared(make_mixed, home)


def make_mixed(home):
    broken = upload("broken.pdf", b"no pdf at all")
    publication(home, "Publication", broken)
    bakers = publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    publish(home, "Draft", "Nobody reads this.").unpublish()
    index_all_waiting()
    publish(home, "Masons", "Masons cut stone.")
    return {"bakers": bakers, "broken": broken}


def test_the_index_lists_every_source_what_failed_first(mixed, capsys) -> None:
    lines = run(capsys, "assistant_index", "--list").splitlines()

    assert lines[0].split()[:2] == ["Failed", f"document:{mixed['broken'].pk}"]
    assert lines[0].endswith("Broken")
    assert str(Source.Reason.DAMAGED.label) in lines[1]
    assert any(line.startswith("Waiting") and line.endswith("Masons") for line in lines)
    assert any(line.startswith("Not public") and line.endswith("Draft") for line in lines)
    assert lines[-1] == "6 pages and documents."


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--state", "failed"], ["Broken"]),
        (["--kind", "document"], ["Broken"]),
        (["--state", "hidden", "--locale", "en"], ["Draft"]),
        (["--locale", "tr"], []),
    ],
)
def test_the_list_is_filtered_and_read_by_programs(mixed, capsys, filters, found) -> None:
    data = json.loads(run(capsys, "assistant_index", "--json", *filters))
    assert [item["title"] for item in data] == found


def test_a_listed_source_says_all_that_a_program_wants(mixed, capsys) -> None:
    data = json.loads(run(capsys, "assistant_index", "--json"))
    by_title = {item["title"]: item for item in data}

    assert by_title["Broken"]["state"] == "failed"
    assert by_title["Broken"]["reason"] == "damaged"
    assert by_title["Draft"]["reason"] == "draft"
    bakers = by_title["Bakers"]
    assert (bakers["kind"], bakers["id"], bakers["locale"]) == ("page", mixed["bakers"].pk, "en")
    assert bakers["passages"] == 1
    assert bakers["indexed_at"]
    assert bakers["retry_at"] is None


def test_one_source_is_indexed_again(mixed, capsys) -> None:
    Passage.objects.filter(text__contains="teff").update(text="Damaged by hand.")
    out = run(capsys, "assistant_index", "--source", f"page:{mixed['bakers'].pk}")

    assert out.startswith("Indexed")
    assert Passage.objects.filter(text__contains="teff").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("page:999999", "There is no page 999999"),
        ("chapter:1", "is no page:ID or document:ID"),
        ("page:one", "is no page:ID or document:ID"),
    ],
)
def test_a_source_that_is_not_there_is_refused_with_a_sentence(home, name, says) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("assistant_index", "--source", name)


def test_a_source_that_is_not_public_is_refused_with_its_reason(home) -> None:
    page = publish(home, "Draft", "Nobody reads this.")
    page.unpublish()
    with pytest.raises(CommandError, match="It is not published"):
        call_command("assistant_index", "--source", f"page:{page.pk}")


def test_a_check_ends_with_an_error_once_something_failed(mixed) -> None:
    with pytest.raises(CommandError, match="1 could not be indexed"):
        call_command("assistant_index", "--check")
    Source.objects.filter(state="failed").update(state="indexed")
    call_command("assistant_index", "--check")


def test_the_index_says_that_another_is_being_built(mixed, capsys) -> None:
    Edition.objects.create(model="another", cutting="700-1-1")
    assert "Another index is being built: " in run(capsys, "assistant_index")


def test_a_stale_source_is_called_so(home, capsys) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    translate(page, "tr", {"Bakers": "Fırıncılar"})
    work()

    out = run(capsys, "ask", "Who bakes with teff flour?", "--locale", "tr")

    assert "Fırıncılar (older than its original)" in out
