"""Handles updates of many people at the same time, and those of one person in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections
from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bots.telegram.logs import get_logger

logger = get_logger(__name__)

#: Number of messages of one person that may wait; more are a flood and are dropped.
MAX_WAITING = 20


class OneByOnePerPerson(BaseUpdateProcessor):
    """An update processor that handles the updates of each person in turn, and of others meanwhile.

    Each update has its own database thread, as a web request has, so that nobody waits for another
    person's query; its connections are closed when it is done.
    """

    def __init__(self, max_concurrent_updates: int = 256) -> None:
        """Limit the updates in progress, waiting ones included, to `max_concurrent_updates`."""
        super().__init__(max_concurrent_updates)
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to release."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle the update, after the earlier updates of the same person."""
        user = update.effective_user if isinstance(update, Update) else None
        if user is None:
            await _with_own_database_thread(coroutine)
            return
        if self._waiting.get(user.id, 0) >= MAX_WAITING:
            logger.warning("Dropped a message of somebody who has %d waiting", MAX_WAITING)
            _close(coroutine)
            return
        self._waiting[user.id] = self._waiting.get(user.id, 0) + 1
        try:
            async with self._locks.setdefault(user.id, asyncio.Lock()):
                await _with_own_database_thread(coroutine)
        finally:
            self._waiting[user.id] -= 1
            if not self._waiting[user.id]:
                del self._waiting[user.id], self._locks[user.id]


async def _with_own_database_thread(coroutine: Awaitable[Any]) -> None:
    async with ThreadSensitiveContext():
        try:
            await coroutine
        finally:
            await sync_to_async(connections.close_all)()


def _close(coroutine: Awaitable[Any]) -> None:
    if asyncio.iscoroutine(coroutine):
        coroutine.close()
