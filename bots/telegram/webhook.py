"""Receives messages by webhook, for sites with a public HTTPS address.

The view only checks a message and queues it. The bot runs in a thread of its own, one per process,
which the first message starts: it outlives requests, and works under ASGI and WSGI alike.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from concurrent.futures import Future
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from telegram import Update
from telegram.error import InvalidToken, TelegramError

from bots.conf import get_settings
from bots.telegram.application import AnyApplication, build_application, running
from bots.telegram.bot_thread import BotThread
from bots.telegram.logs import get_logger

logger = get_logger(__name__)

MAX_BODY = 1_000_000
#: Seconds that the bot may take to start; after that, Telegram is asked to send again.
_START_TIMEOUT = 20.0
#: Seconds for which an update's id is remembered, to recognise a repeated one.
_REMEMBER_UPDATE = 3600


@csrf_exempt
async def telegram(request: HttpRequest) -> HttpResponse:
    """Take an update from Telegram: 200 if it was queued, 503 to have it sent again."""
    settings = get_settings()
    if not settings.telegram_token or not settings.telegram_webhook_secret:
        # If the site's URLs use `i18n_patterns`, Django's locale middleware turns a 404 into a
        # redirect to a language. These URLs have no such patterns, so the 404 stays.
        request.urlconf = "bots.urls"
        return HttpResponse(status=404)
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    if not constant_time_compare(given, settings.telegram_webhook_secret):
        return HttpResponse(status=403)
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        return HttpResponse(status=413)
    data = _parse(body)
    if data is None:
        return HttpResponse(status=400)
    try:
        await _receiver(settings.telegram_token).take(data)
    except InvalidToken:
        logger.error("Telegram refuses the bot's token.")
        return HttpResponse(status=503)
    except (TelegramError, TimeoutError, RuntimeError) as error:
        logger.warning("A message could not be taken: %s", type(error).__name__)
        return HttpResponse(status=503)
    except (KeyError, TypeError, ValueError, AttributeError):
        return HttpResponse(status=400)  # JSON, but not an update
    return HttpResponse(status=200)


def _parse(body: bytes) -> dict[str, Any] | None:
    """Return the update as a dict, or None if the body is no JSON object with an update's id."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("update_id"), int) else None


class Receiver:
    """The bot of this process: it starts at once, and is ready when Telegram has answered."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.process = os.getpid()
        self._ready: Future[AnyApplication] = Future()
        self._host = BotThread(self._main, name="telegram-webhook").start()

    @property
    def alive(self) -> bool:
        """Return whether it takes updates in this process."""
        return self._host.alive and self.process == os.getpid()

    async def take(self, data: dict[str, Any]) -> None:
        """Queue an update, unless it was queued before. Raises what kept the bot from starting."""
        ready = asyncio.shield(asyncio.wrap_future(self._ready))
        application = await asyncio.wait_for(ready, _START_TIMEOUT)
        update = Update.de_json(data, application.bot)
        if await cache.aadd(f"bots:update:{update.update_id}", 1, _REMEMBER_UPDATE):
            self._host.call_soon(application.update_queue.put_nowait, update)

    def stop(self, timeout: float = 15.0) -> bool:
        """Finish the queued updates; return whether that took at most `timeout` seconds."""
        return self._host.stop(timeout)

    async def _main(self, stopping: asyncio.Event) -> None:
        """Run the bot until it is stopped, and pass an error at its start to `take`."""
        try:
            async with running(build_application(self.token), stopping) as application:
                self._ready.set_result(application)
                await stopping.wait()
        except Exception as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)


_lock = threading.Lock()
_current: Receiver | None = None


def _receiver(token: str) -> Receiver:
    """Return the receiver of this process, a new one if there is none or it has ended."""
    global _current
    with _lock:
        if _current is None or not _current.alive or _current.token != token:
            _current = Receiver(token)
        return _current


def stop(timeout: float = 15.0) -> bool:
    """Stop the receiver of this process; return whether it ended within `timeout` seconds."""
    global _current
    with _lock:
        receiver, _current = _current, None
    return receiver is None or receiver.stop(timeout)
