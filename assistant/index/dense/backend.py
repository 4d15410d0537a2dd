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
from assistant.index.dense.chroma.edition_index import Index, Store
from assistant.index.dense.chroma.embedded import EmbeddedStore
from assistant.index.dense.chroma.server import ServerStore
from assistant.models import Edition

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How questions are searched now and, if not in the vector store, why.

    `held` is the number of passages in the store, None if it can't be asked. While a store is being
    rebuilt, `rebuilding` is the number of passages written and of all passages.
    """

    way: Literal["vector store", "exact", "words only"]
    reason: str = ""
    held: int | None = None
    rebuilding: tuple[int, int] | None = None


_store: Store | None = None
_indexes: dict[int, Index] = {}
_taking = threading.RLock()


def search(edition: Edition, question: np.ndarray, limit: int) -> Neighbours:
    """Return passage ids and cosines, at most `limit` for each language, best first.

    `question` is a vector of length 1, float32, shape (dimensions,). The result is empty if neither
    the vector store nor exact search can answer at once.
    """
    return asking(edition, limit)(question)()


def asking(edition: Edition, limit: int) -> Callable[[np.ndarray], Callable[[], Neighbours]]:
    """Prepare a search that can start, in any thread, as soon as the question's vector is there.

    The returned function takes the vector, float32, shape (dimensions,), and starts the search
    without using the database. It returns another function, which waits for the result, may use the
    database, and returns what `search` does.
    """
    try:
        begin = index_of(edition).asking(limit)
    except IndexUnavailable as error:
        failure = error
        return lambda question: lambda: _exactly(edition, question, limit, failure)

    def ask(question: np.ndarray) -> Callable[[], Neighbours]:
        asked = begin(question)

        def found() -> Neighbours:
            try:
                items = asked()
            except IndexUnavailable as error:
                return _exactly(edition, question, limit, error)
            exact.forget_idle()
            return items

        return found

    return ask


def _exactly(
    edition: Edition, question: np.ndarray, limit: int, why: IndexUnavailable
) -> Neighbours:
    """Search without the vector store, for the reason `why`."""
    logger.debug("Searching without the vector store: %s", why)
    # A store that is only being opened answers soon: not worth reading 100,000 vectors.
    lasting = not isinstance(why, StoreOpening)
    return exact.of(edition).search(question, limit, read=lasting) or []


def prepare(edition: Edition) -> None:
    """Load what the first question would otherwise wait for. This takes seconds."""
    try:
        index_of(edition).count()
    except IndexUnavailable:
        exact.of(edition).read()


def state(edition: Edition) -> State:
    """Return how questions are searched now."""
    index = None
    try:
        index = index_of(edition)
        return State(way="vector store", held=index.count(), rebuilding=index.rebuilding)
    except IndexUnavailable as error:
        return State(
            way="exact" if exact.of(edition).ready else "words only",
            reason=str(error),
            rebuilding=index.rebuilding if index else None,
        )


def index_of(edition: Edition) -> Index:
    """Return this process's index of an edition in the vector store.

    Raises OwnedElsewhere if another process owns the store's folder.
    """
    global _store
    with _taking:
        if _store is None:
            _store = _taken()
            atexit.register(release)
        if edition.pk not in _indexes:
            # Indexes of deleted editions are closed.
            known = set(Edition.objects.values_list("pk", flat=True))
            for number in [number for number in _indexes if number not in known]:
                _indexes.pop(number).close()
            _indexes[edition.pk] = Index(_store, edition)
        return _indexes[edition.pk]


def _taken() -> Store:
    """Open the store that the settings name."""
    folder = Path(settings.index_dir)
    if settings.chroma_url:
        return ServerStore(settings.chroma_url, settings.chroma_token, folder)
    return EmbeddedStore(folder)


def release() -> None:
    """Close the vector store, for another process to open it, or this one with other settings."""
    global _store
    with _taking:
        indexes, store = list(_indexes.values()), _store
        _indexes.clear()
        _store = None
        for index in indexes:
            index.close()
        if store is not None:
            store.close()
            atexit.unregister(release)
    exact.forget()


def _setting_changed(*, setting: str, **kwargs: object) -> None:
    if setting == "ASSISTANT":
        release()


setting_changed.connect(_setting_changed)

#: The parent's store and indexes as seen by a forked child. They are kept so that they are never
#: closed: they belong to the parent.
_inherited: list[object] = []


def _after_fork() -> None:
    global _store, _taking
    _inherited.append((_store, dict(_indexes)))
    _store, _taking = None, threading.RLock()
    _indexes.clear()


os.register_at_fork(after_in_child=_after_fork)
