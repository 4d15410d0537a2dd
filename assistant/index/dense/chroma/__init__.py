"""Keeps an edition's vectors in Chroma, in a folder of its own or on a server.

Owns everything that knows Chroma. Refuses to be the source of truth: that is the database, from
which a store that is damaged or out of date is rebuilt.
"""
