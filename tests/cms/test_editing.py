"""What an editor meets in the admin."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

pytestmark = pytest.mark.site


@pytest.fixture
def editor(db, client):
    client.force_login(get_user_model().objects.create_superuser("editor"))
    return client


KINDS = ["index", "standard", "programme", "centre", "publication", "event", "news"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_form_that_opens(editor, pages, kind):
    page = pages[kind]
    url = reverse(
        "wagtailadmin_pages:add", args=["cms", page._meta.model_name, page.get_parent().pk]
    )
    assert editor.get(url).status_code == 200
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    sections = ("title", "introduction", "body")
    order = [html.index(f'id="panel-child-content-{name}-section"') for name in sections]
    assert order == sorted(order)


@pytest.mark.parametrize("kind", ["home", *KINDS])
def test_each_kind_can_be_previewed(editor, pages, kind):
    page = pages[kind]
    page.title = "Only a preview"
    page.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "Only a preview" in editor.get(url).content.decode()


def test_a_page_can_be_previewed_before_it_is_first_saved(editor, pages):
    form = {
        "title": "Unsaved",
        "slug": "unsaved",
        "introduction": "Soon.",
        "date": "2024-09-03",
        "origin": "national",
        "source_name": "",
        "source_url": "",
        "image": "",
        "body-count": "0",
        **{
            f"{links}_links-{name}_FORMS": "0"
            for links in ("field", "place", "organisation", "person", "relation")
            for name in ("TOTAL", "INITIAL")
        },
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    args = ["cms", "newspage", pages["index"].pk]
    url = reverse("wagtailadmin_pages:preview_on_add", args=args)
    assert json.loads(editor.post(url, form).content)["is_valid"]
    html = editor.get(url, {"mode": ""}).content.decode()
    assert "Unsaved" in html
    assert "Soon." in html


@pytest.mark.parametrize("kind", ["home", *KINDS])
def test_a_translator_gets_a_form_with_every_text(editor, pages, translate, kind):
    translated = translate(pages[kind], "tr")
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[translated.pk]))
    assert response.status_code == 200
    html = response.content.decode()
    for text in ("Purpose", "Skills matter.", "Bursa", "Provinces") if pages[kind].body else ():
        assert text in html


def test_an_editor_can_send_a_page_to_translation(editor, pages):
    from wagtail.models import Locale

    Locale.objects.create(language_code="tr")
    url = reverse("wagtail_localize:submit_page_translation", args=[pages["news"].pk])
    assert editor.get(url).status_code == 200
