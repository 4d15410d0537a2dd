"""The sample documents in Wagtail's library, the staff's own in a restricted collection."""

from django.contrib.auth.models import AbstractUser
from django.core.files import File
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from cms.demo.files import DocumentFile, document_files

PUBLIC_COLLECTION = "Sample documents"
STAFF_COLLECTION = "Staff documents"


def ensure_collection(name: str, *, password: str = "") -> Collection:
    """The collection of this name; a password keeps its documents from the public."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=name).first() or root.add_child(name=name)
    if password and not found.view_restrictions.exists():
        CollectionViewRestriction.objects.create(
            collection=found,
            restriction_type=CollectionViewRestriction.PASSWORD,
            password=password,
        )
    return found


def ensure_document(source: DocumentFile, collection: Collection, *, owner: AbstractUser) -> int:
    """The primary key of a sample document; one with its title in the collection is kept."""
    model = get_document_model()
    found = model.objects.filter(title=source.title, collection=collection).first()
    if found:
        return found.pk
    with source.file.open("rb") as content:
        document = model(title=source.title, collection=collection, uploaded_by_user=owner)
        document.file.save(source.file.name, File(content), save=False)
    document.file_size = source.file.stat().st_size
    document.save()
    document.get_file_hash()
    return document.pk


def find_documents() -> dict[str, int]:
    """The sample documents that are there: their slugs -> their primary keys."""
    found = get_document_model().objects.filter(
        collection__name__in=[PUBLIC_COLLECTION, STAFF_COLLECTION]
    )
    by_title = dict(found.values_list("title", "pk"))
    return {
        source.slug: by_title[source.title]
        for source in document_files()
        if source.title in by_title
    }


def ensure_documents(*, owner: AbstractUser, staff_password: str) -> dict[str, int]:
    """Every sample document: its slug -> its primary key."""
    collections = {
        False: ensure_collection(PUBLIC_COLLECTION),
        True: ensure_collection(STAFF_COLLECTION, password=staff_password),
    }
    return {
        source.slug: ensure_document(source, collections[source.private], owner=owner)
        for source in document_files()
    }
