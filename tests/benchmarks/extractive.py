"""How often an answer without a language model holds the answer, in how many characters.

Run: python -m tests.benchmarks.extractive --xquad DIR [--languages en,tr,th,zh]
     [--questions 1190] [--half first|second] [--data DIR]

DIR holds XQuAD as en.json, tr.json, …, as `tests.benchmarks.retrieval` reads it: each paragraph
becomes a page, and the questions are asked where only the pages of their language are public. Each
language has a site of its own, filled by that benchmark, in a process of its own.

A question counts where the exact answer that XQuAD gives (the first) stands in the answer's text,
compared after NFKC, case folding and white space, Markdown's escapes undone; markers are no text.
An answer above 400 characters counts as a miss. Printed for each language: the share of questions
that count, the mean length of the answers in characters, their 95th percentile, the share above
400; and the share where it is judged first whether the evidence is enough, as the assistant does.
With --data the sites are kept there, and used again; with --half only every other question is
asked, so that constants can be chosen on one half and looked at on the other.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from tests.benchmarks import retrieval

#: Characters of an answer at most.
LIMIT = 400
_HALVES = {"all": slice(None), "first": slice(0, None, 2), "second": slice(1, None, 2)}


def main() -> None:
    """Measure each language in a process of its own."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    options.add_argument("--languages", default="en,tr,th,zh")
    options.add_argument("--questions", type=int, default=10**6)
    options.add_argument("--half", choices=_HALVES, default="all")
    options.add_argument("--data", type=Path)
    options.add_argument("--misses", type=int, default=0, help="print so many answers that miss")
    given = options.parse_args()
    codes = given.languages.split(",")
    if len(codes) == 1:
        measure(codes[0], given)
        return
    for code in codes:
        again = [*sys.argv[1:], "--languages", code]
        subprocess.run([sys.executable, "-m", "tests.benchmarks.extractive", *again], check=True)


def measure(code: str, given: argparse.Namespace) -> None:
    """Fill and index the site of a language, ask, print a line."""
    with ExitStack() as stack:
        folder = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ |= {
            "HUB_DATA_DIR": str(folder / code),
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
        }
        import django

        django.setup()
        from assistant.embedding.embedders import embedder
        from assistant.index import dense
        from assistant.index.embeddings_table import embed_sentences
        from assistant.ingestion import index_all_waiting

        stack.callback(dense.release)
        path = given.xquad / f"{code}.json"
        retrieval.fill({code: retrieval.read(path, given.questions)})
        index_all_waiting()
        while embed_sentences(embedder(), 32):
            pass
        asked = questions(path, given.questions)[_HALVES[given.half]]
        locale = retrieval._CODES.get(code, code)
        direct = [said(question, locale) for question, _ in asked]
        whole = [said_if_enough(question, locale) for question, _ in asked]
    golds = [gold for _, gold in asked]
    lengths = np.array([len(text) for text in direct])
    hits = [holds(text, gold) for text, gold in zip(direct, golds, strict=True)]
    judged = [holds(text, gold) for text, gold in zip(whole, golds, strict=True)]
    print(
        f"{code}: {np.mean(hits):.3f} hold the answer, {lengths.mean():.0f} characters, 95 in a"
        f" hundred at most {np.percentile(lengths, 95):.0f}, {np.mean(lengths > LIMIT):.3f} above"
        f" {LIMIT}; {np.mean(judged):.3f} where the evidence is judged  ({len(asked)} questions)",
        flush=True,
    )
    missed = [n for n, hit in enumerate(hits) if not hit]
    for n in missed[:: max(1, len(missed) // given.misses)] if given.misses else []:
        print(f"\n? {asked[n][0]}\n= {golds[n]}\n{direct[n]}")


def questions(path: Path, limit: int) -> list[tuple[str, str]]:
    """The questions with their answer, at most so many, evenly taken as `retrieval.read` does."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    asked = [
        (qa["question"], qa["answers"][0]["text"])
        for article in articles
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]
    return asked[:: max(1, len(asked) // limit)]


def said(question: str, locale: str) -> str:
    """The text of the answer, whether or not the evidence is enough."""
    from django.utils import translation

    from assistant.answering import preparation
    from assistant.answering.extractive import composer
    from assistant.answering.turns import UNSTORED_CHANNEL, validate_question

    accepted = validate_question(question, locale, None, UNSTORED_CHANNEL)
    retrieved = preparation._retrieve(accepted.searched, locale)
    with translation.override(locale):
        passages = retrieved.hits[: preparation._MAX_CITED]
        return plain(composer.compose_quotations(accepted, passages, retrieved.vector))


def said_if_enough(question: str, locale: str) -> str:
    """The text of the answer that a channel shows; empty where there is none."""
    from assistant import answering
    from assistant.answering.turns import UNSTORED_CHANNEL

    answer = answering.answer(question, locale=locale, channel=UNSTORED_CHANNEL)
    return plain(answer.text) if answer.status == "answered" else ""


def plain(text: str) -> str:
    """Markdown without markers and escapes."""
    from assistant.answering.citations import MARKER

    return re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", MARKER.sub("", text)).strip()


def holds(text: str, gold: str) -> bool:
    """Whether an answer of allowed length has the exact answer in it."""
    return len(text) <= LIMIT and normal(gold) in normal(text)


def normal(text: str) -> str:
    """The text as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


if __name__ == "__main__":
    main()
