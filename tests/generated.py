"""Files that are made from the code, and committed: written anew, or checked."""

from __future__ import annotations

import sys
from pathlib import Path


def write_or_check(path: Path, text: str, *, command: str) -> int:
    """Write the file if `--write` is asked for; else say whether it is out of date.

    `command` is the module that makes it. Returns the exit status.
    """
    if "--write" in sys.argv[1:]:
        path.write_text(text, "utf-8")
        return 0
    if path.exists() and path.read_text("utf-8") == text:
        return 0
    sys.stderr.write(f"{path.name} is out of date: python -m {command} --write\n")
    return 1
