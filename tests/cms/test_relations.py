"""What pages share: organisations, places, fields, people and other pages, in each language."""

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from assistant.extraction import page_sections
from assistant.models import Source
from cms.directory.connections import Connections
from cms.models import (
    GlossaryPage,
    GlossaryTerm,
    Organisation,
    PageField,
    PageOrganisation,
    PagePlace,
    PageRelation,
    Place,
    VocationalField,
)

from .conftest import publish, snippet

pytestmark = pytest.mark.site


def in_language(code, model, original, **values):
    locale, _ = Locale.objects.get_or_create(language_code=code)
    copy = original.copy_for_translation(locale)
    for name, value in values.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def connections(page, code):
    with override(code):
        found = Connections(page, RequestFactory().get("/"))
        # Asked for while the language is active, as a template does.
        return {
            "fields": [str(item) for item in found.fields],
            "places": [str(item) for item in found.places],
            "organisations": {
                group.role: [str(item) for item in group.items] for group in found.organisations
            },
            "pages": {group.role: [page.title for page in group.items] for group in found.pages},
        }


@pytest.fixture
def programme(pages):
    page = pages["programme"]
    welding = snippet(VocationalField, "Welding")
    snippet(VocationalField, "Catering")
    türkiye = snippet(Place, "Türkiye", kind="country")
    bursa = snippet(Place, "Bursa", kind="province", parent=türkiye)
    in_language("tr", VocationalField, welding, name="Kaynakçılık")
    page.field_links = [PageField(field=welding)]
    page.place_links = [PagePlace(place=bursa), PagePlace(place=türkiye, role="participants")]
    page.relation_links = [PageRelation(related=pages["centre"], kind="centre")]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_a_translation_names_the_same_things_in_its_own_language(programme, translate):
    turkish = translate(programme, "tr")
    assert connections(turkish, "tr") == {
        "fields": ["Kaynakçılık"],
        "places": ["Bursa"],
        "organisations": {"donor": ["A donor"]},
        "pages": {"centre": ["River centre"]},
    }
    assert turkish.field_links.get().field.name == "Welding"


def test_a_relation_leads_to_the_translation_once_there_is_one(programme, pages, translate):
    turkish = translate(programme, "tr")
    translate(pages["centre"], "tr")
    assert connections(turkish, "tr")["pages"] == {"centre": ["River centre [tr]"]}


def test_what_is_taken_from_the_original_goes_from_its_translations(programme, translate):
    turkish = translate(programme, "tr")
    programme.field_links = []
    programme.save_revision().publish()
    turkish = translate(programme, "tr")
    assert connections(turkish, "tr")["fields"] == []


def test_a_related_page_that_is_closed_or_not_live_is_not_named(programme, pages):
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=pages["centre"].pk),
        restriction_type=PageViewRestriction.PASSWORD,
        password="secret",
    )
    assert connections(programme, "en")["pages"] == {}
    PageViewRestriction.objects.all().delete()
    pages["centre"].unpublish()
    assert connections(programme, "en")["pages"] == {}


def test_an_organisation_is_shown_with_what_it_is_part_of(client, programme):
    ministry = snippet(Organisation, "Ministry of Education")
    directorate = snippet(Organisation, "Directorate of Training", parent=ministry)
    programme.organisation_links = [PageOrganisation(organisation=directorate, role="beneficiary")]
    programme.save_revision().publish()
    text = client.get(programme.url).content.decode()
    assert "Directorate of Training" in text
    assert "Ministry of Education" in text


def test_relations_not_saved_yet_are_in_the_preview(client, programme):
    client.force_login(get_user_model().objects.create_superuser("editor"))
    programme.field_links.add(
        PageField(field=VocationalField.objects.get(name="Catering"), sort_order=9)
    )
    programme.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[programme.pk])
    assert "Catering" in client.get(url).content.decode()
    assert "Catering" not in client.get(programme.url).content.decode()


def test_the_translation_editor_opens_for_a_page_with_relations(client, programme, translate):
    turkish = translate(programme, "tr")
    client.force_login(get_user_model().objects.create_superuser("editor"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[turkish.pk])).status_code == 200


@pytest.mark.parametrize(
    "model", ["organisation", "vocationalfield", "place", "person", "glossaryterm"]
)
def test_each_snippet_has_a_list_and_a_form(client, db, model):
    client.force_login(get_user_model().objects.create_superuser("editor"))
    for view in ("list", "add"):
        name = f"wagtailsnippets_cms_{model}:{view}"
        assert client.get(reverse(name)).status_code == 200


def test_a_snippet_is_translated_like_a_page(db):
    welding = snippet(VocationalField, "Welding", description="Joining metal.")
    locale = Locale.objects.create(language_code="fr")
    source, _ = TranslationSource.update_or_create_from_instance(welding)
    translation = Translation.objects.create(source=source, target_locale=locale)
    po = translation.export_po()
    assert {entry.msgid for entry in po} == {"Welding", "Joining metal."}
    for entry in po:
        entry.msgstr = {"Welding": "Soudage", "Joining metal.": "Assembler le métal."}[entry.msgid]
    translation.import_po(po)
    translation.save_target()
    french = VocationalField.objects.get(locale=locale)
    assert (french.name, french.slug) == ("Soudage", "welding")


def test_two_snippets_of_a_language_cannot_share_a_name_in_addresses(client, db):
    snippet(VocationalField, "Welding")
    client.force_login(get_user_model().objects.create_superuser("editor"))
    response = client.post(
        reverse("wagtailsnippets_cms_vocationalfield:add"),
        {"name": "Other welding", "slug": "welding", "code": "", "description": ""},
    )
    assert "Another one has this name in addresses" in response.content.decode()
    assert VocationalField.objects.count() == 1


def waiting_pages():
    waiting = Source.objects.filter(state=Source.State.WAITING)
    return set(waiting.values_list("page", flat=True))


@pytest.fixture
def settled(programme, translate):
    turkish = translate(programme, "tr")
    for page in Page.objects.live().filter(depth__gt=1):
        Source.objects.get_or_create(page=page)
    Source.objects.update(state=Source.State.INDEXED)
    return programme, turkish


def test_pages_are_read_again_when_what_they_name_changes(settled):
    programme, turkish = settled
    welding = VocationalField.objects.get(name="Welding")
    welding.name = "Welding and cutting"
    welding.save()
    assert waiting_pages() == {programme.pk, turkish.pk}


def test_pages_are_read_again_when_a_translated_name_changes(settled):
    programme, turkish = settled
    name = VocationalField.objects.get(name="Kaynakçılık")
    name.name = "Kaynak"
    name.save()
    assert waiting_pages() == {programme.pk, turkish.pk}


def test_pages_are_read_again_when_what_they_name_is_part_of_something_else(settled):
    programme, turkish = settled
    donor = Organisation.objects.get(name="A donor")
    donor.parent = snippet(Organisation, "A ministry")
    donor.save()
    Source.objects.update(state=Source.State.INDEXED)
    donor.parent.name = "The ministry"
    donor.parent.save()
    assert waiting_pages() == {programme.pk, turkish.pk}


def test_pages_are_read_again_when_what_they_name_is_deleted(settled):
    programme, turkish = settled
    Organisation.objects.get(name="A donor").delete()
    assert waiting_pages() == {programme.pk, turkish.pk}


def test_a_glossary_is_read_again_when_a_term_changes(home):
    glossary = publish(home, GlossaryPage(title="Glossary"))
    Source.objects.update(state=Source.State.INDEXED)
    term = snippet(GlossaryTerm, "Apprenticeship", definition="Learning at work.")
    assert waiting_pages() == {glossary.pk}
    Source.objects.update(state=Source.State.INDEXED)
    term.delete()
    assert waiting_pages() == {glossary.pk}


def test_the_index_takes_no_title_that_may_be_withdrawn_elsewhere(programme, document):
    programme.body = [("document", {"document": document, "caption": "Read it first."})]
    programme.save_revision().publish()
    text = " ".join(section.text for section in page_sections(programme.specific))
    assert "Welding" in text
    assert "Read it first." in text
    assert "River centre" not in text
    assert document.title not in text
