"""Many people at once, each one's messages in order."""

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

#: Messages of one person that may wait; what comes on top is a flood and is dropped.
MAX_WAITING = 20


class OneByOnePerPerson(BaseUpdateProcessor):
    """Handles updates of different people side by side, and those of one person in turn.

    Each update has a database thread of its own, as a web request has, so that nobody waits for
    another's query; its connections are closed when it is done.
    """

    def __init__(self, max_concurrent_updates: int = 256) -> None:
        """`max_concurrent_updates`: over all people, waiting ones included."""
        super().__init__(max_concurrent_updates)
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the person's earlier messages, then handle this one."""
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
