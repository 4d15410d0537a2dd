"""The command `manage.py assistant_index` shows the index's state, updates it, or rebuilds it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from assistant import health
from assistant.admin.index_report import (
    DisplayState,
    RowFilter,
    all_objects,
    as_data,
    build_progress,
    count_passages,
    index_again,
    list_rows,
    rows,
    text_lines,
)
from assistant.embedding import embedder
from assistant.exceptions import AssistantError
from assistant.index import dense, editions, embed_sentences, sentences_missing
from assistant.ingestion import SourceKind, due, index_all_waiting, mark, sync
from assistant.models import Source

_OWNED = (
    "Another process, such as a running server, owns the index. It brings the index up to date "
    "by itself; stop it first, or give this command a folder of its own in ASSISTANT['INDEX_DIR']."
)


class Command(BaseCommand):
    """Shows and maintains the index from the command line."""

    help = "Show the index's state; --reconcile brings it up to date, --rebuild makes it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
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
        what.add_argument(
            "--source", metavar="KIND:ID", help="Index one again, such as page:12 or document:5."
        )
        what.add_argument(
            "--list", action="store_true", help="List pages and documents, what failed first."
        )
        parser.add_argument(
            "--state", choices=DisplayState.values, help="List those in this state."
        )
        parser.add_argument("--kind", choices=["page", "document"], help="List these alone.")
        parser.add_argument("--locale", help="List those in this language, such as tr.")
        parser.add_argument("--json", action="store_true", help="List as JSON.")
        parser.add_argument(
            "--check",
            action="store_true",
            help="End with an error if a source failed or the index is degraded.",
        )

    def handle(self, **options: Any) -> None:
        """Carry out the one action asked for, then print the state."""
        wanted = RowFilter(
            **{key: options[key] or "" for key in ("state", "kind")},
            language=options["locale"] or "",
        )
        try:
            if options["list"] or options["json"] or wanted != RowFilter():
                self._list(wanted, as_json=options["json"])
                return
            self._work(options)
            self._show()
            if options["check"]:
                self._check()
        except dense.OwnedElsewhere as error:
            raise CommandError(_OWNED) from error
        except AssistantError as error:
            raise CommandError(str(error)) from error
        finally:
            dense.release()

    def _work(self, options: dict[str, Any]) -> None:
        """Carry out the action of the options."""
        if options["rebuild"]:
            with tqdm(desc="Vector store", unit="passage") as bar:
                count = dense.index_of(editions.current()).rebuild(_report_to(bar))
            self.stdout.write(f"Rebuilt the vector store: {count} passages.")
        if options["refresh"]:
            self._mark(Source.objects.all())
        if options["retry"]:
            self._mark(Source.objects.filter(state=Source.State.FAILED))
        if options["source"]:
            self._index_one(options["source"])
        if options["reconcile"] or options["refresh"] or options["retry"]:
            done = index_all_waiting(with_progress_bar)
            self.stdout.write(f"Indexed {done} sources.")
            self._embed_sentences()

    def _list(self, wanted: RowFilter, *, as_json: bool) -> None:
        """Print the sources that pass the filters."""
        found = list_rows(wanted)
        if as_json:
            data = [as_data(row) for row in found]
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        for line in text_lines(found, timezone.now()):
            self.stdout.write(line)
        self.stdout.write(f"{len(found)} pages and documents.")

    def _index_one(self, name: str) -> None:
        """Index one source, named as `page:12` or `document:5`, and print its state."""
        kind, key = _parse_name(name)
        found = rows(kind, all_objects(kind).filter(pk=key))
        if not found:
            raise CommandError(f"There is no {kind} {key}.")
        if found[0].why:
            raise CommandError(f"{found[0].title!r} can't be indexed. {found[0].reason_label}")
        index_again(kind, [key])
        try:
            dense.index_of(editions.current())
        except dense.OwnedElsewhere:
            self.stdout.write("Another process, such as a running server, will index it.")
            return
        for source in due().filter(**{kind: key}).values_list("pk", flat=True):
            sync(source)
        for line in text_lines(
            count_passages(rows(kind, all_objects(kind).filter(pk=key))), timezone.now()
        ):
            self.stdout.write(line)

    def _check(self) -> None:
        """Raise CommandError if a source failed or the index is degraded."""
        failed = Source.objects.filter(state=Source.State.FAILED).count()
        if failed:
            raise CommandError(f"{failed} could not be indexed.")
        state = health.report()
        if state["status"] != "ok":
            raise CommandError(str(state.get("reason")))

    def _embed_sentences(self) -> None:
        missing = sentences_missing(embedder().name)
        with tqdm(total=missing, desc="Sentences", unit="passage", disable=not missing) as bar:
            while done := embed_sentences(embedder(), 8):
                bar.update(done)

    def _mark(self, rows: Any) -> None:
        mark("page", rows.filter(page__isnull=False).values_list("page_id", flat=True))
        mark("document", rows.filter(document__isnull=False).values_list("document_id", flat=True))

    def _show(self) -> None:
        """Print the state of the index."""
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
        if under_construction := build_progress():
            done, total = under_construction
            self.stdout.write(f"  Another index is being built: {done} of {total} sources.")
        for source in Source.objects.filter(state=Source.State.FAILED).select_related(
            "page", "document"
        )[:50]:
            self.stdout.write(
                f"  failed: {source.title!r} ({source.kind}): {_failure_text(source)}"
            )


def _parse_name(name: str) -> tuple[SourceKind, int]:
    """Parse `page:12` or `document:5`. Raises CommandError."""
    kinds: dict[str, SourceKind] = {"page": "page", "document": "document"}
    kind, _, key = name.partition(":")
    if kind not in kinds or not key.isdecimal():
        raise CommandError(f"{name!r} is no page:ID or document:ID.")
    return kinds[kind], int(key)


def _failure_text(source: Source) -> str:
    """Return why a source failed, in words and with the text of the exception."""
    reason = str(Source.Reason(source.reason).label) if source.reason else ""
    return " ".join(filter(None, [reason, f"({source.error})" if source.error else ""]))


def with_progress_bar(rows: Iterable[int], total: int) -> Iterable[int]:
    """Return the rows with a progress bar around them, which is drawn only if there are rows."""
    return tqdm(rows, total=total, desc="Indexing", unit="source", disable=total == 0)


def _report_to(bar: tqdm[Any]) -> dense.Progress:
    """Return a callback that shows the progress of a rebuild in a bar."""

    def told(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return told
