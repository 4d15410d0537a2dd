"""How many of the sample's questions are answered well.

Run, where the sample content is indexed: python -m tests.benchmarks.questions

Asks each question of tests/assistant/sample_questions.toml and compares: an answer must hold one
of the texts expected and, where a PDF's page is given, cite it; an unanswerable question must be
refused, and its secret shown nowhere. Prints every question that fails, and the shares.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

QUESTIONS = Path(__file__).resolve().parents[1] / "assistant" / "sample_questions.toml"


def main() -> None:
    """Ask and print; with `--json` one line for each question instead."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    import django

    django.setup()
    results = [ask(question) for question in read()]
    if "--json" in sys.argv:
        print("\n".join(json.dumps(result) for result in results))
        return
    for result in results:
        if not result["good"]:
            print(f"{result['locale']:8} {result['question']}\n{'':9}{result['answer'][:300]!r}")
    for unanswerable in (False, True):
        group = [result for result in results if result["unanswerable"] is unanswerable]
        good = sum(result["good"] for result in group)
        print(f"{'unanswerable' if unanswerable else 'answerable'}: {good} of {len(group)} good")


def read() -> list[dict[str, Any]]:
    """The questions with what is expected of their answers."""
    questions: list[dict[str, Any]] = tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]
    return questions


def ask(question: dict[str, Any]) -> dict[str, Any]:
    """Ask one question; `good` says whether the answer is as expected."""
    from assistant import answering

    answer = answering.answer(question["question"], locale=question["locale"], channel="test")
    shown = " ".join([answer.text, *(source.excerpt for source in answer.citations)]).casefold()
    secret = question.get("secret", "").casefold()
    text = answer.text.replace("\\", "").casefold()
    if question.get("unanswerable"):
        good = answer.status == "unanswered"
    else:
        good = answer.status == "answered" and any(
            expected.casefold() in text for expected in question["answer"]
        )
        if page := question.get("page"):
            good = good and any(source.page == page for source in answer.citations)
    return {
        "question": question["question"],
        "locale": question["locale"],
        "unanswerable": bool(question.get("unanswerable")),
        "answer": answer.text,
        "good": good,
        "leaked": bool(secret) and secret in shown,
    }


if __name__ == "__main__":
    main()
