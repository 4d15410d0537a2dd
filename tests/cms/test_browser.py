"""The pages in headless Chromium, their stylesheet and scripts put in for the links to them."""

import re

import pytest
from django.contrib.staticfiles import finders
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.chromium import running

PHONE, DESK = 390, 1280


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with running(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


def asset(name):
    with open(finders.find(f"cms/{name}"), encoding="utf-8") as file:
        return file.read()


@pytest.fixture
def show(chromium, client, tmp_path):
    """A function that shows a page of the site in a window of some width."""

    def show(url, width=DESK, scripts=True, dark=False):
        html = client.get(url).content.decode()
        html = re.sub(r"<script[^>]*></script>", "", html)
        html = re.sub(
            r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>{asset('site.css')}</style>", html
        )
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
