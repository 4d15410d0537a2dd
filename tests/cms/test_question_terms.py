"""Glossary terms and names of a question, searched for in other languages too."""

import pytest
from wagtail.models import Locale

from assistant.retrieval.query_translation import site_names, translations
from cms.directory.question_terms import in_other_languages
from cms.models import GlossaryTerm, VocationalField
from tests.committed import assistant_settings

from .conftest import snippet

pytestmark = pytest.mark.site
HUBS = "cms.directory.question_terms.in_other_languages"


def turkish(original, **values):
    language, _ = Locale.objects.get_or_create(language_code="tr")
    own = original.copy_for_translation(language)
    for name, value in values.items():
        setattr(own, name, value)
    own.save()


@pytest.fixture
def terms(db):
    english = snippet(GlossaryTerm, "Apprenticeship", definition="Learning at work.")
    turkish(english, term="Çıraklık", synonyms="Çırak eğitimi")
    turkish(snippet(VocationalField, "Weaving and dyeing"), name="Dokuma ve boya")


def test_a_term_is_given_by_its_names_in_other_languages(terms) -> None:
    assert in_other_languages("Çıraklık ne kadar sürer?", "tr") == {"Çıraklık": ["Apprenticeship"]}
    assert in_other_languages("How long are apprenticeships?", "en") == {
        "apprenticeships": ["Çıraklık"]
    }


def test_a_synonym_is_the_term_as_well(terms) -> None:
    assert in_other_languages("Çırak eğitimi nedir?", "tr") == {"Çırak eğitimi": ["Apprenticeship"]}


def test_so_is_a_name_of_the_directory(terms) -> None:
    assert in_other_languages("Dokuma ve boya kursu var mı?", "tr") == {
        "dokuma ve boya": ["Weaving and dyeing"]
    }


def test_a_question_without_terms_is_searched_as_it_is(terms) -> None:
    assert in_other_languages("Kütüphane nerede?", "tr") == {}
    assert site_names("Kütüphane nerede?", "tr") == {}


def test_the_hub_searches_for_them_too(terms) -> None:
    with assistant_settings(QUERY_TERMS=HUBS):
        assert site_names("Çıraklık nedir?", "tr") == {"ciraklik": ("Apprenticeship",)}


def test_everyday_words_are_translated_with_them(terms) -> None:
    with assistant_settings(QUERY_TERMS=HUBS):
        found = translations("Dokuma ve boya kursu kaç hafta?", "tr", "en")

    assert found["dokuma ve boya"] == ("Weaving and dyeing",)
    assert "course" in found["kursu"]
    assert "weeks" in found["hafta"]


def broken(question, language):
    raise LookupError("a fault of the site's own")


def test_what_goes_wrong_with_terms_costs_no_answer() -> None:
    with assistant_settings(QUERY_TERMS=f"{__name__}.broken"):
        assert site_names("Words?", "en") == {}
