"""Answers without a language model: selects spans of the passages and quotes them.

Owns which spans are quoted and how they are put together. Refuses to add a word of its own.
"""
