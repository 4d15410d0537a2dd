import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale

pytestmark = pytest.mark.site


def page_at(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def switcher(page):
    return {link["hreflang"]: link for link in page.select(".languages a")}


def test_the_switcher_lists_all_languages_by_their_own_names(client, pages, settings):
    links = switcher(page_at(client, pages["programme"].url))
    assert {code: links[code].span.text for code in links} == dict(settings.LANGUAGES)
    assert links["en"]["aria-current"] == "true"


def test_the_switcher_leads_to_the_translation_and_says_where_there_is_none(
    client, pages, translate
):
    turkish = translate(pages["programme"], "tr")
    links = switcher(page_at(client, pages["programme"].url))
    assert links["tr"]["href"] == turkish.url
    assert not links["tr"].small
    assert links["fr"].small


def test_the_switcher_never_leads_to_a_dead_page(client, pages, translate):
    translate(pages["home"], "fr")
    translate(pages["index"], "ar")
    translate(pages["programme"], "tr")
    for link in switcher(page_at(client, pages["programme"].url)).values():
        assert client.get(link["href"]).status_code == 200, link


def test_the_switcher_leads_to_the_nearest_page_above_that_is_translated(client, pages, translate):
    index = translate(pages["index"], "tr")
    link = switcher(page_at(client, pages["programme"].url))["tr"]
    assert link["href"] == index.url
    assert link.small


def test_an_unpublished_translation_leaves_the_switcher(client, pages, translate):
    turkish = translate(pages["programme"], "tr")
    turkish.unpublish()
    link = switcher(page_at(client, pages["programme"].url))["tr"]
    assert link["href"] != turkish.url
    assert link.small


def test_a_stand_in_for_a_translation_is_no_translation(client, pages, translate):
    translate(pages["programme"], "tr")
    stand_in = pages["index"].get_translation(Locale.objects.get(language_code="tr"))
    assert stand_in.alias_of
    assert switcher(page_at(client, pages["index"].url))["tr"].small


def test_alternates_name_translations_and_the_page_itself(client, pages, translate):
    turkish = translate(pages["programme"], "tr")
    page = page_at(client, turkish.url)
    alternates = {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}
    english = pages["programme"].full_url
    assert alternates == {"en": english, "tr": turkish.full_url, "x-default": english}
    assert page.select_one("link[rel=canonical]")["href"] == turkish.full_url


def test_a_stand_in_says_so_and_names_its_original(client, pages, translate):
    translate(pages["programme"], "tr")
    page = page_at(client, f"/tr/{pages['index'].slug}/")
    notice = page.find(class_="notice--fallback")
    assert notice.a["href"] == pages["index"].url
    assert page.h1["lang"] == "en"
    assert page.select_one("link[rel=canonical]")["href"] == pages["index"].full_url
    assert not page.select("link[hreflang]")


def test_a_fresh_translation_carries_no_notice(client, pages, translate):
    assert not page_at(client, translate(pages["programme"], "tr").url).find(class_="notice")
    assert not page_at(client, pages["programme"].url).find(class_="notice")


def test_a_translation_older_than_its_original_says_so_until_it_is_renewed(
    client, pages, translate
):
    turkish = translate(pages["programme"], "tr")
    pages["programme"].introduction = "Other words."
    pages["programme"].save_revision().publish()
    notice = page_at(client, turkish.url).find(class_="notice--stale")
    assert notice.a["href"] == pages["programme"].url

    translate(pages["programme"], "tr")
    assert not page_at(client, turkish.url).find(class_="notice")


def test_a_translation_with_a_text_left_out_says_so(client, pages, translate):
    turkish = translate(pages["programme"], "tr", leave=("introduction",))
    assert page_at(client, turkish.url).find(class_="notice--stale")


def test_a_text_taken_but_not_yet_published_is_still_stale(client, pages, translate):
    from wagtail_localize.models import TranslationSource

    turkish = translate(pages["programme"], "tr")
    pages["programme"].body.pop()
    pages["programme"].save_revision().publish()
    TranslationSource.update_or_create_from_instance(pages["programme"])
    assert page_at(client, turkish.url).find(class_="notice--stale")


def test_the_notice_costs_one_query(rf, pages, translate, django_assert_num_queries):
    from cms.access.visibility import closed_paths
    from cms.i18n.translation_status import notice_for

    turkish = translate(pages["programme"], "tr")
    request = rf.get(turkish.url)
    request.session = {}
    closed_paths(request)
    assert turkish.locale.language_code == "tr"
    with django_assert_num_queries(1):
        assert notice_for(turkish, "tr", request) is None


@pytest.mark.parametrize("path", ["/tr/search/?q=", "/tr/no-such-page/"])
def test_pages_that_are_no_pages_have_a_switcher_too(client, pages, translate, path):
    translate(pages["home"], "tr")
    links = switcher(BeautifulSoup(client.get(path).content, "html.parser"))
    assert links["fr"]["href"].startswith("/fr/")
    assert ("search" in links["fr"]["href"]) == ("search" in path)
