"""What processes of the hub see is committed."""

from __future__ import annotations

import pytest

from cms.models import HomePage
from tests.cms.content import new_home
from tests.committed import db
from tests.prepared import prepared

__all__ = ["db"]


@pytest.fixture
def home(db: None) -> HomePage:
    """The home page of an empty site."""
    return prepared(new_home)
