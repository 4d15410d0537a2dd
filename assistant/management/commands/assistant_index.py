"""`manage.py assistant_index`: shows the index's state, brings it up to date, rebuilds it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from assistant import editions, health, vectors
from assistant.exceptions import AssistantError
from assistant.ingestion import catch_up
from assistant.ledger import mark
from assistant.models import Source
from assistant.providers import embedder
from assistant.stored_vectors import embed_sentences, sentences_missing

_OWNED = (
    "Another process, such as a running server, owns the index. It brings the index up to date "
    "by itself; stop it first, or give this command a folder of its own in ASSISTANT['INDEX_DIR']."
)


class Command(BaseCommand):
    """The index, from the command line."""

    help = "Show the index's state; --reconcile brings it up to date, --rebuild makes it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do; without an option only the state is shown."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--reconcile",
            action="store_true",
            help="Index what is waiting or does not match the site.",
        )
        what.add_argument(
            "--refresh",
            action="store_true",
            help="Read every source again; only changed texts are embedded.",
        )
        what.add_argument(
            "--rebuild",
            action="store_true",
            help="Build the vector store anew from the vectors in the database.",
        )
        what.add_argument("--retry", action="store_true", help="Try failed sources again.")

    def handle(self, **options: Any) -> None:
        """Do the one thing asked, then show the state."""
        try:
            self._work(options)
            self._show()
        except vectors.OwnedElsewhere as error:
            raise CommandError(_OWNED) from error
        except AssistantError as error:
            raise CommandError(str(error)) from error
        finally:
            vectors.release()

    def _work(self, options: dict[str, Any]) -> None:
        if options["rebuild"]:
            with tqdm(desc="Vector store", unit="passage") as bar:
                count = vectors.index_of(editions.in_force()).rebuild(_drawn_on(bar))
            self.stdout.write(f"Rebuilt the vector store: {count} passages.")
        if options["refresh"]:
            self._mark(Source.objects.all())
        if options["retry"]:
            self._mark(Source.objects.filter(state=Source.State.FAILED))
        if options["reconcile"] or options["refresh"] or options["retry"]:
            done = catch_up(progress)
            self.stdout.write(f"Indexed {done} sources.")
            self._embed_sentences()

    def _embed_sentences(self) -> None:
        missing = sentences_missing(embedder().name)
        with tqdm(total=missing, desc="Sentences", unit="passage", disable=not missing) as bar:
            while done := embed_sentences(embedder(), 8):
                bar.update(done)

    def _mark(self, rows: Any) -> None:
        mark("page", rows.filter(page__isnull=False).values_list("page_id", flat=True))
        mark("document", rows.filter(document__isnull=False).values_list("document_id", flat=True))

    def _show(self) -> None:
        state = health.report()
        self.stdout.write(
            f"Index: {state['status']}" + (f" ({state['reason']})" if "reason" in state else "")
        )
        for name, count in state["sources"].items():
            self.stdout.write(f"  {count:>7} {Source.State(name).label}")
        vectors_held = (
            "the vector store can't be asked"
            if state["vectors"] is None
            else f"{state['vectors']} vectors in the store"
        )
        self.stdout.write(f"  {state['passages']:>7} passages, {vectors_held}")
        for source in Source.objects.filter(state=Source.State.FAILED).select_related(
            "page", "document"
        )[:50]:
            self.stdout.write(f"  failed: {source.title!r} ({source.kind}): {source.error}")


def progress(rows: Iterable[int], total: int) -> Iterable[int]:
    """The rows with a progress bar; nothing is drawn where there is nothing to do."""
    return tqdm(rows, total=total, desc="Indexing", unit="source", disable=total == 0)


def _drawn_on(bar: tqdm) -> vectors.Progress:
    """Shows how far a rebuild is."""

    def told(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return told
