"""The embedded store: Chroma in a folder that one process owns, with a folder for each generation.

Owns the lock on the folder, and decides whether a generation's files can be trusted. A store that
was not closed properly is first opened by a process of its own, because Chroma's core may crash or
hang on what a killed process has left.
"""

from __future__ import annotations

import errno
import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant.exceptions import IndexUnavailable
from assistant.index.dense.chroma.collections import (
    CHECK_TIMEOUT,
    CONFIGURATION,
    Collections,
    StoreDown,
    StoreRuined,
)
from assistant.models import Generation

logger = logging.getLogger(__name__)

_PREFIX = "passages-"
#: Disk space for a passage, in bytes: its vector twice (index and log), graph links, metadata.
_BYTES = 6_000
#: A file whose size exceeds twice its disk space by this many bytes is damaged.
_SLACK = 256 * 1024**2


class OwnedElsewhere(IndexUnavailable):
    """Another process owns the folder of the vector store."""


class EmbeddedStore:
    """The generations in a folder, for the process that holds the folder's lock."""

    remote = False

    def __init__(self, folder: Path) -> None:
        """Lock the folder.

        Raises OwnedElsewhere if another process has locked it, StoreDown if it can't be written.
        """
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder.with_name(f"{folder.name}.lock"), thread_local=False)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise OwnedElsewhere(
                f"Another process owns the index in ASSISTANT['INDEX_DIR'] ({folder.name})."
            ) from error
        except OSError as error:
            raise StoreDown(
                f"The folder in ASSISTANT['INDEX_DIR'] can't be written: {error.strerror}."
            ) from error

    def close(self) -> None:
        """Unlock the folder for other processes."""
        self._lock.release()

    def unfinished_generations(self, edition: int) -> list[int]:
        """Return the generations that other processes build: none, as this one owns the folder."""
        return []

    @contextmanager
    def repair_lock(self, edition: int) -> Iterator[bool]:
        """Yield True: no other process can repair the edition."""
        yield True

    def open(self, number: int, *, probe: bool = False) -> Collections:
        """Open an existing generation.

        Raises StoreRuined if it is missing or can't be trusted. One that was not closed properly is
        opened only with `probe`, which first tries it out and may take seconds.
        """
        path = self._path(number)
        if not path.is_dir():
            raise StoreRuined("The folder of the vector store is gone.")
        seal = self._seal(number)
        unsealed = not seal.exists()
        if unsealed:
            if not probe:
                raise StoreRuined("The vector store was not closed properly.")
            self._probe(path)
        elif _read(seal) != _fingerprint(path):
            raise StoreRuined("Files of the vector store were changed.")
        if sparse := self._sparse_file(path):
            raise StoreRuined(f"{sparse} of the vector store has grown beyond measure.")
        return self._collections(number, unsealed=unsealed)

    def create(self, number: int, passages: int) -> Collections:
        """Create an empty generation for so many passages. Raises StoreDown if the disk is full."""
        try:
            # Left over from before the database was restored from a backup, which reuses numbers.
            shutil.rmtree(self._path(number), ignore_errors=True)
            self._seal(number).unlink(missing_ok=True)
            self._path(number).mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
        except OSError as error:
            raise StoreDown(f"The vector store can't be written: {error.strerror}.") from error
        if free < passages * _BYTES:
            raise StoreDown("The disk of the vector store is full.")
        return self._collections(number)

    def damage(self, number: int) -> str:
        """Return why the files of an open generation can't be trusted, or ""."""
        path = self._path(number)
        if not (path / "chroma.sqlite3").is_file():
            return "its folder is gone"
        if sparse := self._sparse_file(path):
            return f"{sparse} has grown beyond measure"
        return ""

    def sweep(self) -> None:
        """Delete the files of generations that no longer exist."""
        found = list(self.folder.glob("generation-*"))
        kept = {f"generation-{pk}" for pk in Generation.objects.values_list("pk", flat=True)}
        for path in found:
            if path.name.partition(".")[0] in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _collections(self, number: int, *, unsealed: bool = False) -> Collections:
        """Open a generation's collections, and remove its seal until they are closed."""
        import chromadb
        from chromadb.config import Settings

        path = self._path(number)
        try:
            self._seal(number).unlink(missing_ok=True)
            client = chromadb.PersistentClient(
                str(path), settings=Settings(anonymized_telemetry=False)
            )
            known = {
                collection.name.removeprefix(_PREFIX): collection
                for collection in client.list_collections()
            }
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise _translate_error(error) from error

        def create(locale: str) -> Any:
            return client.get_or_create_collection(
                f"{_PREFIX}{locale}", configuration=CONFIGURATION, embedding_function=None
            )

        def close() -> None:
            client.close()  # type: ignore[attr-defined]  # on every client, missing in its base
            try:
                self._seal(number).write_text(json.dumps(_fingerprint(path)))
            except OSError:
                # Without a seal the store is tried out when it is next opened.
                logger.debug("The vector store could not be sealed.", exc_info=True)

        return Collections(
            number,
            known,
            create=create,
            close=close,
            translate_error=_translate_error,
            unsealed=unsealed,
            exclusive=True,
        )

    def _probe(self, path: Path) -> None:
        """Try out in a process of its own whether the store opens.

        Raises StoreRuined if it does not.
        """
        logger.info("The vector store was not closed properly; trying whether it works.")
        script = Path(__file__).with_name("probe.py")
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(script), str(path)],
                timeout=CHECK_TIMEOUT,
                capture_output=True,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError) as error:
            raise StoreRuined("The vector store does not open.") from error
        if done.returncode:
            raise StoreRuined(f"The vector store does not open (code {done.returncode}).")

    def _sparse_file(self, path: Path) -> str:
        """Return the name of a file that claims far more bytes than it has on disk, or ""."""
        for file in path.rglob("*"):
            try:
                status = file.stat()
            except OSError:
                continue
            # A killed process may leave a sparse file of terabytes.
            if status.st_size > 2 * 512 * status.st_blocks + _SLACK:
                return file.name
        return ""

    def _path(self, number: int) -> Path:
        return self.folder / f"generation-{number}"

    def _seal(self, number: int) -> Path:
        """Return the path of the seal.

        Written on closing, it has the sizes and times of all files.
        """
        return self.folder / f"generation-{number}.closed"


def _fingerprint(path: Path) -> dict[str, list[int]]:
    """Return size and modification time of each file."""
    return {
        str(file.relative_to(path)): [file.stat().st_size, file.stat().st_mtime_ns]
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def _read(seal: Path) -> Any:
    """Return what a seal says, or None if it can't be read."""
    try:
        return json.loads(seal.read_text())
    except (OSError, ValueError):
        return None


def _translate_error(error: BaseException) -> IndexUnavailable:
    """Return our error for one of Chroma's."""
    text = str(error).lower()
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    if full or "disk is full" in text or "no space left" in text:
        return StoreDown("The disk of the vector store is full.")
    return StoreRuined("The vector store does not answer.")
