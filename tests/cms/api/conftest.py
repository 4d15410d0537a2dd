"""What the tests of the headless API ask for and look into."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.models import HubImage


@pytest.fixture
def get(client):
    """A function that asks the API and gives the JSON of what must be there."""

    def get(path: str, **query: Any) -> Any:
        response = client.get(f"/api/v2/{path}", query)
        assert response.status_code == 200, response.content
        return response.json()

    return get


@pytest.fixture
def detail(get):
    """A function that gives all of one page."""
    return lambda page, **query: get(f"pages/{page.pk}/", **query)


@pytest.fixture
def make_image(db, settings, tmp_path):
    """A function that uploads an image, to the root collection if no other is given."""
    settings.MEDIA_ROOT = tmp_path

    def make_image(title: str, collection: Collection | None = None, **values: Any) -> HubImage:
        return HubImage.objects.create(
            title=title,
            file=get_test_image_file(filename=f"{title}.png", size=(1000, 500)),
            description=values.pop("description", f"It shows {title}."),
            collection=collection or Collection.get_first_root_node(),
            **values,
        )

    return make_image


@pytest.fixture
def make_document(db, settings, tmp_path):
    """A function that uploads a document, to the root collection if no other is given."""
    from wagtail.documents import get_document_model

    settings.MEDIA_ROOT = tmp_path

    def make_document(title: str, collection: Collection | None = None) -> Any:
        return get_document_model().objects.create(
            title=title,
            file=ContentFile(title.encode(), name=f"{title}.txt"),
            collection=collection or Collection.get_first_root_node(),
        )

    return make_document


@pytest.fixture
def closed_collection(db):
    """A collection that only members may open."""
    collection = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def restrict(page: Any) -> None:
    """Close a page to all but members."""
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def set_body(page: Any, *blocks: Any, **fields: Any) -> Any:
    """Publish a page with this body and other values."""
    page.body = list(blocks)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def text_of(data: Any) -> str:
    """All of a response as text, for what must be nowhere in it."""
    return json.dumps(data, ensure_ascii=False)
