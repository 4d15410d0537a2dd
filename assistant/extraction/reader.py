"""The reader process: a file on standard input, its sections as JSON lines on standard output.

Started by `assistant.extraction.process` for each document, so that a file which hangs, crashes or
swallows memory ends this process and nothing else. Knows no Django, no site and no name of the
file, and imports what its format needs alone.

Lines: {"progress": [done, total]}, {"scanning": true}, {"section": {...}}, and one last:
{"end": {...}} or {"refused": [reason, detail]}.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from assistant.extraction.formats import reader_for
from assistant.extraction.job import Job
from assistant.extraction.limits import peak_memory, set_limits
from assistant.extraction.refusal import DAMAGED, HOSTILE, MEMORY, Refused

#: Letters of a section that are said at once.
_LONGEST = 300_000


def main(order: str) -> None:
    """Read the file on standard input as `order`, a JSON object of limits and a Job, says."""
    given = json.loads(order)
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints must not get between our lines.
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
    read = reader_for(job.suffix)
    try:
        for section in read(sys.stdin.buffer.read(), job):
            for text in _pieces(_plain(section.text)):
                say("section", [_plain(section.heading), text, section.anchor, section.page])
        say("end", {"unread": job.unread, "peak": peak_memory()})
    except Refused as error:
        say("refused", [error.reason, error.detail])
    except MemoryError:
        say("refused", [MEMORY, ""])
    except RecursionError:
        say("refused", [HOSTILE, "nested too deep"])
    except ImportError:
        # The installation's fault, not the file's.
        raise
    except Exception as error:
        # Parsers meet broken files with whatever exception there is.
        say("refused", [DAMAGED, type(error).__name__])


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that one line of ours can carry; nobody writes such long sections."""
    for start in range(0, len(text), _LONGEST):
        piece = text[start : start + _LONGEST]
        if piece.strip():
            yield piece


def _plain(text: str) -> str:
    """The text without what no database takes: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
