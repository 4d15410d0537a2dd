"""Chooses how nearest passages are found: in the vector store, by exact search, or not at all.

The store of a process is opened when it is first needed, and let go when the settings change.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from django.core.signals import setting_changed

from assistant.conf import settings
from assistant.exceptions import IndexUnavailable
from assistant.index.dense import exact
from assistant.index.dense.chroma.collections import Neighbours, StoreOpening
from assistant.index.dense.chroma.edition_index import Index
from assistant.index.dense.chroma.embedded import EmbeddedStore
from assistant.index.dense.chroma.generations import Store
from assistant.index.dense.chroma.server import ServerStore
from assistant.models import Edition

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How questions are searched now and, if not in the vector store, why.

    `stored_passages` is the number of passages in the store, None if it can't be asked. While a
    store is being rebuilt, `rebuilding` is the number of passages written and of all passages.
    """

    method: Literal["vector store", "exact", "words only"]
    reason: str = ""
    stored_passages: int | None = None
    rebuilding: tuple[int, int] | None = None


_store: Store | None = None
_indexes: dict[int, Index] = {}
_lock = threading.RLock()


def prepare_search(
    edition: Edition, limit: int
) -> Callable[[np.ndarray], Callable[[], Neighbours]]:
    """Prepare a search that can start, in any thread, as soon as the question's vector is there.

    The returned function takes the vector, of length 1, float32, shape (dimensions,), and starts
    the search without using the database. It returns another function, which waits for the result
    and may use the database: passage ids and cosines, at most `limit` for each language, best
    first. The result is empty if neither the vector store nor exact search can answer at once.
    """
    try:
        start = index_of(edition).prepare_search(limit)
    except IndexUnavailable as error:
        failure = error
        return lambda question: lambda: _search_exactly(edition, question, limit, failure)

    def start_search(question: np.ndarray) -> Callable[[], Neighbours]:
        wait_for = start(question)

        def result() -> Neighbours:
            try:
                items = wait_for()
            except IndexUnavailable as error:
                return _search_exactly(edition, question, limit, error)
            exact.drop_idle()
            return items

        return result

    return start_search


def _search_exactly(
    edition: Edition, question: np.ndarray, limit: int, why: IndexUnavailable
) -> Neighbours:
    """Search without the vector store, for the reason `why`."""
    logger.debug("Searching without the vector store: %s", why)
    # A store that is only being opened answers soon: not worth reading 100,000 vectors.
    lasting = not isinstance(why, StoreOpening)
    return exact.search_of(edition).search(question, limit, read=lasting) or []


def prepare(edition: Edition) -> None:
    """Load what the first question would otherwise wait for. This takes seconds."""
    try:
        index_of(edition).count()
    except IndexUnavailable:
        exact.search_of(edition).refresh()


def state(edition: Edition) -> State:
    """Return how questions are searched now."""
    index = None
    try:
        index = index_of(edition)
        return State(
            method="vector store", stored_passages=index.count(), rebuilding=index.rebuilding
        )
    except IndexUnavailable as error:
        return State(
            method="exact" if exact.search_of(edition).ready else "words only",
            reason=str(error),
            rebuilding=index.rebuilding if index else None,
        )


def index_of(edition: Edition) -> Index:
    """Return this process's index of an edition in the vector store.

    Raises OwnedElsewhere if another process owns the store's folder.
    """
    global _store
    with _lock:
        if _store is None:
            _store = _open_store()
            atexit.register(release)
        if edition.pk not in _indexes:
            # Indexes of deleted editions are closed.
            known = set(Edition.objects.values_list("pk", flat=True))
            for number in [number for number in _indexes if number not in known]:
                _indexes.pop(number).close()
            _indexes[edition.pk] = Index(_store, edition)
        return _indexes[edition.pk]


def _open_store() -> Store:
    """Open the store that the settings name."""
    folder = Path(settings.index_dir)
    if settings.chroma_url:
        return ServerStore(settings.chroma_url, settings.chroma_token, folder)
    return EmbeddedStore(folder)


def release() -> None:
    """Close the vector store, for another process to open it, or this one with other settings."""
    global _store
    with _lock:
        indexes, store = list(_indexes.values()), _store
        _indexes.clear()
        _store = None
        for index in indexes:
            index.close()
        if store is not None:
            store.close()
            atexit.unregister(release)
    exact.clear()


def _setting_changed(*, setting: str, **kwargs: object) -> None:
    if setting == "ASSISTANT":
        release()


setting_changed.connect(_setting_changed)

#: The parent's store and indexes as seen by a forked child. They are kept so that they are never
#: closed: they belong to the parent.
_inherited: list[object] = []


def _after_fork() -> None:
    global _store, _lock
    _inherited.append((_store, dict(_indexes)))
    _store, _lock = None, threading.RLock()
    _indexes.clear()


os.register_at_fork(after_in_child=_after_fork)
