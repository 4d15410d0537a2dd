"""What the bots remember of the people they speak with: a language, and where they left off.

No names, no texts. The questions themselves are the assistant's; a thread only knows which
conversation is whose, so that it can go on, and be deleted.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Reader(models.Model):
    """Somebody who writes to the Telegram bot."""

    #: Telegram's number of the person.
    telegram_id = models.BigIntegerField(primary_key=True)
    #: The language they chose; empty: the language of each question.
    language = models.CharField(max_length=20, blank=True)
    #: The language of their last answer, for the bot's own words until they choose one.
    last_language = models.CharField(max_length=20, blank=True)
    last_seen = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        """The number, the only name there is."""
        return str(self.telegram_id)


class Thread(models.Model):
    """A reader's conversation in one chat; what was said in private stays out of a group."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="threads")
    chat_id = models.BigIntegerField()
    #: The assistant's id of the conversation.
    conversation = models.UUIDField()

    class Meta:
        """One conversation for a reader and a chat."""

        constraints = [
            models.UniqueConstraint(fields=["reader", "chat_id"], name="bots_thread_unique")
        ]

    def __str__(self) -> str:
        """Who and where."""
        return f"{self.reader_id} in {self.chat_id}"
