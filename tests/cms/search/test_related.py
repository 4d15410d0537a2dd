import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cms.models import (
    IndexPage,
    NewsPage,
    PageField,
    PageRelation,
    ProgrammePage,
    VocationalField,
)
from cms.search.related import related_pages
from tests.cms.conftest import make_home, publish, snippet

pytestmark = pytest.mark.site


@pytest.fixture
def site(home, begun):
    """A programme that shares a rare field with one page and a common one with all."""
    _, built = begun
    made = built.pages() if built else make_site(home)
    return {name: page for name, page in made.items() if name != "home"}


def make_site(home):
    """Build it."""
    index = publish(home, IndexPage(title="All"))
    rare, common = snippet(VocationalField, "Rare"), snippet(VocationalField, "Common")

    def page(title, *fields, kind=NewsPage):
        made = kind(title=title)
        made.field_links = [PageField(field=field) for field in fields]
        return publish(index, made)

    return {
        "home": home,
        "programme": page("Programme", rare, common, kind=ProgrammePage),
        "rare": page("Rare news", rare),
        "common": page("Common news", common),
        "also": page("More common news", common),
        "other": page("Other news"),
    }


SITES = {"site": lambda: make_site(make_home())}


def found(page, **values):
    return [other.title for other in related_pages(page, RequestFactory().get("/"), **values)]


def test_what_few_pages_share_counts_more(site):
    titles = found(site["programme"])
    assert titles[0] == "Rare news"
    assert set(titles[1:]) == {"Common news", "More common news"}
    assert found(site["programme"], limit=1) == ["Rare news"]


def test_a_page_that_one_links_to_is_related_in_both_directions(site):
    programme = site["programme"]
    programme.relation_links = [PageRelation(related=site["other"], kind="related")]
    programme.save_revision().publish()
    assert found(programme)[0] == "Other news"
    assert found(site["other"]) == ["Programme"]


def test_closed_pages_and_drafts_are_related_to_none(site):
    PageViewRestriction.objects.create(page=site["rare"], restriction_type="login")
    site["common"].unpublish()
    assert found(site["programme"]) == ["More common news"]


def test_related_pages_are_in_the_readers_language_else_in_their_own(client, site, translate):
    programme = translate(site["programme"], "tr")
    translate(site["rare"], "tr")
    html = client.get(programme.url).content.decode()
    assert "Rare news [tr]" in html
    assert ">Rare news<" not in html
    assert "Common news" in html


def test_related_pages_cost_two_questions(site):
    related_pages(site["programme"], RequestFactory().get("/"))
    with CaptureQueriesContext(connection) as asked:
        related_pages(site["programme"], RequestFactory().get("/"))
    # And one about closed pages, which each request asks once.
    assert len(asked) == 3
