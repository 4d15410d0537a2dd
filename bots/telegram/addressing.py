"""Decides whether a message is meant for the bot, and what it asks. Pure.

In a private chat every message is. In a group only a command that names the bot (`/ask@bot …`), a
mention of it, or a reply to one of its messages; nothing else there is read, stored or logged.
"""

from __future__ import annotations

import re

from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatType
from telegram.ext.filters import MessageFilter


def from_person(message: Message) -> bool:
    """Return whether a person wrote the message: not a channel, a bot, or a group's account."""
    return message.from_user is not None and not message.from_user.is_bot


def is_command_to(message: Message, bot: Bot) -> bool:
    """Return whether it is a command to this bot: in a group only one that names the bot."""
    if not message.text or not message.entities:
        return False
    first = message.entities[0]
    if first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    return message.parse_entity(first).lower().endswith(f"@{bot.username.lower()}")


def is_question_to(message: Message, bot: Bot) -> bool:
    """Return whether it is a text, not a command, that the bot should answer."""
    if not message.text or _starts_with_command(message):
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    return _mentions(message, bot) or _replies_to(message, bot)


def question_in(message: Message, bot: Bot) -> str:
    """Return the message's text without the command and without the bot's name."""
    text = message.text or ""
    if _starts_with_command(message):
        text = text[message.entities[0].length :]
    if message.chat.type != ChatType.PRIVATE:
        text = re.sub(rf"@{re.escape(bot.username)}\b", " ", text, flags=re.IGNORECASE)
    return text.strip()


def _starts_with_command(message: Message) -> bool:
    entities = message.entities
    return bool(entities) and entities[0].type == "bot_command" and entities[0].offset == 0


def _mentions(message: Message, bot: Bot) -> bool:
    """Return whether the message mentions the bot."""
    for entity, text in message.parse_entities(["mention", "text_mention"]).items():
        if entity.type == "mention" and text.lower() == f"@{bot.username.lower()}":
            return True
        if entity.user is not None and entity.user.id == bot.id:
            return True
    return False


def _replies_to(message: Message, bot: Bot) -> bool:
    """Return whether the message replies to one of the bot's."""
    replied = message.reply_to_message
    # In a forum, every message "replies" to the message that opened its topic.
    return (
        replied is not None
        and replied.from_user is not None
        and replied.from_user.id == bot.id
        and replied.forum_topic_created is None
    )


class CommandToBot(MessageFilter):
    """A filter that passes commands of people to this bot."""

    def filter(self, message: Message) -> bool:
        return from_person(message) and is_command_to(message, message.get_bot())


class QuestionToBot(MessageFilter):
    """A filter that passes questions of people to this bot."""

    def filter(self, message: Message) -> bool:
        return from_person(message) and is_question_to(message, message.get_bot())
