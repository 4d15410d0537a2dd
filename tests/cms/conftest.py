"""A small site of real pages, and wagtail-localize used as an editor uses it."""

import datetime

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test import TestCase
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from cms.models import (
    CentrePage,
    EventPage,
    HomePage,
    IndexPage,
    NewsPage,
    Organisation,
    PageOrganisation,
    PagePlace,
    Place,
    ProgrammePage,
    PublicationFile,
    PublicationPage,
    StandardPage,
)
from cms.roles.setting_up import set_up
from tests.cms.begun import Begun


def publish(parent, page):
    """Add a page below another one and publish it."""
    parent = Page.objects.get(pk=parent.pk)
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def snippet(model, name, **values):
    """A snippet of this name in English."""
    return model.objects.create(
        **{model.name_field: name},
        slug=slugify(name, allow_unicode=True),
        locale=Locale.objects.get(language_code="en"),
        **values,
    )


@pytest.fixture(scope="session")
def built():
    """The sites that were built so far, by the functions that build them."""
    return {}


def begins_with(item):
    """The fixture that gives the site which a test begins with, if any."""
    # A module may have a `db` of its own, which commits.
    usual = "_django_db_helper" in item.fixturenames and connection.vendor == "sqlite"
    names = (name for name in sites_of(item) if usual and name in item.fixturenames)
    return next(names, None)


def sites_of(item):
    """What builds the sites that a test may begin with: those of its module first."""
    return {**getattr(item.module, "SITES", {}), **SITES}


def shared_fixtures(item):
    """The fixtures of a test that it may share with other tests of its module or package."""
    found = item._fixtureinfo.name2fixturedefs.values()
    return {(each[-1].scope, each[-1].argname) for each in found if each[-1].scope != "function"}


def commits(item):
    """Whether a test writes beside a transaction."""
    mark = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(item.fixturenames)
    return bool(asked or (mark and (mark.args or mark.kwargs.get("transaction"))))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item, nextitem):
    """Leave a test's site in place where the next test begins with the same."""
    item.stash[STAYS] = bool(
        nextitem
        and item.path == nextitem.path
        and begins_with(item) == begins_with(nextitem)
        # One begun now would find this site where the database is empty by right.
        and shared_fixtures(nextitem) <= shared_fixtures(item)
        and not commits(item)
        and not commits(nextitem)
    )


STAYS = pytest.StashKey[bool]()


@pytest.fixture
def begun(request, django_db_setup, django_db_blocker, built, tmp_path_factory):
    """The site that is in place when the test begins, and the fixture that gives it, if any."""
    name = begins_with(request.node)
    if name is None:
        yield None, None
        return
    with django_db_blocker.unblock():
        build = sites_of(request.node)[name]
        if build not in built:
            built[build] = Begun(build, tmp_path_factory.mktemp(name))
        site = built[build]
        site.put_in_place(request.getfixturevalue("tmp_path"))
        try:
            yield name, site
        finally:
            site.clear_away(stays=request.node.stash.get(STAYS, False))


@pytest.fixture
def _django_db_helper(begun, _django_db_helper):
    """pytest-django's transaction, begun when the site is in place."""
    return


@pytest.fixture
def home(db, begun):
    """The English home page of the only site."""
    _, site = begun
    return site.pages()["home"] if site else make_home()


def make_home():
    """Build it."""
    site = Site.objects.get()
    home = publish(Page.get_first_root_node(), HomePage(title="The hub", slug="hub"))
    site.root_page = home
    site.save()
    return home


@pytest.fixture
def groups(home, begun):
    """The groups of all roles, by the keys of those."""
    name, site = begun
    made = site.pages() if name == "groups" else set_up().groups
    return {key: group for key, group in made.items() if key != "home"}


@pytest.fixture
def document(db, settings, tmp_path, begun):
    """A document in the root collection."""
    name, _ = begun
    settings.MEDIA_ROOT = tmp_path
    return get_document_model().objects.get() if name == "pages" else make_document()


def make_document():
    """Build it."""
    return get_document_model().objects.create(
        title="Annual plan",
        file=ContentFile(b"%PDF-1.4 plan", name="plan.pdf"),
        collection=Collection.get_first_root_node(),
    )


BODY = [
    ("heading", {"text": "Purpose", "level": "h2"}),
    ("paragraph", "<p>Teachers train <b>welders</b>.</p>"),
    ("quote", {"text": "Skills matter.", "attribution": "A teacher"}),
    (
        "table",
        {
            "caption": "Provinces",
            "columns": [
                {"type": "text", "heading": "Province"},
                {"type": "number", "heading": "Schools"},
            ],
            "rows": [{"values": ["Bursa", 3]}, {"values": ["Konya", 4]}],
        },
    ),
    ("heading", {"text": "Purpose", "level": "h3"}),
    ("heading", {"text": "Results", "level": "h2"}),
    ("heading", {"text": "Partners", "level": "h2"}),
]


@pytest.fixture
def pages(home, document, begun):
    """One live page of each kind, by its kind's name."""
    name, site = begun
    return site.pages(home=home) if name == "pages" else make_pages(home, document)


def make_pages(home, document):
    """Build them."""
    index = publish(home, IndexPage(title="Programmes", introduction="What we do."))
    day = datetime.date
    made = {
        "home": home,
        "index": index,
        "standard": StandardPage(title="About us"),
        "programme": ProgrammePage(title="Better schools", code="BS-1", start_date=day(2021, 3, 1)),
        "centre": CentrePage(
            title="River centre",
            kind="unevoc",
            appointed_on=day(2013, 10, 1),
        ),
        "publication": PublicationPage(title="The plan", publication_type="action_plan", year=2027),
        "event": EventPage(
            title="Workshop", start_date=day(2024, 8, 18), end_date=day(2024, 8, 24)
        ),
        "news": NewsPage(
            title="It starts", date=day(2024, 9, 3), origin="unesco", source_name="UNESCO"
        ),
    }
    made["programme"].organisation_links = [
        PageOrganisation(organisation=snippet(Organisation, "A donor"), role="donor")
    ]
    made["centre"].place_links = [PagePlace(place=snippet(Place, "South Africa", kind="country"))]
    made["event"].place_links = [PagePlace(place=snippet(Place, "Beijing"))]
    made["publication"].files = [PublicationFile(language="en", document=document)]
    for page in list(made.values())[2:]:
        page.introduction = f"In short: {page.title}."
        page.body = BODY
        publish(index, page)
    return made


def translate_page(page, language, mark=None, leave=()):
    """Translate a page as an editor does, by `mark`ing each of its strings, and publish it."""
    mark = mark or (lambda text: f"{text} [{language}]")
    locale, _ = Locale.objects.get_or_create(language_code=language)
    page = page.specific_class.objects.get(pk=page.pk)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source):
        path, text = segment.context.path, segment.string.data
        if path in leave:
            continue
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            defaults={"data": text if path == "slug" else mark(text)},
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    return page.get_translation(locale)


@pytest.fixture
def translate(db):
    """The function `translate_page`."""
    return translate_page


@pytest.fixture
def showcase(home, settings, tmp_path, begun):
    """A page of each kind that holds all it can, by the kind's name."""
    name, site = begun
    settings.MEDIA_ROOT = tmp_path
    return site.pages(home=home) if name == "showcase" else make_showcase(home)


def make_showcase(home):
    """Build it."""
    # It uses `publish`.
    from .showcase import build

    # Scaled pictures of another test, which had a folder of its own.
    for cache in caches.all():
        cache.clear()
    return build(home)


#: What builds the sites that tests begin with, by the fixture that gives them. One that has all of
#: another stands before it. A module may have `SITES` of its own.
SITES = {
    "showcase": lambda: make_showcase(make_home()),
    "pages": lambda: make_pages(make_home(), make_document()),
    "groups": lambda: {"home": make_home(), **set_up().groups},
    "home": lambda: {"home": make_home()},
}
