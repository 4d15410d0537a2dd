"""What e5's vectors say besides the meaning: makes `assistant/embedding/onnx/e5_alignment.npz`.

Run: python -m tests.benchmarks.alignment [--write]   (some minutes on two cores)

From translated sentences that have nothing to do with any benchmark: the message catalogues of the
installed packages (Django, Wagtail and others) in fourteen languages, and those of the sample
content. Sentences that translate each other should have one vector; the six directions in which
they differ most, after taking the mean of each set of translations away, are those that tell
languages apart. The usual question is the mean of the English sentences as questions, the usual
token the mean of the tokens of all.

Printed: how much of what translations differ in lies in those directions, and how near the file in
use is to what was measured, and with `--write` that file is written anew.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sysconfig
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
#: Languages, and the names that catalogues have for them.
LANGUAGES = {
    "tr": ["tr"],
    "th": ["th"],
    "zh": ["zh_Hans", "zh_CN"],
    "fr": ["fr"],
    "ar": ["ar"],
    "ru": ["ru"],
    "vi": ["vi"],
    "id": ["id", "id_ID"],
    "km": ["km"],
    "es": ["es"],
    "de": ["de"],
    "hi": ["hi"],
    "ro": ["ro"],
    "el": ["el"],
}
#: Directions, and sentences of a language at most, from packages and from the sample.
DIRECTIONS, OF_PACKAGES, OF_SAMPLE = 6, 350, 150
#: Sentences whose tokens are averaged, and the shortest that is taken, in letters.
TOKENS_OF, SHORTEST, LONGEST = 2_500, 20, 300


def main() -> None:
    """Read, embed, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true")
    write = options.parse_args().write
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    import django

    django.setup()
    from assistant.embedding.embedders import embedder
    from assistant.embedding.onnx import alignment
    from assistant.embedding.onnx_embedders import EmbeddedE5

    model = embedder()
    assert isinstance(model, EmbeddedE5)
    pairs = chosen()
    found = measure(model, pairs)
    path = Path(alignment.__file__).with_name("e5_alignment.npz")
    if path.exists():
        used = alignment.load(path)
        shared = np.linalg.norm(found["directions"] @ used.directions.T) ** 2 / DIRECTIONS
        near = [
            float(alignment.unit_vectors(found[name]) @ alignment.unit_vectors(getattr(used, name)))
            for name in ("questions", "tokens")
        ]
        print(f"In use: {shared:.4f} of the directions, means at {near[0]:.4f} and {near[1]:.4f}.")
    if write:
        np.savez(path, **found)
        print(f"Written: {path.relative_to(ROOT)}")


def chosen() -> list[tuple[str, str]]:
    """English sentences with their translations, those first that most languages have."""
    dice = random.Random(1)
    pairs: list[tuple[str, str]] = []
    packages = Path(sysconfig.get_paths()["purelib"])
    from_packages = {
        code: read(
            path
            for name in names
            for path in sorted(packages.glob(f"**/locale/{name}/LC_MESSAGES/*.po"))
        )
        for code, names in LANGUAGES.items()
    }
    sample = {
        path.stem: read([path])
        for path in sorted((ROOT / "cms" / "demo" / "translations").glob("*.po"))
    }
    for source, most in ((from_packages, OF_PACKAGES), (sample, OF_SAMPLE)):
        for own in source.values():
            keys = sorted(own)
            dice.shuffle(keys)
            keys.sort(key=lambda key: -sum(key in other for other in source.values()))
            pairs += [(key, own[key]) for key in keys[:most]]
    return pairs


def read(paths: Any) -> dict[str, str]:
    """The sentences of catalogues with their translations, without placeholders and tags."""
    import polib

    found = {}
    for path in paths:
        for entry in polib.pofile(str(path)).translated_entries():
            text, translated = plain(entry.msgid), plain(entry.msgstr)
            usable = SHORTEST <= len(text) < LONGEST and translated not in ("", text)
            if not entry.msgid_plural and usable:
                found[text] = translated
    return found


def plain(text: str) -> str:
    """A message on one line, an ellipsis for what is filled in."""
    text = re.sub(r"%\(\w+\)[sd]|%[sd]|\{[^}]*\}", "…", text)
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def measure(model: Any, pairs: list[tuple[str, str]]) -> dict[str, np.ndarray]:
    """The directions and means of `assistant.embedding.onnx.alignment.Alignment`."""
    originals = sorted({original for original, _ in pairs})
    place = {text: n for n, text in enumerate(originals)}
    own = model.embed_passages(originals)
    foreign = model.embed_passages([translated for _, translated in pairs])
    together: list[list[np.ndarray]] = [[vector] for vector in own]
    for (original, _), vector in zip(pairs, foreign, strict=True):
        together[place[original]].append(vector)
    apart = np.vstack([np.array(group) - np.mean(group, axis=0) for group in together])
    values, vectors = np.linalg.eigh(apart.T @ apart)
    share = values[-DIRECTIONS:].sum() / values.sum()
    print(
        f"{len(pairs)} translations of {len(originals)} sentences; {share:.2f} of what they differ"
    )
    print(f"in lies in {DIRECTIONS} of {len(values)} directions.")
    texts = [*originals, *(translated for _, translated in pairs)]
    random.Random(0).shuffle(texts)
    _, states = model._encoder.passages_and_token_vectors(texts[:TOKENS_OF])
    questions = [model.question_vector(text) for text in originals]
    return {
        "directions": vectors[:, -DIRECTIONS:].T.astype(np.float32),
        "questions": np.mean(questions, axis=0, dtype=np.float32),
        "tokens": np.concatenate(states).mean(axis=0, dtype=np.float64).astype(np.float32),
    }


if __name__ == "__main__":
    main()
