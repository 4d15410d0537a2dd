"""Images in a few sizes, for front ends that cannot scale them."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest
from wagtail.api.utils import get_full_url
from wagtail.images.models import SourceImageIOError

logger = logging.getLogger(__name__)

#: The sizes in which the API offers each image, none larger than the image itself.
SIZES = {
    "thumbnail": "fill-320x200",
    "medium": "max-800x800",
    "large": "max-1600x1600",
}


def sized(image: Any, alt: str, request: HttpRequest) -> dict[str, dict[str, Any]]:
    """The image in each size: its full address, width and height in pixels, and what it shows.

    An image whose file is gone or damaged has none.
    """
    try:
        # Each size is drawn when it is first asked for, and kept.
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
