"""ThreadPool for work that is waited for elsewhere. Refuses to know what the work is."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class ThreadPool:
    """A pool that is made when it is first needed. A child of a fork makes its own."""

    def __init__(self, name: str, count: int) -> None:
        """`count`: threads at most."""
        self._name, self._count = name, count
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._changing = threading.Lock()

    def submit(
        self, work: Callable[_Given, _Result], /, *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Result]:
        """Begin the work, which must not use the database: nobody closes a thread's connection."""
        with self._changing:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._count, thread_name_prefix=self._name)
            return self._pool.submit(work, *args, **kwargs)

    def give_up(self) -> None:
        """Leave its threads to themselves, as one hangs; what comes next is done by others."""
        with self._changing:
            lost, self._pool = self._pool, None
        if lost is not None:
            lost.shutdown(wait=False)
