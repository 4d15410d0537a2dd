"""A question's vector: asked for in another thread, done without while the model is down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future

import numpy as np

from assistant import editions
from assistant.exceptions import ProviderError
from assistant.models import Edition
from assistant.providers import Embedder, Question
from assistant.threads import Threads

logger = logging.getLogger(__name__)

#: More than questions are answered at a time: a model behind a network takes long.
_threads = Threads("questions", 16)
_words_alone = False
#: The last question embedded, and by what: the next step of an answer asks for it again.
_last: dict[str, tuple[Embedder, str, Question]] = {}
#: The last question that is being embedded though nobody has asked for it yet.
_expected: dict[str, tuple[Embedder, str, Future[Question]]] = {}


def expect(question: str) -> None:
    """Begin to embed a question that will be asked for in a moment. Never fails: `ask` says why."""
    try:
        model = editions.embedder_of(editions.in_force())
    except ProviderError:
        return
    _expected["asked"] = (model, question, _threads.submit(model.question, question))


def ask(
    question: str, edition: Edition, then: Callable[[Question], None] = lambda asked: None
) -> Callable[[], Question | None]:
    """Begin to embed a question as the edition's passages were.

    What comes back waits for it, and gives None while the model is down: words alone find much.
    `then` is called with it as soon as it is there, from another thread; it must not use the
    database.
    """
    try:
        embedded = _begun(question, edition, then)
    except ProviderError as error:
        failure = error

        def words_only() -> None:
            _words_only(failure)

        return words_only

    def answer() -> Question | None:
        global _words_alone
        try:
            asked = embedded()
            editions.checked(edition, asked.vector)
        except ProviderError as error:
            _words_only(error)
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
    question: str, edition: Edition, then: Callable[[Question], None]
) -> Callable[[], Question]:
    model = editions.embedder_of(edition)
    kept = _last.get("asked")
    if kept is not None and kept[0] is model and kept[1] == question:
        known = kept[2]
        then(known)
        return lambda: known

    expected = _expected.pop("asked", None)
    future = None
    if expected is not None and expected[0] is model and expected[1] == question:
        future = expected[2]

    def embedded() -> Question:
        asked = model.question(question) if future is None else future.result()
        _last["asked"] = (model, question, asked)
        then(asked)
        return asked

    return _threads.submit(embedded).result


def _words_only(error: ProviderError) -> None:
    global _words_alone
    _words_alone = True
    # One line: an outage shows at every question, and its trace says no more.
    logger.warning("Searching by words alone: %s", error)
