"""How well it is known that there is no answer: the source of the weights in `answering.evidence`.

Run: python -m tests.benchmarks.evidence --xquad DIR   (about six minutes on two cores)

DIR holds XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, th.json, zh.json. Half of
the paragraphs are taken out, so that half of the questions have no answer. For each question the
best of the paragraphs left is judged by two measures, as `assistant.retrieval` does: its cosine,
and the weighted share of the question's words that it has. A logistic regression on both, with the
same weights for all languages, is fitted once for questions in the paragraphs' language and once
for questions in another. Printed: the weights, and for each pair of languages the accuracy where
false answers and false refusals are equally frequent, with the log-odds where that is.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from pathlib import Path

import numpy as np

LANGUAGES = ["en", "tr", "th", "zh"]
PAIRS = [(a, b) for a in LANGUAGES for b in LANGUAGES if a == b or b == "en"]


def main() -> None:
    """Embed, measure, fit, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    folder = options.parse_args().xquad
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    data = {language: read(folder / f"{language}.json") for language in LANGUAGES}
    measured = {pair: measures(data[pair[0]], data[pair[1]]) for pair in PAIRS}
    for name, same in (("same language", True), ("another language", False)):
        pairs = [pair for pair in PAIRS if (pair[0] == pair[1]) is same]
        features = np.vstack([measured[pair][0] for pair in pairs])
        answered = np.concatenate([measured[pair][1] for pair in pairs])
        weights = fit(features, answered)
        print(f"{name}: cosine {weights[0]:.2f}, coverage {weights[1]:.2f}, {weights[2]:.2f}")
        for pair in pairs:
            odds = measured[pair][0] @ weights[:2] + weights[2]
            accuracy, threshold = equal_error(odds, measured[pair][1])
            print(f"  question {pair[0]}, paragraphs {pair[1]}: {accuracy:.3f} at {threshold:.2f}")


def read(path: Path) -> dict:
    """Paragraphs and questions with their terms and vectors, and each question's paragraph."""
    from assistant.analysis import terms
    from assistant.providers import embedder

    articles = json.loads(path.read_text("utf-8"))["data"]
    paragraphs = [p for article in articles for p in article["paragraphs"]]
    texts = [p["context"] for p in paragraphs]
    asked = [(i, qa["question"]) for i, p in enumerate(paragraphs) for qa in p["qas"]]
    model = embedder()
    return {
        "terms": [set(terms(text)) for text in texts],
        "vectors": model.passages(texts),
        "owner": np.array([owner for owner, _ in asked]),
        "asked": [list(dict.fromkeys(terms(question))) for _, question in asked],
        "asked_vectors": np.stack([model.query(question) for _, question in asked]),
    }


def measures(questions: dict, paragraphs: dict) -> tuple[np.ndarray, np.ndarray]:
    """Cosine and coverage of each question's best paragraph, and whether its own is there."""
    from assistant.fusion import fuse

    count = len(paragraphs["terms"])
    removed = set(np.random.default_rng(0).permutation(count)[: count // 2].tolist())
    kept = [i for i in range(count) if i not in removed]
    documents: dict[str, int] = {}
    for i in kept:
        for term in paragraphs["terms"][i]:
            documents[term] = documents.get(term, 0) + 1
    rows = []
    for words, vector in zip(questions["asked"], questions["asked_vectors"], strict=True):
        cosines = paragraphs["vectors"][kept] @ vector
        weights = {
            word: math.log(
                1 + (len(kept) - documents.get(word, 0) + 0.5) / (documents.get(word, 0) + 0.5)
            )
            for word in words
        }
        total = sum(weights.values()) or 1.0
        nearest = np.argsort(-cosines)[:30].tolist()
        shares = {
            n: sum(weights[w] for w in words if w in paragraphs["terms"][kept[n]]) / total
            for n in nearest
        }
        scores = fuse({n: float(cosines[n]) for n in nearest}, shares)
        best = max(scores, key=lambda n: scores[n])
        rows.append((cosines[best], shares[best]))
    answered = np.array([owner not in removed for owner in questions["owner"].tolist()])
    return np.array(rows), answered


def fit(features: np.ndarray, answered: np.ndarray, steps: int = 5_000) -> np.ndarray:
    """Weights and constant of the logistic regression, by gradient descent on scaled features."""
    mean, spread = features.mean(0), features.std(0)
    scaled = np.c_[(features - mean) / spread, np.ones(len(features))]
    weights = np.zeros(scaled.shape[1])
    for _ in range(steps):
        odds = 1 / (1 + np.exp(-scaled @ weights))
        weights -= scaled.T @ (odds - answered) / len(answered) + 1e-4 * weights
    real = weights[:-1] / spread
    return np.append(real, weights[-1] - real @ mean)


def equal_error(odds: np.ndarray, answered: np.ndarray) -> tuple[float, float]:
    """Accuracy, and the log-odds, where both kinds of error are nearest to equally frequent."""
    best = (1.0, 0.0, 0.0)
    for threshold in np.sort(odds)[::5]:
        false_answers = float((odds[~answered] >= threshold).mean())
        false_refusals = float((odds[answered] < threshold).mean())
        gap = abs(false_answers - false_refusals)
        best = min(best, (gap, 1 - (false_answers + false_refusals) / 2, float(threshold)))
    return best[1], best[2]


if __name__ == "__main__":
    main()
