"""Glossary terms of a question, searched for in other languages too."""

import pytest
from assistant.retrieval.query_expansion import other_names
from wagtail.models import Locale

from cms.directory.question_terms import in_other_languages
from cms.models import GlossaryTerm
from tests.committed import assistant_settings

from .conftest import snippet

pytestmark = pytest.mark.site


@pytest.fixture
def terms(db):
    english = snippet(GlossaryTerm, "Apprenticeship", definition="Learning at work.")
    turkish, _ = Locale.objects.get_or_create(language_code="tr")
    own = english.copy_for_translation(turkish)
    own.term, own.synonyms = "Çıraklık", "Çırak eğitimi"
    own.save()


def test_a_term_is_given_by_its_names_in_other_languages(terms) -> None:
    assert in_other_languages("Çıraklık ne kadar sürer?", "tr") == ["Apprenticeship"]
    assert in_other_languages("How long are apprenticeships?", "en") == ["Çıraklık"]


def test_a_synonym_is_the_term_as_well(terms) -> None:
    assert in_other_languages("Çırak eğitimi nedir?", "tr") == ["Apprenticeship"]


def test_a_question_without_terms_is_searched_as_it_is(terms) -> None:
    assert in_other_languages("Kütüphane nerede?", "tr") == []
    assert other_names("Kütüphane nerede?", "tr") == ""


def test_the_hub_searches_for_them_too(terms) -> None:
    with assistant_settings(QUERY_TERMS="cms.directory.question_terms.in_other_languages"):
        assert other_names("Çıraklık nedir?", "tr") == "Apprenticeship"


def broken(question, language):
    raise LookupError("a fault of the site's own")


def test_what_goes_wrong_with_terms_costs_no_answer() -> None:
    with assistant_settings(QUERY_TERMS=f"{__name__}.broken"):
        assert other_names("Words?", "en") == ""
