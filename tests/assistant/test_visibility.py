"""What counts as public, against an oracle of its own: a browser without a session."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import (
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
)

from assistant.access.visibility import (
    indexable_pages,
    public_documents,
    public_pages,
    visible_ids,
    visible_sources,
)
from assistant.models import Source
from tests.assistant.content import (
    ArticlePage,
    HomePage,
    collection,
    publication,
    publish,
    publish_page,
    upload,
)
from tests.prepared import prepared

pytestmark = pytest.mark.site


def restrict(page: Page, kind: str = "login") -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open")


def alias(page: Page, parent: Page) -> Page:
    parent.refresh_from_db()
    page.refresh_from_db()
    return page.create_alias(parent=parent, update_slug=f"{page.slug}-again")


@pytest.fixture
def tree(home: HomePage) -> dict[str, Page]:
    """Pages in every situation, by what is special about them."""
    return prepared(make_tree, home)


def make_tree(home: HomePage) -> dict[str, Page]:
    pages: dict[str, Page] = {"home": home}
    pages["plain"] = publish(home, "Plain", "For all.")
    pages["child of plain"] = publish(pages["plain"], "Child", "For all.")
    pages["draft"] = publish(home, "Draft", "Not yet.")
    pages["draft"].unpublish()
    pages["below a draft"] = publish(pages["draft"], "Below a draft", "A live page.")
    for kind in ("password", "login", "groups"):
        page = pages[kind] = publish(home, f"Closed by {kind}", "For some.")
        row = restrict(page, kind)
        if kind == "groups":
            row.groups.add(Group.objects.create(name="Teachers"))
        pages[f"below {kind}"] = publish(page, f"Below {kind}", "For some.")
        pages[f"deep below {kind}"] = publish(pages[f"below {kind}"], f"Deep {kind}", "For some.")
    closed, plain = pages["login"], pages["plain"]
    pages["alias of a closed page"] = alias(closed, home)
    pages["alias of what is below a closed page"] = alias(pages["below login"], home)
    pages["alias of a public page"] = alias(plain, home)
    pages["alias below a closed page"] = alias(plain, closed)
    pages["alias of an alias of a closed page"] = alias(pages["alias of a closed page"], plain)
    third = alias(pages["alias of an alias of a closed page"], pages["child of plain"])
    pages["alias of an alias of an alias of a closed page"] = third
    pages["below an alias of a closed page"] = publish(
        pages["alias of a closed page"], "Below an alias", "For some."
    )
    pages["sibling with a longer path"] = publish(home, "Sibling", "For all.")
    pages["outside any site"] = publish_page(
        Page.get_first_root_node(), HomePage(title="Nowhere", slug="nowhere")
    )
    turkish, _ = Locale.objects.get_or_create(language_code="tr")
    pages["home in Turkish"] = home.copy_for_translation(turkish)
    pages["home in Turkish"].save_revision().publish()
    pages["page in Turkish"] = publish(pages["home in Turkish"], "Sayfa", "Herkese.")
    return pages


def opens(url: str | None) -> bool:
    """Whether a browser without a session is shown the page."""
    if url is None:
        return False
    response = Client(SERVER_NAME="hub.example").get(url)
    return response.status_code == 200 and b'type="password"' not in response.getvalue()


def test_public_pages_are_those_that_a_browser_without_a_session_opens(tree) -> None:
    public = set(public_pages().values_list("pk", flat=True))
    opened = {name: opens(Page.objects.get(pk=page.pk).url) for name, page in tree.items()}
    listed = {name: page.pk in public for name, page in tree.items()}

    assert listed == opened
    assert opened["plain"]
    assert opened["below a draft"]
    assert opened["page in Turkish"]
    assert not opened["deep below groups"]
    assert not opened["alias below a closed page"]


def test_aliases_are_public_and_not_indexed(tree) -> None:
    page = tree["alias of a public page"]

    assert public_pages().filter(pk=page.pk).exists()
    assert not indexable_pages().filter(pk=page.pk).exists()


def test_an_expired_page_is_not_public(tree) -> None:
    page = tree["plain"]
    page.unpublish(set_expired=True)

    assert not opens(Page.objects.get(pk=page.pk).url)
    assert not public_pages().filter(pk=page.pk).exists()


def test_public_documents_are_those_that_a_browser_without_a_session_opens(home) -> None:
    closed, outer, shop = collection("Closed"), collection("Outer"), collection("Shop")
    inner = collection("Inner", outer)
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    CollectionViewRestriction.objects.create(
        collection=outer, restriction_type="password", password="open"
    )
    places = {"root": None, "closed": closed, "outer": outer, "inner": inner, "shop": shop}
    documents = {
        name: upload(f"{name}.txt", f"The {name} text.".encode(), place)
        for name, place in places.items()
    }
    for name, document in documents.items():
        publication(home, f"About {name}", document)
    public = set(public_documents().values_list("pk", flat=True))

    for name, document in documents.items():
        assert opens(document.url) == (document.pk in public), name
    assert {name for name, document in documents.items() if document.pk in public} == {
        "root",
        "shop",
    }


def test_a_document_is_public_once_a_public_page_links_to_it(home, settings) -> None:
    document = upload("plan.txt", b"The plan.")
    assert not public_documents().exists()

    page = publication(home, "The plan", document)
    assert public_documents().get() == document

    restrict(page)
    assert not public_documents().exists()

    settings.ASSISTANT = {**settings.ASSISTANT, "INDEX_UNLINKED_DOCUMENTS": True}
    assert public_documents().get() == document


def test_a_link_in_a_text_publishes_a_document_too(home) -> None:
    document = upload("plan.txt", b"The plan.")
    publish(home, "Links", f'<a linktype="document" id="{document.pk}">The plan</a>')

    assert public_documents().get() == document


def test_visible_sources_are_the_public_of_those_given(tree) -> None:
    document = upload("plan.txt", b"The plan.")
    rows = {
        name: Source.objects.update_or_create(page_id=page.pk)[0] for name, page in tree.items()
    }
    hidden = Source.objects.get(document=document)
    visible = set(visible_sources().values_list("pk", flat=True))

    assert visible == {
        rows[name].pk for name, page in tree.items() if indexable_pages().filter(pk=page.pk)
    }
    assert hidden.pk not in visible
    assert visible_ids([rows["plain"].pk, rows["login"].pk]) == {rows["plain"].pk}
    assert visible_ids([row.pk for row in (*rows.values(), hidden)]) == visible


def test_what_is_public_is_decided_in_one_query(tree, django_assert_num_queries) -> None:
    ids = [page.pk for page in tree.values()]
    visible_ids(ids)  # content types are looked up once
    with django_assert_num_queries(1):
        list(visible_sources())
    with django_assert_num_queries(1):
        visible_ids(ids)
    assert get_document_model().objects.count() == 0
    assert ArticlePage.objects.exists()
