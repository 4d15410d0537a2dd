"""Nearest passages to a question: by the vector store, by exact search, or not at all.

The only package that knows Chroma: in a folder that belongs to one process, or on a server that
many share, as ASSISTANT["CHROMA_URL"] says. Either is disposable, and rebuilt from the vectors in
the database whenever it is missing, behind or broken. A question never waits for that.
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
from assistant.index.dense.chroma.edition_index import Index, Progress, Store
from assistant.index.dense.chroma.embedded import EmbeddedStore, OwnedElsewhere
from assistant.index.dense.chroma.server import ServerStore
from assistant.models import Edition

__all__ = [
    "Index",
    "OwnedElsewhere",
    "Progress",
    "State",
    "asking",
    "index_of",
    "prepare",
    "release",
    "search",
    "state",
]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How questions are searched now, and if not by the vector store, why.

    `held` are the passages in the store, None where it can't be asked; `rebuilding` says how many
    passages of how many are in the one that is being built.
    """

    way: Literal["vector store", "exact", "words only"]
    reason: str = ""
    held: int | None = None
    rebuilding: tuple[int, int] | None = None


_store: Store | None = None
_indexes: dict[int, Index] = {}
_taking = threading.RLock()


def search(edition: Edition, question: np.ndarray, limit: int) -> Neighbours:
    """Passage ids and cosines, at most `limit` of each language, best first.

    Nothing where neither the vector store nor exact search can answer at once.
    """
    return asking(edition, limit)(question)()


def asking(edition: Edition, limit: int) -> Callable[[np.ndarray], Callable[[], Neighbours]]:
    """A way to begin a search as soon as there is a question's vector, from any thread.

    It does not use the database; what it gives back does, and waits for what is found.
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
    logger.debug("Searching without the vector store: %s", why)
    # While it is only being opened, it is not worth reading 100,000 vectors.
    lasting = not isinstance(why, StoreOpening)
    return exact.of(edition).search(question, limit, read=lasting) or []


def prepare(edition: Edition) -> None:
    """Make ready what questions need, so that not even the first goes by words only; seconds."""
    try:
        index_of(edition).count()
    except IndexUnavailable:
        exact.of(edition).read()


def state(edition: Edition) -> State:
    """How questions are searched now."""
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
    """This process's index of an edition in the vector store.

    Raises OwnedElsewhere where another process owns the folder.
    """
    global _store
    with _taking:
        if _store is None:
            _store = _taken()
            atexit.register(release)
        if edition.pk not in _indexes:
            # Those of editions that are gone are let go of.
            known = set(Edition.objects.values_list("pk", flat=True))
            for number in [number for number in _indexes if number not in known]:
                _indexes.pop(number).close()
            _indexes[edition.pk] = Index(_store, edition)
        return _indexes[edition.pk]


def _taken() -> Store:
    folder = Path(settings.index_dir)
    if settings.chroma_url:
        return ServerStore(settings.chroma_url, settings.chroma_token, folder)
    return EmbeddedStore(folder)


def release() -> None:
    """Give the index up, so that another process or folder can be taken."""
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

#: What a child process has of its parent's: never used, and never ended, for it is the parent's.
_inherited: list[object] = []


def _after_fork() -> None:
    global _store, _taking
    _inherited.append((_store, dict(_indexes)))
    _store, _taking = None, threading.RLock()
    _indexes.clear()


os.register_at_fork(after_in_child=_after_fork)
