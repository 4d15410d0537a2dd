"""The bot's own texts, in the active language."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assistant.conf import settings as assistant_settings
from bots.conf import get_settings

#: The command menu: names are fixed, descriptions are translated.
COMMANDS = {
    "start": gettext_noop("Say hello"),
    "help": gettext_noop("How to ask"),
    "language": gettext_noop("Choose your language"),
    "privacy": gettext_noop("What is kept about you"),
    "forget": gettext_noop("Delete what is kept about you"),
}


def _site() -> str:
    return getattr(django_settings, "WAGTAIL_SITE_NAME", "") or _("this site")


def welcome(bot: str) -> str:
    """Return the greeting and the help text; `bot` is the bot's user name."""
    return (
        _(
            "Hello! Ask me anything about what %(site)s publishes, in your own language. "
            "I answer from its pages and documents and show you where I found it."
        )
        % {"site": _site()}
        + "\n\n"
        + help_text(bot)
    )


def help_text(bot: str) -> str:
    """Return how to ask, and the commands; `bot` is the bot's user name."""
    lines = [
        _("Write your question as a normal message. You can go on with a further question."),
        _("In a group, mention me, reply to me, or write %(command)s and your question.")
        % {"command": f"/ask@{bot}"},
        "",
        *(f"/{name} – {_(description)}" for name, description in COMMANDS.items()),
    ]
    return "\n".join(lines)


def privacy() -> str:
    """Return what is stored, for how long, and how to delete it."""
    return _(
        "I keep your Telegram number, your language and which conversation is yours, so that you "
        "can go on with it. I keep no name. I forget you when you have not written for %(days)d "
        "days. Questions and answers are deleted after %(turns)d days. "
        "/forget deletes all of it now."
    ) % {"days": get_settings().retention_days, "turns": assistant_settings.retention_days}


def forgotten() -> str:
    """Return the reply to /forget."""
    return _("Done. I have deleted your language and our conversation.")


def choose_language() -> str:
    """Return the text above the language buttons."""
    return _("Which language shall I answer in?")


def language_chosen(name: str) -> str:
    """Return the confirmation of a choice; `name` is the language's own name."""
    return _("I will answer in this language: %(language)s.") % {"language": name}


def language_automatic() -> str:
    """Return the confirmation that answers follow the question's language."""
    return _("I will answer in the language of your question.")


def only_text() -> str:
    """Return the reply to photos, voice messages and the like."""
    return _("I can only read text for now. Please write your question.")


def too_many() -> str:
    """Return the reply to somebody who asks too many questions."""
    return _("That is a lot of questions at once. Please wait a minute, then go on.")


def thanks() -> str:
    """Return the thanks for a rating."""
    return _("Thank you! Your opinion helps the editors.")


def answer_gone() -> str:
    """Return the reply to a rating of an answer that is no longer stored."""
    return _("This answer is no longer stored, so it can't be rated.")
