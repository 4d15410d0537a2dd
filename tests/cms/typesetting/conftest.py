"""Machines with and without fonts."""

import pytest

from cms.typesetting import fonts


def forget():
    """Look for fonts anew."""
    for cached in (fonts.family, fonts.collection, fonts._fonts_in):
        cached.cache_clear()


@pytest.fixture
def plain_machine(monkeypatch):
    """A machine with the packages that the project needs, and no other font."""
    monkeypatch.setattr(fonts, "FOLDERS", ())
    monkeypatch.setitem(fonts._PACKAGES, "han", ("no_such_package", "none.otf"))
    monkeypatch.delenv("HUB_FONT_DIR", raising=False)
    forget()
    yield
    forget()
