"""Organisations and places in the body of a page, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.images import get_image_model

from cms.i18n import localised
from cms.models import Organisation, Place

#: Sizes of logos: the second is for screens with a higher resolution.
LOGO_FILTERS = ("max-280x120|format-webp|preserve-svg", "max-560x240|format-webp|preserve-svg")


def with_logos(chosen: Sequence[Organisation | None], language: str) -> list[Organisation]:
    """Return the organisations in the language, each with its logo as `picture`, or None.

    Costs three queries.
    """
    pks = [organisation.pk for organisation in chosen if organisation is not None]
    found = localised(Organisation, pks, language)
    # Most translations have no logo of their own, so the original's is used.
    logos = {item.pk: item.logo_id for item in chosen if item is not None}
    wanted = {item.logo_id for item in found.values()} | set(logos.values())
    images = get_image_model().objects.filter(pk__in=wanted - {None})
    pictures = {image.pk: image for image in images.prefetch_renditions(*LOGO_FILTERS)}
    result = []
    for pk in dict.fromkeys(pks):
        if organisation := found.get(pk):
            logo = organisation.logo_id or logos[pk]
            organisation.picture = pictures.get(logo)
            result.append(organisation)
    return result


def places_in_language(chosen: Sequence[Place | None], language: str) -> list[Place]:
    """Return the places in the language, each with its parent as `within`; one query."""
    places = {place.pk: place for place in chosen if place is not None}
    above = {place.parent_id for place in places.values() if place.parent_id is not None}
    found = localised(Place, {*places, *above}, language)
    result = []
    for pk, original in places.items():
        if pk in found:
            parent = original.parent_id
            found[pk].within = found.get(parent) if parent is not None else None
            result.append(found[pk])
    return result
