"""What the bots store about the people who write to them: a language, and their conversations.

No names and no texts. The questions are stored by the assistant; a thread only says which
conversation is whose, so that it can be continued, and deleted.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Reader(models.Model):
    """A person who writes to the Telegram bot."""

    #: Telegram's id of the person.
    telegram_id = models.BigIntegerField(primary_key=True)
    #: The language that the person chose; empty: the language of each question.
    language = models.CharField(max_length=20, blank=True)
    #: The language of the last answer, in which the bot speaks until the person chooses one.
    last_language = models.CharField(max_length=20, blank=True)
    last_seen = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.telegram_id)


class Thread(models.Model):
    """A reader's conversation in one chat: what was said in private stays out of a group."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="threads")
    chat_id = models.BigIntegerField()
    #: The id of the assistant's `Conversation`.
    conversation = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "chat_id"], name="bots_thread_unique")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} in {self.chat_id}"
