"""The parts of the hub in many processes, which share PostgreSQL and a Chroma server.

Each function is one process, and returns when it is told to stop.
`cms.runtime.single_process` has the same parts in one process.
"""

from __future__ import annotations

import itertools
import logging
import threading
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, connections

from assistant.conf import settings as assistant_settings
from assistant.index import dense
from assistant.ingestion import lock_housekeeping
from bots.conf import get_settings as bot_settings
from cms.runtime import single_process

logger = logging.getLogger("cms")

#: Seconds that a worker keeps its connection: it asks the queue four times a second.
_KEPT = 60
#: Every so many rounds the index is compared with the site.
_THOROUGH = 5


def check() -> None:
    """Raise CommandError where processes could not share what they work on."""
    if connection.vendor != "postgresql":
        raise CommandError("Several processes need PostgreSQL: set HUB_DATABASE_URL.")
    if not assistant_settings.chroma_url:
        raise CommandError("Several processes need a Chroma server: set ASSISTANT_CHROMA_URL.")


def serve_web(host: str, port: int) -> None:
    """Serve the site and its API; what is to be indexed is left to the workers."""
    single_process.check_port(host, port)
    if bot_settings().telegram_token and not bot_settings().telegram_webhook_secret:
        logger.warning("Without TELEGRAM_WEBHOOK_SECRET no Telegram bot runs: see the operators.")
    threading.Thread(target=single_process.warm, name="warm-up", daemon=True).start()
    try:
        single_process.web_server(host, port).run()
    finally:
        dense.release()


def work() -> None:
    """Do what stands in the task queue. What a killed worker leaves is done by another."""
    connection.settings_dict["CONN_MAX_AGE"] = _KEPT
    worker = single_process.task_worker()
    worker.configure_signals()
    pause = threading.Event()
    try:
        while worker.running:
            try:
                worker.run()
            except Exception:
                # The database server restarts, say.
                logger.exception("The task worker failed; starting it again.")
                connections.close_all()
                pause.wait(2)
    finally:
        dense.release()


def keep_house(every: float, stopped: threading.Event) -> None:
    """Do the housekeeping at once and then every so many seconds, unless another process does."""
    for number in itertools.count():
        try:
            with lock_housekeeping() as mine:
                if mine:
                    single_process.keep_house(thorough=number % _THOROUGH == 0)
        except Exception:
            logger.exception("Housekeeping failed; it is tried again.")
        finally:
            connections.close_all()
        if stopped.wait(every):
            return


def stop_on_signals(stopped: threading.Event) -> None:
    """Let SIGTERM and Ctrl+C set the event."""
    import signal

    def stop(*args: Any) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
