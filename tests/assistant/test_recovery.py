"""Restarts and losses: nothing is lost, nothing stands twice, nothing is embedded again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from filelock import FileLock

from assistant.embedding.embedders import embedder
from assistant.embedding.onnx_embedders import EmbeddedE5
from assistant.exceptions import ProviderUnavailable
from assistant.index import dense, editions
from assistant.index.embeddings_table import sentences_missing
from assistant.ingestion import MAX_ATTEMPTS, index_all_waiting
from assistant.models import Generation, Passage, SentenceVectors, Source, Vector
from assistant.tasks import embed_sentences, sync_source
from tests.assistant.content import (
    ArticlePage,
    NewsPage,
    ask,
    found,
    publish,
    publish_page,
    rewrite,
    state,
    texts_embedded,
    titles,
    translate,
    work,
)
from tests.assistant.courses import (
    COURSES,
    QUESTION,
    assert_everything_agrees,
)

pytestmark = pytest.mark.site


@contextmanager
def nothing_embedded() -> Iterator[None]:
    """Fails if the embedding model, which stays the real one, is given a passage."""
    with texts_embedded() as given:
        yield
    assert given == []


def test_a_restart_keeps_every_answer(indexed) -> None:
    before = [(r.title, r.text, round(r.score, 3)) for r in found(QUESTION)]
    text = ask(QUESTION).text
    generation = Generation.objects.get()
    dense.release()
    cache.clear()

    with nothing_embedded():
        assert dense.state(editions.current()).method == "vector store"
        assert [(r.title, r.text, round(r.score, 3)) for r in found(QUESTION)] == before
        assert ask(QUESTION).text == text
        assert index_all_waiting() == 0
    assert Generation.objects.get() == generation, "a store that was closed is trusted"


def test_work_whose_task_was_lost_is_found_again(courses) -> None:
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()
    index_all_waiting()

    assert_everything_agrees()


def test_indexing_twice_changes_nothing(indexed) -> None:
    passages = list(Passage.objects.values())
    with nothing_embedded():
        call_command("assistant_index", "--refresh", verbosity=0)

    assert list(Passage.objects.values()) == passages
    assert_everything_agrees()


def store_folder(tmp_path: Path) -> Path:
    return tmp_path / "chroma" / f"generation-{Generation.objects.get().pk}"


def test_a_store_deleted_at_rest_is_rebuilt_without_embedding(indexed, tmp_path) -> None:
    dense.release()
    shutil.rmtree(tmp_path / "chroma")

    with nothing_embedded():
        assert titles(QUESTION)[0] == "Solar installers", "answered from the database meanwhile"
        index_all_waiting()
        assert_everything_agrees()
        assert titles(QUESTION)[0] == "Solar installers"
    assert store_folder(tmp_path).is_dir()


def test_a_store_deleted_while_running_costs_no_answer(home, indexed, tmp_path) -> None:
    shutil.rmtree(store_folder(tmp_path))

    assert titles(QUESTION)[0] == "Solar installers"
    publish(home, "Tailors", "Tailors sew school uniforms of blue cotton in Thika.")
    work()
    assert titles("Who sews school uniforms?")[0] == "Tailors"

    dense.release()
    with nothing_embedded():
        index_all_waiting()
        assert titles(QUESTION)[0] == "Solar installers"
        assert titles("Who sews school uniforms?")[0] == "Tailors"
        assert_everything_agrees()


@pytest.mark.parametrize("damage", [b"", b"not a database" * 500])
def test_a_ruined_store_is_replaced_without_embedding(indexed, tmp_path, damage) -> None:
    dense.release()
    generation = Generation.objects.get().pk
    (store_folder(tmp_path) / "chroma.sqlite3").write_bytes(damage)

    with nothing_embedded():
        assert titles(QUESTION)[0] == "Solar installers", "answered from the database meanwhile"
        index_all_waiting()
        assert_everything_agrees()
        assert titles(QUESTION)[0] == "Solar installers"
    assert Generation.objects.get().pk > generation
    assert len(list((tmp_path / "chroma").glob("generation-*"))) == 1


def test_a_store_that_is_behind_catches_up(indexed) -> None:
    passages = list(Passage.objects.values_list("pk", flat=True))
    dense.index_of(editions.current()).remove(passages[:3])
    with nothing_embedded():
        index_all_waiting()
        assert_everything_agrees()


def test_lost_vectors_are_embedded_again(indexed) -> None:
    Vector.objects.all().delete()
    SentenceVectors.objects.all().delete()
    call_command("assistant_index", "--reconcile", verbosity=0)

    assert_everything_agrees()
    assert sentences_missing(embedder().name) == 0


def test_without_the_store_search_finds_the_same(home, indexed, tmp_path) -> None:
    translate(Source.objects.get(page__title="Bakers").page, "tr", {"Bakers": "Fırıncılar"})
    work()
    questions = [QUESTION, "Who repairs dhows?", "Fırıncılar ne kadar okur?"]
    before = [found(question) for question in questions]
    dense.release()

    with FileLock(tmp_path / "chroma.lock"):
        after = [found(question) for question in questions]
        assert "fourteen weeks" in ask(QUESTION).text

    for mine, other in zip(before, after, strict=True):
        assert [result.text for result in mine] == [result.text for result in other]
        assert [r.score for r in mine] == pytest.approx([r.score for r in other], abs=1e-3)


def test_the_command_says_what_to_do_while_another_process_owns_the_index(
    indexed, tmp_path
) -> None:
    dense.release()
    with FileLock(tmp_path / "chroma.lock"):
        for option in ("--rebuild", "--reconcile"):
            with pytest.raises(CommandError, match=r"stop it first.*ASSISTANT\['INDEX_DIR'\]"):
                call_command("assistant_index", option)


def test_the_command_shows_the_state_while_another_process_owns_the_index(
    indexed, tmp_path, capsys
) -> None:
    dense.release()
    with FileLock(tmp_path / "chroma.lock"):
        call_command("assistant_index")

    said = capsys.readouterr().out
    assert "passages, the vector store can't be asked" in said
    assert "Another process owns the index" in said
    assert "None" not in said


def test_a_page_published_while_another_process_owns_the_index_is_indexed_later(
    home, indexed, tmp_path
) -> None:
    dense.release()
    with FileLock(tmp_path / "chroma.lock"):
        publish(home, "Tailors", "Tailors sew school uniforms of blue cotton in Thika.")
        work()
        assert titles("Who sews school uniforms?")[0] == "Tailors"
    index_all_waiting()

    assert Source.objects.get(page__title="Tailors").state == Source.State.INDEXED
    assert_everything_agrees()


def down(*args: object) -> None:
    raise ProviderUnavailable("The embedding model does not answer.")


def test_an_outage_of_the_embedding_model_is_waited_for_however_long(courses, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedE5, "embed_passages_with_codes", down)
        for _attempt in range(MAX_ATTEMPTS + 1):
            index_all_waiting()
        waiting = Source.objects.filter(state=Source.State.WAITING)
        assert set(COURSES) <= set(waiting.values_list("page__title", flat=True))
    index_all_waiting()

    assert_everything_agrees()


def test_a_page_whose_own_code_fails_is_parked_with_its_reason_and_stops_nobody(
    home, courses, monkeypatch
) -> None:
    def sections(page: NewsPage) -> None:
        raise KeyError("a defect of the site")

    monkeypatch.setattr(NewsPage, "get_assistant_sections", sections, raising=False)
    news = publish_page(home, NewsPage(title="A new kiln"))
    for _attempt in range(MAX_ATTEMPTS):
        index_all_waiting()

    row = Source.objects.get(page=news)
    assert row.state == Source.State.FAILED
    assert row.error == "KeyError"
    assert Source.objects.exclude(pk=row.pk).exclude(state=Source.State.INDEXED).count() == 0


def test_a_parked_page_is_tried_again_on_request_and_when_it_is_published(
    home, monkeypatch
) -> None:
    def sections(page: NewsPage) -> None:
        raise KeyError("a defect of the site")

    news = publish_page(
        home, NewsPage(title="A new kiln", introduction="The kiln came from Nyeri.")
    )
    with monkeypatch.context() as patch:
        patch.setattr(NewsPage, "get_assistant_sections", sections, raising=False)
        for _attempt in range(MAX_ATTEMPTS):
            index_all_waiting()
    assert state(news) == Source.State.FAILED

    call_command("assistant_index", "--retry", verbosity=0)

    assert state(news) == Source.State.INDEXED
    assert "Nyeri" in ask("Where did the new kiln come from?").text


def test_a_page_that_cannot_be_rendered_is_read_from_its_fields(home, monkeypatch) -> None:
    def serve(page: NewsPage, request: object) -> None:
        raise RuntimeError("a defect of the site")

    monkeypatch.setattr(NewsPage, "serve", serve)
    publish_page(home, NewsPage(title="A new kiln", introduction="The kiln came from Nyeri."))
    work()

    assert "Nyeri" in ask("Where did the new kiln come from?").text


def test_work_that_waits_already_is_not_queued_again(indexed):
    page = ArticlePage.objects.get(title="Bakers")
    for text in ("One thing.", "Another thing.", "Bakers knead a third thing."):
        rewrite(page, text)
    queued = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert queued.filter(task_path=sync_source.module_path).count() == 1
    work()
    assert not queued.exists()
    assert "Bakers" in titles("What do bakers knead?")


def test_what_is_published_goes_before_the_sentences_of_what_is_there(home, courses):
    publish(home, "Newest", "Published last of all.")
    sync_source.call(Source.objects.first().pk)
    queued = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    sentences = queued.filter(task_path=embed_sentences.module_path)
    assert sentences.count() == 1
    assert (
        sentences.get().priority < queued.filter(task_path=sync_source.module_path).first().priority
    )
