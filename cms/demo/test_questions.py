"""The test questions to the sample content, for the assistant's evaluation."""

from __future__ import annotations

from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Locale

from assistant.evaluation import files
from cms.demo.files import HERE, document_files, page_files
from cms.demo.pages import find_page

FILE = HERE / "questions.toml"


def read_questions() -> list[files.QuestionEntry]:
    """The questions as the file has them."""
    return files.read(FILE.read_text(encoding="utf-8"))


def ensure_questions(*, english: Locale, documents: dict[str, int]) -> int:
    """Create the questions that are missing and bring the others up to date; how many there are.

    Names that stand for what an editor deleted are left out.
    """
    pages = {page.path or "/": page for page in page_files()}
    keys = {source.file.name: documents.get(source.slug) for source in document_files()}

    def find(name: str) -> Any:
        if name in pages:
            return find_page(pages[name], english)
        return get_document_model().objects.filter(pk=keys.get(name)).first()

    count, _unknown = files.store(read_questions(), find)
    return count
