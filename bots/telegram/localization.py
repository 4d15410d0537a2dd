"""A decorator that runs a handler in the language of the person whom it answers."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.utils import translation
from telegram import Update
from telegram.ext import ContextTypes

from bots import readers
from bots.models import Reader

Handler = Callable[[Update, Any, Reader], Coroutine[Any, Any, None]]
PlainHandler = Callable[[Update, Any], Coroutine[Any, Any, None]]


def in_readers_language(handler: Handler) -> PlainHandler:
    """Call the handler with the reader, while the reader's language is active."""

    @wraps(handler)
    async def localized(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        user = update.effective_user
        if user is None:
            return
        reader = await readers.load(user.id)
        with translation.override(readers.language_to_speak(reader, user.language_code)):
            await handler(update, context, reader)

    return localized
