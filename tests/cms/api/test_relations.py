"""What a page names: in its language, by role, and with the keys of the originals."""

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from cms.models import (
    ActionPlanPage,
    Organisation,
    PageField,
    PageOrganisation,
    PagePerson,
    PagePlace,
    PageRelation,
    Person,
    Place,
    VocationalField,
)
from tests.cms.conftest import publish, snippet

pytestmark = pytest.mark.site


def in_turkish(original, name):
    locale, _ = Locale.objects.get_or_create(language_code="tr")
    copy = original.copy_for_translation(locale)
    setattr(copy, original.name_field, name)
    copy.save()
    return copy


@pytest.fixture
def programme(pages):
    programme = pages["programme"]
    programme.field_links = [PageField(field=snippet(VocationalField, "Welding", code="0715"))]
    country = snippet(Place, "Türkiye", kind="country", code="TR")
    city = snippet(Place, "Bursa", kind="city", parent=country, latitude=40.2, longitude=29.1)
    programme.place_links = [PagePlace(place=city), PagePlace(place=country, role="participants")]
    programme.person_links = [PagePerson(person=snippet(Person, "Ada Usta", email="a@example.org"))]
    programme.relation_links = [PageRelation(related=pages["event"], kind="event")]
    programme.save_revision().publish()
    return programme


def test_a_page_names_what_it_is_about(detail, programme, pages):
    given = detail(programme)
    (field,) = given["vocational_fields"]
    assert (field["slug"], field["name"], field["code"]) == ("welding", "Welding", "0715")
    assert [(place["slug"], place["role"]) for place in given["places"]] == [
        ("bursa", "location"),
        ("türkiye", "participants"),
    ]
    (donor,) = given["organisations"]
    assert (donor["name"], donor["role"], donor["role_label"]) == ("A donor", "donor", "Donor")
    (person,) = given["people"]
    assert (person["name"], person["email"], person["role"]) == (
        "Ada Usta",
        "a@example.org",
        "contact",
    )
    (related,) = given["related_pages"]
    assert (related["id"], related["kind"]) == (pages["event"].pk, "event")


def test_a_translation_names_it_in_its_language_where_it_can(detail, programme, pages, translate):
    field = programme.field_links.first().field
    copy = in_turkish(field, "Kaynakçılık")
    event = translate(pages["event"], "tr")
    given = detail(translate(programme, "tr"))

    (named,) = given["vocational_fields"]
    assert (named["id"], named["original_id"], named["name"]) == (copy.pk, field.pk, "Kaynakçılık")
    assert named["meta"]["locale"] == "tr"
    (donor,) = given["organisations"]
    assert donor["meta"]["locale"] == "en"
    assert donor["role_label"] == "Bağışçı"
    (related,) = given["related_pages"]
    assert (related["id"], related["original_id"]) == (event.pk, pages["event"].pk)


def test_names_can_be_asked_for_in_another_language(detail, programme):
    copy = in_turkish(programme.field_links.first().field, "Kaynakçılık")

    given = detail(programme, locale="tr")
    assert given["vocational_fields"][0]["id"] == copy.pk
    assert given["title"] == "Better schools"


def test_a_page_says_where_it_is_and_which_translations_it_has(detail, programme, pages, translate):
    turkish = translate(programme, "tr")
    given = detail(programme)

    crumbs = [crumb["title"] for crumb in given["breadcrumbs"]]
    assert crumbs == ["The hub", "Programmes"]
    assert given["translations"] == [
        {
            "locale": "tr",
            "id": turkish.pk,
            "title": "Better schools [tr]",
            "html_url": turkish.full_url,
            "stale": False,
            "machine": False,
        }
    ]
    assert given["text"] == {"locale": "en", "fallback": False, "stale": False, "machine": False}


def test_a_stale_and_a_machines_translation_say_so(detail, programme, translate):
    turkish = translate(programme, "tr")
    StringTranslation.objects.filter(locale=turkish.locale).update(
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    programme.introduction = "Changed."
    programme.save_revision().publish()

    (given,) = detail(programme)["translations"]
    assert (given["stale"], given["machine"]) == (True, True)
    assert detail(turkish)["text"] == {
        "locale": "tr",
        "fallback": False,
        "stale": True,
        "machine": True,
    }


def test_a_stand_in_for_a_missing_translation_says_so_and_is_no_translation(
    detail, get, programme, translate
):
    turkish = translate(programme, "tr")  # its index page has no translation: an alias stands in
    index = turkish.get_parent()

    assert detail(index)["text"]["fallback"] is True
    assert detail(index)["text"]["locale"] == "en"
    assert detail(index)["meta"]["alias_of"]["title"] == "Programmes"
    assert detail(index.alias_of)["translations"] == []


def test_an_action_plan_names_its_centre_and_its_files(detail, home, pages):
    plan = publish(home, ActionPlanPage(title="Plan", year=2027, centre=pages["centre"]))

    given = detail(plan)
    assert given["centre"]["id"] == pages["centre"].pk
    assert f"{plan.full_url}report.xlsx" in [file["url"] for file in given["downloads"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"field": "welding"}, True),
        ({"place": "bursa"}, True),
        ({"organisation": "a-donor"}, True),
        ({"organisation": "a-donor", "place": "bursa", "search": "schools"}, True),
        ({"type": "cms.ProgrammePage", "status": "running", "field": "welding"}, True),
        ({"type": "cms.ProgrammePage", "status": "planned"}, False),
        ({"type": "cms.EventPage", "place": "bursa"}, False),
    ],
)
def test_pages_are_chosen_by_what_they_name(get, programme, query, found):
    keys = [item["id"] for item in get("pages/", **query)["items"]]
    assert (programme.pk in keys) is found


def test_a_place_is_found_by_what_it_lies_in(get, programme, pages):
    PagePlace.objects.filter(role="participants").delete()

    keys = [item["id"] for item in get("pages/", place="türkiye")["items"]]
    assert keys == [programme.pk]


def test_the_directory_is_open(get, programme):
    places = get("places/", kind="city")["items"]
    (bursa,) = [place for place in places if place["slug"] == "bursa"]
    assert bursa["parent"]["name"] == "Türkiye"
    assert bursa["latitude"] == 40.2
    (donor,) = get("organisations/", search="donor")["items"]
    assert donor["name"] == "A donor"
    (field,) = get("fields/", slug="welding")["items"]
    assert field["code"] == "0715"
    assert get(f"organisations/{donor['id']}/")["logo"] is None


def test_an_organisation_shows_its_logo(get, programme, make_image):
    organisation = PageOrganisation.objects.get().organisation
    organisation.logo = make_image("Logo")
    organisation.save()

    given = get(f"organisations/{organisation.pk}/")["logo"]
    assert given["alt"] == "A donor"
    assert given["renditions"]["medium"]["url"].startswith("http://")
    assert [item["title"] for item in get("images/")["items"]] == ["Logo"]


def test_only_people_whom_a_public_page_names_are_published(get, programme):
    snippet(Person, "Nobody Yet")
    assert [person["name"] for person in get("people/")["items"]] == ["Ada Usta"]

    programme.unpublish()
    assert get("people/")["items"] == []


def test_an_organisation_names_what_it_is_part_of_in_its_language(get, programme):
    ministry = snippet(Organisation, "Ministry")
    in_turkish(ministry, "Bakanlık")
    directorate = snippet(Organisation, "Directorate", parent=ministry)
    turkish = in_turkish(directorate, "Müdürlük")

    assert get(f"organisations/{turkish.pk}/")["parent"]["name"] == "Bakanlık"
