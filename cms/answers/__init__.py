"""Registers what the assistant can answer from the hub's fields: `COLLECTIONS`.

Owns the names of kinds and facts in all languages (`names.toml`), and how fields become facts.
Refuses to know how questions are understood.
"""

from cms.answers.declared import COLLECTIONS

__all__ = ["COLLECTIONS"]
