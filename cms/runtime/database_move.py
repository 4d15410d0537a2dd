"""Moves everything that the database holds to PostgreSQL, as it is, in one transaction.

Rows go over table by table as the database has them: no model's `save`, no signal, no fixture.
Not copied are the list of applied migrations, Wagtail's search index and the words of passages,
which each database keeps in its own way and which are made anew, and which vector store is in use.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, Error, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, Model
from tqdm import tqdm

from assistant.index import embedded_text, lexical
from assistant.models import Passage
from assistant.types import PassageText
from cms.settings.databases import database

#: The alias of the database that is moved to, while it is.
_TARGET = "moved_to"
#: Not copied, see above: models by app label and name, of which the last is on SQLite only.
_EMPTIED = ["wagtailsearch.IndexEntry", "assistant.Generation"]
_LEFT_OUT = [*_EMPTIED, "wagtailsearch.SQLiteFTSIndexEntry"]
#: Rows held in memory at a time: some have a document's text.
_BATCH = 500
#: The zero character as JSON writes it; not a backslash that is followed by "u0000".
_ZERO = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class CannotMove(Exception):
    """Why it can't be done, in words for an operator; the target is as it was."""


def move(url: str, say: Callable[[str], Any]) -> int:
    """Copy the site's database to the PostgreSQL database at an address; returns the rows.

    The target is empty, or has the tables and nothing of a site; its tables are made. `say` is
    told what is done. Raises CannotMove, and ImproperlyConfigured for an address that is none.
    """
    _check_source()
    with _target(url) as target:
        say("Preparing the tables …")
        _manage(url, "migrate", "--verbosity", "0")
        _check_empty(target)
        try:
            with transaction.atomic(), transaction.atomic(using=_TARGET):
                rows = _copy_all(target)
                say("Writing the words of passages …")
                _write_words(target)
                target.check_constraints()
        except (Error, ValueError) as error:
            raise CannotMove(f"Nothing was moved: {error}") from error
        with target.cursor() as cursor:
            cursor.execute("ANALYZE")
    say("Building the site's search index …")
    _manage(url, "wagtail_update_index", "--verbosity", "0")
    return rows


def _check_source() -> None:
    source = connections["default"]
    if source.vendor != "sqlite":
        raise CannotMove("The site is not on SQLite. Is HUB_DATABASE_URL set already? Unset it.")
    executor = MigrationExecutor(source)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotMove("The database lacks migrations. Run: manage.py migrate")


@contextmanager
def _target(url: str) -> Iterator[Any]:
    whole = connections.configure_settings({"default": database(url, settings.BASE_DIR)})["default"]
    if not whole["ENGINE"].endswith("postgresql"):
        raise CannotMove("The target must be a PostgreSQL database.")
    connections.settings[_TARGET] = whole
    target = connections[_TARGET]
    try:
        try:
            with target.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
        except DatabaseError as error:
            raise CannotMove(f"The target does not answer: {error}") from error
        yield target
    finally:
        target.close()
        del connections[_TARGET]
        del connections.settings[_TARGET]


def _manage(url: str, *arguments: str) -> None:
    """Run a command on the target, in a process of its own: some migrations name no database."""
    environment = {**os.environ, "HUB_DATABASE_URL": url}
    environment.setdefault("DJANGO_SETTINGS_MODULE", settings.SETTINGS_MODULE)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "django", *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise CannotMove(f"{arguments[0]} failed on the target: {last}")


def _check_empty(target: Any) -> None:
    """A migrated database has Wagtail's root and welcome page, and nobody's account."""
    with target.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM wagtailcore_page), (SELECT count(*) FROM auth_user), "
            "(SELECT count(*) FROM assistant_source)"
        )
        pages, users, sources = cursor.fetchone()
    if pages > 2 or users or sources:
        raise CannotMove("The target has a site of its own. Name an empty database.")


def _models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in _LEFT_OUT
    ]


def _copy_all(target: Any) -> int:
    models, source = _models(), connections["default"]
    quote = target.ops.quote_name
    sizes = {}
    with source.cursor() as cursor:
        for model in models:
            cursor.execute(f"SELECT count(*) FROM {quote(model._meta.db_table)}")  # noqa: S608
            sizes[model] = cursor.fetchone()[0]
    everything = [*models, *(apps.get_model(label) for label in _EMPTIED)]
    with target.cursor() as cursor:
        tables = ", ".join(quote(model._meta.db_table) for model in everything)
        cursor.execute(f"TRUNCATE {tables}")
    with tqdm(total=sum(sizes.values()), desc="Moving", unit="row") as bar:
        for model in models:
            _copy(model, target, bar.update)
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), everything):
            cursor.execute(statement)
        for model, size in sizes.items():
            cursor.execute(f"SELECT count(*) FROM {quote(model._meta.db_table)}")  # noqa: S608
            if cursor.fetchone()[0] != size:
                raise CannotMove(f"Nothing was moved: {model._meta.db_table} was not copied whole.")
    return sum(sizes.values())


def _copy(model: type[Model], target: Any, told: Callable[[int], Any]) -> None:
    # Its errors in a COPY are not Django's; it is there, since the target is connected.
    import psycopg

    source, quote = connections["default"], target.ops.quote_name
    fields = list(model._meta.local_concrete_fields)
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(model._meta.db_table)
    read = [_reader(field, source) for field in fields]
    try:
        with source.cursor() as rows, target.cursor() as cursor:
            rows.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                while batch := rows.fetchmany(_BATCH):
                    for row in batch:
                        copy.write_row(
                            [convert(value) for convert, value in zip(read, row, strict=True)]
                        )
                    told(len(batch))
    except (Error, psycopg.Error) as error:
        # A value that SQLite let pass, such as a text longer than its column.
        said = str(error).partition("\n")[0]
        raise CannotMove(f"Nothing was moved: {model._meta.db_table}: {said}") from error


def _reader(field: Field[Any, Any], source: Any) -> Callable[[Any], Any]:
    """Makes what SQLite keeps a value that PostgreSQL takes: a date of a text, say.

    What a field makes of it beyond that, such as JSON parsed, is left out.
    """
    expression = field.get_col(field.model._meta.db_table)
    converters = list(source.ops.get_db_converters(expression))
    if field.get_internal_type() == "DurationField":
        converters += field.get_db_converters(source)

    json = field.get_internal_type() == "JSONField"

    def convert(value: Any) -> Any:
        for converter in converters:
            value = converter(value, expression, source)
        if not isinstance(value, str):
            return value
        # PostgreSQL takes no zero character in a text, nor in JSON.
        value = value.replace("\x00", "")
        return _ZERO.sub(r"\1", value) if json and "\\u0000" in value else value

    return convert


def _write_words(target: Any) -> None:
    rows = Passage.objects.select_related("source__page", "source__document").order_by("pk")
    passages = (
        (
            passage.pk,
            embedded_text(
                passage.source.title, PassageText(heading=passage.heading, text=passage.text)
            ),
        )
        for passage in rows.iterator(chunk_size=_BATCH)
    )
    with tqdm(total=rows.count(), desc="Words", unit="passage") as bar:
        while batch := list(islice(passages, _BATCH)):
            with _in_place_of_default(target):
                lexical.write(batch)
            bar.update(len(batch))


@contextmanager
def _in_place_of_default(target: Any) -> Iterator[None]:
    own = connections["default"]
    connections["default"] = target
    try:
        yield
    finally:
        connections["default"] = own
