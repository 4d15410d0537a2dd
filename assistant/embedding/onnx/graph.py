"""Writes the embedded model as an ONNX graph whose matrices are multiplied in 8 bits.

The inputs of a product are quantised at run time, each token on its own scale. So a text's vector
does not depend on the other texts in its batch, as it would with one scale for the batch, and is
closer to the full model's. In the layers where an error matters most, the remainder of the first 8
bits is multiplied as well. Weights use 7 of their 8 bits on processors whose sums would overflow.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.onnx.weights import BLOCK, Weights

#: Part of the prepared folder's name. Increase it whenever the graph or the tokenizer changes.
VERSION = 2
#: Largest value of a weight in 8 bits, and in 7.
_FULL, _REDUCED = 127, 63
#: Layers in which the input of a product is taken in 16 bits instead of 8, by product. They are
#: those that bring a text's vector nearest to the full model's for the time they cost
#: (docs/figures.md, Layers in 16 bits).
_IN_16_BITS = {
    "qkv": range(3, 12),
    "mixed": range(3, 8),
    "wide": range(5, 12),
    "narrow": range(3, 9),
}
_RUNTIME = "com.microsoft"  # the domain of onnxruntime's own operators


def write(weights: Weights, path: Path, *, reduced: bool) -> None:
    """Write model.onnx and, beside it, its weights, which use 7 bits if `reduced` is set.

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
    """Collects nodes and constants. They refer to each other by the names of tensors.

    Methods return the name of the tensor that they define.
    """

    def __init__(self, weights: Weights, largest: int) -> None:
        import onnx

        self.onnx, self.weights, self.largest = onnx, weights, largest
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add_constant(self, name: str, values: Any) -> str:
        """Add an array as a constant."""
        tensor = self.onnx.numpy_helper.from_array(np.ascontiguousarray(values), name)
        self.constants.append(tensor)
        return name

    def add_weights(self, *names: str) -> str:
        """Add the concatenation of float32 tensors of the weights as a constant."""
        return self.add_constant(
            names[0], np.concatenate([self.weights.numbers(name) for name in names])
        )

    def add(self, kind: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        """Add a node and return the name of its first output."""
        runtimes = {"GatherBlockQuantized", "MatMulIntegerToFloat", "MultiHeadAttention"}
        runtimes |= {"SkipLayerNormalization", "BiasGelu"}
        domain = _RUNTIME if kind in runtimes else ""
        node = self.onnx.helper.make_node(kind, inputs, list(outputs), domain=domain, **attributes)
        self.nodes.append(node)
        return outputs[0]

    def model(self) -> Any:
        """Return the whole model as an ONNX ModelProto."""
        helper, kinds, hidden = self.onnx.helper, self.onnx.TensorProto, self.weights.hidden
        self.add_constant("flat", np.array([-1, hidden], np.int64))
        self.add_constant("heads", np.array([hidden] * 3, np.int64))
        self.add_constant("levels", np.array(127, np.float32))
        self.add_constant("least", np.array(1e-6, np.float32))
        self.add_constant("one", np.array(1, np.float32))
        self.add_constant("fine", np.array(1 / 254, np.float32))
        self.add_constant("middle", np.array(128, np.uint8))
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
        """Add the normalised sum of word and position embeddings, of shape (tokens, hidden)."""
        hidden = self.weights.hidden
        scales, values = self.weights.four_bits("emb.word")
        pairs = values.reshape(-1, 2)
        # Kept in 4 bits: 64 MB, where float32 would take 384 MB.
        self.add_constant("words", (pairs[:, 0] | pairs[:, 1] << 4).reshape(-1, hidden // 2))
        self.add_constant("words.scale", scales.reshape(-1, hidden // BLOCK))
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
        self.add_constant("positions", positions + self.weights.numbers("emb.type")[:hidden])
        self.add_constant("start", np.array([0], np.int64))
        self.add_constant("width", np.array([hidden], np.int64))
        self.add("Shape", ["input_ids"], "texts")
        self.add("Concat", ["texts", "width"], "shape", axis=0)
        self.add("Shape", ["input_ids"], "length", start=1, end=2)
        self.add("Slice", ["positions", "start", "length", "start"], "position")
        self.add("Add", ["word", "position"], "placed")
        self.add("Reshape", ["placed", "flat"], "rows")
        norm = ["rows", self.add_weights("emb.ln.w"), self.add_weights("emb.ln.b")]
        return self.add("LayerNormalization", norm, "tokens", axis=-1, epsilon=self.weights.epsilon)

    def layer(self, name: str, tokens: str) -> str:
        """Add one layer of the encoder."""
        triple = self.multiply(tokens, f"{name}qkv", f"{name}q.w", f"{name}k.w", f"{name}v.w")
        parts = [f"{name}{part}" for part in "qkv"]
        self.add("Split", [triple, "heads"], *(f"{part}.rows" for part in parts), axis=-1)
        for part in parts:
            self.add("Reshape", [f"{part}.rows", "shape"], part)
        bias = self.add_weights(*(f"{part}.b" for part in parts))
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
        wide = self.add("BiasGelu", [wide, self.add_weights(f"{name}fi.b")], f"{name}active")
        narrow = self.multiply(wide, f"{name}narrow", f"{name}fo.w")
        return self.normalise(narrow, tokens, f"{name}oln", f"{name}fo.b")

    def normalise(self, new: str, old: str, name: str, bias: str) -> str:
        """Add the layer normalisation of a new input, its bias and the residual input."""
        inputs = [new, old, self.add_weights(f"{name}.w"), self.add_weights(f"{name}.b")]
        inputs.append(self.add_weights(bias))
        epsilon = self.weights.epsilon
        return self.add("SkipLayerNormalization", inputs, f"{name}.out", epsilon=epsilon)

    def multiply(self, rows: str, name: str, *matrices: str) -> str:
        """Add the product of `rows` with matrices side by side, quantised as the module says.

        The matrices are stored with a row for each output.
        """
        matrix = np.concatenate([self._matrix(each) for each in matrices])
        scale = np.abs(matrix).max(axis=1) / self.largest
        self.add_constant(f"{name}.w", np.rint(matrix / scale[:, None]).astype(np.int8).T)
        self.add_constant(f"{name}.scale", scale)
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
        """Add the product of `rows`, rounded to multiples of `step`, with the matrix `name`."""
        self.add("QuantizeLinear", [rows, step, "middle"], f"{rows}.bytes")
        inputs = [f"{rows}.bytes", f"{name}.w", step, f"{name}.scale", "middle"]
        return self.add("MatMulIntegerToFloat", inputs, f"{rows}.product")

    def _matrix(self, name: str) -> np.ndarray:
        """Return a matrix of the weights, float32, shape (outputs, inputs)."""
        scales, values = self.weights.four_bits(name)
        outputs = self.weights.numbers(name.replace(".w", ".b")).size
        vectors: np.ndarray = ((values.astype(np.float32) - 8) * scales[:, None]).reshape(
            outputs, -1
        )
        return vectors
