"""Every template against WCAG 2.2 AA, by axe in Chromium, in two languages and two widths.

But for one look at each kind of page, which is that of `test_accessibility_smoke`.
"""

import pytest
from bs4 import BeautifulSoup

from tests.cms.wcag import (
    DESK,
    KINDS_OF_PAGE,
    LANGUAGES,
    PHONE,
    STANDARDS,
    TEMPLATES,
    assert_meets_wcag,
    axe,
    looking,
    render,
    shape,
    unfold,
    violations,
    with_styles,
)

# Without the second mark there is no database, also for fixtures of the module.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def rendered(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        return render(LANGUAGES, TEMPLATES, tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with looking(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_template_meets_wcag_on_desk_and_phone_in_light_and_dark(
    rendered, chromium, tmp_path, kind, language
):
    html = rendered[language, kind]
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == language
    assert page.h1
    seen_already = language == "en" and kind in KINDS_OF_PAGE
    assert_meets_wcag(
        chromium, html, tmp_path / "page.html", [PHONE] if seen_already else [DESK, PHONE]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_open_menus_meet_wcag_too(rendered, chromium, tmp_path, language, width):
    file = tmp_path / "page.html"
    file.write_text(with_styles(rendered[language, "programme"]), encoding="utf-8")
    shape(chromium, width, "light")
    chromium.get(file.as_uri())
    chromium.execute_script(axe())
    unfold(chromium, ".languages")
    if width == PHONE:
        chromium.execute_script("document.querySelector('[data-menu-toggle]').click()")
    tags = {"type": "tag", "values": STANDARDS}
    assert violations(chromium, ".site-header", runOnly=tags) == []


def test_an_open_definition_meets_wcag(rendered, chromium, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(with_styles(rendered["en", "programme"]), encoding="utf-8")
    for width, scheme in [(DESK, "light"), (PHONE, "dark")]:
        shape(chromium, width, scheme)
        chromium.get(file.as_uri())
        chromium.execute_script(axe())
        chromium.execute_script("document.querySelector('.term__name').focus()")
        tags = {"type": "tag", "values": STANDARDS}
        assert violations(chromium, ".term", runOnly=tags) == []
