"""A scripted language model in force, people with their permissions, and pages to translate."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client, TestCase
from wagtail.models import GroupPagePermission, Locale
from wagtail_localize.models import Translation, TranslationSource

from cms.models import StandardPage
from tests.cms.conftest import make_home, publish
from tests.cms.machine_translation.chat_model import SCRIPTED, ScriptedTranslator


@pytest.fixture
def model(monkeypatch, settings):
    """The scripted model, set as the assistant's and so as the machine translator's."""
    for name, value in {
        "asked": [],
        "replies": [],
        "translate": staticmethod(lambda text: f"«{text}»"),
    }.items():
        monkeypatch.setattr(ScriptedTranslator, name, value)
    settings.ASSISTANT = {**settings.ASSISTANT, "LLM": SCRIPTED}
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "cms.machine_translation.translator.ModelTranslator",
        "OPTIONS": {},
    }
    return ScriptedTranslator


@pytest.fixture
def turkish(db):
    return Locale.objects.get_or_create(language_code="tr")[0]


@pytest.fixture
def english(db):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def page(home, begun):
    """A page with a link, a bold word, a number and a code."""
    return of_site(begun, "page") or make_page(home)


def of_site(begun, name):
    """What the site in place has under a name, if it has that."""
    _, site = begun
    return site.pages().get(name) if site else None


def make_page(home):
    """Build it."""
    return publish(
        home,
        StandardPage(
            title="Better schools",
            introduction="A programme of 12 schools.",
            body=[
                ("heading", {"text": "Purpose", "level": "h2"}),
                (
                    "paragraph",
                    '<p>Teachers train <b>welders</b>, see <a href="https://example.org/">the '
                    "plan</a>.</p>",
                ),
            ],
        ),
    )


@pytest.fixture
def translation(page, turkish, begun):
    """The page sent to translation into Turkish, nothing translated yet."""
    return of_site(begun, "translation") or make_translation(page, turkish)


def make_translation(page, turkish):
    """Build it."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    return Translation.objects.create(source=source, target_locale=turkish)


def make_target(page, translation, turkish, *, publish):
    """Make the page in Turkish, with the original's text: published, or a draft."""
    with TestCase.captureOnCommitCallbacks(execute=publish):
        translation.save_target(publish=publish)
    return page.get_translation(turkish)


def make_site(*, publish):
    """Build a site that has all of that."""
    home = make_home()
    page, turkish = make_page(home), Locale.objects.get_or_create(language_code="tr")[0]
    translation = make_translation(page, turkish)
    target = make_target(page, translation, turkish, publish=publish)
    return {"home": home, "page": page, "translation": translation, "target": target}


def person(name, *permissions, pages=(), may=("change",)):
    """Somebody with these permissions, and page permissions on and below these pages."""
    group = Group.objects.create(name=f"Group of {name}")
    for codename in ("access_admin", *permissions):
        group.permissions.add(Permission.objects.get(codename=codename))
    for page in pages:
        for action in may:
            permission = Permission.objects.get(
                codename=f"{action}_page", content_type__app_label="wagtailcore"
            )
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user = get_user_model().objects.create_user(name, f"{name}@hub.example", "secret")
    user.groups.add(group)
    return user


@pytest.fixture
def boss(db):
    return get_user_model().objects.create_superuser("boss", "boss@hub.example", "secret")


@pytest.fixture
def admin(boss):
    client = Client()
    client.force_login(boss)
    return client
