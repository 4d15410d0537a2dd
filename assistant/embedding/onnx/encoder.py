"""Runs an encoder: turns texts into unit vectors, from any thread."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.embedding.onnx.alignment import unit_vectors
from assistant.embedding.onnx.layout import Layout, UnusableModel, read
from assistant.embedding.onnx.processor import int8_overflows

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

#: Most tokens in one run, padding included. Few enough to stay in the processor's cache, and for a
#: question not to wait long; more are no faster.
BATCH_TOKENS = 1024
#: Number of characters of a text that are read for each token that the model takes.
_MAX_CHARACTERS_PER_TOKEN = 64
_INPUTS = {"input_ids", "attention_mask", "token_type_ids", "position_ids"}
_TEXT_OUTPUTS = ("sentence_embedding", "sentence_embeddings", "text_embeds")
_TOKEN_OUTPUTS = ("last_hidden_state", "token_embeddings", "hidden_states")


class Encoder:
    """An encoder in memory, for questions and passages.

    Runs share nothing that is written to, so that there is no lock and a question never waits for
    passages. It must not be used after `fork()`.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model in a folder.

        Raises UnusableModel, or ImportError without the libraries.
        """
        self.layout: Layout = read(folder)
        self._tokenizer: Tokenizer = _tokenizer(self.layout)
        self._session: InferenceSession = _session(self.layout.graph)
        self._inputs = [each.name for each in self._session.get_inputs()]
        if "input_ids" not in self._inputs or not set(self._inputs) <= _INPUTS:
            raise UnusableModel(f"The graph asks for {', '.join(self._inputs)}.")
        outputs = [each.name for each in self._session.get_outputs()]
        wanted = [name for name in (*_TEXT_OUTPUTS, *_TOKEN_OUTPUTS) if name in outputs]
        self._output = (wanted or outputs)[0]
        padding = self._tokenizer.padding or {}
        config_padding = self._tokenizer.token_to_id("<pad>") or self._tokenizer.token_to_id(
            "[PAD]"
        )
        self._padding = int(padding.get("pad_id", config_padding or 0))
        self._tokenizer.no_padding()
        self.dimensions = len(self.question_vector("a"))

    def question_vector(self, text: str) -> np.ndarray:
        """Return the vector of a question, float32, shape (dimensions,)."""
        vectors: np.ndarray = self._vectors([self.layout.query_prompt + text])[0]
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of passages, float32, shape (len(texts), dimensions)."""
        return self._vectors([self.layout.passage_prompt + text for text in texts])

    @property
    def has_token_vectors(self) -> bool:
        """Whether the graph returns a vector for each token, and a text's vector is their mean."""
        return self._output in _TOKEN_OUTPUTS and self.layout.pooling == "mean"

    def question_and_token_vectors(self, text: str) -> tuple[np.ndarray, np.ndarray, list[int]]:
        """Return a question's vector, its token vectors and its token ids.

        Shapes are (dimensions,), (tokens, dimensions) and (tokens,), float32; begin and end marks
        and the prompt are left out of both. Only if `has_token_vectors`.
        """
        prompt = self.layout.query_prompt
        windows = self.token_windows([prompt + text])
        vectors, token_vectors = self._with_token_vectors(prompt, windows)
        tokens = [token for window in windows[0] for token in window[1:-1]]
        return vectors[0], token_vectors[0], tokens[self._length(prompt) :]

    def passages_and_token_vectors(
        self, texts: Sequence[str]
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return the vectors of passages, and the token vectors of each.

        Shapes are (len(texts), dimensions) and (tokens, dimensions), float32; begin and end marks
        and the prompt are left out of the tokens. Only if `has_token_vectors`.
        """
        prompt = self.layout.passage_prompt
        return self._with_token_vectors(
            prompt, self.token_windows([prompt + text for text in texts])
        )

    def token_windows(self, texts: Sequence[str]) -> list[list[list[int]]]:
        """Return the token ids of each text in windows, begin and end marks included.

        A window has at most `layout.max_tokens`. There is one window, and a longer text is cut off,
        unless `layout.in_windows` is set.
        """
        characters = self.layout.max_tokens * _MAX_CHARACTERS_PER_TOKEN
        read = self._tokenizer.encode_batch([clean_text(text[:characters]) for text in texts])
        if self.layout.in_windows:
            return [[each.ids, *(more.ids for more in each.overflowing)] for each in read]
        return [[each.ids] for each in read]

    def _length(self, prompt: str) -> int:
        """Return the number of tokens of a prompt."""
        return len(self._tokenizer.encode(prompt, add_special_tokens=False).ids)

    def _with_token_vectors(
        self, prompt: str, windows: Sequence[list[list[int]]]
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return the vectors of texts, and their token vectors without marks and prompt."""
        token_vectors: list[np.ndarray] = []
        vectors = self._embedded(windows, token_vectors)
        # Each window begins and ends with a mark; the prompt is in the first one.
        prompted = self._length(prompt)
        found: list[np.ndarray] = []
        each_window = iter(token_vectors)
        for each in windows:
            parts = [next(each_window)[1:-1] for _ in each]
            found.append(np.concatenate([parts[0][prompted:], *parts[1:]]))
        return vectors, found

    def _vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts, float32, shape (len(texts), dimensions)."""
        return self._embedded(self.token_windows(texts))

    def _embedded(
        self, windows: Sequence[list[list[int]]], token_vectors: list[np.ndarray] | None = None
    ) -> np.ndarray:
        """Return the vectors of texts that are given as windows of token ids.

        The token vectors of each window, shape (tokens, dimensions), are appended to
        `token_vectors` in order.
        """
        if not windows:
            return np.empty((0, self.dimensions), np.float32)
        owners = np.repeat(np.arange(len(windows)), [len(each) for each in windows])
        tokens = [window for each in windows for window in each]
        parts: np.ndarray | None = None
        if token_vectors is not None:
            token_vectors += [np.empty(0)] * len(tokens)
        for batch in _batches([len(each) for each in tokens]):
            found, output = self._run([tokens[i] for i in batch])
            if token_vectors is not None:
                for row, i in enumerate(batch):
                    token_vectors[i] = output[row, : len(tokens[i])]
            if parts is None:
                parts = np.empty((len(tokens), found.shape[1]), np.float32)
            parts[batch] = found
        assert parts is not None  # noqa: S101  # each batch holds a text
        vectors = np.zeros((len(windows), parts.shape[1]), np.float32)
        # Weighted by the windows' lengths, as if all tokens were averaged at once.
        np.add.at(vectors, owners, parts * np.array([[len(each)] for each in tokens], np.float32))
        return unit_vectors(vectors)

    def _run(self, tokens: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
        """Run the graph on windows; return their vectors and the graph's output."""
        shape = (len(tokens), max(1, max(map(len, tokens))))
        ids, mask = np.full(shape, self._padding, np.int64), np.zeros(shape, np.int64)
        for row, each in enumerate(tokens):
            ids[row, : len(each)], mask[row, : len(each)] = each, 1
        given = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.broadcast_to(np.arange(shape[1]), shape),
        }
        (output,) = self._session.run([self._output], {name: given[name] for name in self._inputs})
        pooled: np.ndarray = output if output.ndim == 2 else pool(output, mask, self.layout.pooling)
        return pooled, output


def clean_text(text: str) -> str:
    """Return the text without NUL and lone surrogates, which tokenizers reject."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


def pool(tokens: np.ndarray, mask: np.ndarray, method: str) -> np.ndarray:
    """Return a vector for each text, shape (texts, dimensions), from those of its tokens.

    `tokens` has shape (texts, length, dimensions); `mask`, shape (texts, length), is 1 for tokens
    and 0 for padding. `method` is one of the values of `layout.POOLINGS`.
    """
    if method == "cls":
        return tokens[:, 0]
    if method == "lasttoken":
        vectors: np.ndarray = tokens[np.arange(len(tokens)), np.maximum(mask.sum(axis=1) - 1, 0)]
        return vectors
    inside = mask[:, :, None].astype(np.float32)
    if method == "max":
        largest: np.ndarray = np.where(inside > 0, tokens, -np.inf).max(axis=1)
        return largest
    mean: np.ndarray = (tokens * inside).sum(axis=1) / np.maximum(inside.sum(axis=1), 1)
    return mean


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indexes of texts in batches of similar length, so that there is little padding."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[i] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _tokenizer(layout: Layout) -> Tokenizer:
    """Load the tokenizer. Raises UnusableModel."""
    from tokenizers import Tokenizer

    try:
        made = Tokenizer.from_file(str(layout.tokenizer))
        made.enable_truncation(layout.max_tokens)
    except Exception as error:  # the library raises nothing narrower
        raise UnusableModel("tokenizer.json is not a tokenizer.") from error
    return made


def _session(graph: Path) -> InferenceSession:
    """Load the graph into onnxruntime. Raises UnusableModel."""
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = min(_processors(), 8)
    # Idle threads must not spin, which would slow down other work on the machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if int8_overflows():
        # Slower, but the sums are then right for graphs with full 8-bit weights too.
        options.add_session_config_entry("session.x64quantprecision", "1")
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors have no common base of their own
        raise UnusableModel(f"{graph.name} is not a graph that onnxruntime runs.") from error


def _processors() -> int:
    """Return the number of processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
