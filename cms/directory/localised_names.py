"""Organisations as readers meet them in the body of a page: named in their language, by logo."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.images import get_image_model

from cms.i18n import localised
from cms.models import Organisation, Place

#: Sizes of logos: the second for screens with finer dots.
LOGO_FILTERS = ("max-280x120|format-webp|preserve-svg", "max-560x240|format-webp|preserve-svg")


def with_logos(chosen: Sequence[Organisation | None], language: str) -> list[Organisation]:
    """The organisations in the language, each with its `picture`, or None; three queries."""
    pks = [organisation.pk for organisation in chosen if organisation is not None]
    found = localised(Organisation, pks, language)
    # A logo is most often the original's alone.
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
    """The places in the language, each with what it lies in as `within`; one query."""
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
