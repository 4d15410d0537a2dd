"""Each kind of page is declared once, and all that lists pages goes by its declaration."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import polib
import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db.models import Q
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override, to_locale

from cms.blocks import Section
from cms.blocks.sections import FRAME_IDS
from cms.metadata.feeds import feeds
from cms.models import (
    Feed,
    FrontPageRow,
    HubPage,
    Latest,
    NewsPage,
    PageKind,
    Purpose,
    StandardPage,
    declare,
    kinds,
)
from cms.page_kinds import PAGE_KINDS
from cms.search.options import kind_options
from tests.catalogues import ROOT, languages

pytestmark = pytest.mark.site

ATOM = "{http://www.w3.org/2005/Atom}"
DETAILS = [kind for kind in PAGE_KINDS if kind.is_detail]


def model_name(kind):
    return kind.model.__name__


each_kind = pytest.mark.parametrize("kind", PAGE_KINDS, ids=model_name)
each_detail = pytest.mark.parametrize("kind", DETAILS, ids=model_name)


def page_of(kind, showcase):
    """The showcase's page of the kind."""
    return next(page for page in showcase.values() if type(page) is kind.model)


def titles(client, feed):
    response = client.get(f"/en/feeds/{feed}/")
    assert response.status_code == 200
    found = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314
    return [entry.findtext(f"{ATOM}title") for entry in found]


def html_of(client, page):
    return BeautifulSoup(client.get(page.get_url_parts()[2]).content, "html.parser")


def types_of(soup):
    """The types in the page's JSON-LD."""
    found = []
    for node in json.loads(soup.find("script", type="application/ld+json").string)["@graph"]:
        found += [node["@type"]] if isinstance(node["@type"], str) else node["@type"]
    return found


def test_every_kind_of_page_is_declared_once():
    models = [model for model in apps.get_models() if issubclass(model, HubPage)]
    assert sorted(map(model_name, PAGE_KINDS)) == sorted(model.__name__ for model in models)
    assert kinds.declared_kinds() == PAGE_KINDS


def test_a_kind_that_nothing_declares_stops_the_start(monkeypatch):
    assert not [message for message in NewsPage.check() if message.id == "cms.E001"]
    monkeypatch.delitem(kinds._declared, NewsPage)
    (message,) = [message for message in NewsPage.check() if message.id == "cms.E001"]
    assert "cms.NewsPage" in message.msg
    assert "cms/page_kinds.py" in message.hint
    with pytest.raises(LookupError, match="NewsPage"):
        NewsPage().page_kind  # noqa: B018


def test_a_model_and_the_card_of_a_detail_are_declared_once(monkeypatch):
    (news,) = [kind for kind in PAGE_KINDS if kind.model is NewsPage]
    with pytest.raises(ValueError, match="twice"):
        declare(news)
    for card in ("event", "page"):
        monkeypatch.delitem(kinds._declared, NewsPage)
        with pytest.raises(ValueError, match="card of its own"):
            declare(replace(news, card=card))
        monkeypatch.undo()


@each_kind
def test_a_kind_has_its_templates(kind):
    get_template(kind.model.template)
    get_template(f"cms/cards/{kind.card}.html")


@each_kind
def test_a_kind_is_named_in_every_language(kind):
    with override("en"):
        said = [kind.name, kind.plural, *(str(section.label) for section in kind.sections)]
        said += [str(kind.feed.title)] if kind.feed else []
        said += [str(row.heading) for row in kind.front_page.choices] if kind.front_page else []
    for language in languages():
        file = ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
        known = {entry.msgid: entry for entry in polib.pofile(str(file))}
        assert [text for text in said if text not in known or not known[text].translated()] == []
        if kind.is_detail:
            with override(language):
                (option,) = kind_options({kind.card})
                assert option.label.lower() == kind.plural.lower()


@each_kind
def test_sections_and_fixed_ids_are_fields_and_ids_of_the_page(client, showcase, kind):
    page = page_of(kind, showcase)
    html = html_of(client, page)
    for section in kind.sections:
        assert getattr(page, section.field), "The showcase holds all that a kind can hold."
        assert html.find(id=section.anchor).get_text(strip=True) == section.label
    assert not FRAME_IDS & {*kind.fixed_ids, *(section.anchor for section in kind.sections)}
    assert all(html.find(id=name) for name in kind.fixed_ids)


@each_kind
def test_a_page_of_each_kind_is_mapped_listed_and_described(client, showcase, kind):
    page = page_of(kind, showcase)
    address = page.full_url.replace("localhost", "testserver")
    assert f"<loc>{address}</loc>" in client.get("/sitemap.xml").content.decode()
    listed = client.get("/api/v2/pages/", {"type": f"cms.{model_name(kind)}", "fields": "*"})
    item = next(item for item in listed.json()["items"] if item["id"] == page.pk)
    assert {*kind.api_fields} <= {*item}
    html = html_of(client, page)
    article = html.find("meta", property="og:type")["content"] == "article"
    assert article is kind.is_article
    found = types_of(html)
    assert ("CollectionPage" in found) is (kind.purpose is Purpose.LIST)
    described = "#about" in html.find("script", type="application/ld+json").string
    assert described is (kind.structured_data is not kinds._no_structured_data)
    path = page.calendar_path
    links = {link["href"] for link in html.find_all("link", type="text/calendar")}
    assert not path or path in links


@each_detail
def test_a_detail_is_described_fed_and_named(client, showcase, kind):
    page = page_of(kind, showcase)
    assert kind.structured_data is not kinds._no_structured_data
    assert kind.card in html_of(client, page).body["class"][0]
    assert page.title in titles(client, "all")
    if kind.feed:
        assert feeds()[kind.feed.key] is kind.feed
        assert page.title in titles(client, kind.feed.key)
    found = client.get(reverse("search_suggest"), {"q": page.title}).json()["suggestions"]
    assert kind.name.lower() in [item["kind"].lower() for item in found]


def test_feeds_and_rows_of_the_front_page_have_places_of_their_own():
    *own, last = feeds().values()
    assert last.key == "all"
    assert [feed.place for feed in own] == sorted({feed.place for feed in own})
    rows = [kind.front_page.place for kind in PAGE_KINDS if kind.front_page]
    assert len({*rows}) == len(rows)


@pytest.fixture
def indexed(showcase):
    """The showcase, really indexed."""
    from assistant import ingestion
    from assistant.index import dense

    ingestion.index_all_waiting()
    yield showcase
    dense.release()


def test_search_finds_each_detail_under_its_kind(client, indexed):
    for kind in DETAILS:
        page = page_of(kind, indexed)
        response = client.get(reverse("search"), {"q": page.title, "kind": kind.card})
        links = BeautifulSoup(response.content, "html.parser").select(".results li a")
        assert page.title in [link.text for link in links], kind.card


@pytest.fixture
def notices(monkeypatch, settings, tmp_path):
    """A new kind: pages that were plain, declared anew."""
    (tmp_path / "cms/cards").mkdir(parents=True)
    (tmp_path / "cms/cards/notice.html").write_text("<b>A notice</b>", encoding="utf-8")
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]} for engine in settings.TEMPLATES]
    kind = PageKind(
        model=StandardPage,
        purpose=Purpose.DETAIL,
        card="notice",
        sections=(Section(anchor="in-short", label="In short", field="introduction"),),
        fixed_ids=frozenset({"a-part"}),
        feed=Feed(key="notices", title="Notices", place=5),
        front_page=FrontPageRow(
            place=0,
            choices=(
                Latest(heading="Urgent notices", condition=lambda: Q(title="Fire")),
                Latest(heading="Latest notices", order=("-title",)),
            ),
        ),
        is_article=True,
        structured_data=lambda facts: {"@type": "Report", "headline": facts.page.title},
        api_fields=("downloads",),
        context=lambda page, request: {"notice": page.title},
    )
    monkeypatch.delitem(kinds._declared, StandardPage)
    monkeypatch.setattr(kinds, "_declared", dict(kinds._declared))
    declare(kind)
    return kind


def test_a_declaration_is_all_that_a_new_kind_needs(client, showcase, notices):
    page = showcase["standard"]
    html = html_of(client, page)
    assert "kind-notice" in html.body["class"]
    assert html.select_one(".outline a").text == "In short"
    assert html.find("meta", property="og:type")["content"] == "article"
    assert "Report" in types_of(html)
    assert html.find("link", href="/en/feeds/notices/")["title"].startswith("Notices – ")
    assert client.get(page.get_url_parts()[2]).context["notice"] == page.title
    assert page.title in titles(client, "notices")
    assert page.title in titles(client, "all")
    assert "Notices – " in client.get("/llms.txt").content.decode()
    front = html_of(client, showcase["home"])
    row = front.find("h2", string="Latest notices").find_parent("section")
    assert page.title in row.text
    assert row.find("b").text == "A notice"
    assert not front.find("h2", string="Urgent notices")
    listed = client.get("/api/v2/pages/", {"type": "cms.StandardPage", "fields": "downloads"})
    assert listed.json()["items"][0]["downloads"][0]["url"].endswith("/plan.pdf")
    assert [option.label for option in kind_options({"notice"})] == ["Standard pages"]
    found = client.get(reverse("search_suggest"), {"q": page.title}).json()["suggestions"]
    assert "Standard page" in [item["kind"] for item in found]


@each_kind
def test_a_card_can_stand_in_addresses(kind):
    assert re.fullmatch(r"[a-z_]+", kind.card)
