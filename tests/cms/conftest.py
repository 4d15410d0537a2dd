"""A small site of real pages, and wagtail-localize used as an editor uses it."""

import datetime

import pytest
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


@pytest.fixture
def home(db):
    """The English home page of the only site."""
    site = Site.objects.get()
    home = publish(Page.get_first_root_node(), HomePage(title="The hub", slug="hub"))
    site.root_page = home
    site.save()
    return home


@pytest.fixture
def document(db, settings, tmp_path):
    """A document in the root collection."""
    from django.core.files.base import ContentFile

    settings.MEDIA_ROOT = tmp_path
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
def pages(home, document):
    """One live page of each kind, by its kind's name."""
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


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    """A function that translates a page as an editor does, by `mark`ing each of its strings."""

    def translate(page, language, mark=None, leave=()):
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
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        return page.get_translation(locale)

    return translate


@pytest.fixture
def showcase(home, settings, tmp_path):
    """A page of each kind that holds all it can, by the kind's name."""
    from django.core.cache import caches

    from .showcase import build

    settings.MEDIA_ROOT = tmp_path
    # Scaled pictures of another test, which had a folder of its own.
    for cache in caches.all():
        cache.clear()
    return build(home)
