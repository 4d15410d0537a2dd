"""The sample content, loaded once into an empty database with everything that comes with it."""

from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageLogEntry, Revision, Site
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.segments.extract import extract_segments

from cms.demo import LOADED, has_originals, is_loaded, loader
from cms.demo import progress as load_progress
from cms.demo.catalogues import SLUG, read_catalogue
from cms.demo.changes import ensure_changes
from cms.demo.coverage import coverage, languages, translates
from cms.demo.files import image_files, page_files, snippet_entries
from cms.demo.library import ensure_documents
from cms.demo.loader import load, load_rest
from cms.demo.pages import ensure_pages, find_page
from cms.demo.pictures import ensure_images
from cms.demo.site import credentials_file, read_credentials
from cms.demo.snippets import ensure_snippets, find_snippet
from cms.demo.targets import Targets
from cms.demo.translating import ensure_translation, find, items, snippet_jobs
from cms.models import HomePage, NewsPage, Organisation, PublicationFile
from cms.models.base import HubPage
from tests.sqlite_copies import put_back

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(900)]

STALE = "news/machinery-workshop-opens"
#: Texts after which a load is killed: among the snippets, which come first, and among the pages.
KILLED_EARLY, KILLED_AFTER = 150, len(snippet_jobs()) + 50


class Killed(BaseException):
    """The process ends in the middle of a load."""


@pytest.fixture(scope="module")
def killed(django_db_setup, django_db_blocker):
    """How far a load was that was killed on its way twice, as readers were told.

    It commits for real, as publishing a translation waits for the commit; the database is put
    back as it was when the module is done.
    """
    with django_db_blocker.unblock(), put_back():
        told = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loader, "ensure_translation", killed_after(KILLED_EARLY))
            with pytest.raises(Killed):
                load(progress=False)
            assert not has_originals()
            patch.setattr(loader, "ensure_translation", killed_after(KILLED_AFTER))
            patch.setattr(loader, "tell", lambda now: (told.append(now), load_progress.tell(now)))
            with pytest.raises(Killed):
                load(progress=False)
        assert has_originals()
        assert not is_loaded()
        yield told


@pytest.fixture(scope="module")
def loaded(killed, django_db_blocker):
    """What the load reported that completed the one that was killed, after one that was stopped."""
    with django_db_blocker.unblock():
        stopped = load_rest(progress=False, stopped=lambda: True)
        assert stopped.translations == 0
        assert not is_loaded()
        return load(progress=False)


def killed_after(count):
    """Translate `count` texts, then be killed."""
    left = iter(range(count))

    def translate_or_die(*args, **kwargs):
        if next(left, None) is None:
            raise Killed
        return ensure_translation(*args, **kwargs)

    return translate_or_die


@pytest.fixture
def english(loaded):
    return Locale.objects.get(language_code="en")


def sample(path):
    return next(page for page in page_files() if page.path == path)


def sample_snippet(name):
    return next(entry for entry in snippet_entries() if entry.name == name)


def translated(item, language):
    return find(item, Locale.objects.get(language_code=language))


def counts():
    return {
        "pages": list(
            Page.objects.order_by("pk").values_list("pk", "path", "numchild", "last_published_at")
        ),
        "revisions": Revision.objects.count(),
        "documents": get_document_model().objects.count(),
        "images": get_image_model().objects.count(),
        "organisations": Organisation.objects.count(),
        "translations": Translation.objects.count(),
        "users": get_user_model().objects.count(),
    }


def test_the_promised_amount_of_content_is_there(loaded):
    live = Counter(Page.objects.live().filter(depth__gt=1).values_list("locale__language_code"))

    assert live["en",] >= 60
    public = sum(page.translated for page in page_files())
    assert live["tr",] == live["fr",] == public
    assert live["ar",] == live["zh-hans",] >= 20
    assert live["es",] == 12
    assert live["ru",] == 8
    assert live["th",] == live["vi",] == live["id",] == 5
    assert live["km",] == 3
    assert not any(Page.find_problems())


def test_every_kind_of_page_and_every_block_is_used(loaded, english):
    pages = [page.specific for page in Page.objects.filter(depth__gt=1, locale=english)]
    used = {block.block_type for page in pages for block in page.body}

    kinds = {kind for kind in descendants(HubPage) if not kind._meta.abstract}
    assert {type(page) for page in pages} == kinds
    assert used == set(HubPage._meta.get_field("body").stream_block.child_blocks)


def descendants(kind):
    return {kind, *(other for child in kind.__subclasses__() for other in descendants(child))}


def test_every_snippet_is_there_and_those_of_complete_languages_are_translated(english):
    for entry in snippet_entries():
        assert find_snippet(entry, english).slug == entry.slug
        for language in languages():
            assert bool(translated(entry, language)) == translates(language, entry), entry.name


def test_programmes_name_their_partners_by_role_in_the_language_of_the_reader(loaded):
    page = sample("programmes/iqvet-iii")
    donor = "Delegation of the European Union to Türkiye"

    client = Client()
    assert donor in client.get(find_page(page, Locale.get_default()).url).content.decode()
    french = client.get(translated(page, "fr").url).content.decode()
    assert "Délégation de l'Union européenne" in french.replace("&#x27;", "'").replace("’", "'")


def test_publications_carry_files_in_several_languages_and_formats(english):
    files = PublicationFile.objects.filter(page__locale=english, document__isnull=False)
    names = set(files.values_list("document__file", flat=True))
    by_page = Counter(files.values_list("page"))

    assert len(names) >= 16
    assert sum(name.endswith(".docx") for name in names) >= 3
    assert sum(name.endswith(".pdf") for name in names) >= 10
    assert max(by_page.values()) == 4
    assert {"en", "tr", "fr", "es"} <= set(files.values_list("language", flat=True))


def test_images_have_alternative_texts_and_makers(loaded):
    images = get_image_model().objects.all()

    assert images.count() == len(image_files()) >= 10
    assert all(image.description and image.credit for image in images)


def test_every_public_page_opens_in_every_language_it_was_translated_to(loaded):
    client = Client()
    for page in Page.objects.live().filter(depth__gt=1):
        response = client.get(page.url)
        assert response.status_code == 200, page.url


def test_no_english_is_left_in_a_translation(loaded):
    for language in languages():
        gaps = [
            (item.name, translated_count, total)
            for item in items()
            if translates(language, item) and (language, item.name) != ("fr", STALE)
            for total, translated_count in [progress(item, language)]
            if total != translated_count
        ]
        assert not gaps, language


@pytest.mark.parametrize("language", languages())
def test_what_readers_see_of_a_translation_is_the_catalogue_text(loaded, language):
    entries = [entry for entry in read_catalogue(language) if entry.msgctxt != SLUG]
    # A text that is another's translation too, such as a name, tells nothing.
    differing = {entry.msgid for entry in entries} - {entry.msgstr for entry in entries}
    for item in items():
        if translates(language, item):
            segments = extract_segments(translated(item, language))
            texts = {segment.string.data for segment in segments if hasattr(segment, "string")}
            assert not texts & differing, item.name


def progress(item, language):
    return Translation.objects.get(
        source__object_id=item.translation_key, target_locale__language_code=language
    ).get_progress()


def test_only_the_spanish_translations_are_made_by_a_machine_and_say_which(loaded):
    made = set(
        StringTranslation.objects.filter(translation_type="machine").values_list(
            "locale__language_code", "tool_name"
        )
    )

    assert made == {("es", coverage()["es"].machine)}


def test_translations_sit_below_translations_and_are_no_aliases(loaded):
    for page in Page.objects.filter(depth__gt=2):
        assert page.alias_of_id is None
        assert page.get_parent().locale_id == page.locale_id


def test_one_translation_is_stale_and_its_sister_is_not(loaded):
    behind = [
        (page.path, language)
        for page in page_files()
        for language in ("tr", "fr")
        if translates(language, page) and len(set(progress(page, language))) > 1
    ]

    assert behind == [(STALE, "fr")]
    assert "2026" in str(translated(sample(STALE), "tr").body)
    assert "2026" not in str(translated(sample(STALE), "fr").body)


def test_the_private_section_and_its_document_ask_for_the_password(english):
    area = find_page(sample("staff-area"), english)
    budget = find_page(sample("staff-area/internal-budget"), english)
    document = get_document_model().objects.get(title__startswith="Salary scale")

    assert b"418,250" not in Client().get(budget.url).content
    assert b"%PDF" not in Client().get(document.url).getvalue()
    assert not Page.objects.live().public().filter(pk__in=[area.pk, budget.pk]).exists()

    visitor = Client()
    restriction = area.view_restrictions.get()
    assert restriction.password == read_credentials().staff_area
    session = visitor.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    assert b"418,250" in visitor.get(budget.url).content


def test_the_draft_is_published_in_no_language(english):
    drafts = [page for page in page_files() if page.draft]

    assert len(drafts) == 1
    pages = Page.objects.filter(translation_key=drafts[0].translation_key)
    assert [(page.locale, page.live) for page in pages] == [(english, False)]


def test_the_site_shows_the_sample_and_no_welcome_page(loaded):
    site = Site.objects.get()

    assert isinstance(site.root_page.specific, HomePage)
    assert (site.hostname, site.port) == ("localhost", 8000)
    assert all(page.specific_class is HomePage for page in Page.objects.filter(depth=2))


def test_the_editor_can_sign_in_and_only_the_owner_can_read_the_password(loaded):
    found = read_credentials()

    assert Client().login(username=found.username, password=found.password)
    assert credentials_file().stat().st_mode & 0o777 == 0o600
    assert found.password not in repr(loaded)


def test_a_load_that_was_killed_is_completed_and_repeats_nothing(loaded):
    translations = Translation.objects.count()

    assert loaded.pages == loaded.snippets == 0
    assert loaded.translations == translations - KILLED_AFTER
    assert is_loaded()


def test_a_second_load_changes_nothing(loaded):
    before = counts()

    assert is_loaded()
    assert load(progress=False).credentials is None
    assert counts() == before


def test_every_step_repeated_changes_nothing(english):
    before = counts()
    user = get_user_model().objects.get(username="editor")

    ensure_documents(owner=user, staff_password="")
    ensure_images(owner=user)
    ensure_snippets(locale=english, rewrite=False)
    ensure_pages(locale=english, owner=user, targets=Targets(), staff_password="", rewrite=False)
    for language in languages():
        for item in items():
            if translates(language, item):
                assert not ensure_translation(
                    item, language, english=english, user=user, rewrite=False
                )
    assert ensure_changes(english=english, user=user) == 0
    assert counts() == before


def test_a_page_that_an_editor_deleted_stays_deleted(english):
    find_page(sample("events/open-day-2027"), english).delete()

    load(progress=False)

    assert find_page(sample("events/open-day-2027"), english) is None


def test_what_an_editor_deleted_while_it_was_translated_stays_deleted(english):
    PageLogEntry.objects.filter(data__has_key=LOADED).delete()
    find_page(sample("events/open-day-2027"), english).delete()
    assert has_originals()
    assert not is_loaded()

    load(progress=False)

    assert find_page(sample("events/open-day-2027"), english) is None
    assert is_loaded()


def test_readers_are_told_how_far_the_translations_are_until_they_end(killed, loaded):
    *on_the_way, end = killed
    assert [now.done for now in on_the_way] == list(range(51))
    assert {now.total for now in on_the_way} == {loaded.translations + 50}
    assert end is None
    assert load_progress.current() is None


@pytest.mark.parametrize("path", ["/en/", "/admin/"])
def test_pages_and_the_admin_say_it(loaded, path):
    client = Client()
    client.force_login(get_user_model().objects.get(username="editor"))
    load_progress.tell(load_progress.Progress(done=30, total=120))
    try:
        shown = client.get(path, HTTP_HOST="localhost").content.decode()
    finally:
        load_progress.tell(None)
    hidden = client.get(path, HTTP_HOST="localhost").content.decode()

    assert "The sample content is still being translated: 25 % is there." in shown
    assert "still being translated" not in hidden


def test_a_reset_brings_pages_and_their_text_back_and_spares_other_pages(english):
    user = get_user_model().objects.get(username="editor")
    find_page(sample("events/open-day-2027"), english).delete()
    news = find_page(sample("news"), english)
    news.introduction = "Changed"
    news.save_revision().publish()
    school = find_snippet(sample_snippet("organisations/delta-school"), english)
    Organisation.objects.filter(pk=school.pk).update(name="Changed")
    own = news.add_child(instance=NewsPage(title="Our own news", slug="own"))

    snippets, _ = ensure_snippets(locale=english, rewrite=True)
    ensure_pages(
        locale=english,
        owner=user,
        targets=Targets(
            documents=ensure_documents(owner=user, staff_password=""),
            images=ensure_images(owner=user),
            snippets=snippets,
        ),
        staff_password="",
        rewrite=True,
    )

    again = find_page(sample("events/open-day-2027"), english)
    assert again.live
    assert [link.role for link in again.organisation_links.all()] == ["organiser"]
    assert find_page(sample("news"), english).introduction == sample("news").fields["introduction"]
    school.refresh_from_db()
    assert school.name == sample_snippet("organisations/delta-school").fields["name"]
    assert NewsPage.objects.get(pk=own.pk).title == "Our own news"
    assert not any(Page.find_problems())
