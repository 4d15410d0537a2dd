"""A question's vector: asked for in another thread, done without while the model is down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

import numpy as np

from assistant.db import ThreadPool
from assistant.embedding import Embedder, QueryEmbedding
from assistant.exceptions import ProviderError
from assistant.index import editions
from assistant.models import Edition

logger = logging.getLogger(__name__)

#: More than questions are answered at a time: a model behind a network takes long.
_threads = ThreadPool("questions", 16)
_words_alone = False
#: The last question embedded or being embedded, and by what: the next step of an answer asks again.
_last: dict[str, tuple[Embedder, str, Future[QueryEmbedding]]] = {}


def expect(question: str) -> None:
    """Begin to embed a question that will be asked for in a moment. Never fails: `ask` says why."""
    try:
        model = editions.embedder_of(editions.in_force())
    except ProviderError:
        return
    _future(model, question)


def ask(
    question: str, edition: Edition, then: Callable[[QueryEmbedding], None] = lambda asked: None
) -> Callable[[], QueryEmbedding | None]:
    """Begin to embed a question as the edition's passages were.

    What comes back waits for it, and gives None while the model is down: words alone find much.
    `then` is called with it as soon as it is there, from another thread; it must not use the
    database.
    """
    try:
        embedded = _begun(question, edition, then)
    except ProviderError as error:
        embedded = partial(_raise, error)

    def answer() -> QueryEmbedding | None:
        global _words_alone
        try:
            asked = embedded()
            editions.checked(edition, asked.vector)
        except ProviderError as error:
            _words_alone = True
            # One line: an outage shows at every question, and its trace says no more.
            logger.warning("Searching by words alone: %s", error)
            return None
        _words_alone = False
        return asked

    return answer


def embed(question: str, edition: Edition | None = None) -> np.ndarray | None:
    """The question's vector, or None while the model is down."""
    asked = ask(question, edition or editions.in_force())()
    return asked.vector if asked else None


def searches_by_words_alone() -> bool:
    """Whether this process's last question had to do without the embedding model."""
    return _words_alone


def _begun(
    question: str, edition: Edition, then: Callable[[QueryEmbedding], None]
) -> Callable[[], QueryEmbedding]:
    future = _future(editions.embedder_of(edition), question)
    if future.done():
        then(future.result())
        return future.result

    def embedded() -> QueryEmbedding:
        asked = future.result()
        then(asked)
        return asked

    # Waits behind the embedding itself, which was handed in before.
    return _threads.submit(embedded).result


def _future(model: Embedder, question: str) -> Future[QueryEmbedding]:
    """The question's embedding, begun if it is not the last one; one that failed is tried again."""
    kept = _last.get("asked")
    if kept is not None and kept[0] is model and kept[1] == question:
        future = kept[2]
        if not future.done() or future.exception() is None:
            return future
    future = _threads.submit(model.question, question)
    _last["asked"] = (model, question, future)
    return future


def _raise(error: ProviderError) -> QueryEmbedding:
    raise error
