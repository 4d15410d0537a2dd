"""Stores the languages and conversations of readers, and deletes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from assistant import answering
from assistant.text import site_languages
from assistant.types import Answer
from bots import languages
from bots.models import Reader, Thread


async def load(telegram_id: int) -> Reader:
    """Return the stored reader, or an unsaved one for a new person."""
    known = await Reader.objects.filter(telegram_id=telegram_id).afirst()
    return known or Reader(telegram_id=telegram_id)


def chosen_language(reader: Reader) -> str | None:
    """Return the language that the reader chose, if the site still offers it, or else None."""
    language: str = reader.language
    return language if language in site_languages() else None


def language_to_speak(reader: Reader, telegram_code: str | None) -> str:
    """Return the language of the bot's own texts: the chosen one, the last one, or the app's."""
    for language in (reader.language, reader.last_language):
        if language and language in site_languages():
            return language
    return languages.from_telegram(telegram_code)


async def choose_language(telegram_id: int, language: str) -> None:
    """Store the language that a person chose; "" means the language of each question."""
    await Reader.objects.aupdate_or_create(
        telegram_id=telegram_id, defaults={"language": language, "last_seen": timezone.now()}
    )


async def conversation(telegram_id: int, chat_id: int) -> str | None:
    """Return the id of a person's conversation in a chat, or None if there is none yet."""
    found = await Thread.objects.filter(reader_id=telegram_id, chat_id=chat_id).afirst()
    return str(found.conversation) if found else None


@sync_to_async
def remember(telegram_id: int, chat_id: int, answer: Answer) -> None:
    """Store the conversation of an answer, and the language of the answer."""
    with transaction.atomic():
        reader, _ = Reader.objects.update_or_create(
            telegram_id=telegram_id,
            defaults={"last_language": answer.locale, "last_seen": timezone.now()},
        )
        Thread.objects.update_or_create(
            reader=reader, chat_id=chat_id, defaults={"conversation": answer.conversation}
        )


def forget(telegram_id: int) -> None:
    """Delete everything that is stored about a person, with the assistant's conversations."""
    for thread in Thread.objects.filter(reader_id=telegram_id):
        answering.forget_conversation(str(thread.conversation))
    Reader.objects.filter(telegram_id=telegram_id).delete()


def prune(*, days: int, now: datetime | None = None) -> int:
    """Delete the readers who were not seen for `days` days, and return their number.

    Their questions are deleted by the assistant, after a retention of its own that is shorter.
    """
    before = (now or timezone.now()) - timedelta(days=days)
    old = Reader.objects.filter(last_seen__lt=before)
    count = old.count()
    old.delete()
    return count
