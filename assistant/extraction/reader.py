"""The reader process: reads a file from standard input and writes sections as JSON lines.

`assistant.extraction.process` starts it for each document, so that a file which makes it hang,
crash or run out of memory ends this process only. It knows no Django, no site and not the file's
name, and imports only what the format needs.

Lines on standard output: {"progress": [done, total]}, {"scanning": true}, {"section": [heading,
text, anchor, page]}, and one last: {"end": {…}} or {"refused": [reason, detail]}.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from assistant.extraction.formats import reader_for
from assistant.extraction.job import Job
from assistant.extraction.reader_limits import peak_memory, set_limits
from assistant.extraction.unreadable_file import DAMAGED, HOSTILE, MEMORY, UnreadableFile

#: Longest text in one message, in characters.
_LONGEST = 300_000


def main(request: str) -> None:
    """Read the file on standard input.

    `request` is a JSON object with the limits and the fields of the `Job`.
    """
    given = json.loads(request)
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints goes to standard error, so that it can't mix with the messages.
    os.dup2(2, 1)

    def say(kind: str, what: Any) -> None:
        output.write(json.dumps({kind: what}) + "\n")
        output.flush()

    set_limits(seconds=given["seconds"], memory=given["memory"])
    job = Job(
        **given["job"],
        progress=lambda done, total: say("progress", [done, total]),
        scanning=lambda: say("scanning", True),
    )
    try:
        read = reader_for(job.suffix)
        for section in read(sys.stdin.buffer.read(), job):
            for text in _pieces(_plain(section.text)):
                say("section", [_plain(section.heading), text, section.anchor, section.page])
        say("end", {"unread": job.unread_pages, "peak": peak_memory()})
    except UnreadableFile as error:
        say("refused", [error.reason, error.detail])
    except MemoryError:
        say("refused", [MEMORY, ""])
    except RecursionError:
        say("refused", [HOSTILE, "nested too deep"])
    except ImportError:
        # The installation is at fault, not the file.
        raise
    except Exception as error:
        # Parsers raise errors of any kind for broken files.
        say("refused", [DAMAGED, type(error).__name__])


def _pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces that fit one message, without blank ones."""
    for start in range(0, len(text), _LONGEST):
        piece = text[start : start + _LONGEST]
        if piece.strip():
            yield piece


def _plain(text: str) -> str:
    """Return the text without NUL and lone surrogates, which databases reject."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
