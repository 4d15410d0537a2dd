"""How well it is known that a passage supports a statement: fits `answering.groundedness`.

Run: python -m tests.benchmarks.groundedness --xquad DIR   (some minutes on two cores)

DIR holds XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, th.json, zh.json, which has
the same paragraphs and questions in each language. Statements that are true of a paragraph: a
sentence of its translation (in another language), and a question with its answer (in the same and
in others). Statements that are false of it: both of another paragraph of the same article, or of
another article ("elsewhere"); and the true ones with a number, or a name, exchanged for another of
the article.

Printed: the shares of true ones refused and of false ones accepted, with the weights in use and the
comparison of numbers, months and names; the same where they are equal, by each measure and by
weights fitted anew; then by pair of languages and kind. The weights in use were fitted on the first
ten articles (`--articles 10`): `--skip 10` leaves those out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.benchmarks.answerability import equal_error, fit, judged

LANGUAGES = ["en", "tr", "th", "zh"]
FACTS = ("number", "month", "name")
LOCALES = {"zh": "zh-hans"}
#: Measures of a statement, and those that weights are fitted for together.
MEASURES = ("nearness", "tokens", "words")
TOGETHER = ((0, 1, 2), (0, 1), (0, 2), (0,), (1,), (2,))


class Claim(NamedTuple):
    """A statement, the paragraph it is compared with, and whether it is true of it."""

    text: str
    paragraph: int
    true: bool
    kind: str


class Judged(NamedTuple):
    """A claim, the languages, its measures, what of it is lacking, its log-odds."""

    claim: Claim
    pair: str
    same: bool
    measures: tuple[float, float, float]
    lack: str | None
    odds: float


def main() -> None:
    """Embed, compare, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    options.add_argument("--articles", type=int, default=48)
    options.add_argument("--skip", type=int, default=0)
    given = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    chosen = slice(given.skip, given.skip + given.articles)
    data = {code: read(given.xquad / f"{code}.json", chosen) for code in LANGUAGES}
    rows: list[Judged] = []
    for source in LANGUAGES:
        evidence = Evidence(data[source], source)
        for language in LANGUAGES:
            if "en" not in (language, source) and language != source:
                continue
            claims = claims_of(data[language], same=language == source)
            rows += evidence.judge(claims, language)
    for same in (True, False):
        report([row for row in rows if row.same is same], same)


def read(path: Path, articles: slice) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Paragraphs: title of their article, text, and questions with answers."""
    rows = json.loads(path.read_text("utf-8"))["data"][articles]
    return [
        (
            article["title"].replace("_", " "),
            paragraph["context"],
            [(qa["question"], qa["answers"][0]["text"]) for qa in paragraph["qas"]],
        )
        for article in rows
        for paragraph in article["paragraphs"]
    ]


def claims_of(paragraphs: list, *, same: bool) -> list[Claim]:
    """Statements of each paragraph and of its neighbour, and with facts exchanged."""
    from assistant.answering.groundedness import names_in
    from assistant.text.sentence_splitter import sentences

    chance = random.Random(0)
    found = []
    for at, (article, text, asked) in enumerate(paragraphs):
        others = [i for i, row in enumerate(paragraphs) if row[0] == article and i != at]
        elsewhere = [i for i, row in enumerate(paragraphs) if row[0] != article]
        said = [] if same else [("sentence", s) for s in sentences(text) if len(s) > 30][:2]
        said += [
            ("answer", f"{question} {answer}") for question, answer in asked[: 4 if same else 2]
        ]
        if not others:
            continue
        whole = " ".join(paragraphs[i][1] for i in others)
        for kind, claim in said:
            found.append(Claim(claim, at, True, kind))
            found.append(Claim(claim, chance.choice(others), False, kind))
            found.append(Claim(claim, chance.choice(elsewhere), False, "elsewhere"))
            numbers = sorted(set(re.findall(r"\d+", whole)) - set(re.findall(r"\d+", text)))
            if (old := re.search(r"\d+", claim)) and numbers:
                other = claim.replace(old[0], chance.choice(numbers))
                found.append(Claim(other, at, False, "number"))
            known = sorted({name for name in names_in(whole, "en") if name not in text})
            if (mine := [n for n in names_in(claim, "en") if n in text]) and known:
                other = claim.replace(chance.choice(mine), chance.choice(known))
                found.append(Claim(other, at, False, "name"))
    return found


class Evidence:
    """The paragraphs of a language as `answering.groundedness` sees them."""

    def __init__(self, paragraphs: list, language: str) -> None:
        """Embed their sentences."""
        from assistant.answering.groundedness import comparable_passage, facts
        from assistant.embedding.embedders import embedder
        from assistant.text.sentence_splitter import sentences_by_line

        self._model, self._language = embedder(""), language
        locale = LOCALES.get(language, language)
        self._passages = [
            comparable_passage(
                facts(text, locale),
                [sentence for line in sentences_by_line(text) for sentence in line],
                self._model,
            )
            for _, text, _ in paragraphs
        ]

    def judge(self, claims: list[Claim], language: str) -> Iterator[Judged]:
        """Each claim beside its paragraph."""
        from assistant.answering.groundedness import measures, unsupported_fact
        from assistant.scoring import support_log_odds

        locale = LOCALES.get(language, language)
        asked = {
            text: self._model.embed_question(text) for text in {claim.text for claim in claims}
        }
        for claim in claims:
            passage, same = self._passages[claim.paragraph], language == self._language
            measured = measures(claim.text, asked[claim.text], passage)
            yield Judged(
                claim=claim,
                pair=f"{language} of {self._language}",
                same=same,
                measures=(measured.nearness or 0.0, measured.tokens or 0.0, measured.words),
                lack=unsupported_fact(claim.text, locale, [passage.facts]),
                odds=support_log_odds(measured, same=same),
            )


def report(rows: list[Judged], same: bool) -> None:
    """Print the errors as it is, those of weights fitted anew, then each pair and kind."""
    print("In the same language" if same else "Across languages")
    compared = [row for row in rows if row.claim.kind in {"sentence", "answer"}]
    true = np.array([row.claim.true for row in compared])
    lacking = np.array([row.lack is not None for row in compared])
    taken = np.array([row.odds >= 0 for row in compared]) & ~lacking
    print(f"  true refused {(~taken[true]).mean():.3f}, false accepted {taken[~true].mean():.3f}")
    measured = np.array([row.measures for row in compared])
    for columns in TOGETHER:
        weights = fit(measured[:, columns], true)
        odds = judged(measured[:, columns], weights)
        alone = equal_error(odds, true)
        right, at = equal_error(np.where(lacking, -1e3, odds), true)
        weights[-1] -= at
        names = [*(MEASURES[column] for column in columns), "constant"]
        print(
            f"  right at equal error {right:.3f} ({alone[0]:.3f} without facts):",
            " ".join(f"{name} {weight:.2f}" for name, weight in zip(names, weights, strict=True)),
        )
    kinds: dict[tuple[str, str, bool], list[Judged]] = defaultdict(list)
    for row in rows:
        kinds[row.pair, row.claim.kind, row.claim.true].append(row)
    for (pair, kind, is_true), own in sorted(kinds.items()):
        accepted = np.mean([row.odds >= 0 and row.lack is None for row in own])
        without = [np.mean([row.lack == what for row in own]) for what in FACTS]
        print(
            f"  {pair:10} {kind:9} {'true' if is_true else 'false':5}"
            f" accepted {accepted:.3f} of {len(own):4};",
            "lacking " + ", ".join(f"{w} {n:.3f}" for w, n in zip(FACTS, without, strict=True)),
        )


if __name__ == "__main__":
    main()
