"""Reads test questions from a TOML file, stores them in the database, and writes such a file.

    [[question]]
    question = "When was JET appointed?"
    locale = "en"
    cites = ["centres/river-valley", "briefing.docx", "plan.pdf#page=5"]
    words = ["October 2013 | 2013-10"]

`cites` names pages by their path below the site's front page, and documents by their file names;
the answer must cite one of them. Each line of `words` must appear in the answer, in one of its
spellings.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from assistant.models import EvaluationQuestion, ExpectedSource
from assistant.text import site_languages

#: Largest file in bytes; one that people wrote is far smaller.
MAX_BYTES = 2_000_000
_KEYS = {
    "question",
    "locale",
    "cites",
    "words",
    "unanswerable",
    "secret",
    "channels",
    "tags",
    "notes",
}
_LISTS = {"cites", "words", "channels", "tags"}
_PDF_PAGE = re.compile(r"#page=([1-9]\d{0,4})$")


class InvalidFile(ValueError):
    """The file has a mistake; the text says which and where, for the person who wrote the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionEntry:
    """A test question as a file has it."""

    question: str
    locale: str
    cites: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unanswerable: bool = False
    secret: str = ""
    channels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str = ""


def read(text: str) -> list[QuestionEntry]:
    """Parse a file, and return its questions. Raises Unreadable."""
    try:
        entries = tomllib.loads(text).get("question", [])
    except tomllib.TOMLDecodeError as error:
        raise InvalidFile(str(error)) from error
    if not isinstance(entries, list):
        raise InvalidFile("Each question begins with a line [[question]].")
    return [_read_one(number, entry) for number, entry in enumerate(entries, 1)]


def _read_one(number: int, entry: Any) -> QuestionEntry:
    """Check one `[[question]]` table, and return it. Raises Unreadable."""
    if not isinstance(entry, dict) or not entry.get("question") or not entry.get("locale"):
        raise InvalidFile(f"Question {number} lacks its text or its locale.")
    if unknown := set(entry) - _KEYS:
        raise InvalidFile(f"Question {number} has unknown keys: {', '.join(sorted(unknown))}.")
    values: dict[str, Any] = {}
    for key, value in entry.items():
        kind = list if key in _LISTS else bool if key == "unanswerable" else str
        if not isinstance(value, kind):
            raise InvalidFile(f"Question {number}: {key!r} has a value of the wrong type.")
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            raise InvalidFile(f"Question {number}: {key!r} must be a list of texts.")
        values[key] = tuple(value) if isinstance(value, list) else value
    if values["locale"] not in site_languages():
        raise InvalidFile(f"Question {number}: the site has no language {values['locale']!r}.")
    if len(values["question"]) > 2000 or len(values.get("secret", "")) > 200:
        raise InvalidFile(f"Question {number} is too long.")
    if values.get("unanswerable") and values.get("words"):
        raise InvalidFile(f"Question {number} must not be answered, and yet has words.")
    return QuestionEntry(**values)


#: A function from a name in `cites` to its page or document, or None.
Lookup = Callable[[str], Any]


def store(entries: Iterable[QuestionEntry], lookup: Lookup | None = None) -> tuple[int, list[str]]:
    """Create the questions, or update those that exist with the same text and language.

    `lookup` finds what a name in `cites` stands for; without one, `default_lookup()` is used.
    Returns the number of questions, and the names that `lookup` does not know. Those are left out.
    """
    lookup = lookup or default_lookup()
    unknown: list[str] = []
    count = 0
    with transaction.atomic():
        for entry in entries:
            known = EvaluationQuestion.objects.filter(
                text=entry.question, locale=entry.locale
            ).first()
            question = known or EvaluationQuestion(text=entry.question, locale=entry.locale)
            question.unanswerable, question.secret = entry.unanswerable, entry.secret
            question.words, question.notes = "\n".join(entry.words), entry.notes
            question.channels, question.tags = list(entry.channels), ", ".join(entry.tags)
            question.tags = ", ".join(question.tag_list)[:200]
            question.save()
            ExpectedSource.objects.filter(question=question).delete()
            for name in entry.cites:
                if not _expect(question, name, lookup):
                    unknown.append(name)
            count += 1
    return count, unknown


def _expect(question: EvaluationQuestion, name: str, lookup: Lookup) -> bool:
    """Store one entry of `cites`; return whether its page or document exists."""
    pdf_page = _PDF_PAGE.search(name)
    source = lookup(_PDF_PAGE.sub("", name))
    if source is None:
        return False
    ExpectedSource.objects.create(
        question=question,
        page=source if isinstance(source, Page) else None,
        document=None if isinstance(source, Page) else source,
        pdf_page=int(pdf_page[1]) if pdf_page and not isinstance(source, Page) else None,
    )
    return True


def default_lookup() -> Lookup:
    """Return a function that finds a document by its file name, or a page by its path.

    Paths begin below the front page of the default site.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    documents = {
        PurePosixPath(document.file.name).name: document
        for document in get_document_model().objects.order_by("-pk")
    }

    def find(name: str) -> Any:
        if name in documents:
            return documents[name]
        if site is None:
            return None
        path = (
            f"{site.root_page.url_path}{name.strip('/')}/"
            if name.strip("/")
            else site.root_page.url_path
        )
        return Page.objects.filter(url_path=path).first()

    return find


def write(questions: Iterable[EvaluationQuestion]) -> str:
    """Return the text of a file from which `read` gets these questions again."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page.url_path if site else "/"
    return "\n".join(_write_one(question, root) for question in questions)


def _write_one(question: EvaluationQuestion, root: str) -> str:
    values: dict[str, Any] = {
        "question": question.text,
        "locale": question.locale,
        "cites": [name for row in question.expected.all() if (name := _name(row, root))],
        "words": [" | ".join(words) for words in question.word_lines],
        "unanswerable": question.unanswerable,
        "secret": question.secret,
        "channels": question.channels,
        "tags": question.tag_list,
        "notes": question.notes,
    }
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value]
    return "\n".join(["[[question]]", *lines, ""])


def _value(value: Any) -> str:
    # JSON writes strings, lists of strings and booleans as TOML does, except for this character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _name(row: ExpectedSource, root: str) -> str:
    """Return how a file names this page or document, or "" if it no longer exists."""
    if row.document is not None:
        name = PurePosixPath(row.document.file.name).name
        return f"{name}#page={row.pdf_page}" if row.pdf_page else name
    if row.page is None:
        return ""
    return row.page.url_path.removeprefix(root).strip("/") or "/"
