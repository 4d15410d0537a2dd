"""Keeps an edition's vectors in Chroma, in a folder of its own or on a server.

Owns everything that knows Chroma. Refuses to be the truth: the database is, and a store that is
damaged or behind is rebuilt from it.
"""
