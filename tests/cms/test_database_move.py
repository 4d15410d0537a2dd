"""Moving a site from SQLite to PostgreSQL by the command."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from filelock import FileLock
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from cms.models import HomePage
from cms.settings.databases import database
from tests.cms.content import new_home, publication, publish
from tests.committed import db  # noqa: F401
from tests.editing import collection, translate, upload, word_file
from tests.prepared import prepared
from tests.task_queue import work

ONLY_FROM_SQLITE = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="moves from SQLite"
)
pytestmark = [pytest.mark.site, ONLY_FROM_SQLITE]
TEXT = "The solar installer course lasts fourteen weeks. It is taught in Arusha."
TURKISH = "Güneş paneli kurulum kursu on dört hafta sürer. Arusha'da verilir."


@pytest.fixture
def site(db: None) -> HomePage:  # noqa: F811
    """A small site with a bit of everything, indexed."""
    return prepared(make_site)


def make_site() -> HomePage:
    home = new_home()
    solar = publish(home, "Solar installers", TEXT)
    translate(solar, "tr", {"Solar installers": "Güneş paneli kurucuları", TEXT: TURKISH})
    solar.title = "A draft\x00"
    solar.save_revision(user=get_user_model().objects.create_superuser("ada", password="x"))
    secret = publish(home, "Accounts", "The accounts of the school are private.")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    private = collection("Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    file = word_file(("Baking", "Bakers of Gondar bake with teff flour."))
    publication(home, "Handbook", upload("handbook.docx", file))
    upload("secret.docx", file, private)
    work()
    return home


def move(url: str) -> str:
    out = io.StringIO()
    call_command("move_database", to=url, stdout=out, verbosity=0)
    return out.getvalue()


def rows() -> dict[str, list[Any]]:
    """All rows of all tables that are to be the same, as Django gives them."""
    left_out = {"wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry"}
    left_out.add("assistant.Generation")
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.label not in left_out:
            fields = [field.attname for field in model._meta.local_concrete_fields]
            values = model._base_manager.order_by("pk").values_list(*fields)
            found[model._meta.label] = [tuple(map(plain, row)) for row in values]
    return found


def plain(value: Any) -> Any:
    """A value to compare: zero characters are lost, keys of JSON come in another order."""
    if isinstance(value, memoryview | bytes):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, default=str).replace("\\u0000", "")
    return str(value).replace("\x00", "")


def test_a_site_that_is_being_served_is_not_moved(site, tmp_path):
    from assistant.index import dense

    dense.release()
    with FileLock(tmp_path / "chroma.lock"), pytest.raises(CommandError, match="Stop it first"):
        move("postgresql://nobody@127.0.0.1:1/nothing")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", "does not answer"),
        ("mysql://hub@localhost/hub", "must be like postgresql"),
        ("postgresql://hub:secret@localhost:port/hub", "must be like postgresql"),
        ("", "must be a PostgreSQL database"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_so_without_its_password(site, url, said):
    with pytest.raises(CommandError, match=said) as raised:
        move(url)
    assert "secret" not in str(raised.value)


def test_an_address_becomes_settings_of_the_database():
    found = database("postgresql://a%40b:p%2Fw@db.example:5433/hub?sslmode=require", Path("."))
    wanted = {"USER": "a@b", "PASSWORD": "p/w", "HOST": "db.example", "PORT": "5433", "NAME": "hub"}
    assert {name: found[name] for name in wanted} == wanted
    assert found["OPTIONS"]["sslmode"] == "require"
    local = database("postgresql:///hub?host=/run/postgresql", Path("."))
    assert (local["HOST"], local["USER"]) == ("/run/postgresql", "")
