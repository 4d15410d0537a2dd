"""Images in a few fixed sizes, for front ends that can't scale them."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest
from wagtail.api.utils import get_full_url
from wagtail.images.models import SourceImageIOError

logger = logging.getLogger(__name__)

#: The sizes in which the API offers each image; none is larger than the image itself.
SIZES = {
    "thumbnail": "fill-320x200",
    "medium": "max-800x800",
    "large": "max-1600x1600",
}


def rendition_references(image: Any, alt: str, request: HttpRequest) -> dict[str, dict[str, Any]]:
    """Return the image in each size: full address, width and height in pixels, and description.

    It is empty for an image whose file is missing or damaged.
    """
    try:
        # Wagtail scales the image when a size is first asked for, and stores the copy.
        found = image.get_renditions(*SIZES.values())
    except (SourceImageIOError, OSError) as error:
        logger.warning("Image %s cannot be scaled: %s", image.pk, error)
        return {}
    return {
        name: {
            "url": get_full_url(request, rendition.url),
            "width": rendition.width,
            "height": rendition.height,
            "alt": alt,
        }
        for name, rendition in zip(SIZES, found.values(), strict=True)
    }
