"""How well it is known that a statement stands in a passage: the source of `answering.support`.

Run: python -m tests.benchmarks.claims --xquad DIR   (some minutes on two cores)

DIR holds XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, th.json, zh.json, which has
the same paragraphs and questions in each language. Statements that are true of a paragraph: a
sentence of its translation (in another language), and a question with its answer (in the same and
in others). Statements that are false of it: both of another paragraph of the same article, or of
another article ("elsewhere"); and the true ones with a number, or a name, exchanged for another of
the article. Printed: the share of true ones refused and of false ones accepted for several
thresholds of the cosine, with and without the comparison of numbers, months and names; then by
pair of languages.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

LANGUAGES = ["en", "tr", "th", "zh"]
LOCALES = {"zh": "zh-hans"}
THRESHOLDS = [round(0.80 + 0.01 * step, 2) for step in range(16)]


class Claim(NamedTuple):
    """A statement, the paragraph it is compared with, and whether it is true of it."""

    text: str
    paragraph: int
    true: bool
    kind: str


def main() -> None:
    """Embed, compare, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    options.add_argument("--articles", type=int, default=48)
    given = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    data = {code: read(given.xquad / f"{code}.json", given.articles) for code in LANGUAGES}
    rows: dict[tuple[str, bool, bool, str], list[tuple[float, str | None]]] = defaultdict(list)
    for source in LANGUAGES:
        evidence = Evidence(data[source], source)
        for language in LANGUAGES:
            if "en" not in (language, source) and language != source:
                continue
            claims = claims_of(data[language], same=language == source)
            for claim, cosine, lack in evidence.judge(claims, language):
                pair = f"{language} of {source}"
                rows[pair, claim.true, language == source, claim.kind].append((cosine, lack))
    report(rows)


def read(path: Path, articles: int) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Paragraphs: title of their article, text, and questions with answers."""
    rows = json.loads(path.read_text("utf-8"))["data"][:articles]
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
    from assistant.answering.support import names
    from assistant.sentences import sentences

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
            known = sorted({name for name in names(whole, "en") if name not in text})
            if (mine := [n for n in names(claim, "en") if n in text]) and known:
                other = claim.replace(chance.choice(mine), chance.choice(known))
                found.append(Claim(other, at, False, "name"))
    return found


class Evidence:
    """The paragraphs of a language with the vectors of their sentences."""

    def __init__(self, paragraphs: list, language: str) -> None:
        """Embed them."""
        from assistant.answering.support import facts
        from assistant.providers import embedder
        from assistant.sentences import lines_of_sentences

        self._model = embedder()
        locale = LOCALES.get(language, language)
        self._facts = [facts(text, locale) for _, text, _ in paragraphs]
        units = [
            (i, sentence)
            for i, (_, text, _) in enumerate(paragraphs)
            for line in lines_of_sentences(text)
            for sentence in line
        ]
        vectors = self._model.passages([text for _, text in units])
        self._sentences: dict[int, list[np.ndarray]] = defaultdict(list)
        for (i, _), vector in zip(units, vectors, strict=True):
            self._sentences[i].append(vector)

    def judge(self, claims: list[Claim], language: str):
        """Each claim with its nearest cosine, and which fact of it is lacking."""
        from assistant.answering.support import lacks

        locale = LOCALES.get(language, language)
        texts = [claim.text for claim in claims]
        for claim, vector in zip(claims, self._model.passages(texts), strict=True):
            near = np.vstack(self._sentences[claim.paragraph])
            yield (
                claim,
                float((near @ vector).max()),
                lacks(claim.text, locale, [self._facts[claim.paragraph]]),
            )


def report(rows: dict) -> None:
    """Print the errors for each threshold, then by pair of languages and kind of statement."""
    print("threshold: true refused, false accepted (of another paragraph); same | other language")
    for threshold in THRESHOLDS:
        line = [f"{threshold:.2f}"]
        for same in (True, False):
            for true in (True, False):
                values = [
                    value
                    for (_, is_true, is_same, kind), all_values in rows.items()
                    if is_true is true and is_same is same and kind in {"sentence", "answer"}
                    for value in all_values
                ]
                accepted = np.mean([c >= threshold and not lack for c, lack in values])
                alone = np.mean([c >= threshold for c, _ in values])
                shown = (1 - accepted, 1 - alone) if true else (accepted, alone)
                line.append(f"{shown[0]:.3f} (meaning alone {shown[1]:.3f})")
        print("  ".join(line))
    from assistant.answering.support import near

    print("as it is: pair, kind, true or false: share accepted; lacking number, month, name")
    for (pair, true, same, kind), values in sorted(rows.items()):
        least = near("", "" if same else "another")
        accepted = np.mean([c >= least and not lack for c, lack in values])
        lacking = [
            np.mean([lack == what for _, lack in values]) for what in ("number", "month", "name")
        ]
        print(
            f"{pair:10} {kind:8} {'true' if true else 'false':5} {accepted:.3f} of {len(values):4}"
            f"  {' '.join(f'{share:.3f}' for share in lacking)}"
            f"  cosine {np.percentile([c for c, _ in values], [5, 50, 95]).round(3)}"
        )


if __name__ == "__main__":
    main()
