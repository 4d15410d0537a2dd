"""The sample illustrations in Wagtail's library."""

from django.contrib.auth.models import AbstractUser
from django.core.files import File
from wagtail.images import get_image_model

from cms.demo.files import image_files
from cms.demo.library import PUBLIC_COLLECTION, ensure_collection


def ensure_images(*, owner: AbstractUser) -> dict[str, int]:
    """Every sample image: its slug -> its primary key; one with its title is kept."""
    model = get_image_model()
    collection = ensure_collection(PUBLIC_COLLECTION)
    keys = {}
    for source in image_files():
        image = model.objects.filter(title=source.title, collection=collection).first()
        if image is None:
            image = model(
                title=source.title,
                description=source.description,
                credit=source.credit,
                collection=collection,
                uploaded_by_user=owner,
            )
            with source.file.open("rb") as content:
                image.file.save(source.file.name, File(content), save=False)
            image.file_size = source.file.stat().st_size
            image.save()
            image.get_file_hash()
        keys[source.slug] = image.pk
    return keys
