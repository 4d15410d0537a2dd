"""Runs the reader process for one file, and ends it when it exceeds a limit."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from assistant.extraction.reader_limits import OUT_OF_MEMORY
from assistant.extraction.unreadable_file import (
    DAMAGED,
    HOSTILE,
    MEMORY,
    SIZE,
    SLOW,
    UnreadableFile,
)
from assistant.types import Section

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
#: Python code that the child process runs. `-I` keeps environment variables and the current folder
#: out of its import path, so that is passed as an argument.
_READER_CODE = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from assistant.extraction.reader import main; main(sys.argv[2])"
)
#: Environment variables that the interpreter, its libraries and tesseract need.
_ENVIRONMENT = (
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "TESSDATA_PREFIX",
    "TMPDIR",
    "TEMP",
)
#: Longest line accepted from the child process, in bytes.
_LONGEST_LINE = 8_000_000


@dataclass(frozen=True, kw_only=True)
class ReadingLimits:
    """What reading one file may cost: seconds, megabytes of memory, and characters of text."""

    seconds: float
    memory: int
    text: int
    #: Additional seconds once scanned pages are being read.
    ocr_seconds: float = 0


@dataclass(frozen=True, kw_only=True)
class ReadResult:
    """The result of reading a file."""

    sections: list[Section]
    #: Numbers of the pages that show text as a picture that could not be read.
    unread_pages: tuple[int, ...]
    #: Most memory that the reader process used, in bytes; 0 where the system does not tell.
    peak_memory: int


class ReaderBroken(Exception):
    """The reader process can't run here: the installation is at fault, not the file."""


def read_file(
    file: IO[bytes], job: Mapping[str, Any], limits: ReadingLimits, progress: Progress | None = None
) -> ReadResult:
    """Read an open file from its beginning, in a process of its own.

    `file` needs a file descriptor. `job` holds fields of `Job` as JSON-compatible values.
    `progress` is called with the number of pages read and of all pages. Raises UnreadableFile if
    the file can't be read within the limits, and ReaderBroken.
    """
    request = {"job": dict(job), "seconds": limits.seconds, "memory": limits.memory}
    sections: list[Section] = []
    length = 0
    with tempfile.TemporaryFile() as errors, _reader_process(file, request, errors) as child:
        clock = _Clock(child, limits.seconds)
        try:
            for kind, what in _messages(child):
                if kind == "section":
                    length += len(what.text) + len(what.heading)
                    if length > limits.text:
                        raise UnreadableFile(SIZE, f"more than {limits.text} letters of text")
                    sections.append(what)
                elif kind == "progress" and progress:
                    progress(*what)
                elif kind == "scanning":
                    clock.allow(limits.ocr_seconds)
                elif kind == "refused":
                    raise what
                elif kind == "end":
                    unread, peak = what
                    return ReadResult(sections=sections, unread_pages=unread, peak_memory=peak)
        finally:
            clock.stop()
        if clock.expired:
            raise UnreadableFile(SLOW, f"more than {limits.seconds:g} seconds")
        raise _error_for_exit(child, limits, errors)


@contextmanager
def _reader_process(
    file: IO[bytes], request: dict[str, Any], errors: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the child in a process group of its own, and kill the whole group at the end."""
    file.seek(0)
    path = [entry for entry in sys.path if os.path.isabs(entry)]
    child = subprocess.Popen(  # noqa: S603 - nothing of the file stands in the command
        [
            sys.executable, "-I", "-X", "utf8", "-c", _READER_CODE,
            json.dumps(path), json.dumps(request),
        ],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        start_new_session=True,
    )  # fmt: skip
    try:
        yield child
    finally:
        _kill(child)
        child.wait()
        if child.stdout:
            child.stdout.close()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and the processes it started, such as tesseract."""
    if hasattr(os, "killpg"):
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # The whole group has ended. macOS reports that with "not permitted".
            return
    else:
        child.kill()


def _messages(child: subprocess.Popen[bytes]) -> Iterator[tuple[str, Any]]:
    """Yield the messages of the child, a JSON line each, until it ends.

    The child is not trusted: a malformed message raises UnreadableFile (HOSTILE).
    """
    if child.stdout is None:
        return
    while line := child.stdout.readline(_LONGEST_LINE):
        if not line.endswith(b"\n"):
            if len(line) == _LONGEST_LINE:
                raise UnreadableFile(HOSTILE, "the reader said too much at once")
            return
        try:
            message = _parse_message(line)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise UnreadableFile(HOSTILE, "the reader said what it can't say") from error
        yield message


def _parse_message(line: bytes) -> tuple[str, Any]:
    """Parse a line into the kind of message and its checked content."""
    [(kind, what)] = dict(json.loads(line)).items()
    if kind == "section":
        heading, text, anchor, page = what
        page = None if page is None else int(page)
        return kind, Section(heading=str(heading), text=str(text), anchor=str(anchor), page=page)
    if kind == "progress":
        done, total = what
        return kind, (int(done), int(total))
    if kind == "refused":
        reason, detail = what
        return kind, UnreadableFile(str(reason), str(detail))
    if kind == "end":
        return kind, (tuple(int(number) for number in what["unread"]), int(what["peak"]))
    return kind, what


class _Clock:
    """Kills the child when its time is up."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self.expired = False
        self._child = child
        self._allowed_more = False
        self._start(seconds)

    def allow(self, seconds: float) -> None:
        """Restart the clock with additional seconds. Only the first call has an effect.

        The child asks for it, and must not be able to ask for ever.
        """
        if not self._allowed_more:
            self._allowed_more = True
            self._timer.cancel()
            self._start(self._seconds + seconds)

    def stop(self) -> None:
        self._timer.cancel()

    def _start(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def _expire(self) -> None:
        self.expired = True
        _kill(self._child)


def _error_for_exit(
    child: subprocess.Popen[bytes], limits: ReadingLimits, errors: IO[bytes]
) -> UnreadableFile | ReaderBroken:
    """Return the error for a child that ended without a final message."""
    code = child.wait()
    if code == OUT_OF_MEMORY:
        return UnreadableFile(MEMORY, f"more than {limits.memory} MB")
    if code >= 0:
        errors.seek(0)
        logger.error("The document reader ended with %s: %s", code, errors.read()[-2000:].decode())
        return ReaderBroken("The process that reads documents does not run.")
    name = signal.Signals(-code).name
    if name == "SIGXCPU":
        return UnreadableFile(SLOW, f"more than {limits.seconds:g} seconds of the processor")
    if name in {"SIGKILL", "SIGABRT", "SIGTRAP", "SIGILL"}:
        # The system killed it for its memory, or it aborted because an allocation failed.
        return UnreadableFile(MEMORY, name)
    return UnreadableFile(DAMAGED, f"the reader crashed ({name})")
