"""The command `manage.py ask "When was JET appointed?"` prints an answer and its sources."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assistant import answering
from assistant.exceptions import AssistantError, InvalidQuestion
from assistant.index import dense, editions
from assistant.text import language_name


class Command(BaseCommand):
    """Asks a question as a visitor of the site would."""

    help = "Answer a question from the site's public pages and documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question")
        parser.add_argument(
            "--locale",
            default="auto",
            help="Language of the answer, such as tr; by default the question's own.",
        )
        parser.add_argument("--conversation", help="Id of an earlier answer's conversation.")

    def handle(
        self, *, question: str, locale: str, conversation: str | None, **options: Any
    ) -> None:
        """Print the answer, then its sources."""
        try:
            dense.prepare(editions.current())
            answer = answering.answer(
                question, locale=locale, conversation=conversation, channel="command"
            )
        except InvalidQuestion as error:
            raise CommandError(str(error)) from error
        except AssistantError as error:
            raise CommandError(f"The question can't be answered now: {error}") from error
        finally:
            dense.release()
        if answer.status == "curated":
            self.stdout.write("Answer by the editors:\n")
        self.stdout.write(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", answer.text))
        if answer.notice:
            self.stdout.write(f"\n({answer.notice})")
        if answer.citations:
            self.stdout.write("")
        for source in answer.citations:
            parts = [source.title, source.heading, f"p. {source.page}" if source.page else ""]
            label = " › ".join(part for part in parts if part)
            notes = [language_name(source.locale)] if source.locale != answer.locale else []
            notes += ["older than its original"] if source.stale else []
            notes += ["translated by a machine, not checked"] if source.machine else []
            note = f" ({', '.join(notes)})" if notes else ""
            self.stdout.write(f"[{source.number}] {label}{note}\n    {source.url}")
