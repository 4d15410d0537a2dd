"""A thread pool for work whose result is needed elsewhere. Refuses to know what the work is."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class ThreadPool:
    """A thread pool that starts when it is first used; a forked child starts its own."""

    def __init__(self, name: str, count: int) -> None:
        """Create the pool with at most `count` threads."""
        self._name, self._count = name, count
        self._reset()
        os.register_at_fork(after_in_child=self._reset)

    def _reset(self) -> None:
        """Forget the pool; the next work starts another one."""
        self._pool: ThreadPoolExecutor | None = None
        self._changing = threading.Lock()

    def submit(
        self, work: Callable[_Given, _Result], /, *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Result]:
        """Run work in a thread.

        It must not use the database: nobody closes that thread's connection.
        """
        with self._changing:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._count, thread_name_prefix=self._name)
            return self._pool.submit(work, *args, **kwargs)

    def give_up(self) -> None:
        """Abandon the threads, of which one hangs; further work is done by new ones."""
        with self._changing:
            lost, self._pool = self._pool, None
        if lost is not None:
            lost.shutdown(wait=False)
