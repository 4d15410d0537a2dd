"""Whether what the sample's test questions expect stands in the sample's content.

Run, where the sample content is indexed: python -m tests.sample_words

Prints each question for which a line of words is in no passage of the pages (in the reader's
language or English), documents and pages of PDFs that it names, or one of these is not indexed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator


def main() -> None:
    """Look up and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    import django

    django.setup()
    from assistant.models import EvaluationQuestion

    for question in EvaluationQuestion.objects.prefetch_related("expected"):
        for problem in problems(question):
            print(f"{question.locale} {question.text}: {problem}")  # noqa: T201


def problems(question) -> Iterator[str]:
    """What is not as the question says."""
    from assistant.evaluation.judge import contains
    from assistant.models import Passage

    texts = []
    for row in question.expected.all():
        kind, _, key = row.group.partition(":")
        passages = Passage.objects.filter(edition__in_force=True)
        if kind == "page":
            passages = passages.filter(
                source__page__translation_key=key, source__locale__in=[question.locale, "en"]
            )
        else:
            passages = passages.filter(source__document=key)
        if row.pdf_page:
            passages = passages.filter(page=row.pdf_page)
        found = "\n".join(f"{one.heading}\n{one.text}" for one in passages)
        if not found:
            yield f"nothing is indexed of {row.title!r} {row.pdf_page or ''}"
        texts.append(found)
    if not question.unanswerable and not texts:
        yield "no page that must be cited"
    for line in question.word_lines:
        if not any(contains(text, word) for text in texts for word in line):
            yield f"{line} is in none of them"


if __name__ == "__main__":
    main()
