"""A query that is kept gives what its queryset gives, whatever it is asked with."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from assistant.db.compiled_queries import CompiledQuery, columns, instance
from assistant.models import Source

pytestmark = [pytest.mark.site, pytest.mark.usefixtures("library")]


def live(ids):
    """Asks in two places, with a constant, a per cent sign and values that are converted."""
    same = Page.objects.filter(translation_key=OuterRef("translation_key"))
    return (
        Page.objects.filter(pk__in=ids, live=True)
        .exclude(title__contains="100%")
        .filter(Exists(same.filter(pk__in=ids)))
        .order_by("pk")
        .values_list("pk", "translation_key", "first_published_at")
    )


def test_it_gives_what_the_queryset_gives_for_any_number_of_arguments(db) -> None:
    query = CompiledQuery(live)
    every = list(Page.objects.values_list("pk", flat=True))
    for ids in (every, every[:1], every[2:], [*every, 10**6], set(every)):
        assert query.rows(ids) == list(live(list(ids)))
    assert len(query.rows(every)) > 3


def test_texts_and_numbers_are_arguments_that_may_be_anything(db) -> None:
    def titled(title, ids, depth):
        return Page.objects.filter(title=title, pk__in=ids, depth=depth).values_list("title")

    query = CompiledQuery(titled)
    every = list(Page.objects.values_list("pk", flat=True))
    for title in ("Solar installers", "100% '; DROP TABLE", "\x01 argument 0", "%s"):
        assert query.rows(title, every, 3) == list(titled(title, every, 3))
    assert query.rows("Solar installers", every, 3)


def test_nothing_is_asked_for_an_empty_list(db) -> None:
    query = CompiledQuery(live)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert query.rows([]) == []
    assert len(asked) == 0


def test_it_is_put_together_once_for_each_state_of_what_it_depends_on(db) -> None:
    made, state = [], ["a"]

    def titles(ids):
        made.append(state[0])
        return Page.objects.filter(pk__in=ids).values_list("title")

    query = CompiledQuery(titles, lambda: state[0])
    for state[0] in ("a", "a", "b", "a"):
        query.rows([1, 2, 3])
    assert made == ["a", "b"]


def test_an_object_is_as_a_query_gives_it(db) -> None:
    query = CompiledQuery(
        lambda ids: Source.objects.filter(pk__in=ids).values_list(*columns(Source))
    )
    every = list(Source.objects.all())
    made = {
        row.pk: row for row in (instance(Source, row) for row in query.rows(s.pk for s in every))
    }
    assert len(made) == len(every) > 3
    for source in every:
        assert vars(made[source.pk]) | {"_state": 0} == vars(source) | {"_state": 0}
