"""Conversations and turns: what is kept of a question, for how long, and how it is forgotten."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assistant.conf import settings
from assistant.db import CompiledQuery
from assistant.exceptions import (
    EmptyQuestion,
    InvalidQuestion,
    QuestionTooLong,
    TurnNotFound,
    UnsupportedLocale,
)
from assistant.models import Conversation, Source, Turn
from assistant.text import default_language, resolve_language
from assistant.types import Answer, Citation, Status

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A valid question: its language, its conversation, the questions before it, oldest first.

    `locale_given`: whether the asker chose the language, which else is that of the question.
    `searched` is empty for small talk, which no later question leans on.
    """

    question: str
    searched: str
    locale: str
    locale_given: bool
    conversation: uuid.UUID
    channel: str
    previous: tuple[str, ...] = ()


#: The channel of questions that nobody asked: they are answered like others and not kept.
UNKEPT = "evaluation"
#: Earlier questions that a follow-up may lean on.
_REMEMBERED = 4
#: Milliseconds that an answer is held back to be kept.
_PATIENCE = 3_000


def open_turn(question: str, locale: str | None, conversation: str | None, channel: str) -> Asked:
    """Check what was asked; raises InvalidQuestion in the asker's language."""
    if not isinstance(question, str) or (locale is not None and not isinstance(locale, str)):
        raise InvalidQuestion(_("Send the question and the language as text."))
    # A lone surrogate is no character: it comes from broken input and breaks what stores it.
    text = question.encode("utf-8", "ignore").decode().replace("\x00", " ").strip()
    try:
        language = resolve_language(locale, text)
    except UnsupportedLocale:
        with translation.override(default_language()):
            raise
    with translation.override(language):
        if not any(char.isalnum() for char in text):
            raise EmptyQuestion(_("Write a question."))
        if len(text) > settings.max_question_length:
            raise QuestionTooLong(
                _("Shorten your question to at most %(limit)d characters.")
                % {"limit": settings.max_question_length}
            )
        number = _conversation_id(conversation)
    return Asked(
        question=text,
        searched=text,
        locale=language,
        locale_given=locale not in {None, "auto"},
        conversation=number,
        channel=channel,
        previous=_questions(number) if conversation else (),
    )


def _questions(conversation: uuid.UUID) -> tuple[str, ...]:
    """The last questions of a conversation, oldest first: an answer may quote what has been
    withdrawn since.
    """
    earlier = Turn.objects.filter(conversation=conversation).exclude(searched="")
    last = earlier.order_by("-created_at").values_list("searched", flat=True)
    return tuple(last[:_REMEMBERED])[::-1]


def _conversation_id(given: str | None) -> uuid.UUID:
    """The id given, or a new one. An unknown id is taken: it may have been forgotten since."""
    if not given:
        return uuid.uuid4()
    try:
        return uuid.UUID(str(given))
    except ValueError as error:
        raise InvalidQuestion(
            _("This conversation is unknown. Send null to begin a new one.")
        ) from error


def withdrawn(locale: str) -> str:
    """What is said in place of an answer whose sources went while it was being written."""
    with translation.override(locale):
        return _("What this answer rests on has just been withdrawn. Please ask again.")


def finish(
    asked: Asked,
    *,
    status: Status,
    text: str,
    citations: tuple[Citation, ...],
    sources: Iterable[int],
    notice: str = "",
) -> Answer:
    """Keep the turn and return the answer that the channel shows; `sources` are their ids.

    A database that can't be written now costs the record, not the answer.
    """
    turn = Turn(
        conversation_id=asked.conversation,
        question=asked.question,
        searched=asked.searched,
        locale=asked.locale,
        status=status,
        answer=text,
    )
    try:
        if asked.channel != UNKEPT:
            _keep(asked, turn, sources)
    except OperationalError as error:
        logger.warning("An answer is not kept: %s.", error)
    return Answer(
        id=str(turn.pk),
        conversation=str(asked.conversation),
        status=status,
        text=text,
        locale=asked.locale,
        citations=citations,
        notice=notice,
    )


_SOURCES = CompiledQuery(lambda ids: Source.objects.filter(pk__in=ids).values_list("pk"))


def _keep(asked: Asked, turn: Turn, sources: Iterable[int]) -> None:
    with _soon_or_never(), transaction.atomic():
        Conversation.objects.bulk_create(
            [Conversation(id=asked.conversation, channel=asked.channel)], ignore_conflicts=True
        )
        turn.save(force_insert=True)
        # Those that are there still.
        Cited = Turn.sources.through
        Cited.objects.bulk_create(
            [Cited(turn=turn, source_id=row) for (row,) in _SOURCES.rows(sources)]
        )


@contextmanager
def _soon_or_never() -> Iterator[None]:
    """Wait for another writer for `_PATIENCE` at most, where one writes at a time."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {min(usual, _PATIENCE)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def record_feedback(turn_id: str, helpful: bool) -> None:
    """Remember whether an answer helped. Raises TurnNotFound."""
    try:
        found = Turn.objects.filter(pk=turn_id).update(helpful=helpful)
    except (ValidationError, ValueError):
        found = 0
    if not found:
        raise TurnNotFound(_("This answer is not known, or was forgotten."))


def forget_conversation(conversation: str) -> None:
    """Delete a conversation and all its turns; one that is unknown is forgotten already."""
    try:
        Conversation.objects.filter(pk=conversation).delete()
    except (ValidationError, ValueError):
        return


def prune(now: datetime | None = None) -> int:
    """Delete turns older than the retention and conversations left empty; returns the turns."""
    limit = (now or timezone.now()) - timedelta(days=settings.retention_days)
    deleted, by_model = Turn.objects.filter(created_at__lt=limit).delete()
    Conversation.objects.filter(turns__isnull=True, created_at__lt=limit).delete()
    return by_model.get("assistant.Turn", 0) if deleted else 0
