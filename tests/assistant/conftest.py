"""The site that the tests of the assistant begin with: `tests.testsite`, in many languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from wagtail.models import Locale

from tests.assistant.content import PAGES, TURKISH, HomePage, publish, translate, work
from tests.assistant.courses import courses, indexed  # noqa: F401  # fixtures
from tests.committed import assistant_settings, db, undone_afterwards  # noqa: F401
from tests.editing import only_home
from tests.prepared import prepared


def new_home() -> HomePage:
    """The home page of a site that has nothing else; what stood there is deleted."""
    english, _ = Locale.objects.get_or_create(language_code="en")
    return only_home(HomePage(title="Training in the valley", slug="valley", locale=english))


@pytest.fixture
def home(db: None) -> HomePage:  # noqa: F811
    """The home page of an empty site."""
    return prepared(new_home)


def new_library() -> HomePage:
    """Build what `library` has."""
    home = new_home()
    for title, text in PAGES.items():
        page = publish(home, title, text)
        if title == "Solar installers":
            translate(page, "tr", {title: "Güneş paneli kurucuları", text: TURKISH})
    work()
    return home


@pytest.fixture(scope="module")
def library(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HomePage]:
    """A few pages, one of them translated, and their index, for a module; `db` adds to them."""
    folder = tmp_path_factory.mktemp("library")
    with (
        django_db_blocker.unblock(),
        undone_afterwards(),
        override_settings(MEDIA_ROOT=folder / "media"),
        assistant_settings(INDEX_DIR=folder / "chroma"),
    ):
        yield prepared(new_library)
