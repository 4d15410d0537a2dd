import pytest
from bs4 import BeautifulSoup
from django.utils.translation import override
from wagtail.models import Locale

pytestmark = pytest.mark.site

KINDS = ["home", "index", "standard", "programme", "centre", "publication", "event", "news"]


def soup_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_renders_in_english_and_arabic(client, pages, translate, kind):
    english = soup_of(client.get(pages[kind].url))
    assert english.html["lang"] == "en"
    assert english.html["dir"] == "ltr"

    arabic = translate(pages[kind], "ar", mark=lambda text: f"ع {text}")
    page = soup_of(client.get(arabic.url))
    assert page.html["lang"] == "ar"
    assert page.html["dir"] == "rtl"
    assert page.h1.text == f"ع {pages[kind].title}"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_one_title_one_main_and_unique_ids(client, pages, kind):
    page = soup_of(client.get(pages[kind].url))
    assert len(page.find_all("h1")) == 1
    assert page.main.h1
    assert page.find(class_="skip-link")["href"] == "#main"
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_asks_anything_of_another_site(client, pages, kind):
    page = soup_of(client.get(pages[kind].url))
    loaded = [tag.get("src") or tag.get("href") for tag in page.find_all(["script", "img", "link"])]
    outside = [url for url in loaded if url and "//" in url]
    assert all(url.startswith("http://localhost/") for url in outside)


def facts(page):
    return {
        div.dt.text: "; ".join(" ".join(dd.text.split()) for dd in div.find_all("dd"))
        for div in page.select("dl.facts > div")
    }


def test_facts_of_a_centre_show_the_date_as_precisely_as_it_is_known(client, pages):
    found = facts(soup_of(client.get(pages["centre"].url)))
    assert found["Appointed a UNEVOC Centre"] == "October 2013"
    assert found["Places"] == "South Africa"


def words(element):
    return " ".join(element.text.split())


def test_a_programme_tells_its_purpose_components_and_results(client, showcase):
    main = soup_of(client.get(showcase["programme"].url)).main
    assert [words(main.find(id=name)) for name in ("purpose", "components", "results")] == [
        "Purpose",
        "Components",
        "Results",
    ]
    assert [p.text for p in main.select(".steps li p")] == [
        "Teachers",
        "Teachers learn at companies.",
    ]
    assert [words(p) for p in main.select_one(".figures li").select("p")] == [
        "15 centres set up",
        "In 15 provinces.",
    ]
    found = facts(main)
    assert found["Donor"] == "The donor, Ministry of Labour; Ministry of Labour (MoL)"
    assert found["Places"] == "Bursa, Ankara (Türkiye)"
    assert found["Speakers"] == "Ada Example, The donor"


def test_a_centre_lists_its_trainings_and_whom_to_ask(client, showcase):
    main = soup_of(client.get(showcase["centre"].url)).main
    assert words(main.select_one(".training")) == "Welding: On the job, 6 weeks For teachers."
    person = main.find(id="contact-people").parent
    assert person.select_one("a[href='mailto:ada@example.org']")
    assert person.select_one("a[href='tel:+9022455501']").text == "+90 (224) 555 01"
    assert "Adviser" in words(person)


def test_a_publication_gives_its_languages_and_the_deed_of_its_licence(client, showcase):
    main = soup_of(client.get(showcase["publication"].url)).main
    found = facts(main)
    assert found["Languages"] == "English, Türkçe"
    assert found["Licence"] == "CC BY-SA 4.0"
    deed = "https://creativecommons.org/licenses/by-sa/4.0/"
    assert main.select_one("a[rel~=license]")["href"] == deed
    assert main.find(id="abstract").find_next("p").text.startswith("On apprenticeship")
    assert main.select_one("a[href='https://publisher.example/plan']")["hreflang"] == "tr"


def test_an_event_lists_its_sessions_by_day(client, showcase):
    main = soup_of(client.get(showcase["event"].url)).main
    part = main.find(id="sessions").parent
    assert [day.text for day in part.find_all("h3")] == ["18 August 2024", "24 August 2024"]
    assert [len(day.select("li")) for day in part.find_all("ol")] == [2, 1]
    assert words(part.select_one("li p")) == "09:00–10:00 Opening"
    assert part.li.time["datetime"] == "2024-08-18T09:00"
    found = facts(main)
    assert found["Time"] == "09:00 – 17:30"
    assert found["Online at"] == "https://meet.example/room"
    assert found["Participants from"] == "Türkiye"
    assert main.select(".gallery figure img")


def test_pages_that_belong_together_name_each_other(client, showcase):
    for kind in ("programme", "centre", "publication", "event", "news", "plan"):
        part = soup_of(client.get(showcase[kind].url)).find(id="linked-pages").parent
        assert part.dt.text == "See also"
        assert part.dd.a["href"] == showcase["standard"].url


def test_the_table_of_contents_leads_to_every_section(client, showcase):
    for kind in ("programme", "centre", "publication", "event"):
        page = soup_of(client.get(showcase[kind].url))
        anchors = [link["href"][1:] for link in page.select(".outline a")]
        headings = [h["id"] for h in page.select(".content h2") if h.get("id")]
        assert anchors == headings


def test_pages_stay_cheap(client, showcase, django_assert_max_num_queries):
    for kind in ("programme", "event", "publication", "centre"):
        client.get(showcase[kind].url)
        with django_assert_max_num_queries(45):
            client.get(showcase[kind].url)


def test_dates_are_written_in_the_language_of_the_page(client, pages, translate):
    english = facts(soup_of(client.get(pages["event"].url)))
    assert english["When"] == "18 August 2024 – 24 August 2024"
    turkish = soup_of(client.get(translate(pages["event"], "tr").url))
    assert [time.text for time in turkish.select(".facts time")] == [
        "18 Ağustos 2024",
        "24 Ağustos 2024",
    ]
    assert turkish.time["datetime"] == "2024-08-18"


def test_a_publication_offers_its_file_with_type_and_size(client, pages):
    page = soup_of(client.get(pages["publication"].url))
    button = page.select_one("main a.button")
    assert button["href"] == pages["publication"].files.get().document.url
    assert "PDF, 13\xa0bytes" in button.text


def test_a_private_document_is_not_offered(client, pages):
    from wagtail.models import CollectionViewRestriction

    document = pages["publication"].files.get().document
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )
    html = client.get(pages["publication"].url).content.decode()
    assert document.url not in html
    assert document.title not in html


def test_text_of_editors_is_escaped(client, pages):
    page = pages["news"]
    page.title = "<script>alert(1)</script>"
    page.source_name = "<img src=x onerror=alert(1)>"
    page.save_revision().publish()
    html = client.get(page.url).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_an_index_orders_news_by_date_and_pages_them(client, home):
    import datetime

    from cms.models import IndexPage, NewsPage

    from .conftest import publish

    index = publish(home, IndexPage(title="News"))
    for day in range(1, 27):
        publish(index, NewsPage(title=f"Day {day}", date=datetime.date(2024, 1, day)))
    first = soup_of(client.get(index.url))
    titles = [title.text.strip() for title in first.select(".card__title")]
    assert titles[0] == "Day 26"
    assert len(titles) == 24
    second = soup_of(client.get(index.url + "?page=2"))
    assert [title.text.strip() for title in second.select(".card__title")] == ["Day 2", "Day 1"]
    assert client.get(index.url + "?page=<x>").status_code == 200


def test_the_home_page_shows_the_latest_of_each_kind(client, pages):
    page = soup_of(client.get(pages["home"].url))
    headings = [heading.text for heading in page.select(".home-section h2")]
    assert headings == ["Latest news", "Recent events", "Programmes", "Publications"]


def test_a_missing_page_answers_in_the_readers_language(client, pages, translate):
    translate(pages["home"], "ar")
    response = client.get("/ar/no-such-page/")
    assert response.status_code == 404
    page = BeautifulSoup(response.content, "html.parser")
    assert page.html["dir"] == "rtl"
    assert page.select("main a[href='/ar/']")


def test_a_failure_shows_a_page_without_details(client, pages, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("cms.models.general.HomePage.get_context", fail)
    client.raise_request_exception = False
    response = client.get("/en/")
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert "<h1>" in response.content.decode()


def test_a_private_page_asks_for_its_password_in_our_design_and_tells_nothing(client, pages):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(
        page=pages["standard"], restriction_type="password", password="open"
    )
    html = client.get(pages["standard"].url).content.decode()
    assert 'type="password"' in html
    assert "site-header" in html
    assert pages["standard"].title not in html
    assert "welders" not in html


def test_languages_without_any_page_still_open(client, pages):
    assert not Locale.objects.filter(language_code="vi").exists()
    page = soup_of(client.get("/vi/"))
    assert page.html["lang"] == "vi"
    assert page.h1["lang"] == "en"
    with override("en"):
        assert page.find(class_="notice--fallback")
