"""Limits that the reader process puts on itself before it touches a file.

Windows has none of them, and macOS does not heed the one of memory: there a thread looks, and the
parent's clock ends what takes too long.
"""

from __future__ import annotations

import os
import sys
import threading
import time

#: How the process ends when it has taken too much memory, for its parent to tell.
OUT_OF_MEMORY = 77
#: Largest file that it may write, in bytes: what goes wrong, for operators.
_LARGEST_FILE = 1_000_000


def set_limits(*, seconds: float, memory: int) -> None:
    """Limit the processor time, in seconds, and the memory, in megabytes, of this process."""
    try:
        import resource
    except ImportError:  # Windows
        return
    allowed = memory * 1_000_000
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    _limit(resource.RLIMIT_CPU, int(seconds) + 1)
    if sys.platform == "darwin" or not _limit(resource.RLIMIT_AS, allowed):
        threading.Thread(target=_watch_memory, args=(allowed,), daemon=True).start()
    os.nice(5)


def peak_memory() -> int:
    """The most memory that this process has had, in bytes; 0 where that is not known."""
    try:
        # Linux: what getrusage says there includes the parent's, from before this program began.
        with open("/proc/self/status", encoding="ascii", errors="ignore") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limit(what: int, value: int) -> bool:
    import resource

    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(what, (value, value))
    except (ValueError, OSError):
        return False
    return True


def _watch_memory(allowed: int) -> None:
    while peak_memory() < allowed:
        time.sleep(0.1)
    os._exit(OUT_OF_MEMORY)
