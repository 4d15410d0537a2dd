"""Builds the buttons under messages, and parses what they send back. Pure.

Telegram allows 64 bytes of data per button; the longest part is a turn's id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

LANGUAGE = re.compile(r"lang:([a-z]{2,3}(?:-[a-z0-9]{2,8})?|auto)", re.ASCII)
FEEDBACK = re.compile(r"fb:([+-]):([0-9A-Za-z-]{1,58})", re.ASCII)
_COLUMNS = 2


def language_keyboard(names: Mapping[str, str], chosen: str | None) -> InlineKeyboardMarkup:
    """Return a button for each language, and one for the language of the question.

    `names` has each language's own name by code. The chosen one is marked.
    """
    buttons = [
        InlineKeyboardButton(_marked(name, code == chosen), callback_data=f"lang:{code}")
        for code, name in names.items()
    ]
    rows = [buttons[at : at + _COLUMNS] for at in range(0, len(buttons), _COLUMNS)]
    automatic = _marked(_("The language of my question"), not chosen)
    rows.append([InlineKeyboardButton(automatic, callback_data="lang:auto")])
    return InlineKeyboardMarkup(rows)


def feedback_keyboard(turn: str, chosen: bool | None = None) -> InlineKeyboardMarkup:
    """Return thumbs up and down for an answer; the chosen one is marked."""
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    _marked(thumb, chosen is helpful),
                    callback_data=f"fb:{'+' if helpful else '-'}:{turn}",
                )
                for helpful, thumb in ((True, "👍"), (False, "👎"))
            ]
        ]
    )


def _marked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def read_language(data: str) -> str | None:
    """Return the code that a language button sent, or `auto`; None for other data."""
    found = LANGUAGE.fullmatch(data)
    return found[1] if found else None


def read_feedback(data: str) -> tuple[str, bool] | None:
    """Return the turn's id, and whether it helped, from a thumb's data; None for other data."""
    found = FEEDBACK.fullmatch(data)
    return (found[2], found[1] == "+") if found else None
