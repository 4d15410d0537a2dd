"""A site is moved to a PostgreSQL server, whole or not at all."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.db import connection, connections
from wagtail.models import Collection, Page

from assistant.index import editions, lexical
from assistant.models import Passage, Source, Vector
from cms.models import HomePage
from cms.settings.databases import database
from tests.cms.content import publish
from tests.cms.test_database_move import ONLY_FROM_SQLITE, move, rows, site  # noqa: F401
from tests.committed import db  # noqa: F401
from tests.postgresql import connected_to, postgresql, postgresql_url  # noqa: F401

pytestmark = [pytest.mark.slow, ONLY_FROM_SQLITE]


@pytest.mark.timeout(600)
def test_a_site_is_the_same_after_moving_and_goes_on(
    site,  # noqa: F811
    postgresql_url,  # noqa: F811
    tmp_path,
):
    before = rows()
    english = lexical.search(editions.current().pk, "solar installer Arusha", 5)

    assert "ASSISTANT_CHROMA_URL" in move(postgresql_url)

    assert rows() == before
    with connected_to(database(postgresql_url, tmp_path)):
        after = rows()
        assert {name for name in before if before[name] != after[name]} == set()
        assert Vector.objects.exists()
        assert Source.objects.filter(state=Source.State.HIDDEN).exists()
        # Its words and the site's own search are there again.
        edition = editions.current().pk
        found = lexical.search(edition, "solar installer Arusha", 5)
        assert dict(found) == pytest.approx(dict(english), rel=1e-5)
        assert lexical.remove_orphans() == 0
        # (Asked by hand: in this process Wagtail's search is set up for SQLite.)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM wagtailsearch_indexentry WHERE title @@ 'masons'")
            assert cursor.fetchone()[0] == 0
            cursor.execute("SELECT count(*) FROM wagtailsearch_indexentry WHERE title @@ 'solar'")
            assert cursor.fetchone()[0] == 1
        # New rows get new numbers, and trees can grow.
        last = Page.objects.order_by("-pk").first()
        assert publish(HomePage.objects.get(pk=site.pk), "Masons", "Stone.").pk > last.pk
        assert Collection.get_first_root_node().add_child(instance=Collection(name="New")).pk
        assert Passage.objects.count() == len(before["assistant.Passage"])

        # Moving again is refused, and changes nothing.
        pages = Page.objects.count()
    with pytest.raises(CommandError, match="a site of its own"):
        move(postgresql_url)
    with connected_to(database(postgresql_url, tmp_path)):
        assert Page.objects.count() == pages


@pytest.mark.timeout(600)
def test_what_cannot_be_moved_whole_is_not_moved_at_all(
    site,  # noqa: F811
    postgresql_url,  # noqa: F811
    tmp_path,
):
    with connection.cursor() as cursor:
        # SQLite lets a text be longer than its column.
        cursor.execute("UPDATE assistant_passage SET anchor = %s", ["x" * 300])

    with pytest.raises(CommandError, match="Nothing was moved: assistant_passage"):
        move(postgresql_url)

    with connected_to(database(postgresql_url, tmp_path)):
        assert not Source.objects.exists()
        assert not get_user_model().objects.exists()
        assert Page.objects.count() == 2
    assert "moved_to" not in connections.settings
