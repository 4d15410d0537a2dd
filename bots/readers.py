"""Remembers who speaks which language and where a conversation stands; forgets them again."""

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
    """What is known of a person; an unsaved row for somebody new. Keeps nothing by itself."""
    known = await Reader.objects.filter(telegram_id=telegram_id).afirst()
    return known or Reader(telegram_id=telegram_id)


def chosen_language(reader: Reader) -> str | None:
    """The language the reader chose, while the site offers it; None: each question's own."""
    language: str = reader.language
    return language if language in site_languages() else None


def language_to_speak(reader: Reader, telegram_code: str | None) -> str:
    """The language of the bot's own words: chosen, else spoken last, else of the person's app."""
    for language in (reader.language, reader.last_language):
        if language and language in site_languages():
            return language
    return languages.from_telegram(telegram_code)


async def choose_language(telegram_id: int, language: str) -> None:
    """Remember a choice; an empty one goes back to the language of each question."""
    await Reader.objects.aupdate_or_create(
        telegram_id=telegram_id, defaults={"language": language, "last_seen": timezone.now()}
    )


async def conversation(telegram_id: int, chat_id: int) -> str | None:
    """The id of a person's conversation in a chat; None where there is none yet."""
    found = await Thread.objects.filter(reader_id=telegram_id, chat_id=chat_id).afirst()
    return str(found.conversation) if found else None


@sync_to_async
def remember(telegram_id: int, chat_id: int, answer: Answer) -> None:
    """Keep where the conversation stands after an answer, and the language it was in."""
    with transaction.atomic():
        reader, _ = Reader.objects.update_or_create(
            telegram_id=telegram_id,
            defaults={"last_language": answer.locale, "last_seen": timezone.now()},
        )
        Thread.objects.update_or_create(
            reader=reader, chat_id=chat_id, defaults={"conversation": answer.conversation}
        )


def forget(telegram_id: int) -> None:
    """Delete all that is kept of a person, with their conversations in the assistant."""
    for thread in Thread.objects.filter(reader_id=telegram_id):
        answering.forget_conversation(str(thread.conversation))
    Reader.objects.filter(telegram_id=telegram_id).delete()


def prune(*, days: int, now: datetime | None = None) -> int:
    """Forget people not seen for that many days; returns how many.

    Their questions go by the assistant's own, shorter, retention.
    """
    before = (now or timezone.now()) - timedelta(days=days)
    old = Reader.objects.filter(last_seen__lt=before)
    count = old.count()
    old.delete()
    return count
