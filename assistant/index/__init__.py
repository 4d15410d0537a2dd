"""Stores what can be searched: passages with their terms and vectors, in editions of the index.

Owns how sections are cut into passages, and the two ways to find passages, by words (`lexical`) and
by vectors (`dense`). Refuses to know what a question is, and when a page has to be indexed.
"""

from assistant.index import dense, editions, embeddings_table, lexical, shipped_vectors
from assistant.index.chunker import embedded_text, split_sections, text_hash, weighted_length
from assistant.index.editions import check_dimensions, current, embedder_of, is_empty
from assistant.index.embeddings_table import embed_passages, embed_sentences, sentences_missing

__all__ = [
    "check_dimensions",
    "current",
    "dense",
    "editions",
    "embed_passages",
    "embed_sentences",
    "embedded_text",
    "embedder_of",
    "embeddings_table",
    "is_empty",
    "lexical",
    "sentences_missing",
    "shipped_vectors",
    "split_sections",
    "text_hash",
    "weighted_length",
]
