"""One look of axe in Chromium at each kind of page; `test_accessibility` has all the others."""

import pytest
from bs4 import BeautifulSoup

from tests.cms.wcag import DESK, KINDS_OF_PAGE, assert_meets_wcag, looking, render

# Without the second mark there is no database, also for fixtures of the module.
pytestmark = [pytest.mark.site, pytest.mark.django_db]


@pytest.fixture(scope="module")
def rendered(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        return render(["en"], KINDS_OF_PAGE, tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with looking(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.mark.parametrize("kind", KINDS_OF_PAGE)
def test_a_page_meets_wcag_on_a_desk_in_light_and_dark(rendered, chromium, tmp_path, kind):
    html = rendered["en", kind]
    assert BeautifulSoup(html, "html.parser").h1
    assert_meets_wcag(chromium, html, tmp_path / "page.html", [DESK])
