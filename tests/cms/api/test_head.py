"""Addresses, languages and previews in the head of a page."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.cms.api.conftest import set_body

pytestmark = pytest.mark.site


def head(client, page):
    return BeautifulSoup(client.get(page.get_url_parts()[2]).content, "html.parser").head


def meta(soup, name):
    found = soup.find("meta", property=name) or soup.find("meta", attrs={"name": name})
    return found and found["content"]


def test_languages_name_each_other_and_one_is_for_all_others(client, pages, translate):
    turkish = translate(pages["news"], "tr")
    expected = {
        "en": pages["news"].full_url,
        "tr": turkish.full_url,
        "x-default": pages["news"].full_url,
    }
    for page in (pages["news"], turkish):
        soup = head(client, page)
        found = {link["hreflang"]: link["href"] for link in soup.find_all(hreflang=True)}
        assert found == expected
        assert soup.find("link", rel="canonical")["href"] == page.full_url


def test_a_page_in_one_language_names_no_other(client, pages):
    soup = head(client, pages["news"])
    assert soup.find_all(hreflang=True) == []


def test_previews_show_the_image_of_the_page(client, pages, make_image):
    set_body(pages["news"], image=make_image("Lathe"))
    soup = head(client, pages["news"])
    assert re.search(r"/media/images/Lathe.*\.jpg$", meta(soup, "og:image"))
    assert meta(soup, "og:image:alt") == "It shows Lathe."
    assert (meta(soup, "og:image:width"), meta(soup, "og:image:height")) == ("954", "500")
    assert meta(soup, "twitter:card") == "summary_large_image"


def test_previews_without_an_image_show_the_title(client, pages):
    soup = head(client, pages["news"])
    address = meta(soup, "og:image")
    assert client.get(address.removeprefix("http://localhost")).headers["Content-Type"] == (
        "image/png"
    )
    assert meta(soup, "og:title") == "It starts"
    assert meta(soup, "og:type") == "article"
    assert meta(soup, "og:locale") == "en_GB"


def test_an_image_of_a_closed_collection_is_not_shown(client, pages, make_image, closed_collection):
    set_body(pages["news"], image=make_image("Secret", closed_collection))
    assert "Secret" not in str(head(client, pages["news"]))


def test_titles_are_escaped(client, pages):
    set_body(pages["news"], title='"><script>alert(1)</script>', introduction='"><b>')
    soup = head(client, pages["news"])
    assert meta(soup, "og:title") == '"><script>alert(1)</script>'
    assert meta(soup, "og:description") == '"><b>'
    assert soup.find("script", string="alert(1)") is None


def test_feeds_and_calendars_can_be_discovered(client, pages):
    soup = head(client, pages["event"])
    feeds = [link["href"] for link in soup.find_all("link", type="application/atom+xml")]
    assert "/en/feeds/news/" in feeds
    for address in feeds:
        assert client.get(address).status_code == 200
    calendars = [link["href"] for link in soup.find_all("link", type="text/calendar")]
    assert calendars == ["/en/events.ics", f"/ics/{pages['event'].pk}/"]
