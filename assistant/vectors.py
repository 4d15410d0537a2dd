"""Nearest passages to a question: Chroma where this process owns it, exact search where not.

The only module that knows Chroma. The embedded store belongs to one process at a time (a lock
file says which); it is disposable, and rebuilt from the vectors in the database whenever it is
missing, behind or broken.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.core.signals import setting_changed
from filelock import FileLock, Timeout

from assistant import stored_vectors
from assistant.conf import settings
from assistant.exceptions import IndexUnavailable
from assistant.models import Edition, Generation

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

logger = logging.getLogger(__name__)

#: Chroma takes at most 5,461 records a call; smaller batches let questions in between.
_BATCH = 1_000
#: Breadth of the graph search: recall at 20 of .9985 on e5 vectors, 1 ms more than by default.
_EF_SEARCH = 400


def exact_search(edition: Edition, question: np.ndarray, limit: int) -> list[tuple[int, float]]:
    """The nearest passages by comparing with every vector in the database: slower, never wrong."""
    passages = list(edition.passages.values_list("pk", "text_hash"))
    vectors = stored_vectors.passages(edition.model, (text_hash for _, text_hash in passages))
    known = [(number, vectors[key]) for number, key in passages if key in vectors]
    if not known:
        return []
    scores = np.stack([vector for _, vector in known]) @ question
    best = np.argsort(-scores)[:limit]
    return [(known[i][0], float(scores[i])) for i in best]


class EmbeddedIndex:
    """Chroma in a folder, one collection per language, for the process that holds its lock."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        """The folder must be locked by this process."""
        self.folder, self.edition = folder, edition
        self._writing = threading.RLock()
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}
        self._generation = 0

    def close(self) -> None:
        """Let go of the store."""
        with self._writing:
            self._close_client()

    def search(self, question: np.ndarray, limit: int) -> list[tuple[int, float]]:
        """Passage ids and cosines, at most `limit` from each language, best first.

        Raises IndexUnavailable when the store is broken; `heal` mends it.
        """
        found: list[tuple[int, float]] = []
        try:
            self._open()
            for collection in list(self._collections.values()):
                answer = collection.query(
                    query_embeddings=[question], n_results=limit, include=["distances"]
                )
                distances = (answer["distances"] or [[]])[0]
                found += [
                    (int(key), 1 - float(distance))
                    for key, distance in zip(answer["ids"][0], distances, strict=True)
                ]
        except IndexUnavailable:
            raise
        except Exception as error:
            # The Rust core reports a ruined store with many exceptions, all of them bare.
            raise IndexUnavailable("The vector store does not answer.") from error
        return sorted(found, key=lambda item: -item[1])

    def write(self, locale: str, rows: Sequence[tuple[int, str, np.ndarray]]) -> None:
        """Put passages (id, text hash, vector) in place. Raises IndexUnavailable."""
        try:
            with self._writing:
                self._open()
                collection = self._collection(locale)
                for start in range(0, len(rows), _BATCH):
                    batch = rows[start : start + _BATCH]
                    collection.upsert(
                        ids=[str(number) for number, _, _ in batch],
                        embeddings=[vector for _, _, vector in batch],
                        metadatas=[{"hash": text_hash} for _, text_hash, _ in batch],
                    )
        except Exception as error:
            raise IndexUnavailable("The vector store can't be written.") from error

    def remove(self, passages: Sequence[int]) -> None:
        """Drop passages, in whatever language they are; unknown ones are ignored."""
        if not passages:
            return
        try:
            with self._writing:
                self._open()
                for collection in self._collections.values():
                    collection.delete(ids=[str(number) for number in passages])
        except Exception as error:
            raise IndexUnavailable("The vector store can't be written.") from error

    def heal(self) -> int:
        """Make the store hold what the database holds; returns how many passages were mended.

        A store that can't be read is replaced by a new generation.
        """
        with self._writing:
            try:
                self._open()
                return self._mend()
            except Exception:
                logger.warning("The vector store is broken; rebuilding it.", exc_info=True)
                return self.rebuild()

    def rebuild(self) -> int:
        """Build a new generation beside the old one and switch to it; returns its passages."""
        with self._writing:
            generations = Generation.objects.filter(edition=self.edition)
            old = generations.filter(active=True).first()
            new = Generation.objects.create(edition=self.edition)
            self._close_client()
            self._open_generation(new.pk)
            count = self._mend()
            generations.filter(pk=new.pk).update(active=True)
            generations.exclude(pk=new.pk).delete()
            self._sweep()
            logger.info(
                "Vector store: %d passages in generation %d (was %s).",
                count,
                new.pk,
                old.pk if old else "none",
            )
            return count

    def count(self) -> int:
        """Passages in the store. Raises IndexUnavailable."""
        try:
            self._open()
            return sum(collection.count() for collection in self._collections.values())
        except Exception as error:
            raise IndexUnavailable("The vector store does not answer.") from error

    # Inside

    def _open(self) -> None:
        if self._client is not None:
            return
        with self._writing:
            if self._client is not None:
                return
            active = Generation.objects.filter(active=True, edition=self.edition).first()
            if active is None or not self._path(active.pk).is_dir():
                self.rebuild()
            else:
                self._open_generation(active.pk)
                self._sweep()

    def _open_generation(self, number: int) -> None:
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(
            str(self._path(number)), settings=Settings(anonymized_telemetry=False)
        )
        self._collections = {
            collection.name.removeprefix("passages-"): collection
            for collection in client.list_collections()
        }
        self._generation = number
        self._client = client

    def _collection(self, locale: str) -> Collection:
        assert self._client is not None  # noqa: S101  # every caller opened it
        if locale not in self._collections:
            collection = self._client.create_collection(
                f"passages-{locale}",
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                embedding_function=None,
            )
            self._collections = {**self._collections, locale: collection}
        return self._collections[locale]

    def _mend(self) -> int:
        """Compare the store with the database, and write the difference."""
        wanted: dict[str, dict[int, str]] = {}
        rows = self.edition.passages.values_list("pk", "text_hash", "source__locale")
        for number, text_hash, locale in rows.iterator():
            wanted.setdefault(locale, {})[number] = text_hash
        mended = 0
        for locale in {*wanted, *self._collections}:
            passages = wanted.get(locale, {})
            held = self._held(locale)
            if surplus := [number for number in held if number not in passages]:
                self._collections[locale].delete(ids=[str(number) for number in surplus])
            missing = [(n, key) for n, key in passages.items() if held.get(n) != key]
            for start in range(0, len(missing), _BATCH):
                batch = missing[start : start + _BATCH]
                vectors = stored_vectors.passages(self.edition.model, (key for _, key in batch))
                self.write(locale, [(n, key, vectors[key]) for n, key in batch if key in vectors])
            mended += len(surplus) + len(missing)
        return mended

    def _held(self, locale: str) -> dict[int, str]:
        collection = self._collections.get(locale)
        if collection is None:
            return {}
        rows: Any = collection.get(include=["metadatas"])
        return {
            int(key): str(meta["hash"])
            for key, meta in zip(rows["ids"], rows["metadatas"], strict=True)
        }

    def _path(self, generation: int) -> Path:
        return self.folder / f"generation-{generation}"

    def _sweep(self) -> None:
        """Delete the folders of generations that are gone."""
        kept = {self._path(pk) for pk in Generation.objects.values_list("pk", flat=True)}
        for path in self.folder.glob("generation-*"):
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def _close_client(self) -> None:
        client, self._client, self._collections = self._client, None, {}
        if client is not None:
            client.close()  # type: ignore[attr-defined]  # on every client, missing in its base class


_lock: FileLock | None = None
_indexes: dict[int, EmbeddedIndex] = {}
_taking = threading.RLock()


def owned_index(edition: Edition) -> EmbeddedIndex:
    """This process's index of an edition, opened once.

    Raises IndexUnavailable where another process owns the folder.
    """
    with _taking:
        folder = _owned_folder()
        if edition.pk not in _indexes:
            # Those of editions that are gone are let go of.
            known = set(Edition.objects.values_list("pk", flat=True))
            for number in [number for number in _indexes if number not in known]:
                _indexes.pop(number).close()
            _indexes[edition.pk] = EmbeddedIndex(folder, edition)
        return _indexes[edition.pk]


def _owned_folder() -> Path:
    """The index's folder, once this process has its lock. Raises IndexUnavailable."""
    global _lock
    folder = Path(settings.index_dir)
    if _lock is None:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_name(f"{folder.name}.lock"), thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexUnavailable(
                f"Another process owns the index in ASSISTANT['INDEX_DIR'] ({folder.name})."
            ) from error
        _lock = lock
    return folder


def release() -> None:
    """Give the index up, so that another process or folder can be taken."""
    global _lock
    with _taking:
        while _indexes:
            _indexes.popitem()[1].close()
        if _lock is not None:
            _lock.release()
        _lock = None


def _folder_changed(*, setting: str, **kwargs: object) -> None:
    if setting == "ASSISTANT":
        release()


setting_changed.connect(_folder_changed)


def search(edition: Edition, question: np.ndarray, limit: int) -> list[tuple[int, float]]:
    """Passage ids and cosines, best first, from Chroma or, without it, from the database."""
    try:
        return owned_index(edition).search(question, limit)
    except IndexUnavailable as error:
        logger.debug("Searching the database instead of the vector store: %s", error)
        return exact_search(edition, question, limit)
