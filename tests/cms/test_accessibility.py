"""Every template against WCAG 2.2 AA, by axe in Chromium.

The pages are made and rendered once; then each is opened in a window of some width and looked at
in light and dark.
"""

import importlib.util
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction, Site

from assistant import ingestion
from assistant.models import Source
from cms.models import HomePage, StandardPage
from tests.chromium import running

from .conftest import publish
from .showcase import build

# Without the mark there is no database, also for fixtures of the module.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PHONE, DESK = 390, 1280
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
LANGUAGES = ["en", "ar"]
#: The kinds of page, then what is no page.
TEMPLATES = [
    "home",
    "index",
    "standard",
    "programme",
    "centre",
    "publication",
    "event",
    "news",
    "plan",
    "programmes",
    "library",
    "calendar",
    "glossary",
    "empty",
    "stale",
    "password",
    "login",
    "search",
    "search-refused",
    "search-found",
    "search-nothing",
    "404",
    "403",
    "400",
    "500",
]


def in_arabic(page, locale):
    """The page in Arabic, its own words in that language; the examples stay as they are."""
    copy = page.copy_for_translation(locale, copy_parents=True)
    copy.title = f"عنوان {page.title}"
    copy.introduction = "جملة قصيرة تقدم هذه الصفحة."
    copy.save_revision().publish()
    return copy.specific_class.objects.get(pk=copy.pk)


def pages_of(home, locale):
    """A page of each kind in both languages, by language and kind."""
    english = build(home)
    english["stale"] = publish(home, StandardPage(title="Not translated"))
    english["password"] = publish(home, StandardPage(title="For invited readers"))
    english["login"] = publish(home, StandardPage(title="For members"))
    for kind in ("password", "login"):
        PageViewRestriction.objects.create(
            page=english[kind], restriction_type=kind, password="open" if kind == "password" else ""
        )
    arabic = {kind: in_arabic(page, locale) for kind, page in english.items() if kind != "stale"}
    return {"en": english, "ar": arabic}


def html_of(language, kind, pages, client):
    with override(language):
        if kind in ("400", "500"):
            return render_to_string(f"{kind}.html")
        if kind == "403":
            return render_to_string("403.html", request=client.get(f"/{language}/").wsgi_request)
    url = {
        "404": f"/{language}/no-such-page/",
        "search": f"/{language}/search/",
        "search-refused": f"/{language}/search/?q={'a' * 300}",
        "search-found": f"/{language}/search/?q=Apprenticeship&kind=none",
        "search-nothing": f"/{language}/search/?q=qwxzj",
        "stale": f"/{language}/not-translated/",
        "login": f"/_util/login/?next=/{language}/",
    }.get(kind)
    headers = {"accept-language": language}
    response = client.get(url or pages[language][kind].url, headers=headers, follow=True)
    return response.content.decode()


@pytest.fixture(scope="module")
def rendered(django_db_setup, django_db_blocker, tmp_path_factory):
    """The HTML of each template in each language; the pages themselves are gone again."""
    settings = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), settings, transaction.atomic(), override("en"):
        site = Site.objects.get()
        home = publish(Page.get_first_root_node(), HomePage(title="The hub", slug="hub"))
        site.root_page = home
        site.save()
        pages = pages_of(home, Locale.objects.create(language_code="ar"))
        indexed = [
            pages[language][kind].pk for language in LANGUAGES for kind in ("news", "centre")
        ]
        for source in Source.objects.filter(page__in=indexed):
            ingestion.sync(source.pk)
        client = Client()
        found = {
            (language, kind): html_of(language, kind, pages, client)
            for language in LANGUAGES
            for kind in TEMPLATES
        }
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with running(tmp_path_factory.mktemp("chromium")) as driver:
        driver.set_script_timeout(60)
        yield driver


@pytest.fixture(scope="module")
def axe():
    """The source of axe, from the package that carries it; the package itself is not needed."""
    package = importlib.util.find_spec("axe_playwright_python")
    return (Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def with_styles(html):
    """The page with its stylesheets and scripts in it, so that it opens as a file."""

    def style(link):
        if 'rel="stylesheet"' not in link[0]:
            return link[0]
        name = re.search(r'href="[^"]*?/static/([^"?]+)', link[0])[1]
        return f"<style>{Path(finders.find(name)).read_text(encoding='utf-8')}</style>"

    html = re.sub(r"<script[^>]*src=[^>]*></script>", "", html)
    html = re.sub(r"<link [^>]*>", style, html)
    scripts = Path(finders.find("cms/site.js")).read_text(encoding="utf-8")
    theme = "<script>document.documentElement.classList.add('js')</script></head>"
    html = html.replace("</head>", theme)
    return html.replace("</body>", f"<script>{{{scripts}}}</script></body>")


def shape(browser, width, scheme):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


RUN = """
const [options, part, done] = arguments;
axe.run(part ?? document, options).then(
  (found) => done(found.violations.map((rule) =>
    [rule.id, rule.help, ...rule.nodes.map((node) => node.html.slice(0, 200))])),
  (error) => done([["axe failed", String(error)]]),
);
"""


def violations(browser, part=None, **options):
    return browser.execute_async_script(RUN, {"resultTypes": ["violations"], **options}, part)


def unfold(browser, selector):
    script = "document.querySelectorAll(arguments[0]).forEach((details) => (details.open = true))"
    browser.execute_script(script, selector)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_template_meets_wcag_on_desk_and_phone_in_light_and_dark(
    rendered, chromium, axe, tmp_path, kind, language
):
    html = rendered[language, kind]
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == language
    assert page.h1
    file = tmp_path / "page.html"
    file.write_text(with_styles(html), encoding="utf-8")
    found = {}
    for width in (DESK, PHONE):
        shape(chromium, width, "light")
        chromium.get(file.as_uri())
        chromium.execute_script(axe)
        # What is folded is read too; the language menu would cover what is below it.
        unfold(chromium, "main details")
        tags = {"type": "tag", "values": STANDARDS}
        found[width, "light"] = violations(chromium, runOnly=tags)
        shape(chromium, width, "dark")
        colours = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
        found[width, "dark"] = violations(chromium, runOnly=colours)
        wide = chromium.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width
    assert {key: value for key, value in found.items() if value} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_open_menus_meet_wcag_too(rendered, chromium, axe, tmp_path, language, width):
    file = tmp_path / "page.html"
    file.write_text(with_styles(rendered[language, "programme"]), encoding="utf-8")
    shape(chromium, width, "light")
    chromium.get(file.as_uri())
    chromium.execute_script(axe)
    unfold(chromium, ".languages")
    if width == PHONE:
        chromium.execute_script("document.querySelector('[data-menu-toggle]').click()")
    tags = {"type": "tag", "values": STANDARDS}
    assert violations(chromium, ".site-header", runOnly=tags) == []


def test_an_open_definition_meets_wcag(rendered, chromium, axe, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(with_styles(rendered["en", "programme"]), encoding="utf-8")
    for width, scheme in [(DESK, "light"), (PHONE, "dark")]:
        shape(chromium, width, scheme)
        chromium.get(file.as_uri())
        chromium.execute_script(axe)
        chromium.execute_script("document.querySelector('.term__name').focus()")
        tags = {"type": "tag", "values": STANDARDS}
        assert violations(chromium, ".term", runOnly=tags) == []
