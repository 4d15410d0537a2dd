"""What the reports of the admin write into spreadsheets."""

from __future__ import annotations


def as_text(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    # Spreadsheets show what follows an apostrophe as text.
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
