"""Templates as axe judges them in Chromium, against WCAG 2.2 AA.

The pages are made and rendered once; then each is opened in a window of some width and looked at
in light and dark.
"""

import importlib.util
import re
from contextlib import contextmanager
from functools import cache
from pathlib import Path

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
from tests.cms.conftest import publish
from tests.cms.showcase import build

PHONE, DESK = 390, 1280
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
LANGUAGES = ["en", "ar"]
KINDS_OF_PAGE = [
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
]
TEMPLATES = [
    *KINDS_OF_PAGE,
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


def pages_of(home, languages):
    """A page of each kind in these languages, by language and kind."""
    english = build(home)
    english["stale"] = publish(home, StandardPage(title="Not translated"))
    english["password"] = publish(home, StandardPage(title="For invited readers"))
    english["login"] = publish(home, StandardPage(title="For members"))
    for kind in ("password", "login"):
        PageViewRestriction.objects.create(
            page=english[kind], restriction_type=kind, password="open" if kind == "password" else ""
        )
    pages = {"en": english}
    if "ar" in languages:
        locale = Locale.objects.create(language_code="ar")
        pages["ar"] = {
            kind: in_arabic(page, locale) for kind, page in english.items() if kind != "stale"
        }
    return pages


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


def render(languages, kinds, media):
    """The HTML of templates by language and kind; the pages themselves are gone again."""
    settings = override_settings(MEDIA_ROOT=media)
    with settings, transaction.atomic(), override("en"):
        site = Site.objects.get()
        home = publish(Page.get_first_root_node(), HomePage(title="The hub", slug="hub"))
        site.root_page = home
        site.save()
        pages = pages_of(home, languages)
        indexed = [
            pages[language][kind].pk for language in languages for kind in ("news", "centre")
        ]
        for source in Source.objects.filter(page__in=indexed):
            ingestion.sync(source.pk)
        client = Client()
        found = {
            (language, kind): html_of(language, kind, pages, client)
            for language in languages
            for kind in kinds
        }
        transaction.set_rollback(True)
    return found


@contextmanager
def looking(folder):
    """A browser that looks, with axe at hand."""
    with running(folder) as driver:
        driver.set_script_timeout(60)
        yield driver


@cache
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


def assert_meets_wcag(browser, html, file, widths):
    """The page meets WCAG in windows of these widths, in light and dark, and fits into them."""
    file.write_text(with_styles(html), encoding="utf-8")
    found = {}
    for width in widths:
        shape(browser, width, "light")
        browser.get(file.as_uri())
        browser.execute_script(axe())
        # What is folded is read too; the language menu would cover what is below it.
        unfold(browser, "main details")
        tags = {"type": "tag", "values": STANDARDS}
        found[width, "light"] = violations(browser, runOnly=tags)
        shape(browser, width, "dark")
        colours = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
        found[width, "dark"] = violations(browser, runOnly=colours)
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width
    assert {key: value for key, value in found.items() if value} == {}
