"""The embedded model as an ONNX graph whose matrices are multiplied in 8 bits.

What is multiplied is quantised token by token, at run time: a text's vector then does not depend
on which texts share its batch, as it would with one scale for a whole batch, and is closer to the
full model's. Where an error would be seen most in the end, what the first 8 bits leave over is
multiplied as well. Weights keep 7 of their 8 bits on processors whose sums would overflow.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.onnx.weights import BLOCK, Weights

#: Part of the cached folder's name: count up whenever the graph or the tokenizer changes.
VERSION = 2
#: Largest weight, in 8 bits, and in 7.
_FULL, _REDUCED = 127, 63
#: Layers whose input to each product is taken in 16 bits instead of 8. Chosen by what each brings a
#: text's vector nearer to that of the model in float32 (1 - cosine, 80 texts in four languages):
#: in 8 bits it is off by 73e-5, with these by 17e-5, with all layers by 10e-5, which takes a
#: quarter longer.
_IN_16_BITS = {
    "qkv": range(3, 12),
    "mixed": range(3, 8),
    "wide": range(5, 12),
    "narrow": range(3, 9),
}
_RUNTIME = "com.microsoft"  # operators of onnxruntime's own


def write(weights: Weights, path: Path, *, reduced: bool) -> None:
    """Write model.onnx and, beside it, its weights: with `reduced` in 7 bits of 8.

    Raises ImportError without the package onnx.
    """
    import onnx

    onnx.save_model(
        _Graph(weights, _REDUCED if reduced else _FULL).model(),
        str(path),
        save_as_external_data=True,
        location=f"{path.name}_data",
        size_threshold=1024,
    )


class _Graph:
    """Nodes and weights as they are added; names are those of the tensors."""

    def __init__(self, weights: Weights, largest: int) -> None:
        import onnx

        self.onnx, self.weights, self.largest = onnx, weights, largest
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def keep(self, name: str, values: Any) -> str:
        tensor = self.onnx.numpy_helper.from_array(np.ascontiguousarray(values), name)
        self.constants.append(tensor)
        return name

    def numbers(self, *names: str) -> str:
        return self.keep(names[0], np.concatenate([self.weights.numbers(name) for name in names]))

    def add(self, kind: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        runtimes = {"GatherBlockQuantized", "MatMulIntegerToFloat", "MultiHeadAttention"}
        runtimes |= {"SkipLayerNormalization", "BiasGelu"}
        domain = _RUNTIME if kind in runtimes else ""
        node = self.onnx.helper.make_node(kind, inputs, list(outputs), domain=domain, **attributes)
        self.nodes.append(node)
        return outputs[0]

    def model(self) -> Any:
        helper, kinds, hidden = self.onnx.helper, self.onnx.TensorProto, self.weights.hidden
        self.keep("flat", np.array([-1, hidden], np.int64))
        self.keep("heads", np.array([hidden] * 3, np.int64))
        self.keep("levels", np.array(127, np.float32))
        self.keep("least", np.array(1e-6, np.float32))
        self.keep("one", np.array(1, np.float32))
        self.keep("fine", np.array(1 / 254, np.float32))
        self.keep("middle", np.array(128, np.uint8))
        self.add("Cast", ["attention_mask"], "mask", to=kinds.INT32)
        tokens = self.embeddings()
        for number in range(self.weights.layers):
            tokens = self.layer(f"l{number}.", tokens)
        self.add("Reshape", [tokens, "shape"], "last_hidden_state")
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [
                helper.make_tensor_value_info(name, kinds.INT64, ["batch", "length"])
                for name in ("input_ids", "attention_mask")
            ],
            [
                helper.make_tensor_value_info(
                    "last_hidden_state", kinds.FLOAT, ["batch", "length", hidden]
                )
            ],
            self.constants,
        )
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=8)

    def embeddings(self) -> str:
        """Tokens one below the other, all texts' together: (batch x length, hidden)."""
        hidden = self.weights.hidden
        scales, values = self.weights.four_bits("emb.word")
        pairs = values.reshape(-1, 2)
        # As they came: 64 MB, where float32 would take 384.
        self.keep("words", (pairs[:, 0] | pairs[:, 1] << 4).reshape(-1, hidden // 2))
        self.keep("words.scale", scales.reshape(-1, hidden // BLOCK))
        self.add(
            "GatherBlockQuantized",
            ["words", "input_ids", "words.scale"],
            "word",
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        positions = self.weights.numbers("emb.pos").reshape(-1, hidden)
        self.keep("positions", positions + self.weights.numbers("emb.type")[:hidden])
        self.keep("start", np.array([0], np.int64))
        self.keep("width", np.array([hidden], np.int64))
        self.add("Shape", ["input_ids"], "texts")
        self.add("Concat", ["texts", "width"], "shape", axis=0)
        self.add("Shape", ["input_ids"], "length", start=1, end=2)
        self.add("Slice", ["positions", "start", "length", "start"], "position")
        self.add("Add", ["word", "position"], "placed")
        self.add("Reshape", ["placed", "flat"], "rows")
        norm = ["rows", self.numbers("emb.ln.w"), self.numbers("emb.ln.b")]
        return self.add("LayerNormalization", norm, "tokens", axis=-1, epsilon=self.weights.epsilon)

    def layer(self, name: str, tokens: str) -> str:
        """One layer of the encoder; returns its output's name."""
        triple = self.multiply(tokens, f"{name}qkv", f"{name}q.w", f"{name}k.w", f"{name}v.w")
        parts = [f"{name}{part}" for part in "qkv"]
        self.add("Split", [triple, "heads"], *(f"{part}.rows" for part in parts), axis=-1)
        for part in parts:
            self.add("Reshape", [f"{part}.rows", "shape"], part)
        bias = self.numbers(*(f"{part}.b" for part in parts))
        attended = self.add(
            "MultiHeadAttention",
            [*parts, bias, "mask"],
            f"{name}attended",
            num_heads=self.weights.heads,
        )
        attended = self.add("Reshape", [attended, "flat"], f"{name}attended.rows")
        mixed = self.multiply(attended, f"{name}mixed", f"{name}ao.w")
        tokens = self.normalise(mixed, tokens, f"{name}aln", f"{name}ao.b")
        wide = self.multiply(tokens, f"{name}wide", f"{name}fi.w")
        wide = self.add("BiasGelu", [wide, self.numbers(f"{name}fi.b")], f"{name}active")
        narrow = self.multiply(wide, f"{name}narrow", f"{name}fo.w")
        return self.normalise(narrow, tokens, f"{name}oln", f"{name}fo.b")

    def normalise(self, new: str, old: str, name: str, bias: str) -> str:
        inputs = [new, old, self.numbers(f"{name}.w"), self.numbers(f"{name}.b")]
        inputs.append(self.numbers(bias))
        epsilon = self.weights.epsilon
        return self.add("SkipLayerNormalization", inputs, f"{name}.out", epsilon=epsilon)

    def multiply(self, rows: str, name: str, *matrices: str) -> str:
        """`rows` times matrices stored one output a row, side by side."""
        matrix = np.concatenate([self._matrix(each) for each in matrices])
        scale = np.abs(matrix).max(axis=1) / self.largest
        self.keep(f"{name}.w", np.rint(matrix / scale[:, None]).astype(np.int8).T)
        self.keep(f"{name}.scale", scale)
        self.add("Abs", [rows], f"{name}.sizes")
        self.add("ReduceMax", [f"{name}.sizes"], f"{name}.largest", axes=[-1], keepdims=1)
        self.add("Max", [f"{name}.largest", "least"], f"{name}.max")
        self.add("Div", [f"{name}.max", "levels"], f"{name}.step")
        self.add("Div", [rows, f"{name}.step"], f"{name}.steps")
        product = self.in_8_bits(f"{name}.steps", name, "one")
        layer, kind = name.removeprefix("l").split(".")
        if int(layer) in _IN_16_BITS[kind]:
            self.add("Round", [f"{name}.steps"], f"{name}.taken")
            self.add("Sub", [f"{name}.steps", f"{name}.taken"], f"{name}.left")
            rest = self.in_8_bits(f"{name}.left", name, "fine")
            product = self.add("Add", [product, rest], f"{name}.both")
        return self.add("Mul", [product, f"{name}.step"], name)

    def in_8_bits(self, rows: str, name: str, step: str) -> str:
        """The product of rows, rounded to multiples of the step, and the matrix of that name."""
        self.add("QuantizeLinear", [rows, step, "middle"], f"{rows}.bytes")
        inputs = [f"{rows}.bytes", f"{name}.w", step, f"{name}.scale", "middle"]
        return self.add("MatMulIntegerToFloat", inputs, f"{rows}.product")

    def _matrix(self, name: str) -> np.ndarray:
        scales, values = self.weights.four_bits(name)
        outputs = self.weights.numbers(name.replace(".w", ".b")).size
        return ((values.astype(np.float32) - 8) * scales[:, None]).reshape(outputs, -1)
