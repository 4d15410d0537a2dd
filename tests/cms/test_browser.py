"""The pages in headless Chromium, their stylesheet and scripts put in for the links to them."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from cms.models import GlossaryTerm
from tests.chromium import running

from .conftest import snippet

pytestmark = pytest.mark.slow

PHONE, DESK = 390, 1280


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with running(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


def asset(name):
    with open(finders.find(f"cms/{name}"), encoding="utf-8") as file:
        return file.read()


@pytest.fixture
def show(chromium, client, settings, tmp_path):
    """A function that shows a page of the site in a window of some width."""

    def show(url, width=DESK, scripts=True, dark=False):
        html = client.get(url).content.decode()
        html = re.sub(r"<script[^>]*></script>", "", html)
        html = re.sub(
            r'<link rel="stylesheet"[^>]*static/cms/([a-z]+\.css)[^>]*>',
            lambda link: f"<style>{asset(link[1])}</style>",
            html,
        )
        html = html.replace("/media/", f"{settings.MEDIA_ROOT}/")
        if scripts:
            html = html.replace("</head>", f"<script>{asset('theme.js')}</script></head>")
            html = html.replace("</body>", f"<script>{{{asset('site.js')}}}</script></body>")
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        chromium.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        chromium.get(file.as_uri())
        return chromium

    return show


def focused(browser):
    return browser.switch_to.active_element


def press(browser, *keys):
    webdriver.ActionChains(browser).send_keys(*keys).perform()


def background(browser):
    script = "return getComputedStyle(document.documentElement).backgroundColor"
    return browser.execute_script(script)


def test_no_page_is_wider_than_a_phone(show, pages, translate):
    for kind, page in pages.items():
        arabic = translate(page, "ar", mark=lambda text: f"نص طويل {text}")
        for url in (page.url, arabic.url, "/en/search/", "/ar/no-such-page/"):
            browser = show(url, width=PHONE)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= PHONE, (kind, url)


def test_the_first_tab_offers_to_skip_to_the_content(show, pages):
    browser = show(pages["programme"].url)
    press(browser, Keys.TAB)
    link = focused(browser)
    assert link.text == "Skip to the content"
    assert link.rect["y"] >= 0
    link.send_keys(Keys.ENTER)
    assert focused(browser).get_attribute("id") == "main"


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(show, pages):
    browser = show(pages["programme"].url, width=PHONE)
    menu = browser.find_element(By.ID, "menu")
    button = browser.find_element(By.CSS_SELECTOR, "[data-menu-toggle]")
    assert not menu.is_displayed()
    button.send_keys(Keys.ENTER)
    assert menu.is_displayed()
    assert button.get_attribute("aria-expanded") == "true"
    press(browser, Keys.ESCAPE)
    assert not menu.is_displayed()
    assert focused(browser) == button


def test_the_menu_is_there_without_scripts(show, pages):
    browser = show(pages["programme"].url, width=PHONE, scripts=False)
    assert browser.find_element(By.ID, "menu").is_displayed()
    assert not browser.find_element(By.CSS_SELECTOR, "[data-menu-toggle]").is_displayed()
    assert not browser.find_element(By.CSS_SELECTOR, "[data-theme-toggle]").is_displayed()


def test_the_language_switcher_closes_with_escape(show, pages):
    browser = show(pages["programme"].url)
    summary = browser.find_element(By.CSS_SELECTOR, ".languages summary")
    summary.send_keys(Keys.ENTER)
    french = browser.find_element(By.CSS_SELECTOR, ".languages [hreflang=fr]")
    assert french.is_displayed()
    press(browser, Keys.ESCAPE)
    assert not french.is_displayed()
    assert focused(browser) == summary


def test_colours_follow_the_system_until_the_reader_chooses(show, pages):
    browser = show(pages["programme"].url)
    light = background(browser)
    browser = show(pages["programme"].url, dark=True)
    dark = background(browser)
    assert light != dark
    toggle = browser.find_element(By.CSS_SELECTOR, "[data-theme-toggle]")
    assert toggle.get_attribute("aria-pressed") == "true"
    toggle.click()
    assert background(browser) == light
    browser.refresh()
    assert background(browser) == light
    browser.execute_script("localStorage.clear()")


def definition(browser):
    return browser.find_element(By.CSS_SELECTOR, ".term__definition")


@pytest.fixture
def term(db):
    return snippet(GlossaryTerm, "Welders", definition="People who join metal.")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_definition_shows_on_focus_until_escape(show, pages, term, width):
    browser = show(pages["programme"].url, width=width)
    name = browser.find_element(By.CSS_SELECTOR, ".term__name")
    assert not definition(browser).is_displayed()
    browser.execute_script("arguments[0].focus()", name)
    assert definition(browser).is_displayed()
    assert definition(browser).text == "People who join metal."
    box = definition(browser).rect
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    press(browser, Keys.ESCAPE)
    assert not definition(browser).is_displayed()
    assert focused(browser) == name
    press(browser, Keys.ENTER)
    assert definition(browser).is_displayed()
    press(browser, Keys.TAB)
    assert not definition(browser).is_displayed()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_definition_shows_on_hover_and_can_itself_be_pointed_at(show, pages, term, scripts):
    browser = show(pages["programme"].url, scripts=scripts)
    name = browser.find_element(By.CSS_SELECTOR, ".term__name")
    pointer = webdriver.ActionChains(browser, duration=50)
    pointer.move_to_element(name).perform()
    assert definition(browser).is_displayed()
    pointer.move_to_element(definition(browser)).perform()
    assert definition(browser).is_displayed()
    if scripts:
        press(browser, Keys.ESCAPE)
        assert not definition(browser).is_displayed()
    pointer.move_to_element(browser.find_element(By.CSS_SELECTOR, "h1")).perform()
    assert not definition(browser).is_displayed()
    pointer.move_to_element(name).perform()
    assert definition(browser).is_displayed()


def test_a_definition_stays_on_the_screen_in_arabic(show, pages, translate, term):
    arabic = term.copy_for_translation(translate(pages["programme"], "ar").locale)
    arabic.term, arabic.definition = "welders", "كلمات كثيرة تشرح المقصود " * 8
    arabic.save()
    page = translate(pages["programme"], "ar", mark=lambda text: f"ع {text}")
    for width in (DESK, PHONE):
        browser = show(page.url, width=width)
        name = browser.find_element(By.CSS_SELECTOR, ".term__name")
        browser.execute_script("arguments[0].focus()", name)
        box = definition(browser).rect
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_link_to_a_question_opens_its_answer(show, showcase):
    browser = show(showcase["standard"].url)
    answer = browser.find_element(By.CSS_SELECTOR, "details.question .prose")
    assert not answer.is_displayed()
    browser.execute_script("location.hash = 'who-may-apply'")
    WebDriverWait(browser, 5).until(lambda _: answer.is_displayed())


SHIFTS = """
const moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    moved.push([entry.value, ...entry.sources.map(({ node }) =>
      (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80))]);
  }
}).observe({ type: "layout-shift", buffered: true });
for (let at = 0; at < document.documentElement.scrollHeight; at += 600) {
  scrollTo({ top: at, behavior: "instant" });
  await new Promise((done) => setTimeout(done, 60));
}
await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
return [moved, [...document.images].map((image) => [image.currentSrc, image.naturalWidth])];
"""


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_nothing_moves_while_a_page_loads(show, showcase, width):
    browser = show(showcase["standard"].url, width=width)
    moved, images = browser.execute_async_script(
        f"const done = arguments[0]; (async () => {{ {SHIFTS} }})().then(done)"
    )
    assert len(images) >= 2
    assert [source for source, width in images if not width] == []
    assert moved == []


def test_paper_gets_the_text_and_not_the_frame(show, showcase):
    browser = show(showcase["programme"].url)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        displayed = {
            part: browser.find_element(By.CSS_SELECTOR, part).is_displayed()
            for part in (".site-header", ".site-footer", ".outline", "video", "h1", "table")
        }
        after = browser.execute_script(
            "const link = document.querySelector('.video a[href^=http]');"
            "return getComputedStyle(link, '::after').content"
        )
        browser.execute_script("dispatchEvent(new Event('beforeprint'))")
        answer = browser.find_element(By.CSS_SELECTOR, "details.question .prose")
        assert answer.is_displayed()
        browser.execute_script("dispatchEvent(new Event('afterprint'))")
        assert not browser.find_element(By.CSS_SELECTOR, "details.question").get_property("open")
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert displayed == {
        ".site-header": False,
        ".site-footer": False,
        ".outline": False,
        "video": False,
        "h1": True,
        "table": True,
    }
    assert "https://films.example/talk" in after


def test_a_page_is_light_and_comes_from_here_alone(client, showcase):
    for kind, page in showcase.items():
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        loaded = [tag["src"] for tag in soup.select("[src]")]
        loaded += [link["href"] for link in soup.select("link[rel~=stylesheet], link[rel~=icon]")]
        assert all(url.startswith("/") and not url.startswith("//") for url in loaded), kind
        size = len(soup.encode())
        for url in set(loaded):
            if "/static/" in url and not url.endswith(".svg"):
                size += len(asset(url.split("/static/cms/")[1]).encode())
            elif url.startswith("/assistant/"):
                # Sent compressed by its own view.
                packed = client.get(url, headers={"accept-encoding": "gzip"})
                size += len(packed.content)
        assert size < 100_000, (kind, size)


def luminance(colour):
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


PAIRS = [
    *(
        (text, ground)
        for text in ("text", "muted", "link")
        for ground in ("ground", "surface", "raised", "info-ground", "accent-ground")
    ),
    ("accent", "ground"),
    ("accent", "accent-ground"),
    ("good", "good-ground"),
    ("on-button", "button"),
    ("on-button", "button-hover"),
    ("hero-text", "hero"),
    ("hero-muted", "hero"),
    ("text", "mark"),
]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_pair_of_colours_can_be_read(text, ground, dark):
    css = asset("site.css")
    colours = {}
    for start in [":root {", ':root[data-theme="dark"] {'][: 1 + dark]:
        begin = css.index(start)
        block = css[begin : css.index("}", begin)]
        colours |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    light, less = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (less + 0.05) >= 4.5
