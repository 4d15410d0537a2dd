"""`manage.py move_database`: from SQLite to PostgreSQL."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from assistant.exceptions import AssistantError, IndexUnavailable
from assistant.index import dense, editions
from cms.runtime.database_move import CannotMove, move

_AFTERWARDS = """
Now start the hub with these, and the data folder as before:

  HUB_DATABASE_URL        the address that you gave
  ASSISTANT_CHROMA_URL    your Chroma server; it is filled from the database, nothing is embedded

The SQLite database is unchanged. Keep it until you have looked around."""


class Command(BaseCommand):
    """Thin: checks that no server runs, one call, what to do next."""

    help = "Copy the whole database from SQLite to an empty PostgreSQL database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument(
            "--to", required=True, metavar="URL", help="postgresql://user:password@host:5432/name"
        )

    def handle(self, *, to: str, **options: Any) -> None:
        """Move, while holding the index, so that no server changes the database meanwhile."""
        try:
            dense.index_of(editions.current())
            rows = move(to, self.stdout.write)
        except IndexUnavailable as error:
            raise CommandError("The hub is running. Stop it first.") from error
        except (AssistantError, CannotMove, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        finally:
            dense.release()
        self.stdout.write(f"Moved {rows} rows.\n{_AFTERWARDS}")
