"""Loggers that never show a bot's token.

The token is part of every address of the Bot API, so it appears in the HTTP client's log and may
appear in the text of an exception.
"""

from __future__ import annotations

import logging
import re

#: Loggers of libraries that log addresses of the Bot API, mostly at debug level.
_TALKATIVE = ("httpx", "telegram.Bot", "telegram.ext.ExtBot", "telegram.ext.Application")
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}", re.ASCII)


class HideTokens(logging.Filter):
    """A log filter that replaces whatever looks like a token, also in the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace tokens in the record, and return True, since no record is dropped."""
        message = record.getMessage()
        if _TOKEN.search(message):
            record.msg, record.args = _hide(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _hide(logging.Formatter().formatException(record.exc_info))
        return True


def _hide(text: str) -> str:
    return _TOKEN.sub("(token)", text)


def get_logger(name: str) -> logging.Logger:
    """Return the logger with this name, which hides tokens."""
    logger = logging.getLogger(name)
    if not any(isinstance(known, HideTokens) for known in logger.filters):
        logger.addFilter(HideTokens())
    return logger


def quieten_libraries() -> None:
    """Hide tokens in the logs of the libraries. May be called repeatedly."""
    for name in _TALKATIVE:
        get_logger(name)
