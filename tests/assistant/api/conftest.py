"""The site that the API's tests ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.assistant.content import ArticlePage, HomePage
from tests.serving import Served, db, serving

__all__ = ["db", "served"]


@pytest.fixture(scope="package")
def served(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The published site and its server."""
    folder = tmp_path_factory.mktemp("served")
    with django_db_blocker.unblock(), serving(folder, HomePage, ArticlePage) as one:
        yield one
