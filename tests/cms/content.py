"""Pages of the hub for tests that commit, as an editor publishes them, in one line each."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale, Page

from cms.models import HomePage, PublicationFile, PublicationPage, StandardPage
from tests.editing import only_home, paragraphs, publish_page


def new_home() -> HomePage:
    """The home page of a hub that has nothing else; what stood there is deleted."""
    english, _ = Locale.objects.get_or_create(language_code="en")
    return only_home(HomePage(title="Training in the valley", slug="valley", locale=english))


def publish(parent: Page, title: str, *texts: str) -> StandardPage:
    """Publish a plain page below another one."""
    page = StandardPage(title=title, body=paragraphs(*texts), locale=parent.locale)
    return publish_page(parent, page)


def rewrite(page: StandardPage, *texts: str) -> None:
    """Publish a page again with another text."""
    page.refresh_from_db()
    page.body = paragraphs(*texts)
    page.save_revision().publish()


def publication(parent: Page, title: str, document: Any) -> PublicationPage:
    """Publish a page that offers a document."""
    page = PublicationPage(title=title)
    page.files = [PublicationFile(language="en", document=document)]
    return publish_page(parent, page)
