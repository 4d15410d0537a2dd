"""A bot on a real database and a real index, with a Telegram of our own at the other end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application
from wagtail.models import Locale, Page, Site

from assistant.models import Source
from bots.telegram.application import build_application
from tests.bots.fake_telegram import TOKEN, FakeTelegram, OfflineRequest
from tests.committed import undone_afterwards


class Bot:
    """The application, fed with updates the way its own queue feeds it."""

    def __init__(self, application: Application, telegram: FakeTelegram) -> None:
        self.application = application
        self.telegram = telegram

    async def hears(self, update: dict[str, Any]) -> None:
        """Handle an update to its end."""
        received = Update.de_json(update, self.application.bot)
        await self.application.update_processor.process_update(
            received, self.application.process_update(received)
        )


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database for several threads at once, as it was when the test ends."""
    with django_db_blocker.unblock(), undone_afterwards():
        yield


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
async def bot(database: None, bot_without_database: Bot) -> Bot:
    return bot_without_database


@pytest.fixture
async def bot_without_database(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    """For what must be ignored: touching the database would be refused."""
    application = build_application(TOKEN, request=OfflineRequest(telegram))
    async with application:
        telegram.calls.clear()
        yield Bot(application, telegram)


@pytest.fixture
def jet_page(database: None) -> Iterator[Page]:
    """A published and indexed page about when JET was appointed."""
    from assistant.ingestion import index_all_waiting
    from cms.models import HomePage, StandardPage

    locale, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    home = HomePage(title="Hub", slug="bots-home", locale=locale, introduction="About TVET.")
    root.add_child(instance=home)
    site = Site.objects.filter(is_default_site=True).first()
    made = site is None
    before = None if made else site.root_page_id
    site = site or Site(hostname="hub.example", is_default_site=True)
    site.root_page, site.hostname, site.port = home, "hub.example", 80
    site.save()
    page = StandardPage(
        title="JET as a UNEVOC Centre",
        slug="jet",
        locale=locale,
        introduction="JET was appointed a UNEVOC Centre in June 2019 by UNESCO-UNEVOC in Bonn.",
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    index_all_waiting()
    assert Source.objects.filter(page=page, state=Source.State.INDEXED).exists()
    yield page
    if made:
        site.delete()
    else:
        Site.objects.filter(pk=site.pk).update(root_page_id=before, hostname="localhost")
    home.refresh_from_db()
    home.delete()
    index_all_waiting()
