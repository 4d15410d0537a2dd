"""How well it is known that there is no answer: fits the weights of `answering.answerability`.

Run: python -m tests.benchmarks.answerability --xquad DIR [--data DIR]   (ten minutes on two cores)

DIR holds XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, th.json, zh.json. Its
paragraphs become pages of a real site, as in `tests.benchmarks.retrieval`, whose `--data` serves
here too. Half of them are withdrawn, so that half of the questions have no answer. The assistant
searches for each question, in its own language and, of the others, in English; the best candidate
is measured as `answering.answerability` does. A logistic regression on these measures, with one set
of weights for all languages, is fitted once for questions in the paragraphs' language and once for
questions in another.

Printed: the weights, and for each pair of languages the accuracy where false answers and false
refusals are equally frequent, with the log-odds where that is; then the same with weights fitted
without that pair's language; then how often the decision in force is right.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.asked import embedded_already
from tests.benchmarks.retrieval import _CODES, Bench, fill, read

LANGUAGES = ["en", "tr", "th", "zh"]
PAIRS = [(a, b) for b in LANGUAGES for a in LANGUAGES if a == b or b == "en"]
NAMES = ("nearness", "tokens", "words", "missing", "constant")
Pair = tuple[str, str]


def main() -> None:
    """Fill, ask, fit, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    options.add_argument("--data", type=Path)
    options.add_argument("--questions", type=int, default=10**6)
    given = options.parse_args()
    with ExitStack() as stack:
        folder = given.data or stack.enter_context(tempfile.TemporaryDirectory())
        os.environ |= {"HUB_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings.local"}
        import django

        django.setup()
        from assistant.index import dense

        stack.callback(dense.release)
        data = {code: read(given.xquad / f"{code}.json", given.questions) for code in LANGUAGES}
        fill(data)
        measured = ask(Bench(data))
    for columns, name in (((0, 2, 3, 4), "sentence and tokens"), ((1, 3, 4), "cosine")):
        for same in (True, False):
            pairs = [pair for pair in PAIRS if (pair[0] == pair[1]) is same]
            report(f"{'same' if same else 'other'} language, {name}", pairs, measured, columns)
    for pair, (_, answered, decided) in measured.items():
        wrongly, refused = decided[~answered].mean(), (~decided[answered]).mean()
        print(f"{pair[0]} over {pair[1]}: answered wrongly {wrongly:.3f}, refused {refused:.3f}")


#: For each question the measures (nearest of sentence and passage, cosine, tokens, words, missing
#: number), whether its paragraph is there, and whether it is answered.
Measured = dict[Pair, tuple[np.ndarray, np.ndarray, np.ndarray]]


def ask(bench: Any) -> Measured:
    """Every question in every pair of languages."""
    from wagtail.models import Page

    from assistant.answering import answerability
    from assistant.retrieval import pending_search, pipeline
    from assistant.text import numbers

    count = len(next(iter(bench.data.values())).paragraphs)
    removed = set(np.random.default_rng(0).permutation(count)[: count // 2].tolist())
    withdrawn = Page.objects.filter(depth__gt=2, title__in=[str(n) for n in removed])
    measured: Measured = {}
    for corpus in LANGUAGES:
        bench.publish([corpus])
        withdrawn.update(live=False)
        for code in (a for a, b in PAIRS if b == corpus):
            rows, decided, own = [], [], bench.data[code]
            for question, asked in zip(own.questions, bench.asked[code], strict=True):
                pending_search.start_embedding = embedded_already(asked)
                found = pipeline.retrieve(question, _CODES.get(code, code), groups=5)
                item = found.judged[0]
                said = numbers.values(item.passage.text)
                rows.append(
                    (
                        max(item.features.sentence, item.features.passage),
                        item.cosine,
                        item.features.tokens,
                        item.coverage,
                        bool(numbers.values(question) - said),
                    )
                )
                decided.append(answerability.is_answerable(found))
            answered = np.array([about not in removed for about in own.about])
            measured[code, corpus] = (np.array(rows, float), answered, np.array(decided))
            print(f"  asked in {code} over {corpus}", flush=True)
    return measured


def report(name: str, pairs: list[Pair], measured: Measured, columns: tuple[int, ...]) -> None:
    """Weights of a regression on these measures, and how often it is right."""
    taken = {pair: (measured[pair][0][:, columns], measured[pair][1]) for pair in pairs}
    weights = fit(*together(taken, pairs))
    named = [NAMES[0], *(NAMES[column - 1] for column in columns[1:]), NAMES[-1]]
    print(name, " ".join(f"{n} {w:.2f}" for n, w in zip(named, weights, strict=True)))
    for pair in pairs:
        others = fit(*together(taken, [other for other in pairs if other != pair]))
        cells = [
            equal_error(judged(taken[pair][0], each), taken[pair][1]) for each in (weights, others)
        ]
        print(
            f"  {pair[0]} over {pair[1]}: {cells[0][0]:.3f} at {cells[0][1]:.2f}; "
            f"fitted on the others {cells[1][0]:.3f} at {cells[1][1]:.2f}"
        )


def together(
    taken: dict[Pair, tuple[np.ndarray, np.ndarray]], pairs: list[Pair]
) -> tuple[np.ndarray, np.ndarray]:
    """The measures of several pairs, and which of their questions have an answer."""
    return (
        np.vstack([taken[pair][0] for pair in pairs]),
        np.concatenate([taken[pair][1] for pair in pairs]),
    )


def judged(features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Log-odds."""
    odds: np.ndarray = features @ weights[:-1] + weights[-1]
    return odds


def fit(features: np.ndarray, answered: np.ndarray, steps: int = 30) -> np.ndarray:
    """Weights and constant of the logistic regression, by Newton's method on scaled features."""
    mean, spread = features.mean(0), features.std(0) + 1e-9
    scaled = np.c_[(features - mean) / spread, np.ones(len(features))]
    weights = np.zeros(scaled.shape[1])
    for _ in range(steps):
        odds = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (odds - answered) / len(answered) + 1e-4 * weights
        bend = (scaled.T * (odds * (1 - odds))) @ scaled / len(answered)
        weights -= np.linalg.solve(bend + 1e-4 * np.eye(len(weights)), slope)
    real = weights[:-1] / spread
    return np.append(real, weights[-1] - real @ mean)


def equal_error(odds: np.ndarray, answered: np.ndarray) -> tuple[float, float]:
    """Accuracy, and the log-odds, where both kinds of error are nearest to equally frequent."""
    best = (1.0, 0.0, 0.0)
    for threshold in np.sort(odds)[::3]:
        false_answers = float((odds[~answered] >= threshold).mean())
        false_refusals = float((odds[answered] < threshold).mean())
        gap = abs(false_answers - false_refusals)
        best = min(best, (gap, 1 - (false_answers + false_refusals) / 2, float(threshold)))
    return best[1], best[2]


if __name__ == "__main__":
    main()
