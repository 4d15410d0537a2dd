"""The parts of the hub in one process: web server, task worker, scheduler, Telegram.

The worker and the bot run in threads beside the server, because the embedded index belongs to one
process. Each is told to stop when the server stops.
"""

from __future__ import annotations

import gc
import itertools
import logging
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

from assistant.embedding import embedder
from assistant.exceptions import AssistantError
from assistant.index import current, dense, is_empty
from assistant.ingestion import index_all_waiting
from assistant.management.commands.assistant_index import with_progress_bar
from assistant.retrieval import warm_up
from assistant.tasks import periodic, start_up
from bots import readers
from bots.conf import get_settings as bot_settings
from cms.demo import has_originals, is_loaded
from cms.demo.loader import SiteNotEmpty, load_originals, load_rest
from cms.demo.site import read_credentials
from cms.links.schedule import check_when_due
from cms.machine_translation.runs import resume_stalled

logger = logging.getLogger("cms")

#: Seconds between looks into the task queue, and between rounds of housekeeping.
_QUEUE_INTERVAL, _HOUSEKEEPING_INTERVAL = 0.25, 60
#: Every so many rounds the index is compared with the site.
_THOROUGH = 5


def check_port(host: str, port: int) -> None:
    """Raise CommandError if the address is taken, before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Stop what uses it, or choose another: make serve PORT=8001"
            ) from error


def migrations_are_due() -> bool:
    """Whether the database lacks migrations."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def load_sample(port: int, *, whole: bool) -> None:
    """Load the sample's English content into a site that has no pages of its own.

    `whole`: its pages' translations too, which `serve` else loads while it serves.
    """
    try:
        load_originals(port=port)
    except SiteNotEmpty:
        logger.info("The site has pages of its own; the sample content is not loaded.")
        return
    # The sample's addresses follow the port that it is served on.
    for site in Site.objects.filter(hostname="localhost").exclude(port=port):
        site.port = port
        site.save()
    if whole:
        load_rest()


def is_sample_unfinished() -> bool:
    """Whether the sample's English content is here, and its translations are not yet."""
    return has_originals() and not is_loaded()


def index(out: Any, *, whole: bool) -> None:
    """Make the first index, with a progress bar. Raises CommandError where another process has it.

    Later starts answer at once from what is there: the worker does what is left. `whole`: all of it
    is done here, as no worker follows.
    """
    try:
        if whole or is_empty():
            index_all_waiting(with_progress_bar)
        else:
            dense.index_of(current())
    except dense.OwnedElsewhere as error:
        raise CommandError(
            "Another process serves this hub already: its index can't be opened twice."
        ) from error
    except AssistantError as error:
        # The site works without its index; the worker tries again.
        out.write(f"The index is not up to date: {error}")


def addresses(port: int) -> str:
    """Where the site, the admin and the API are, and the sample editor's sign-in, if any."""
    base = f"http://localhost:{port}"
    lines = [
        "",
        "TVET Hub is ready. Stop it with Ctrl+C.",
        "",
        f"  Site       {base}/",
        f"  Admin      {base}/admin/",
        f"  Assistant  {base}/assistant/api/v1/docs",
        f"  Pages API  {base}/api/v2/pages/",
    ]
    if sample := read_credentials():
        signing_in = f"sign in as {sample.username} with the password {sample.password}"
        lines.insert(5, f"             {signing_in}")
    if bot_settings().telegram_token:
        by = "webhook" if bot_settings().telegram_webhook_secret else "polling"
        lines.append(f"  Telegram   the bot is on, by {by}")
    return "\n".join([*lines, ""])


def serve(host: str, port: int, *, finish_sample: bool) -> None:
    """Serve until interrupted; the worker, the housekeeping and the bot run in threads.

    `finish_sample`: the rest of the sample is loaded meanwhile, in one more.
    """
    worker = task_worker()
    stopped = threading.Event()
    threads = [
        threading.Thread(target=_run_worker, args=(worker, stopped), name="tasks", daemon=True),
        threading.Thread(target=warm, name="warm-up", daemon=True),
        threading.Thread(target=_keep_house, args=(stopped,), name="housekeeping", daemon=True),
    ]
    if finish_sample:
        threads.append(threading.Thread(target=_finish_sample, args=(stopped,), name="sample"))
    for thread in threads:
        thread.start()
    start_up()
    bot = _start_bot()
    try:
        web_server(host, port).run()
    finally:
        stopped.set()
        worker.running = False
        if bot is not None:
            bot.stop(timeout=5)
        for thread in threads:
            thread.join(timeout=10)
        dense.release()


def web_server(host: str, port: int) -> Any:
    """The web server; its `run` ends when a signal says so."""
    import uvicorn

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    config = uvicorn.Config(
        "cms.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        server_header=False,
        # Who a visitor is counts for the limit of questions a minute only.
        proxy_headers=bool(settings.HUB_TRUSTED_PROXIES),
        forwarded_allow_ips=settings.HUB_TRUSTED_PROXIES,
    )
    return uvicorn.Server(config)


def task_worker() -> Any:
    """A worker of the assistant's queue; its `run` ends once `running` is false."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    options: dict[str, Any] = settings.ASSISTANT
    return Worker(
        queue_names=[options["TASK_QUEUE"]],
        interval=_QUEUE_INTERVAL,
        batch=False,
        backend_name=options["TASK_BACKEND"],
        startup_delay=False,
        max_tasks=None,
        worker_id=f"serve-{get_random_string(16)}",
        excluded_queue_names=[],
    )


def _run_worker(worker: Any, stopped: threading.Event) -> None:
    """Run the worker, again after any failure of the database, until stopped."""
    while not stopped.is_set():
        try:
            worker.run()
        except Exception:
            logger.exception("The task worker failed; starting it again.")
            stopped.wait(2)
    connections.close_all()


def _finish_sample(stopped: threading.Event) -> None:
    """Load the sample's translations while the site is served; the worker indexes them."""
    try:
        load_rest(stopped=stopped.is_set)
        if not stopped.is_set():
            logger.info("The sample content is complete.")
    except Exception:
        logger.exception("The sample content is not complete; the next start goes on with it.")
    finally:
        connections.close_all()


def prepare_model() -> None:
    """Prepare and load the embedding model in a thread, while the database is set up."""

    def prepare() -> None:
        # Whoever needs it first reports what is wrong with it.
        with suppress(AssistantError):
            embedder()

    threading.Thread(target=prepare, name="model", daemon=True).start()


def warm() -> None:
    """Load the models in this thread: the first visitor should not wait for them."""
    try:
        warm_up()
    except AssistantError:
        logger.warning("The models are not ready.", exc_info=True)
    finally:
        connections.close_all()
    # What is loaded now stays for good. Walked through at each full collection, its million
    # objects would stop one answer in twenty for 140 ms.
    gc.collect()
    gc.freeze()


def _keep_house(stopped: threading.Event) -> None:
    """Every minute: publish what is due, forget what is old; at times also what the queue lost."""
    for number in itertools.count(1):
        if stopped.wait(_HOUSEKEEPING_INTERVAL):
            return
        try:
            keep_house(thorough=number % _THOROUGH == 0)
        except Exception:
            logger.exception("Housekeeping failed; it is tried again in a minute.")
        finally:
            connections.close_all()


def keep_house(*, thorough: bool) -> None:
    """One round of housekeeping; `thorough`: the index is compared with the site, too."""
    periodic(thorough=thorough)
    readers.prune(days=bot_settings().retention_days)
    check_when_due()
    resume_stalled()


def _start_bot() -> Any:
    bot = bot_settings()
    # With a webhook Telegram calls; polling would switch the webhook off.
    if not bot.telegram_token or bot.telegram_webhook_secret:
        return None
    # Most hubs have no bot, and its library takes half a second to import.
    from bots.telegram.polling import start

    return start(bot.telegram_token)
