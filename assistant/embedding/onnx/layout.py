"""Reads the folder of a sentence encoder, as sentence-transformers and optimum lay it out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Where the graph may be, best place first.
GRAPHS = (
    "model.onnx",
    "onnx/model.onnx",
    "model_quantized.onnx",
    "onnx/model_quantized.onnx",
    "onnx/model_int8.onnx",
)
POOLINGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "lasttoken",
}
DEFAULT_MAX_TOKENS = 512
_QUERY, _PASSAGE = ("query",), ("passage", "document", "corpus")


class UnusableModel(Exception):
    """The folder has no encoder that can be run here; the text says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a folder says about its encoder."""

    graph: Path
    tokenizer: Path
    pooling: str
    #: Longest input in tokens.
    max_tokens: int
    query_prompt: str
    passage_prompt: str
    #: Whether a longer text is embedded in windows whose vectors are averaged, instead of being cut
    #: off: `embed_in_windows` in config.json, a key of this project only.
    in_windows: bool

    def fingerprint(self) -> str:
        """Return a hash of everything that the vectors depend on; reads the whole graph."""
        digest = hashlib.sha256(repr((self.pooling, self.max_tokens, self.in_windows)).encode())
        digest.update(repr((self.query_prompt, self.passage_prompt)).encode())
        for path in (self.tokenizer, self.graph, *sorted(self.graph.parent.glob("*data"))):
            if path.is_file():
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()[:12]


def read(folder: Path) -> Layout:
    """Read what a folder says about its encoder, without the graph. Raises UnusableModel."""
    if not folder.is_dir():
        raise UnusableModel("There is no such folder.")
    graph = next((folder / name for name in GRAPHS if (folder / name).is_file()), None)
    if graph is None:
        raise UnusableModel("The folder has no model.onnx, nor onnx/model.onnx.")
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise UnusableModel("The folder has no tokenizer.json.")
    config = _json(folder / "config.json")
    if config is None:
        raise UnusableModel("The folder has no config.json.")
    prompts = (_json(folder / "config_sentence_transformers.json") or {}).get("prompts") or {}
    return Layout(
        graph=graph,
        tokenizer=tokenizer,
        pooling=_pooling(folder),
        max_tokens=_max_tokens(folder, config),
        query_prompt=next((str(prompts[key]) for key in _QUERY if key in prompts), ""),
        passage_prompt=next((str(prompts[key]) for key in _PASSAGE if key in prompts), ""),
        in_windows=config.get("embed_in_windows") is True,
    )


def _json(path: Path) -> dict[str, Any] | None:
    """Return the object in a JSON file, or None if there is no file. Raises UnusableModel."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UnusableModel(f"{path.name} can't be read.") from error
    if not isinstance(content, dict):
        raise UnusableModel(f"{path.name} is not an object.")
    return content


def _pooling(folder: Path) -> str:
    """Return the way in which token vectors are pooled, by default "mean". Raises UnusableModel."""
    config = _json(folder / "1_Pooling" / "config.json")
    if config is None:
        return "mean"
    if isinstance(config.get("pooling_mode"), str):
        chosen = [config["pooling_mode"]]
    else:
        chosen = [key for key, value in config.items() if "pooling_mode_" in key and value is True]
        chosen = [POOLINGS.get(key, key) for key in chosen]
    if len(chosen) != 1 or chosen[0] not in POOLINGS.values():
        raise UnusableModel(f"This way of pooling is not supported: {', '.join(chosen) or 'none'}.")
    text: str = chosen[0]
    return text


def _max_tokens(folder: Path, config: dict[str, Any]) -> int:
    """Return the longest input in tokens, as set by sentence-transformers and by the model."""
    limits = [(_json(folder / "sentence_bert_config.json") or {}).get("max_seq_length")]
    places = config.get("max_position_embeddings")
    if isinstance(places, int):
        # RoBERTa counts positions from the padding's id on.
        roberta = "roberta" in str(config.get("model_type")) or "camembert" in str(
            config.get("model_type")
        )
        limits.append(places - int(config.get("pad_token_id", 1)) - 1 if roberta else places)
    known = [limit for limit in limits if isinstance(limit, int) and limit > 0]
    # If sentence-transformers sets no limit, the model's is reduced: passages are short.
    return min(known) if isinstance(limits[0], int) and known else min([DEFAULT_MAX_TOKENS, *known])
