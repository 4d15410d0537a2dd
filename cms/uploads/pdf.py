"""Whether PDFium can open a file, tried in a process of its own.

A file made to harm can crash or stall PDFium; then that process ends, not the site.
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
    """What came of opening a PDF; the value is the exit code of the process that tried."""

    GOOD = 0
    DAMAGED = 3
    LOCKED = 4
    TOO_SLOW = 5


def probe(file: BinaryIO) -> State:
    """Open a PDF, from where the file stands, and the text of its first page.

    A file that only restricts printing or copying opens without a password and is good.
    Takes at most 20 seconds.
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
        # Ended by a signal: PDFium crashed, or ran into the limit of its time.
        return State.DAMAGED
