"""Limits the processor time, memory and file size of the reader process itself.

Windows offers none of these limits, and macOS ignores the one on memory. On macOS a thread watches
the memory instead; on both the parent process ends a reader that takes too long.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from types import ModuleType

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows
    resource = None

#: Exit code that tells the parent process that the memory limit was exceeded.
OUT_OF_MEMORY = 77
#: Largest file that the process may write, in bytes: its error output, kept for operators.
_LARGEST_FILE = 1_000_000


def set_limits(*, seconds: float, memory: int) -> None:
    """Limit the processor time (in seconds) and the memory (in megabytes) of this process."""
    if resource is None:
        return
    allowed = memory * 1_000_000
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    _limit(resource.RLIMIT_CPU, int(seconds) + 1)
    if sys.platform == "darwin" or not _limit(resource.RLIMIT_AS, allowed):
        threading.Thread(target=_watch_memory, args=(allowed,), daemon=True).start()
    os.nice(5)


def peak_memory() -> int:
    """Return the most memory that this process has used, in bytes, or 0 where that is not known."""
    try:
        # On Linux, getrusage would include the parent's memory from before this program started.
        with open("/proc/self/status", encoding="ascii", errors="ignore") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    if resource is None:
        return 0
    peak: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limit(what: int, value: int) -> bool:
    """Set one limit and return whether the system accepted it."""
    assert resource is not None  # noqa: S101  # `set_limits` has looked
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(what, (value, value))
    except (ValueError, OSError):
        return False
    return True


def _watch_memory(allowed: int) -> None:
    """End the process as soon as it uses more than `allowed` bytes."""
    while peak_memory() < allowed:
        time.sleep(0.1)
    os._exit(OUT_OF_MEMORY)
