"""What the public may not read is nowhere in the API, not even by name."""

import pytest
from wagtail.models import CollectionViewRestriction, Page

from cms.models import PageRelation, PublicationFile
from tests.cms.api.conftest import restrict, set_body, text_of

pytestmark = pytest.mark.site


def assert_hidden(client, get, *pages):
    listed = {item["id"] for item in get("pages/", limit=20)["items"]}
    for page in pages:
        assert page.pk not in listed
        assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 404


def test_drafts_and_private_pages_and_their_mirrors(client, get, pages, home):
    copy = pages["news"].create_alias(parent=home, update_slug="copy")
    restrict(pages["news"])
    pages["event"].unpublish()
    assert pages["programme"].pk in {item["id"] for item in get("pages/")["items"]}
    assert_hidden(client, get, pages["news"], copy, pages["event"])
    for query in ("html_path=/en/copy/", f"id={copy.pk}"):
        assert client.get(f"/api/v2/pages/find/?{query}").status_code == 404


def test_pages_below_a_private_one(client, get, pages):
    restrict(pages["index"])
    assert_hidden(client, get, pages["index"], pages["news"], pages["programme"])
    for name in ("child_of", "descendant_of", "ancestor_of", "translation_of"):
        response = client.get(f"/api/v2/pages/?{name}={pages['index'].pk}")
        assert response.status_code == 400


def test_a_draft_of_a_public_page_changes_nothing(detail, pages):
    news = pages["news"]
    news.title = "Secret plans"
    news.save_revision()
    assert detail(news)["title"] == "It starts"


def test_what_is_withdrawn_is_gone_from_that_second_on(client, pages):
    address = f"/api/v2/pages/{pages['news'].pk}/"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    pages["news"].unpublish()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404


def test_a_member_gets_what_the_public_gets(client, admin_user, pages):
    restrict(pages["news"])
    client.force_login(admin_user)
    response = client.get(f"/api/v2/pages/{pages['news'].pk}/")
    assert response.status_code == 404
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("close", ["draft", "private"])
def test_links_to_pages_that_are_not_public(detail, pages, close):
    event, news = pages["event"], pages["news"]
    news.relation_links = [PageRelation(related=event, kind="event")]
    set_body(
        news,
        ("paragraph", f'<p>See <a linktype="page" id="{event.pk}">the event</a>.</p>'),
        ("call_to_action", {"label": "Go", "page": event}),
        purpose="",
    )
    if close == "draft":
        event.unpublish()
    else:
        restrict(event)

    given = detail(news)
    assert given["body"][0]["value"] == "<p>See the event.</p>"
    assert given["body"][1]["value"]["page"] is None
    assert given["related_pages"] == []
    assert event.slug not in text_of(given)


def test_a_private_translation_is_not_named(detail, pages, translate):
    turkish = translate(pages["news"], "tr")
    restrict(turkish)
    assert detail(pages["news"])["translations"] == []


def test_a_private_original_is_not_named_by_its_translation(client, detail, pages, translate):
    turkish = translate(pages["news"], "tr")
    restrict(pages["news"])
    given = detail(turkish)
    assert given["translations"] == []
    assert 'It starts"' not in text_of(given)


def test_restricted_documents_in_bodies_and_files(
    client, detail, pages, document, make_document, closed_collection
):
    secret = make_document("secret", closed_collection)
    publication = pages["publication"]
    publication.files.add(PublicationFile(language="fr", document=secret))
    set_body(
        publication,
        ("document", {"document": secret, "caption": "Only for members"}),
        ("paragraph", f'<p><a linktype="document" id="{secret.pk}">Read</a></p>'),
        ("video", {"title": "Film", "document": secret}),
        abstract=f'<p><a linktype="document" id="{secret.pk}">Read</a></p>',
    )

    given = detail(publication)
    assert [file["document"] and file["document"]["id"] for file in given["files"]] == [
        document.pk,
        None,
    ]
    assert given["body"][0]["value"]["document"] is None
    assert given["body"][1]["value"] == "<p>Read</p>"
    assert given["body"][2]["value"]["document"] is None
    assert given["abstract"] == "<p>Read</p>"
    assert "secret" not in text_of(given)
    assert client.get(f"/api/v2/documents/{secret.pk}/").status_code == 404


def test_documents_that_no_public_page_links_to(client, pages, document):
    assert client.get(f"/api/v2/documents/{document.pk}/").status_code == 200
    restriction = CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )
    assert client.get(f"/api/v2/documents/{document.pk}/").status_code == 404
    restriction.delete()
    pages["publication"].unpublish()
    assert client.get(f"/api/v2/documents/{document.pk}/").status_code == 404


def test_images_that_no_public_page_uses(client, get, detail, pages, make_image, closed_collection):
    unused, used = make_image("unused"), make_image("used")
    closed = make_image("closed", closed_collection)
    on_draft = make_image("on a draft")
    set_body(pages["news"], image=used)
    set_body(pages["programme"], image=closed)
    set_body(pages["event"], image=on_draft)
    pages["event"].unpublish()

    assert [image["title"] for image in get("images/")["items"]] == ["used"]
    for image in (unused, closed, on_draft):
        assert client.get(f"/api/v2/images/{image.pk}/").status_code == 404
    given = detail(pages["programme"])
    assert given["image"] is None
    assert "closed" not in text_of(given)


def test_breadcrumbs_and_parents_leave_out_nothing_else(detail, pages):
    given = detail(pages["news"])
    assert given["meta"]["parent"]["id"] == pages["index"].pk
    assert Page.get_first_root_node().pk not in {crumb["id"] for crumb in given["breadcrumbs"]}
