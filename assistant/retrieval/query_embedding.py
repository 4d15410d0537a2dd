"""Embeds a question in another thread, and does without its vector while the model is down."""

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

#: More threads than there are questions at a time, because a model behind a network takes long.
_threads = ThreadPool("questions", 16)
_words_alone = False
#: The last question that was embedded or is being embedded, and the model: the next step of an
#: answer needs it again.
_last: dict[str, tuple[Embedder, str, Future[QueryEmbedding]]] = {}


def prefetch(question: str) -> None:
    """Start to embed a question that will be needed in a moment.

    Never fails: `start` reports errors.
    """
    try:
        model = editions.embedder_of(editions.current())
    except ProviderError:
        return
    _submit(model, question)


def start(
    question: str, edition: Edition, on_ready: Callable[[QueryEmbedding], None] = lambda asked: None
) -> Callable[[], QueryEmbedding | None]:
    """Start to embed a question with the model that embedded the edition's passages.

    The returned function waits for the embedding and returns None while the model is down: words
    alone find much. `on_ready` is called with the embedding as soon as it is there, in any thread,
    and must not use the database.
    """
    try:
        embedded = _start(question, edition, on_ready)
    except ProviderError as error:
        embedded = partial(_raise, error)

    def answer() -> QueryEmbedding | None:
        global _words_alone
        try:
            asked = embedded()
            editions.check_dimensions(edition, asked.vector)
        except ProviderError as error:
            _words_alone = True
            # One line: in an outage this is logged at every question, and its traceback says no
            # more.
            logger.warning("Searching by words alone: %s", error)
            return None
        _words_alone = False
        return asked

    return answer


def question_vector(question: str, edition: Edition | None = None) -> np.ndarray | None:
    """Return a question's vector, float32, shape (dimensions,), or None while the model is down."""
    asked = start(question, edition or editions.current())()
    return asked.vector if asked else None


def searches_by_words_alone() -> bool:
    """Return whether this process's last question had to do without the embedding model."""
    return _words_alone


def _start(
    question: str, edition: Edition, on_ready: Callable[[QueryEmbedding], None]
) -> Callable[[], QueryEmbedding]:
    """Start to embed a question and to call `on_ready`; return a function that waits for both."""
    future = _submit(editions.embedder_of(edition), question)
    if future.done():
        on_ready(future.result())
        return future.result

    def embedded() -> QueryEmbedding:
        asked = future.result()
        on_ready(asked)
        return asked

    # Waits for the embedding, which was submitted before it.
    return _threads.submit(embedded).result


def _submit(model: Embedder, question: str) -> Future[QueryEmbedding]:
    """Return the embedding of a question.

    It is started unless it is the last one and has not failed.
    """
    kept = _last.get("asked")
    if kept is not None and kept[0] is model and kept[1] == question:
        future = kept[2]
        if not future.done() or future.exception() is None:
            return future
    future = _threads.submit(model.embed_question, question)
    _last["asked"] = (model, question, future)
    return future


def _raise(error: ProviderError) -> QueryEmbedding:
    raise error
