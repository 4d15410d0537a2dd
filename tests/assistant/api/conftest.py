"""Fixtures of the API's tests."""

from tests.assistant.api.serving import db, served

__all__ = ["db", "served"]
