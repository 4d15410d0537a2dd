"""Suggestions and lists that change in place, in Chromium, on a site that is really served.

The server's threads have connections of their own, so the content is committed; it is made once
for this module and removed behind it.
"""

import datetime
import importlib.util
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from wagtail.models import Locale, Page, Site

from assistant.models import Edition, Source, Vector
from cms.models import (
    EventCalendarPage,
    EventPage,
    GlossaryTerm,
    HomePage,
    PagePlace,
    Place,
    ProgrammeFinderPage,
    ProgrammePage,
    StandardPage,
)
from tests.chromium import running
from tests.cms.conftest import publish, snippet
from tests.serving import db, running_server

pytestmark = pytest.mark.slow

# A test that asks for no `db` gets no tables; this one opens no transaction of its own.
__all__ = ["db"]
DAY = datetime.date
PHONE, DESK = 390, 1280


def content():
    """A front page, a finder with twelve places, a calendar; the front page and a page in Arabic.

    Gives the front page.
    """
    home = publish(Page.get_first_root_node(), HomePage(title="The hub", slug="hub"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    finder = publish(home, ProgrammeFinderPage(title="Programmes", slug="programmes"))
    for number in range(12):
        programme = ProgrammePage(
            title=f"Programme {number:02}",
            status="completed" if number else "planned",
            start_date=DAY(2020 + number, 1, 1),
        )
        programme.place_links = [PagePlace(place=snippet(Place, f"Place {number:02}"))]
        publish(finder, programme)
    calendar = publish(home, EventCalendarPage(title="Events", slug="events"))
    for title, start in [("Forum", DAY(2021, 4, 2)), ("Fair", DAY(2090, 4, 2))]:
        event = EventPage(title=title, start_date=start, end_date=start)
        event.place_links = [PagePlace(place=Place.objects.get(name="Place 03"))]
        publish(calendar, event)
    schools = publish(home, StandardPage(title="Better schools", slug="schools"))
    snippet(GlossaryTerm, "Programme evaluation", definition="Looking back.")
    arabic, _ = Locale.objects.get_or_create(language_code="ar")
    copy = schools.copy_for_translation(arabic, copy_parents=True)
    copy.title, copy.slug = "مدارس أفضل", "schools"
    copy.save_revision().publish()
    return home


def remove(home):
    """Take away what `content` made."""
    Site.objects.all().delete()
    for page in Page.objects.filter(translation_key=home.translation_key):
        page.specific.delete()
    for model in (Place, GlossaryTerm, Source, Edition, Vector):
        model.objects.all().delete()
    Locale.objects.filter(language_code="ar").delete()
    Site.clear_site_root_paths_cache()
    cache.clear()


@pytest.fixture(scope="module")
def origin(django_db_setup, django_db_blocker, tmp_path_factory):
    """The address of the served site, without a slash at its end."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        media = tmp_path_factory.mktemp("media")
        stack.enter_context(override_settings(MEDIA_ROOT=media))
        cache.clear()
        [before] = Site.objects.filter(is_default_site=True).values("hostname", "root_page_id")
        home = content()
        stack.callback(Site.objects.create, is_default_site=True, **before)
        stack.callback(remove, home)
        yield f"http://localhost:{stack.enter_context(running_server())}"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    profile = tmp_path_factory.mktemp("chromium")
    # Smooth scrolling would move things away while they are pressed.
    with running(profile, "--force-prefers-reduced-motion") as driver:
        yield driver


class Visit:
    """A reader at a window of some width."""

    def __init__(self, browser, origin, path, width=DESK, scripts=True):
        self.browser, self.origin = browser, origin
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        browser.get(f"{origin}{path}")

    @property
    def address(self):
        return self.browser.current_url.removeprefix(self.origin)

    @property
    def focused(self):
        return self.browser.switch_to.active_element

    @property
    def titles(self):
        return [link.text for link in self.all(".finder__results .card__title a")]

    @property
    def chosen(self):
        return [box.get_attribute("value") for box in self.all("input:checked")]

    def wait(self, condition):
        ignored = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.browser, 10, 0.05, ignored).until(lambda _: condition())

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def press(self, *keys):
        webdriver.ActionChains(self.browser).send_keys(*keys).perform()

    def type(self, selector, words):
        """Type words in a search box, and wait for suggestions; gives the options."""
        self.find(selector).send_keys(words)
        return self.wait(lambda: self.all(".suggest:not([hidden]) [role=option]"))

    def choose(self, value):
        """Choose or leave a filter by keyboard, and wait for the list."""
        address = self.address
        self.find(f'.facet input[value="{value}"]').send_keys(Keys.SPACE)
        self.wait(lambda: self.address != address)


@pytest.fixture
def visit(chromium, origin):
    """A function that opens a page; scripts run again afterwards."""
    yield lambda *args, **values: Visit(chromium, origin, *args, **values)
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


BOX = "#site-search"


@pytest.mark.parametrize(("path", "box"), [("schools/", BOX), ("", "#home-search")])
def test_a_suggestion_is_chosen_with_arrow_keys_and_opened_with_enter(visit, path, box):
    page = visit(f"/en/{path}")
    options = page.type(box, "programme")
    assert [option.text.split("\n") for option in options[:3]] == [
        ["Programme evaluation", "Term"],
        ["Programmes"],
        ["Programme 00", "Programme"],
    ]
    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert [option.get_attribute("aria-selected") for option in options[:3]] == [
        "false",
        "true",
        "false",
    ]
    assert page.find(box).get_attribute("aria-activedescendant") == options[1].get_attribute("id")
    assert page.focused == page.find(box)
    page.press(Keys.ENTER)
    page.wait(lambda: page.address == "/en/programmes/")


def test_enter_without_a_choice_searches_for_the_words(visit):
    page = visit("/en/schools/")
    page.type(BOX, "programme")
    page.press(Keys.ENTER)
    page.wait(lambda: page.address == "/en/search/?q=programme")


def test_escape_closes_the_list_and_keeps_the_words_and_an_arrow_opens_it_again(visit):
    page = visit("/en/schools/")
    page.type(BOX, "programme")
    page.press(Keys.ARROW_DOWN, Keys.ESCAPE)
    box = page.find(BOX)
    assert box.get_attribute("value") == "programme"
    assert box.get_attribute("aria-expanded") == "false"
    assert box.get_attribute("aria-activedescendant") is None
    page.press(Keys.ARROW_DOWN)
    page.wait(lambda: box.get_attribute("aria-expanded") == "true")
    page.press(Keys.TAB)
    assert box.get_attribute("aria-expanded") == "false"
    assert page.focused.tag_name == "button"


def test_screen_readers_get_a_combobox_with_its_list(visit):
    page = visit("/en/schools/")
    page.type(BOX, "programme 0")
    page.press(Keys.ARROW_DOWN)
    nodes = page.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]

    def of(role):
        return [
            (
                node["name"]["value"],
                {item["name"]: item["value"].get("value") for item in node["properties"]},
            )
            for node in nodes
            if node["role"]["value"] == role
        ]

    [(name, box)] = of("combobox")
    assert name == "Search the hub"
    assert box["expanded"] is True
    assert box["autocomplete"] == "list"
    assert [name for name, _ in of("listbox")] == ["Search the hub"]
    options = of("option")
    assert options[0][0] == "Programme 00 Programme"
    assert [item["selected"] for _, item in options] == [True] + [False] * (len(options) - 1)


def test_enter_that_ends_the_typing_of_a_sign_opens_nothing(visit):
    page = visit("/en/schools/")
    page.type(BOX, "programme")
    page.press(Keys.ARROW_DOWN)
    prevented = page.run(
        "const key = new KeyboardEvent('keydown',"
        " { key: 'Enter', isComposing: true, cancelable: true, bubbles: true });"
        "return !document.activeElement.dispatchEvent(key)"
    )
    assert not prevented
    assert page.address == "/en/schools/"


def test_arabic_suggestions_fit_a_phone_and_open_at_a_touch(visit):
    page = visit("/ar/schools/", width=PHONE)
    [option] = page.type(BOX, "مدارس")
    box = page.find(".suggest:not([hidden])").rect
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    assert page.run("return document.documentElement.scrollWidth") <= PHONE
    option.click()
    page.wait(lambda: not page.find(BOX).get_attribute("value"))
    assert page.address == "/ar/schools/"


def test_a_suggestion_of_another_language_says_which(visit):
    page = visit("/ar/schools/")
    options = page.type(BOX, "programme 07")
    assert [option.text.split("\n")[0] for option in options] == ["Programme 07"]
    label, note = options[0].find_elements(By.CSS_SELECTOR, "span, small")
    assert label.get_attribute("lang") == "en"
    assert note.text.endswith(" · English")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_meets_wcag(visit, scheme):
    page = visit("/en/schools/", width=PHONE)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    page.type(BOX, "programme")
    page.press(Keys.ARROW_DOWN)
    package = importlib.util.find_spec("axe_playwright_python")
    page.run((Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.browser.execute_async_script(
        "const done = arguments[0];"
        "axe.run('.site-header', { resultTypes: ['violations'] }).then((found) =>"
        " done(found.violations.map((rule) => [rule.id, ...rule.nodes.map((n) => n.html)])))"
    )
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert found == []


def test_a_choice_changes_the_list_in_place_and_back_undoes_it(visit):
    page = visit("/en/programmes/")
    page.run("window.same = true")
    page.choose("planned")
    assert page.titles == ["Programme 00"]
    assert page.address == "/en/programmes/?status=planned"
    assert page.find("[data-finder] + [role=status]").get_attribute("textContent") == ("1 result")
    page.choose("place-00")
    assert page.chosen == ["planned", "place-00"]
    page.browser.back()
    page.wait(lambda: page.chosen == ["planned"])
    page.browser.back()
    page.wait(lambda: len(page.titles) == 12)
    assert page.chosen == []
    page.browser.forward()
    page.wait(lambda: page.titles == ["Programme 00"])
    assert page.chosen == ["planned"]
    assert page.run("return window.same")


def test_coming_back_from_a_page_shows_the_list_as_its_address_has_it(visit):
    page = visit("/en/programmes/")
    page.choose("planned")
    page.find(".card__title a").click()
    page.wait(lambda: page.find("h1").text == "Programme 00")
    page.run("history.go(-2)")
    page.wait(lambda: page.address == "/en/programmes/" and len(page.titles) == 12)
    assert page.chosen == []


def test_a_jump_to_the_content_asks_for_no_list(visit):
    page = visit("/en/programmes/")
    page.run("document.querySelector('[data-finder] h2').dataset.same = 'yes'")
    page.press(Keys.TAB, Keys.ENTER)
    page.wait(lambda: page.address.endswith("#main"))
    page.browser.back()
    page.wait(lambda: not page.address.endswith("#main"))
    assert page.find("[data-finder] h2").get_attribute("data-same") == "yes"


def test_a_choice_in_a_long_list_keeps_its_place_and_the_focus(visit):
    page = visit("/en/programmes/")
    page.choose("place-11")
    page.choose("place-02")
    # By now other choices are at other places of the form.
    assert page.focused.get_attribute("value") == "place-02"
    page.choose("place-11")
    assert page.focused.get_attribute("value") == "place-11"
    assert not page.focused.is_selected()
    assert page.run("return document.querySelector('.facet__long').scrollTop") > 0


def test_show_results_leads_to_the_results_on_a_phone(visit):
    page = visit("/en/programmes/", width=PHONE)
    facets = page.find(".finder__facets")
    assert facets.get_attribute("open") is None
    page.find(".finder__facets summary").send_keys(Keys.ENTER)
    page.choose("planned")
    assert page.find(".finder__facets").get_attribute("open") is not None
    page.find(".finder__buttons button").send_keys(Keys.ENTER)
    page.wait(lambda: page.focused.text == "1 result")
    assert page.find(".finder__facets").get_attribute("open") is None


def test_a_filter_of_the_calendar_reaches_its_tabs_and_keeps_the_month(visit):
    page = visit("/en/events/?month=2021-04")
    assert not page.find(".month__list").is_displayed()
    page.choose("place-03")
    assert page.address == "/en/events/?month=2021-04&place=place-03"
    for link in page.all(".tabs a, .finder__past a"):
        assert "place=place-03" in link.get_attribute("href")


def test_everything_works_without_scripts(visit):
    page = visit("/en/programmes/", width=PHONE, scripts=False)
    assert page.find(BOX).get_attribute("role") is None
    box = page.find('.facet input[value="planned"]')
    assert box.is_displayed()
    box.send_keys(Keys.SPACE)
    page.find(".finder__buttons button").send_keys(Keys.ENTER)
    page.wait(lambda: page.titles == ["Programme 00"])
    assert "status=planned" in page.address
    page.find(".chip").send_keys(Keys.ENTER)
    page.wait(lambda: len(page.titles) == 12)


MOVED = """
const done = arguments[0], moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) moved.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
setTimeout(() => done(moved), 300);
"""


@pytest.mark.parametrize("path", ["/en/programmes/", "/ar/schools/", "/en/"])
def test_nothing_moves_when_the_scripts_begin(visit, path):
    for width in (DESK, PHONE):
        page = visit(path, width=width)
        page.wait(lambda page=page: page.all("[role=combobox]"))
        assert page.browser.execute_async_script(MOVED) == []
