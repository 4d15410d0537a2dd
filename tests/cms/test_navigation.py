import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from wagtail.models import PageViewRestriction

from cms.models import IndexPage, StandardPage

from .conftest import publish

pytestmark = pytest.mark.site


def menu(client, url):
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return {link.text: link for link in page.select(".site-menu a")}


def close(page, kind="login"):
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open")


def test_the_menu_follows_the_tree_and_marks_where_the_reader_is(client, pages):
    publish(pages["home"], IndexPage(title="News"))
    publish(pages["home"], StandardPage(title="Not in menus"))
    links = menu(client, pages["programme"].url)
    assert list(links) == ["Programmes", "News"]
    assert links["Programmes"]["aria-current"] == "true"
    assert not links["News"].has_attr("aria-current")
    assert menu(client, pages["index"].url)["Programmes"]["aria-current"] == "page"


def test_the_menu_is_in_the_readers_language(client, pages, translate):
    index = translate(pages["index"], "tr")
    links = menu(client, "/tr/")
    assert links["Programmes [tr]"]["href"] == index.url


def test_private_pages_are_in_menus_only_of_those_who_may_read_them(client, pages):
    close(publish(pages["home"], IndexPage(title="Staff")))
    assert "Staff" not in menu(client, "/en/")
    client.force_login(get_user_model().objects.create_user("member"))
    assert "Staff" in menu(client, "/en/")


def test_private_pages_are_on_no_list_of_anonymous_readers(client, pages):
    close(pages["news"])
    for url in ("/en/", pages["index"].url):
        assert pages["news"].title not in client.get(url).content.decode()


def test_an_alias_of_a_private_page_is_private_too(client, pages, home):
    copy = pages["news"].create_alias(parent=home, update_slug="copy")
    close(pages["news"])
    html = client.get("/en/").content.decode()
    assert copy.url not in html
    assert pages["news"].title not in html


def test_drafts_are_on_no_list(client, pages):
    pages["news"].unpublish()
    assert pages["news"].title not in client.get(pages["index"].url).content.decode()


def test_breadcrumbs_lead_home(client, pages):
    page = BeautifulSoup(client.get(pages["programme"].url).content, "html.parser")
    assert [link["href"] for link in page.select(".breadcrumbs a")] == [
        "/en/",
        pages["index"].url,
    ]


def test_the_site_map_lists_public_pages_only(client, pages, translate):
    translate(pages["programme"], "tr")
    close(pages["news"])
    pages["event"].unpublish()
    xml = client.get("/sitemap.xml").content.decode()
    assert "/en/programmes/better-schools/" in xml
    assert "/tr/programmes/better-schools/" in xml
    assert "it-starts" not in xml
    assert "workshop" not in xml
    # The page that stands in for the Turkish list.
    assert "<loc>http://testserver/tr/programmes/</loc>" not in xml
