"""PO files: out, filled in by a translator, and in again; and files that are none of that."""

from __future__ import annotations

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.machine_translation import po_files
from cms.models import StandardPage
from tests.cms.conftest import publish
from tests.cms.machine_translation.conftest import make_site, make_target, of_site

pytestmark = [pytest.mark.site, pytest.mark.django_db]


@pytest.fixture
def target(translation, page, turkish, begun):
    """The Turkish page, published with the original's text."""
    made = of_site(begun, "target")
    return made or make_target(page, translation, turkish, publish=True)


SITES = {"target": lambda: make_site(publish=True)}


@pytest.fixture
def export(admin, target, translation):
    """A function that downloads the page's PO file."""

    def export(of=translation):
        response = admin.get(reverse("wagtail_localize:download_pofile", args=[of.pk]))
        assert response.status_code == 200
        return polib.pofile(response.content.decode())

    return export


@pytest.fixture
def upload(admin, target, translation):
    """A function that uploads a file in the editor; what the editor is told."""

    def upload(content, name="page.po"):
        edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
        form = {"next": edit}
        if content is not None:
            form["file"] = SimpleUploadedFile(name, content)
        url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
        response = admin.post(url, form, follow=True)
        assert response.status_code == 200
        return " ".join(str(message) for message in response.context["messages"])

    return upload


def fill(po, **flags):
    for entry in po:
        entry.msgstr = entry.msgid if entry.msgctxt == "slug" else f"TR {entry.msgid}"
    return po


def as_bytes(po):
    return str(po).encode()


def kept():
    return sorted(StringTranslation.objects.values_list("translation_of__data", "data"))


def test_a_page_goes_out_as_po_comes_back_and_is_published(
    export, upload, admin, client, target, translation, django_capture_on_commit_callbacks
):
    po = export()
    texts = {entry.msgid for entry in po}
    assert {"Better schools", "A programme of 12 schools.", "Purpose"} <= texts
    said = upload(as_bytes(fill(po)))
    assert f"{len(po)} translations were read" in said
    assert translation.get_progress()[0] == translation.get_progress()[1]
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
    html = client.get(Page.objects.get(pk=target.pk).url).content.decode()
    assert "TR A programme of 12 schools." in html
    assert 'href="https://example.org/"' in html
    assert "notice" not in html.split("<main")[1].split("</main")[0]


def test_a_machines_draft_sent_out_and_brought_back_changed_is_a_persons(
    model, export, upload, admin, translation
):
    admin.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))
    po = export()
    title = next(entry for entry in po if entry.msgid == "Better schools")
    title.msgstr = "Daha iyi okullar"
    upload(as_bytes(po))
    types = dict(StringTranslation.objects.values_list("data", "translation_type"))
    assert types["Daha iyi okullar"] == "manual"
    assert types["«A programme of 12 schools.»"] == "machine"


def test_a_byte_order_mark_does_no_harm(export, upload):
    assert "were read" in upload(b"\xef\xbb\xbf" + as_bytes(fill(export())))


WRONG = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n\n ", "empty"),
    "garbage": (b"\x89PNG\r\n\x1a\n\x00\x00", "not a PO file"),
    "words": (b"this is no PO file", "not a PO file"),
    "half": (b'msgid "a"\nmsgstr "b', "PO file"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "not a PO file"),
    "latin-1": ('msgid "a"\nmsgstr "öğ"'.encode("iso-8859-9"), "not in UTF-8"),
    "odd charset": (
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n',
        "PO file",
    ),
    "no header": (b'msgid "Better schools"\nmsgstr "x"\n', "does not say which page"),
    "a path": (b"/etc/passwd", "not a PO file"),
    "none": (None, "Choose a PO file"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_told_plainly_and_nothing_is_lost(kind, export, upload):
    upload(as_bytes(fill(export())))
    before = kept()
    content, told = WRONG[kind]
    said = upload(content)
    assert told in said
    assert "<script>" not in said
    assert kept() == before
    assert before


def test_the_file_of_another_page_is_refused(export, upload, home, turkish):
    upload(as_bytes(fill(export())))
    before = kept()
    other = publish(home, StandardPage(title="About us", introduction="Who we are."))
    source, _ = TranslationSource.update_or_create_from_instance(other)
    another = Translation.objects.create(source=source, target_locale=turkish)
    another.save_target(publish=False)
    assert "another page" in upload(as_bytes(fill(export(another))))
    assert kept() == before


def test_a_file_too_large_is_refused(upload, monkeypatch):
    monkeypatch.setattr(po_files, "LARGEST", 1_000)
    assert "too large" in upload(b"x" * 1_001)


def test_entries_that_would_break_the_page_are_left_out_and_named(export, upload):
    upload(as_bytes(fill(export())))
    before = dict(kept())
    po = export()
    for entry in po:
        if entry.msgid == "Purpose":
            entry.msgstr = "<script>alert(1)</script>Amaç"
        elif "<a id=" in entry.msgid:
            entry.msgstr = "Link lost"
        elif entry.msgid == "Better schools":
            entry.msgstr = "Daha iyi okullar"
    po.append(polib.POEntry(msgid="Never there", msgctxt="title", msgstr="x"))
    unsure = next(entry for entry in po if entry.msgid.startswith("A programme"))
    unsure.msgstr, unsure.flags = "Belki", ["fuzzy"]
    said = upload(as_bytes(po))
    assert "2 translations were left out, because their links or formatting" in said
    assert "not certain" in said
    assert "not on the page" in said
    after = dict(kept())
    assert after.pop("Better schools") == "Daha iyi okullar"
    before.pop("Better schools")
    assert after == before
    assert not StringTranslation.objects.filter(has_error=True).exists()


def test_the_message_is_in_the_editors_language(upload, boss):
    profile = UserProfile.get_for_user(boss)
    profile.preferred_language = "tr"
    profile.save()
    from django.utils import translation

    with translation.override("tr"):
        expected = translation.gettext("This file is empty.")
    assert expected in upload(b"")


def test_who_may_not_edit_the_page_imports_nothing(client, translation, target):
    from tests.cms.machine_translation.conftest import person

    client.force_login(person("stranger", "submit_translation"))
    url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    response = client.post(url, {"file": SimpleUploadedFile("a.po", b"x")})
    assert response.status_code in (302, 403)
    assert client.get(url).status_code == 405
