"""Another model or another cut: the new index grows beside the old one, which goes on answering."""

from __future__ import annotations

import threading
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from langchain_core.embeddings import Embeddings

from assistant.embedding import embedders
from assistant.embedding.langchain_embedder import LangChainEmbedder
from assistant.exceptions import ProviderUnavailable
from assistant.index import dense, editions
from assistant.ingestion import build_next_edition, index_all_waiting, repair, sync
from assistant.ingestion.locks import lock_source
from assistant.models import Edition, Entry, Generation, Passage, Source, Vector
from tests.assistant.content import ask, publish, rewrite, texts_embedded, titles, work
from tests.committed import assistant_settings

pytestmark = pytest.mark.site

QUESTION = "How long is the solar installer course?"
OTHER = "counting:words"
SHORT = {"PASSAGE_SIZE": 200}


class CountingWords(Embeddings):
    """Another model: vectors of hashed words. It finds what shares a word with the question."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        values = np.full(64, 0.01)
        for word in text.lower().split():
            values[sum(word.encode()) % 64] += 1
        return values.tolist()


@pytest.fixture
def other_model(monkeypatch):
    """`EMBEDDINGS = OTHER` builds it, through LangChain's door."""
    import langchain.embeddings

    known = langchain.embeddings.init_embeddings
    monkeypatch.setattr(
        langchain.embeddings,
        "init_embeddings",
        lambda name: CountingWords() if name == OTHER else known(name),
    )
    yield
    embedders._embedder.cache_clear()


def current() -> Edition:
    return Edition.objects.get(in_force=True)


def test_the_first_edition_is_in_force_at_once(home) -> None:
    publish(home, "Tailors", "Tailors sew school uniforms of blue cotton.")
    work()

    assert Edition.objects.get() == current()
    assert current().model == embedders.embedder().name
    assert current().passage_size == 700
    assert Entry.objects.count() == Source.objects.count()


@pytest.mark.parametrize("settings", [SHORT, {"EMBEDDINGS": OTHER}], ids=["cut", "model"])
def test_questions_are_answered_while_another_edition_is_built(
    library, db, other_model, settings
) -> None:
    before, passages = current(), set(Passage.objects.values_list("pk", flat=True))
    with assistant_settings(**settings):
        while build_next_edition(2):
            assert current() == before
            assert "fourteen weeks" in ask(QUESTION).text
            assert titles(QUESTION)[0] == "Solar installers"

        after = current()
        assert after != before
        # What is enough for an answer was measured for the embedded model only.
        assert titles(QUESTION)[0] == "Solar installers"
        shown = Passage.objects.filter(edition=after)
        assert shown.count() >= len(passages)
        assert not passages & set(shown.values_list("pk", flat=True))
        assert dense.index_of(after).count() == shown.count()


def test_what_is_published_while_an_edition_is_built_goes_into_both(library, db) -> None:
    before = current()
    with assistant_settings(**SHORT):
        assert build_next_edition(1)
        page = publish(library, "Potters", "Potters of Arua fire their clay in a charcoal kiln.")
        assert "charcoal kiln" in page.body.render_as_block()
        work()
        for edition in (before, editions.next_edition() or current()):
            assert Passage.objects.filter(edition=edition, source__page=page).exists()
        rewrite(page, "Potters of Arua fire their clay in a solar kiln.")
        while build_next_edition(2):
            pass
        index_all_waiting()
        assert current() != before
        assert "solar kiln" in ask("How do the potters of Arua fire their clay?").text
        assert "charcoal" not in ask("How do the potters of Arua fire their clay?").text


def test_an_edition_is_not_put_in_force_before_it_is_whole(library, db) -> None:
    with assistant_settings(**SHORT):
        assert build_next_edition(1)
        edition = editions.next_edition()
        assert edition is not None
        assert not editions.make_current(edition)
        assert current() != edition


def test_an_edition_that_is_no_longer_wanted_is_forgotten(library, db) -> None:
    before = current()
    with assistant_settings(**SHORT):
        assert build_next_edition(1)
    assert not build_next_edition(1)
    assert Edition.objects.get() == before
    assert set(Passage.objects.values_list("edition", flat=True)) == {before.pk}


def test_the_edition_before_is_forgotten_when_no_answer_can_need_it(library, db) -> None:
    before = current()
    with assistant_settings(**SHORT):
        index_all_waiting()
        assert Edition.objects.filter(pk=before.pk).exists(), "a question may be under way"
        Edition.objects.filter(pk=before.pk).update(
            replaced_at=timezone.now() - timedelta(minutes=11)
        )
        repair()
        assert Edition.objects.get() == current()
        assert set(Generation.objects.values_list("edition", flat=True)) == {current().pk}
        hashes = set(Passage.objects.values_list("text_hash", flat=True))
        assert set(Vector.objects.values_list("text_hash", flat=True)) == hashes


def test_going_back_to_the_edition_before_costs_only_what_changed_since(library, db) -> None:
    before = current()
    with assistant_settings(**SHORT):
        index_all_waiting()
        page = publish(library, "Potters", "Potters of Arua fire their clay in a charcoal kiln.")
        work()
    with texts_embedded() as given:
        index_all_waiting()
    assert current() == before
    assert titles("charcoal kiln of Arua")[0] == page.title
    assert given == [], "a text that was embedded already was embedded again"


def test_a_model_that_is_down_keeps_the_edition_before_in_force(
    library, db, other_model, monkeypatch
) -> None:
    def down(own: object, texts: object) -> None:
        raise ProviderUnavailable("The embedding model does not answer.")

    before = current()
    with assistant_settings(EMBEDDINGS=OTHER):
        with monkeypatch.context() as patch:
            patch.setattr(LangChainEmbedder, "embed_passages", down)
            index_all_waiting()
            assert current() == before
            assert "fourteen weeks" in ask(QUESTION).text
        index_all_waiting()
        assert current().model == OTHER


def test_two_workers_never_index_one_source_at_once(library, db, monkeypatch) -> None:
    page = publish(library, "Potters", "Potters of Arua fire their clay in a charcoal kiln.")
    row = Source.objects.get(page=page).pk
    with lock_source(row) as mine, lock_source(row) as another:
        assert mine
        assert not another
        assert sync(row) == ()
        assert not Entry.objects.filter(source=row).exists(), "it was indexed all the same"
    with lock_source(row) as again:
        assert again


def test_a_change_during_a_run_is_seen_by_that_run(library, db, monkeypatch) -> None:
    """Who marks the row while another worker holds it can't begin: that worker has to see it."""
    from assistant.ingestion import pipeline

    page = publish(library, "Potters", "Potters of Arua fire their clay in a charcoal kiln.")
    row = Source.objects.get(page=page).pk
    write, changed = pipeline.writer.write, threading.Event()

    def interrupted(*args: object) -> object:
        result = write(*args)
        if not changed.is_set():
            changed.set()
            rewrite(page, "Potters of Arua fire their clay in a solar kiln.")
        return result

    monkeypatch.setattr(pipeline.writer, "write", interrupted)
    sync(row)

    assert changed.is_set()
    assert Source.objects.get(pk=row).state == Source.State.INDEXED
    assert Passage.objects.get(source=row, text__contains="solar kiln")
    assert not Passage.objects.filter(text__contains="charcoal").exists()
