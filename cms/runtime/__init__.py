"""Runs the hub: in one process or many, on SQLite or PostgreSQL.

Owns processes, middleware and the database's engine; each module is named by a setting or a
command. Refuses to know content.
"""
