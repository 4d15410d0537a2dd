import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils.translation import override

from cms.models import EventPage, ProgrammePage, PublicationFile, PublicationPage

from .conftest import publish

# Making a page looks up its content type, which may or may not be remembered.
pytestmark = [pytest.mark.site, pytest.mark.django_db]


def refusals(page):
    with pytest.raises(ValidationError) as raised:
        page.clean()
    return raised.value.message_dict


def test_a_language_version_needs_a_document_or_a_link():
    assert "document" in refusals(PublicationFile(language="en"))


def test_a_language_version_with_a_link_alone_is_fine():
    PublicationFile(language="en", external_url="https://example.org/report").clean()


def test_a_publication_whose_document_is_deleted_stays(pages, document):
    document.delete()
    pages["publication"].refresh_from_db()
    assert pages["publication"].live
    assert pages["publication"].files.get().document is None


@pytest.mark.parametrize("kind", [ProgrammePage, EventPage])
def test_nothing_ends_before_it_starts(kind):
    page = kind(
        title="Backwards",
        start_date=datetime.date(2024, 8, 24),
        end_date=datetime.date(2024, 8, 18),
    )
    assert "end_date" in refusals(page)


def test_an_event_may_last_one_day(home):
    page = EventPage(title="Open day", start_date=datetime.date(2024, 8, 24))
    assert publish(home, page).last_day == datetime.date(2024, 8, 24)


def test_a_year_outside_reason_is_refused(home):
    with pytest.raises(ValidationError, match="1900"):
        publish(home, PublicationPage(title="Old", year=20))


def test_kinds_are_named_for_editors_in_their_language():
    with override("tr"):
        assert str(ProgrammePage._meta.verbose_name)
    assert ProgrammePage(status="running").get_status_display() == "Running"


def test_the_hub_passes_its_checks():
    call_command("check", fail_level="WARNING", databases=["default"])
