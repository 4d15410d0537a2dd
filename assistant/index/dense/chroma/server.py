"""The store on a Chroma server that several processes, and perhaps several sites, share.

Owns the connection, one for each process, and its time limits. The names of collections begin with
a mark of the site and the generation's number; other collections are never touched.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from filelock import FileLock, Timeout

from assistant.exceptions import IndexUnavailable
from assistant.index.dense.chroma.collections import (
    CONFIGURATION,
    Collections,
    StoreDown,
    StoreRuined,
)
from assistant.models import Generation

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection

#: Seconds to connect, and to wait for an answer: a write of a thousand passages may have to wait
#: for its turn.
_CONNECT, _ANSWER = 1.0, 30.0
#: Number of collections in one request; the server limits it.
_PAGE = 100
#: Distinguishes these advisory locks from others in the same database: "tvev" as a number.
_NAMESPACE = 0x74766576
_HINT = "Check ASSISTANT['CHROMA_URL'] and whether the server runs."


class ServerStore:
    """The generations of this site on a Chroma server."""

    remote = True

    def __init__(self, url: str, token: str, folder: Path) -> None:
        """Prepare the connection, which is made when it is first needed.

        `folder` holds the lock files for processes on one machine, where the database has no
        advisory locks.
        """
        self._url, self._token, self._folder = url, token, folder
        self._api: ServerAPI | None = None
        self._site = ""
        self._opening = threading.Lock()

    def close(self) -> None:
        """Close the connection."""
        with self._opening:
            api, self._api = self._api, None
        if api is not None:
            api._session.close()  # type: ignore[attr-defined]

    def unfinished_generations(self, edition: int) -> list[int]:
        """Return the generations that any process is building: changes are written to them too."""
        rows = Generation.objects.filter(edition=edition, active=False).order_by("pk")
        return list(rows.values_list("pk", flat=True))

    @contextmanager
    def repair_lock(self, edition: int) -> Iterator[bool]:
        """Yield whether this process alone may repair the edition until the block ends."""
        if connection.vendor == "postgresql":
            number = edition % 2**31
            mine = _advisory_lock_query("SELECT pg_try_advisory_lock(%s, %s)", number)
            try:
                yield bool(mine)
            finally:
                if mine:
                    _advisory_lock_query("SELECT pg_advisory_unlock(%s, %s)", number)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / f"mending-{edition}.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def open(self, number: int, *, probe: bool = False) -> Collections:
        """Return a generation's collections as the server has them. Raises StoreDown."""
        known = {
            name.removeprefix(self._name(number)): collection
            for name, collection in self._listed().items()
            if name.startswith(self._name(number))
        }
        return Collections(
            number,
            known,
            create=lambda locale: self._create(number, locale),
            close=lambda: None,
            translate_error=self._translate_error,
        )

    def create(self, number: int, passages: int) -> Collections:
        """Return a new generation, of which the server has nothing yet. Raises StoreDown."""
        self._call(lambda api: api.heartbeat())
        return self.open(number)

    def damage(self, number: int) -> str:
        """Return "": the server's files can't be inspected from here."""
        return ""

    def sweep(self) -> None:
        """Delete this site's collections of deleted generations. Raises StoreDown."""
        listed = self._listed()
        # Queried after listing, because a generation's row exists before its collections do.
        kept = tuple(self._name(pk) for pk in Generation.objects.values_list("pk", flat=True))
        for name in listed:
            if not name.startswith(kept):
                self._call(partial(_delete, name))

    def _create(self, number: int, locale: str) -> Collection:
        """Return the collection of a language in a generation, creating it if necessary."""
        name = self._name(number) + locale
        collection: Collection = self._call(
            lambda api: _collection(
                api, api.get_or_create_collection(name, configuration=CONFIGURATION)
            )
        )
        return collection

    def _listed(self) -> dict[str, Collection]:
        """Return this site's collections by name."""
        found: dict[str, Collection] = {}
        for page in range(1_000):
            models = self._call(partial(_page, page))
            for model in models:
                if model.name.startswith(self._site_prefix()):
                    found[model.name] = _collection(self._connected(), model)
            if len(models) < _PAGE:
                break
        return found

    def _call(self, call: Callable[[ServerAPI], Any]) -> Any:
        """Call the server and turn its errors into ours."""
        try:
            return call(self._connected())
        except IndexUnavailable:
            raise
        except Exception as error:
            raise self._translate_error(error) from error

    def _connected(self) -> ServerAPI:
        with self._opening:
            if self._api is None:
                self._api = _connect(self._url, self._token)
            return self._api

    def _translate_error(self, error: BaseException) -> IndexUnavailable:
        """Return our error for one of Chroma's or of the connection."""
        from chromadb.errors import (
            AuthorizationError,
            ChromaAuthError,
            ChromaError,
            QuotaError,
            RateLimitError,
        )

        if isinstance(error, AuthorizationError | ChromaAuthError):
            return StoreDown("The Chroma server refuses ASSISTANT['CHROMA_TOKEN'].")
        if isinstance(error, ChromaError) and not isinstance(error, QuotaError | RateLimitError):
            return StoreRuined("The Chroma server does not have the index, or can't read it.")
        return StoreDown(f"The Chroma server does not answer. {_HINT}")

    def _name(self, number: int) -> str:
        return f"{self._site_prefix()}{number}-"

    def _site_prefix(self) -> str:
        """Return how the names of this site's collections begin: a hash of its database's birth.

        The birth is the time at which the first migration of `assistant` was applied.
        """
        if not self._site:
            applied = MigrationRecorder(connection).applied_migrations()
            born = min(str(row.applied) for (app, _), row in applied.items() if app == "assistant")
            self._site = hashlib.sha256(born.encode()).hexdigest()[:12]
        return f"assistant-{self._site}-"


_thread = threading.local()


@contextmanager
def answer_timeout(seconds: float) -> Iterator[None]:
    """Limit the time that this thread waits for an answer of the server."""
    _thread.answer = seconds
    try:
        yield
    finally:
        del _thread.answer


class _Session(httpx.Client):
    """An HTTP client with time limits, because chromadb's own has none and can't be given any."""

    def request(self, *args: Any, **kwargs: Any) -> httpx.Response:
        answer = getattr(_thread, "answer", _ANSWER)
        kwargs["timeout"] = httpx.Timeout(answer, connect=_CONNECT)
        return super().request(*args, **kwargs)


def _connect(url: str, token: str) -> ServerAPI:
    """Return a client of the server, without asking the server anything yet.

    `chromadb.HttpClient` makes requests while it is created, and without a time limit.
    """
    from chromadb.api import ServerAPI
    from chromadb.config import Settings, System

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    settings = Settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=parts.hostname or "",
        chroma_server_http_port=parts.port or (443 if secure else 8000),
        chroma_server_ssl_enabled=secure,
        anonymized_telemetry=False,
    )
    system = System(settings)
    api = system.instance(ServerAPI)  # type: ignore[type-abstract]  # it finds the concrete one
    headers = dict(api._session.headers)  # type: ignore[attr-defined]
    if token:
        headers |= {"Authorization": f"Bearer {token}", "X-Chroma-Token": token}
    api._session.close()  # type: ignore[attr-defined]
    api._session = _Session(headers=headers)  # type: ignore[attr-defined]
    system.start()
    return api


def _page(number: int, api: ServerAPI) -> Any:
    return api.list_collections(limit=_PAGE, offset=number * _PAGE)


def _delete(name: str, api: ServerAPI) -> None:
    api.delete_collection(name)


def _collection(api: ServerAPI, model: Any) -> Collection:
    from chromadb.api.models.Collection import Collection

    return Collection(client=api, model=model, embedding_function=None)


def _advisory_lock_query(query: str, number: int) -> object:
    """Run a query about the advisory lock of a number and return its result."""
    with connection.cursor() as cursor:
        cursor.execute(query, [_NAMESPACE, number])
        return cursor.fetchone()[0]
