"""Tries in a separate process whether PDFium can open a file.

A malicious file can crash or stall PDFium; then only that process ends.
"""

from __future__ import annotations

import subprocess
import sys
from enum import Enum
from typing import BinaryIO

#: Seconds and bytes of memory that opening a PDF may take.
_SECONDS, _MEMORY = 20, 2 * 1024**3

_PROGRAM = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
except (ImportError, ValueError, OSError):
    pass  # not on this system: the caller's time limit remains
import pypdfium2
try:
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    document[0].get_textpage()
except pypdfium2.PdfiumError as error:
    sys.exit(4 if "password" in str(error).lower() else 3)
except IndexError:
    sys.exit(3)
except MemoryError:
    sys.exit(5)
"""


class State(Enum):
    """The result of opening a PDF; the value is the exit code of the process that tried."""

    GOOD = 0
    DAMAGED = 3
    LOCKED = 4
    TOO_SLOW = 5


def probe(file: BinaryIO) -> State:
    """Open a PDF and the text of its first page, reading from the file's position.

    A file that only restricts printing or copying opens without a password, so it is good. Takes at
    most 20 seconds.
    """
    arguments = [sys.executable, "-c", _PROGRAM, str(_MEMORY), str(_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the file goes in by its input
            arguments, input=file.read(), timeout=_SECONDS, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return State.TOO_SLOW
    try:
        return State(done.returncode)
    except ValueError:
        # A signal ended it: PDFium crashed, or exceeded its CPU time.
        return State.DAMAGED
