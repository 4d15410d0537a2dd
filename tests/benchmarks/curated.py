"""How often a question meets its curated answer, and a wrong one: the source of the limits.

Run: python -m tests.benchmarks.curated --xquad DIR   (about six minutes on two cores)

DIR holds XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, th.json, zh.json: the same
1,190 questions in four languages. For each pair of languages, 100 questions at a time stand for the
wordings of curated answers in one, and all questions are asked in the other. Printed for several
distances from the limits of `assistant.curated.matching`: how many of the questions that have
their wording there are matched with it, and how many of all others are matched at all. Questions
of one paragraph with one gold answer count as the same. Every word counts as rare, since there is
no index.

In one language a question is its own wording, so the first figure is of the few other questions
that have the same gold answer, which are seldom the same question. Last: small talk, of which no
question must be a part.
"""

from __future__ import annotations

import argparse
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

LANGUAGES = ["en", "tr", "th", "zh"]
#: Curated answers at a time, and how many times they are drawn.
KNOWN, DRAWS = 100, 12
#: How much lower than in service the limits are.
LOOSENED = [0.04, 0.03, 0.02, 0.01, 0.0, -0.01, -0.02]


def main() -> None:
    """Embed, compare, count, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    folder = options.parse_args().xquad
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    from assistant.answering.small_talk import recognise, without_greeting

    gold = _gold(folder)
    data = {language: _read(folder, language) for language in LANGUAGES}
    print("limits lowered by:  " + "  ".join(f"{step:12.2f}" for step in LOOSENED))
    for asked in LANGUAGES:
        for known in LANGUAGES:
            rates = _rates(data[asked], data[known], gold, same=asked == known)
            shown = "  ".join(f"{right:.3f}/{wrong:.4f}" for right, wrong in rates)
            print(f"asked {asked}, known {known}:  {shown}")
    texts = [one.text for language in LANGUAGES for one in data[language]["wordings"]]
    taken = [text for text in texts if recognise(text) or without_greeting(text) != text]
    print(f"taken for small talk or greeted: {len(taken)} of {len(texts)}")


def _articles(folder: Path, language: str) -> list[Any]:
    text = (folder / f"{language}.json").read_text("utf-8")
    return [p for article in json.loads(text)["data"] for p in article["paragraphs"]]


def _gold(folder: Path) -> np.ndarray:
    """For each question a number that those of one paragraph and one answer share."""
    numbers: dict[tuple[int, str], int] = {}
    return np.array(
        [
            numbers.setdefault((place, qa["answers"][0]["text"]), len(numbers))
            for place, paragraph in enumerate(_articles(folder, "en"))
            for qa in paragraph["qas"]
        ]
    )


def _read(folder: Path, language: str) -> dict[str, Any]:
    from assistant.curated.wordings import wording
    from assistant.embedding.embedders import embedder

    questions = [qa["question"] for p in _articles(folder, language) for qa in p["qas"]]
    model = embedder()
    return {
        "wordings": [wording(" ".join(text.split()), language) for text in questions],
        "vectors": np.stack([model.question_vector(text) for text in questions]),
    }


@cache
def _word_vector(text: str) -> np.ndarray:
    from assistant.embedding.embedders import embedder

    aligned = embedder().embed_question(text).aligned
    return np.asarray(aligned / np.linalg.norm(aligned))


def _rates(
    asked: dict[str, Any], known: dict[str, Any], gold: np.ndarray, *, same: bool
) -> list[tuple[float, float]]:
    """Shares matched rightly and wrongly, for each of LOOSENED."""
    from assistant.curated.agreement import WordMeanings
    from assistant.curated.matching import OTHER_SCRIPT, SAME_LANGUAGE, nearest

    words = WordMeanings(
        weights=lambda found, language: dict.fromkeys(found, 1.0), vector=_word_vector
    )
    # Below the lowest limit that is tried nothing matches.
    lowest = (SAME_LANGUAGE if same else OTHER_SCRIPT) - max(LOOSENED)
    cosines = asked["vectors"] @ known["vectors"].T
    random = np.random.default_rng(0)
    counts = np.zeros((len(LOOSENED), 2))
    have = lack = 0
    for _ in range(DRAWS):
        drawn = random.permutation(len(gold))[:KNOWN]
        answers = gold[drawn].tolist()
        for place, question in enumerate(asked["wordings"]):
            # In its own language a question would only find itself.
            chosen = [i for i, one in enumerate(drawn) if not (same and one == place)]
            near = [i for i in chosen if cosines[place, drawn[i]] >= lowest]
            is_there = any(answers[i] == gold[place] for i in chosen)
            have, lack = have + is_there, lack + (not is_there)
            if not near:
                continue
            for step, loosened in enumerate(LOOSENED):
                found = nearest(
                    question,
                    [known["wordings"][drawn[i]] for i in near],
                    [float(cosines[place, drawn[i]]) for i in near],
                    [answers[i] for i in near],
                    loosened,
                    words,
                )
                if found is not None:
                    counts[step, 0 if answers[near[found]] == gold[place] else 1] += 1
    return [(right / max(have, 1), wrong / max(lack, 1)) for right, wrong in counts]


if __name__ == "__main__":
    main()
