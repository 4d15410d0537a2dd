"""Answers without a language model: chooses sentences of the passages and quotes them.

Owns which spans answer and how they are put together. Refuses to add a word of its own.
"""
