"""Computes a map of places: their positions as percentages of a drawing.

The map is plain: equal steps of degrees, north up, a net of meridians and parallels, a scale. It
has no coasts and no borders, so no map server is asked and nobody has to agree on them. The module
is pure: places go in, numbers come out, a template draws them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

#: Width of the drawing divided by its height.
ASPECT = 16 / 10
#: Kilometres in a degree of latitude.
_KM_PER_DEGREE = 111.32
#: The smallest extent of a map from south to north, in degrees: about 440 km.
_MIN_DEGREES = 4.0
_MARGIN = 0.2
_GRID_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45)
_SCALE_BARS_KM = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
#: Places closer than these percentages share a marker; on a phone theirs would overlap.
_NEAR_X, _NEAR_Y = 6.5, 10.5
#: The width of the drawing, and the estimated sizes of a name on it, in pixels.
_DRAWN_WIDTH, _LETTER, _LINE, _GAP = 700, 8.5, 22, 16


class Mappable(Protocol):
    """A place; its name is its `str`."""

    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A meridian or parallel: its position in per cent, and its degrees (west, south negative)."""

    at: float
    degrees: float

    @property
    def label(self) -> str:
        """The degrees as written at the edge of the map."""
        return f"{abs(self.degrees):g}°"


@dataclass(frozen=True, kw_only=True, slots=True)
class Marker:
    """A marker for one or several places.

    `x` and `y` are in per cent, `numbers` are those in the list below the map. `side` is where the
    name has room ("end", "start", "above", "below"), or "" if nowhere.
    """

    x: float
    y: float
    numbers: tuple[int, ...]
    names: tuple[str, ...]
    side: str

    @property
    def number(self) -> str:
        """The numbers as written on the marker: 4, or 2–3, or 1, 4."""
        first, last = self.numbers[0], self.numbers[-1]
        if len(self.numbers) > 1 and last - first == len(self.numbers) - 1:
            return f"{first}–{last}"
        return ", ".join(map(str, self.numbers))

    @property
    def name(self) -> str:
        """The names as written beside the marker."""
        return ", ".join(self.names)

    @property
    def width(self) -> int:
        """The width of the marker, which has to hold its numbers, in pixels."""
        return max(22, 12 + 8 * len(self.number))

    @property
    def left(self) -> float:
        """The offset of the marker's left edge from its middle, in pixels."""
        return -self.width / 2

    @property
    def name_at(self) -> float:
        """The offset of the name's near edge from the marker's middle, in pixels."""
        return (self.width / 2 + 6) * (-1 if self.side == "start" else 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A map; all positions are in per cent of its width or height."""

    markers: list[Marker]
    meridians: list[Line]
    parallels: list[Line]
    scale_km: int
    scale_width: float


def drawing(places: Sequence[Mappable]) -> Drawing | None:
    """Return the map of the places that have coordinates; None if none has.

    Places are numbered from 1 in their order.
    """
    numbered = [
        (number, str(place), place.latitude, place.longitude)
        for number, place in enumerate(places, start=1)
        if place.latitude is not None and place.longitude is not None
    ]
    if not numbered:
        return None
    frame = _Frame([row[2] for row in numbered], [row[3] for row in numbered])
    points = [
        (number, name, frame.x(frame.eastward(longitude)), frame.y(latitude))
        for number, name, latitude, longitude in numbered
    ]
    scale = max(
        (km for km in _SCALE_BARS_KM if frame.width_of(km) <= 25), default=_SCALE_BARS_KM[0]
    )
    return Drawing(
        markers=_markers(points),
        meridians=[
            Line(at=frame.x(degrees), degrees=(degrees + 180) % 360 - 180)
            for degrees in _multiples(frame.west, frame.east)
        ],
        parallels=[
            Line(at=frame.y(degrees), degrees=degrees)
            for degrees in _multiples(max(frame.south, -90), min(frame.north, 90))
        ],
        scale_km=scale,
        scale_width=round(frame.width_of(scale), 2),
    )


class _Frame:
    """The part of the world that a map shows, in degrees."""

    def __init__(self, latitudes: list[float], longitudes: list[float]) -> None:
        self.first = _westernmost(longitudes)
        turned = [self.eastward(longitude) for longitude in longitudes]
        middle_y = (min(latitudes) + max(latitudes)) / 2
        middle_x = (min(turned) + max(turned)) / 2
        # Degrees of longitude are shorter away from the equator.
        self.longitude_scale = max(math.cos(math.radians(middle_y)), 0.2)
        margin = 1 + 2 * _MARGIN
        height = max((max(latitudes) - min(latitudes)) * margin, _MIN_DEGREES)
        width = (max(turned) - min(turned)) * self.longitude_scale * margin
        height, width = max(height, width / ASPECT), max(width, height * ASPECT)
        self.south, self.north = middle_y - height / 2, middle_y + height / 2
        self.west = middle_x - width / self.longitude_scale / 2
        self.east = middle_x + width / self.longitude_scale / 2

    def eastward(self, longitude: float) -> float:
        """Return the longitude counted eastward from the first place, also over the date line."""
        return longitude + 360 if longitude < self.first else longitude

    def x(self, longitude: float) -> float:
        return round(100 * (longitude - self.west) / (self.east - self.west), 2)

    def y(self, latitude: float) -> float:
        return round(100 * (self.north - latitude) / (self.north - self.south), 2)

    def width_of(self, km: float) -> float:
        return 100 * km / ((self.east - self.west) * self.longitude_scale * _KM_PER_DEGREE)


def _westernmost(longitudes: list[float]) -> float:
    """Return the longitude at which a map begins that leaves out the widest gap between places."""
    ordered = sorted(longitudes)
    before = [ordered[-1] - 360, *ordered]
    gaps = [(this - last, this) for last, this in zip(before, ordered, strict=False)]
    return max(gaps)[1]


def _multiples(low: float, high: float) -> list[float]:
    """Return the multiples of a round step between two values, seven at most."""
    step = next((step for step in _GRID_STEPS if (high - low) / step <= 6), 90)
    return [round(count * step, 1) for count in range(math.ceil(low / step), int(high // step) + 1)]


def _markers(points: list[tuple[int, str, float, float]]) -> list[Marker]:
    """Return a marker for each group of near points, each with the side where its name fits."""
    groups: list[list[tuple[int, str, float, float]]] = []
    for point in points:
        near = (
            group
            for group in groups
            if abs(group[0][2] - point[2]) < _NEAR_X and abs(group[0][3] - point[3]) < _NEAR_Y
        )
        found = next(near, None)
        if found is None:
            groups.append([point])
        else:
            found.append(point)
    bare = [
        Marker(
            x=group[0][2],
            y=group[0][3],
            numbers=tuple(point[0] for point in group),
            names=tuple(point[1] for point in group),
            side="",
        )
        for group in groups
    ]
    taken = [_box(marker, marker.width / 2 + 2, _GAP) for marker in bare]
    return [replace(marker, side=_side(marker, taken)) for marker in bare]


_Box = tuple[float, float, float, float]


def _box(marker: Marker, half_width: float, half_height: float) -> _Box:
    """Return a box around a marker as (left, top, right, bottom), in pixels."""
    left = marker.x / 100 * _DRAWN_WIDTH
    top = marker.y / 100 * _DRAWN_WIDTH / ASPECT
    return left - half_width, top - half_height, left + half_width, top + half_height


def _side(marker: Marker, taken: list[_Box]) -> str:
    """Return the first side of a marker where its name covers nothing; adds its box to `taken`."""
    wide = sum(_LETTER if letter.isascii() else _LETTER * 1.5 for letter in marker.name)
    own = _box(marker, marker.width / 2 + 2, _GAP)
    middle = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2
    corners = {
        "end": (own[2], middle[1] - _LINE / 2),
        "start": (own[0] - wide, middle[1] - _LINE / 2),
        "above": (middle[0] - wide / 2, own[1] - _LINE),
        "below": (middle[0] - wide / 2, own[3]),
    }
    for side, (left, top) in corners.items():
        box = (left, top, left + wide, top + _LINE)
        inside = left >= 4 and left + wide <= _DRAWN_WIDTH - 4
        if inside and not any(_overlap(box, other) for other in taken if other != own):
            taken.append(box)
            return side
    return ""


def _overlap(one: _Box, other: _Box) -> bool:
    """Return whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
