"""The strings of the widget's interface, by the names that its JavaScript uses.

The widget replaces words in braces, so they stay the same in a translation. No string depends on a
number, so that none needs plural forms.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext_noop as _

from assistant.text import site_languages

MESSAGES = {
    "launch": _("Ask a question"),
    "title": _("Ask the assistant"),
    "close": _("Close"),
    "fresh": _("New conversation"),
    "remove": _("Delete this conversation"),
    "removed": _("The conversation is deleted."),
    "removeFailed": _("The conversation could not be deleted. Please try again."),
    "conversation": _("Conversation"),
    "greeting": _("What would you like to know?"),
    "hint": _(
        "Ask in your own words about anything that is published here. The answer names the pages "
        "and documents that it comes from."
    ),
    "suggestions": _("Suggested questions"),
    "label": _("Your question"),
    "keys": _("Enter sends the question, Shift and Enter start a new line."),
    "send": _("Send"),
    "stop": _("Stop"),
    "asked": _("You asked:"),
    "answered": _("Answer:"),
    "searching": _("Looking for an answer…"),
    "stopped": _("Stopped."),
    "unanswered": _("No answer found"),
    "nearest": _("Not certain"),
    "curated": _("Answer by the editors"),
    "sources": _("Sources"),
    "related": _("Perhaps useful"),
    "source": _("Source {number}: {title}"),
    "count": _("Sources: {count}."),
    "newTab": _("opens in a new tab"),
    "language": _("in {language}"),
    "page": _("page {number}"),
    "stale": _("This translation is older than the original and may be out of date."),
    "machine": _("A machine translated this page, and nobody has checked it yet."),
    "feedback": _("Was this answer helpful?"),
    "helpful": _("Helpful"),
    "unhelpful": _("Not helpful"),
    "thanks": _("Thank you for telling us."),
    "feedbackFailed": _("Your feedback could not be sent. Please try again."),
    "retry": _("Try again"),
    "offline": _("You are offline. Check your connection, then try again."),
    "unreachable": _("The assistant can't be reached. Please try again in a minute."),
    "forbidden": _(
        "This website ({origin}) may not use the assistant. The assistant's operator can allow it."
    ),
    "broken": _("The answer broke off. Please try again."),
    "failed": _("Something went wrong. Please try again later."),
    "notice": _("Please check each answer against its sources."),
}


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """Return the English strings, and for each language of the site its direction and translations.

    A string that is not translated is left out: the widget shows the English one.
    """
    return {
        "english": MESSAGES,
        "languages": {code: _language(code) for code in site_languages()},
    }


def _language(code: str) -> dict[str, Any]:
    with translation.override(code):
        strings = {name: translation.gettext(text) for name, text in MESSAGES.items()}
    return {
        "dir": "rtl" if _is_right_to_left(code) else "ltr",
        "strings": {name: text for name, text in strings.items() if text != MESSAGES[name]},
    }


def _is_right_to_left(code: str) -> bool:
    try:
        return bool(get_language_info(code)["bidi"])
    except KeyError:  # a language that Django does not know
        return False
