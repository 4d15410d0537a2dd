"""The report of translation coverage."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.coverage.rows import State, rows
from cms.machine_translation.source_pages import originals
from cms.models import StandardPage
from tests.cms.conftest import make_home, publish, translate_page

pytestmark = [pytest.mark.site, pytest.mark.django_db]


@pytest.fixture
def editor(db, client):
    client.force_login(get_user_model().objects.create_superuser("editor"))
    return client


@pytest.fixture
def translator(settings):
    """A machine translator is set, which nobody calls here."""
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }


@pytest.fixture
def site(home, begun):
    """Pages that in Turkish are missing, a draft, stale, by machine, translated; none in French."""
    _, built = begun
    made = built.pages() if built else make_site(home)
    return {name: page for name, page in made.items() if name != "home"}


def make_site(home):
    """Build it."""
    made = {
        name: publish(home, StandardPage(title=f"Page {name}", introduction=f"About {name}."))
        for name in ("missing", "draft", "stale", "machine", "partly", "translated")
    }
    Locale.objects.create(language_code="fr")
    for name, page in made.items():
        if name != "missing":
            translate_page(page, "tr")
    turkish = Locale.objects.get(language_code="tr")
    made["draft"].get_translation(turkish).unpublish()
    made["stale"].introduction = "About something else."
    made["stale"].save_revision().publish()
    for name, paths in (("machine", ["title", "introduction"]), ("partly", ["title"])):
        StringTranslation.objects.filter(
            context__object_id=made[name].translation_key, context__path__in=paths
        ).update(translation_type="machine")
    return {"home": home, **made}


SITES = {"site": lambda: make_site(make_home())}


def report(client, **query):
    response = client.get(reverse("coverage:report"), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cells(page):
    """The states in the first language shown, by title."""
    return {
        next(row.th.stripped_strings): row.td.get_text(" ", strip=True)
        for row in page.select(".coverage__table tbody tr")
    }


def test_each_page_says_how_it_stands_in_each_language(editor, site, translator):
    found = cells(report(editor, language="tr"))
    assert found["Page missing"].startswith("Missing")
    assert found["Page draft"].startswith("Draft")
    assert found["Page stale"].startswith("Out of date")
    assert found["Page machine"].startswith("Machine only")
    assert "3 of 3 texts" in found["Page machine"]
    assert "2 by machine" in found["Page machine"]
    assert "1 by machine" in found["Page partly"]
    assert found["Page translated"].startswith("Translated")
    in_french = cells(report(editor, language="fr"))
    assert {value.split()[0] for value in in_french.values()} == {"Missing"}


def test_a_page_may_be_stale_and_by_machine_at_once(site):
    StringTranslation.objects.filter(
        context__object_id=site["stale"].translation_key, context__path="title"
    ).update(translation_type="machine")
    turkish = Locale.objects.get(language_code="tr")
    (row,) = rows([site["stale"]], [turkish])
    assert row.cells[0].state == State.STALE
    assert {State.STALE, State.MACHINE} <= row.cells[0].states


def test_the_counts_stand_at_the_top(editor, site):
    counts = report(editor, language="tr").select_one(".coverage__counts").get_text(" ", strip=True)
    # The home page is a stand-in in Turkish.
    assert counts == "Missing: 2 Draft: 1 Out of date: 1 Machine only: 2 Translated: 1"


def test_only_originals_are_listed(site):
    titles = set(originals().values_list("title", flat=True))
    assert titles == {"The hub", *(page.title for page in site.values())}


def test_a_translation_made_without_wagtail_localize_counts_as_one(editor, home):
    french = Locale.objects.create(language_code="fr")
    page = publish(home, StandardPage(title="About us"))
    copy = page.copy_for_translation(french, copy_parents=True)
    copy.title = "À propos"
    copy.save_revision().publish()
    assert set(originals().values_list("title", flat=True)) == {"The hub", "About us"}
    assert cells(report(editor, language="fr"))["About us"].startswith("Translated")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"state": "machine"}, {"Page machine", "Page partly"}),
        ({"state": "stale"}, {"Page stale"}),
        ({"state": "translated"}, {"Page translated"}),
        ({"title": "PART"}, {"Page partly"}),
    ],
)
def test_filters_narrow_the_list(editor, site, translator, query, titles):
    assert set(cells(report(editor, language="tr", **query))) == titles


def test_pages_are_filtered_by_their_kind(editor, site, translator):
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get(app_label="cms", model="homepage")
    assert set(cells(report(editor, content_type=kind.pk))) == {"The hub"}


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"language": "xx"},
        {"content_type": "99999"},
        {"p": "10000"},
        {"p": "x"},
        {"title": "<script>alert(1)</script>"},
        {"ordering": "title); DROP"},
    ],
)
def test_a_filter_that_makes_no_sense_breaks_nothing(editor, site, query):
    assert "<script>alert" not in str(report(editor, **query))


def test_links_start_the_work(editor, site, translator):
    page = report(editor, language="tr")
    turkish = Locale.objects.get(language_code="tr")
    links = [link["href"] for link in page.select(".coverage__table td a")]
    for href in links:
        assert editor.get(href).status_code == 200, href
    submit = reverse("wagtail_localize:submit_page_translation", args=[site["missing"].pk])
    assert any(href.startswith(f"{submit}?select_locale=tr") for href in links)
    edit = reverse("wagtailadmin_pages:edit", args=[site["stale"].get_translation(turkish).pk])
    assert edit in links
    starts = {button["value"] for button in page.select("button[name=one]")}
    assert f"{site['missing'].pk}:tr" in starts
    assert f"{site['translated'].pk}:tr" not in starts


def test_a_machine_draft_starts_from_the_report(editor, site, translator):
    form = report(editor, language="tr").select_one("form[action$='start/']")
    fields = {"csrfmiddlewaretoken": form.select_one("[name=csrfmiddlewaretoken]")["value"]}
    fields |= {"pages": [site["missing"].pk, site["stale"].pk], "languages": ["fr"]}
    response = editor.post(form["action"], fields, follow=True)
    html = response.content.decode()
    assert "Page missing" in html
    assert "Page stale" in html
    assert "Français" in html


def test_what_a_machine_did_can_be_marked_as_checked(editor, site, translator):
    page = report(editor, language="tr", title="Page machine")
    button = page.select_one("button[formaction]")
    editor.post(button["formaction"], {"next": reverse("coverage:report")})
    assert cells(report(editor, language="tr"))["Page machine"].startswith("Translated")


def test_without_a_machine_translator_none_is_offered(editor, site, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    page = report(editor)
    assert not page.select("button[name=one], .coverage__bulk")
    assert "No machine translator" in page.get_text()


def test_the_report_is_in_the_menu(editor, home):
    html = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "Translation coverage" in html
    assert "Machine translation" in html


def test_the_results_alone_can_be_loaded(editor, site):
    response = editor.get(reverse("coverage:report_results"), {"language": "tr"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert "Page stale" in html


def test_csv_has_a_line_for_each_page_and_language(editor, site):
    response = editor.get(reverse("coverage:report"), {"export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].startswith("Page,Kind of page,Original,Language,State")
    assert len(lines) == 1 + 7 * 2
    assert any(line.startswith("Page machine,Standard page,en,tr,Machine only") for line in lines)


def test_xlsx_follows_the_filters_and_holds_no_formula(editor, home):
    Locale.objects.create(language_code="fr")
    publish(home, StandardPage(title='=HYPERLINK("https://evil.example")'))
    response = editor.get(reverse("coverage:report"), {"export": "xlsx", "title": "HYPER"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    table = list(sheet.iter_rows(values_only=True))
    assert len(table) == 2
    assert table[1][0].startswith("'=")
    assert table[1][3:5] == ("fr", "Missing")


def test_a_large_site_costs_no_more_queries_than_a_small_one(
    editor, home, settings, translator, django_capture_on_commit_callbacks
):
    for code, _ in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    targets = list(Locale.objects.exclude(language_code="en"))

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = report(editor)
        return len(queries), page

    few, _ = count()
    for number in range(60):
        page = publish(home, StandardPage(title=f"Page {number:02}"))
        if number == 0:
            source, _ = TranslationSource.update_or_create_from_instance(page)
            for locale in targets:
                translation = Translation.objects.create(source=source, target_locale=locale)
                with django_capture_on_commit_callbacks(execute=True):
                    translation.save_target(publish=True)
    report(editor)
    many, page = count()
    assert many <= few + 5
    assert many <= 40
    assert len(page.select(".coverage__table tbody tr")) == 25
    assert len(page.select(".coverage__table thead th")) == len(targets) + 1
    assert "Page 1 of 3" in page.get_text(" ", strip=True)
    assert Page.objects.filter(depth__gt=1).count() > 70


def test_a_translator_of_one_language_is_offered_only_that(client, site, translate, translator):
    from tests.cms.machine_translation.conftest import person

    home = Page.objects.get(slug="hub", locale__language_code="en").specific
    tree = translate(home, "tr")
    client.force_login(person("ayse", "submit_translation", pages=[tree]))
    page = report(client)
    assert page.select("button[name=one]")
    assert all(button["value"].endswith(":tr") for button in page.select("button[name=one]"))
    with CaptureQueriesContext(connection) as queries:
        report(client)
    assert len(queries) <= 40
