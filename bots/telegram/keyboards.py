"""Buttons under messages, and what they send back. Pure.

Telegram allows 64 bytes of data a button; a turn's id is the longest thing in them.
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
    """A button for each language in its own name, and one to follow the question's language."""
    buttons = [
        InlineKeyboardButton(_marked(name, code == chosen), callback_data=f"lang:{code}")
        for code, name in names.items()
    ]
    rows = [buttons[at : at + _COLUMNS] for at in range(0, len(buttons), _COLUMNS)]
    automatic = _marked(_("The language of my question"), not chosen)
    rows.append([InlineKeyboardButton(automatic, callback_data="lang:auto")])
    return InlineKeyboardMarkup(rows)


def feedback_keyboard(turn: str, chosen: bool | None = None) -> InlineKeyboardMarkup:
    """Thumbs up and down for an answer; the chosen one is marked."""
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
    """The code that a language button sent, or `auto`; None for anything else."""
    found = LANGUAGE.fullmatch(data)
    return found[1] if found else None


def read_feedback(data: str) -> tuple[str, bool] | None:
    """Turn and verdict that a thumb sent; None for anything else."""
    found = FEEDBACK.fullmatch(data)
    return (found[2], found[1] == "+") if found else None
