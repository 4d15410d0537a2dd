"""Checks questions, and stores, rates and deletes turns and their conversations."""

from __future__ import annotations

import logging
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assistant.answering.page_addresses import source_at
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
from assistant.text import default_language, is_missing_language, resolve_language
from assistant.types import Answer, Citation, Item, Status

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptedQuestion:
    """A valid question with its language, its conversation and the questions before it.

    `previous` has these oldest first. `locale_given` says whether the asker chose the language,
    which is otherwise that of the question. `searched` is the text to search for; it is empty for
    small talk, to which no later question refers. `misspelled` is the question as it was asked, if
    its spelling was put right. `page` is the ledger's key of the page on which the question is
    asked, if that is known. `notice` is a sentence about the question itself, to be shown with the
    answer.
    """

    question: str
    searched: str
    locale: str
    locale_given: bool
    conversation: uuid.UUID
    channel: str
    previous: tuple[str, ...] = ()
    misspelled: str = ""
    page: int | None = None
    notice: str = ""


#: The channel of test questions, which are answered like others, but not stored.
UNSTORED_CHANNEL = "evaluation"
#: So many earlier questions are considered for a follow-up.
_MAX_PREVIOUS = 4
#: An answer waits so many milliseconds at most for the database to store it.
_WRITE_TIMEOUT_MS = 3_000


def validate_question(
    question: str,
    locale: str | None,
    conversation: str | None,
    channel: str,
    page: str | None = None,
) -> AcceptedQuestion:
    """Check a question and return it with its conversation.

    `page` is the address on which it is asked; one that is no public page's is ignored.
    Raises InvalidQuestion, with a text in the asker's language.
    """
    if not isinstance(question, str) or (locale is not None and not isinstance(locale, str)):
        raise InvalidQuestion(_("Send the question and the language as text."))
    # Lone surrogates and NUL come from broken input, and databases refuse to store them. Letters
    # and their marks are joined, as language packs write them: some keyboards send them apart.
    text = question.encode("utf-8", "ignore").decode().replace("\x00", " ").strip()
    text = unicodedata.normalize("NFC", text)
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
        notice = (
            _("This site does not have the language of your question.")
            if is_missing_language(text)
            else ""
        )
    return AcceptedQuestion(
        question=text,
        searched=text,
        locale=language,
        locale_given=locale not in {None, "auto"},
        conversation=number,
        channel=channel,
        previous=_questions(number) if conversation else (),
        page=source_at(page),
        notice=notice,
    )


def _questions(conversation: uuid.UUID) -> tuple[str, ...]:
    """Return the last questions of a conversation, oldest first.

    Not the answers, because they may quote what has been withdrawn since.
    """
    earlier = Turn.objects.filter(conversation=conversation).exclude(searched="")
    last = earlier.order_by("-created_at").values_list("searched", flat=True)
    return tuple(last[:_MAX_PREVIOUS])[::-1]


def _conversation_id(given: str | None) -> uuid.UUID:
    """Return the conversation's id as given, or a new one.

    An unknown id is accepted, because the conversation may have been deleted since.
    """
    if not given:
        return uuid.uuid4()
    try:
        return uuid.UUID(str(given))
    except ValueError as error:
        raise InvalidQuestion(
            _("This conversation is unknown. Send null to begin a new one.")
        ) from error


def withdrawn_text(locale: str) -> str:
    """Return the text in place of an answer whose sources were withdrawn while it was written."""
    with translation.override(locale):
        return _("What this answer rests on has just been withdrawn. Please ask again.")


def store_turn(
    accepted: AcceptedQuestion,
    *,
    status: Status,
    text: str,
    citations: tuple[Citation, ...],
    sources: Iterable[int],
    notice: str = "",
    items: tuple[Item, ...] = (),
) -> Answer:
    """Store the turn, and return the answer that the channel shows.

    `sources` are the keys of the ledger's rows that the answer is based on; those that it cites are
    kept before the others, in the order of the citations. If the database can't
    be written now, the answer is returned but not stored.
    """
    turn = Turn(
        conversation_id=accepted.conversation,
        question=accepted.misspelled or accepted.question,
        searched=accepted.searched,
        locale=accepted.locale,
        status=status,
        answer=text,
    )
    try:
        if accepted.channel != UNSTORED_CHANNEL:
            cited = (citation.source for citation in citations if citation.source is not None)
            _write_turn(accepted, turn, [*cited, *sources])
    except OperationalError as error:
        logger.warning("An answer is not kept: %s.", error)
    return Answer(
        id=str(turn.pk),
        conversation=str(accepted.conversation),
        status=status,
        text=text,
        locale=accepted.locale,
        citations=citations,
        notice=" ".join(filter(None, (accepted.notice, notice))),
        items=items,
    )


_EXISTING_SOURCES = CompiledQuery(lambda ids: Source.objects.filter(pk__in=ids).values_list("pk"))


def _write_turn(accepted: AcceptedQuestion, turn: Turn, sources: Sequence[int]) -> None:
    """Write the turn, its conversation and its sources, in one transaction."""
    with _short_busy_timeout(), transaction.atomic():
        Conversation.objects.bulk_create(
            [Conversation(id=accepted.conversation, channel=accepted.channel)],
            ignore_conflicts=True,
        )
        turn.save(force_insert=True)
        # Only sources that still exist.
        ordered = list(dict.fromkeys(sources))
        existing = {row for (row,) in _EXISTING_SOURCES.rows(ordered)}
        Cited = Turn.sources.through
        Cited.objects.bulk_create(
            [Cited(turn=turn, source_id=row) for row in ordered if row in existing]
        )


def first_cited_source(conversation: uuid.UUID) -> int | None:
    """Return the ledger's key of what the last answer with sources cited first, or None.

    It may have been withdrawn since.
    """
    cited = Turn.sources.through.objects.filter(
        turn__conversation=conversation, turn__status__in=("answered", "curated")
    )
    last = cited.order_by("-turn__created_at", "pk").values_list("source_id", flat=True)
    key: int | None = last.first()
    return key


@contextmanager
def _short_busy_timeout() -> Iterator[None]:
    """In SQLite, which has one writer at a time, wait for another `_WRITE_TIMEOUT_MS` at most."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {min(usual, _WRITE_TIMEOUT_MS)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def record_feedback(turn_id: str, helpful: bool) -> None:
    """Store whether an answer helped. Raises TurnNotFound."""
    try:
        found = Turn.objects.filter(pk=turn_id).update(helpful=helpful)
    except (ValidationError, ValueError):
        found = 0
    if not found:
        raise TurnNotFound(_("This answer is not known, or was forgotten."))


def forget_conversation(conversation: str) -> None:
    """Delete a conversation and all its turns; do nothing if it is unknown."""
    try:
        Conversation.objects.filter(pk=conversation).delete()
    except (ValidationError, ValueError):
        return


def prune(now: datetime | None = None) -> int:
    """Delete turns older than the retention time, and empty conversations.

    Return the number of deleted turns.
    """
    limit = (now or timezone.now()) - timedelta(days=settings.retention_days)
    deleted, by_model = Turn.objects.filter(created_at__lt=limit).delete()
    Conversation.objects.filter(turns__isnull=True, created_at__lt=limit).delete()
    return by_model.get("assistant.Turn", 0) if deleted else 0
