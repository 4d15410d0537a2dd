"""The real task worker, in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker


def _worker(*, batch: bool) -> Worker:
    return Worker(
        queue_names=[settings.ASSISTANT["TASK_QUEUE"]],
        interval=0.05,
        batch=batch,
        backend_name=settings.ASSISTANT["TASK_BACKEND"],
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )


def work() -> None:
    """Do everything that stands in the task queue."""
    _worker(batch=True).run()


@contextmanager
def working() -> Iterator[None]:
    """The task worker in a thread, as a server may run it."""
    worker = _worker(batch=False)

    def run() -> None:
        worker.run()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        worker.running = False
        thread.join(timeout=20)


def eventually(condition: Callable[[], Any], timeout: float = 20) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
