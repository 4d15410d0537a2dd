"""An edition's index in the vector store, as the rest of the assistant uses it: search and write.

A question never waits for a repair, nor for a store that is down: it gets an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import numpy as np

from assistant.exceptions import IndexUnavailable
from assistant.index.dense.chroma.collections import (
    Collections,
    Neighbours,
    Row,
    StoreDown,
    StoreOpening,
    StoreRuined,
)
from assistant.index.dense.chroma.generations import Generations, Store
from assistant.index.dense.chroma.repairer import Progress, Repairer
from assistant.index.dense.chroma.server import answer_timeout
from assistant.models import Edition

#: Seconds that a question waits for the store.
_QUESTION_TIMEOUT = 3.0


class Index:
    """One edition's index in the vector store, shared by all threads of this process."""

    def __init__(self, store: Store, edition: Edition) -> None:
        """Create the index; the store is opened when it is first needed."""
        self._generations = Generations(store, edition)
        self._repairer = Repairer(self._generations)

    def close(self) -> None:
        """Stop repairs and close the store."""
        self._generations.closed.set()
        self._repairer.stop()
        self._generations.close()

    @property
    def rebuilding(self) -> tuple[int, int] | None:
        """Progress of a rebuild: passages written and all passages; None if there is no rebuild."""
        return self._repairer.rebuilding

    def repair(self, *, thorough: bool = False, wait: bool = True) -> int:
        """Make the store hold what the database holds; return how many passages were repaired.

        `thorough` and `wait` are as in `Repairer.repair`. Raises IndexUnavailable.
        """
        return self._repairer.repair(thorough=thorough, wait=wait)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new generation beside the old one, switch to it, and return its passages' number.

        Raises IndexUnavailable; the old generation then stays.
        """
        return self._repairer.rebuild(progress)

    def prepare_search(self, limit: int) -> Callable[[np.ndarray], Callable[[], Neighbours]]:
        """Prepare a search that can start in any thread, without the database.

        Returns a function that takes the question's vector, of length 1, float32, shape
        (dimensions,), starts the search and never fails. It returns another one that waits for the
        result and uses the database: passage ids and cosines, at most `limit` for each language,
        best first. `prepare_search` and the last function raise IndexUnavailable, soon, if the
        store is down, damaged or being opened.
        """
        self._repairer.raise_if_resting()
        with self._limited_for_question():
            collections = self._generations.active(wait=False)
            if not collections.locales and self._generations.passages().exists():
                raise StoreRuined("The vector store is empty.")

        def start(question: np.ndarray) -> Callable[[], Neighbours]:
            try:
                wait_for = collections.start_search(question, limit, _QUESTION_TIMEOUT)
            except IndexUnavailable as error:
                wait_for = partial(_raise, error)
            return partial(self._wait_for_result, collections, wait_for, question, limit)

        return start

    def _wait_for_result(
        self,
        collections: Collections,
        wait_for: Callable[[], Neighbours],
        question: np.ndarray,
        limit: int,
    ) -> Neighbours:
        """Wait for the result; if the generation was replaced meanwhile, ask the new one."""
        with self._limited_for_question():
            try:
                return wait_for()
            except StoreRuined:
                if self._generations.active_number() == collections.number:
                    raise
                # Another process has switched to a new generation meanwhile.
                return self._generations.active(wait=False).start_search(
                    question, limit, _QUESTION_TIMEOUT
                )()

    @contextmanager
    def _limited_for_question(self) -> Iterator[None]:
        """Limit the time that the server has to answer.

        After a failure, leave the store alone for a while.
        """
        try:
            with answer_timeout(_QUESTION_TIMEOUT):
                yield
        except StoreOpening:
            raise
        except IndexUnavailable as error:
            self._repairer.record_failure(error)
            raise

    def count(self) -> int:
        """Return the number of passages in the store. Raises IndexUnavailable."""
        self._repairer.raise_if_resting()
        with self._limited_for_question():
            return sum(self._generations.active(wait=False).counts().values())

    def write(self, locale: str, rows: Sequence[tuple[int, str, np.ndarray]]) -> None:
        """Write passages: id, text hash and vector, float32, shape (dimensions,).

        Raises IndexUnavailable.
        """
        if rows:
            self._change(lambda to: to.write(locale, [Row(*row) for row in rows]))

    def remove(self, passages: Sequence[int]) -> None:
        """Remove passages of whatever language; unknown ids are ignored.

        Raises IndexUnavailable.
        """
        if passages:
            self._change(lambda to: to.remove(passages))

    def _change(self, act: Callable[[Collections], None]) -> None:
        """Change the generation that answers and those that are being built.

        A failure does not matter on a generation that is about to be replaced or is not complete
        yet. A damaged store is repaired, at once if that takes only seconds.
        """
        try:
            self._change_all(act)
        except StoreDown:
            raise
        except IndexUnavailable:
            self._repairer.repair(wait=self._repairer.is_quickly_rebuilt())
            self._change_all(act)

    def _change_all(self, act: Callable[[Collections], None]) -> None:
        """Make the change in all generations; raise the error if it succeeded in none."""
        done, failed = False, None
        # The generations are listed after the passages were committed: whoever builds one that is
        # not listed has yet to read these passages.
        for number in (self._generations.active_number(), *self._generations.unfinished()):
            if number is None:
                continue
            try:
                act(self._generations.open(number))
                done = True
            except IndexUnavailable as error:
                failed = error
        if not done:
            self._repairer.doubt()
            raise failed or StoreRuined("There is no vector store yet.")


def _raise(error: IndexUnavailable) -> Neighbours:
    raise error
