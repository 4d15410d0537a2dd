"""How the fields of pages become facts: texts in the active language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import get_text_for_indexing

from assistant import Fact
from cms.blocks import TRAINING_MODES
from cms.directory import Connections
from cms.i18n import written_date
from cms.models import PageOrganisation, PagePerson

Value = Callable[[Any], Sequence[str]]
Names = Mapping[str, Sequence[str]]


@cache
def names() -> Mapping[str, Mapping[str, Names]]:
    """Return what people call collections and facts, from `names.toml`."""
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))


def fact(
    key: str,
    label: Any,
    value: Value,
    measure: Callable[[Any], float | None] | None = None,
    order: str = "",
) -> Fact:
    """Return a fact under the names that `names.toml` has for its key.

    `order` is the key under which it has those for more and less of it, by default the same.
    """
    return Fact(
        key=key,
        label=label,
        names=names()["facts"][key],
        value=value,
        measure=measure,
        more=names()["more"].get(order or key, {}),
        less=names()["less"].get(order or key, {}),
    )


def text(attribute: str) -> Value:
    """Return a fact's value: the text of a field, its lines joined."""
    return lambda page: _given(", ".join(str(getattr(page, attribute) or "").split("\n")))


def display(attribute: str) -> Value:
    """Return a fact's value: the label of a choice."""
    return lambda page: _given(getattr(page, f"get_{attribute}_display")())


def day(attribute: str) -> Value:
    """Return a fact's value: a date."""

    def value(page: Any) -> Sequence[str]:
        date = getattr(page, attribute)
        return [written_date(date)] if date else []

    return value


def date_number(attribute: str) -> Callable[[Any], float | None]:
    """Return what puts pages in the order of a date."""

    def measure(page: Any) -> float | None:
        date = getattr(page, attribute)
        return date.toordinal() if date else None

    return measure


def number(attribute: str) -> Callable[[Any], float | None]:
    """Return what puts pages in the order of a number."""
    return lambda page: getattr(page, attribute)


def first_number(attribute: str) -> Callable[[Any], float | None]:
    """Return what puts pages in the order of the first number of a text."""

    def measure(page: Any) -> float | None:
        found = re.search(r"\d+", str(getattr(page, attribute)))
        return float(found[0]) if found else None

    return measure


def duration(page: Any) -> float | None:
    """Return how long a programme takes a participant, in hours."""
    hours = {"hour": 1, "day": 24, "week": 168, "month": 730, "year": 8766}
    return page.duration * hours[page.duration_unit] if page.duration else None


def days(page: Any) -> Sequence[str]:
    """Return the first and the last day, as far as they are known, and the hours."""
    start, end = page.start_date, page.end_date
    found = " – ".join(dict.fromkeys(written_date(each) for each in (start, end) if each))
    hours = hours_of(page)
    return _given(", ".join([*_given(found), *hours]))


def hours_of(page: Any) -> Sequence[str]:
    """Return the hours of an event."""
    hours = (getattr(page, name, None) for name in ("start_time", "end_time"))
    return _given("–".join(time_format(each, "H:i") for each in hours if each))


def _connections(page: Any) -> Connections:
    return Connections(page, HttpRequest())


def organisations(*roles: str) -> Value:
    """Return a fact's value: the organisations with one of these roles."""

    def value(page: Any) -> Sequence[str]:
        groups = _connections(page).organisations
        found = [each for group in groups if group.role in roles for each in group.items]
        return [_with_notes(str(each), each.short_name) for each in found]

    return value


def people(role: str) -> Value:
    """Return a fact's value: the people with a role, with their position and how to reach them."""

    def value(page: Any) -> Sequence[str]:
        groups = _connections(page).people
        return [_person(each) for group in groups if group.role == role for each in group.items]

    return value


def of_contacts(attribute: str) -> Value:
    """Return a fact's value: a field of each person to contact, behind the name."""

    def value(page: Any) -> Sequence[str]:
        found = _connections(page).contacts
        return [
            f"{each.name}: {getattr(each, attribute)}" for each in found if getattr(each, attribute)
        ]

    return value


def own_or_of_contacts(own: str, of_contact: str) -> Value:
    """Return a fact's value: the page's own, or else those of the people to contact."""
    return lambda page: text(own)(page) or of_contacts(of_contact)(page)


def how_to_reach(page: Any) -> Sequence[str]:
    """Return how to reach a centre, and the people to contact."""
    own = (text(name)(page) for name in ("address", "telephone", "email"))
    return [*(value for each in own for value in each), *people(PagePerson.Role.CONTACT)(page)]


def places(page: Any) -> Sequence[str]:
    """Return the places where it takes place."""
    return [str(place) for place in _connections(page).places]


def where(page: Any) -> Sequence[str]:
    """Return the venue or the address, and the places."""
    own = [*text("venue")(page)] if hasattr(page, "venue") else []
    own += [*text("address")(page)] if hasattr(page, "address") else []
    return own + [place for place in places(page) if not any(place in each for each in own)]


def fields(page: Any) -> Sequence[str]:
    """Return the vocational fields."""
    return [str(each) for each in _connections(page).fields]


def trainings(page: Any) -> Sequence[str]:
    """Return the trainings that a centre offers, with how and how long."""
    modes = dict(TRAINING_MODES)
    return [
        _with_notes(
            each.value["title"], str(modes.get(each.value["mode"], "")), each.value["duration"]
        )
        for each in page.trainings
    ]


def established(page: Any) -> Sequence[str]:
    """Return when a centre was established."""
    return () if page.kind == page.Kind.UNEVOC else _appointed_on(page)


def appointed(page: Any) -> Sequence[str]:
    """Return when a centre was appointed a UNEVOC Centre."""
    return _appointed_on(page) if page.kind == page.Kind.UNEVOC else ()


def _appointed_on(page: Any) -> Sequence[str]:
    date = page.appointed_on
    return [written_date(date, page.appointed_precision)] if date else []


def sessions(page: Any) -> Sequence[str]:
    """Return the sessions of an event, each with its day, its hours and its place."""
    found = []
    for each in page.sessions:
        value = each.value
        times = [value[key] for key in ("start_time", "end_time") if value[key]]
        found.append(
            _with_notes(
                value["title"],
                written_date(value["date"]) if value["date"] else "",
                "–".join(time_format(time, "H:i") for time in times),
                value["place"],
            )
        )
    return found


def results(page: Any) -> Sequence[str]:
    """Return the results of a programme."""
    return [f"{each.value['label']}: {each.value['value']}".rstrip(": ") for each in page.results]


def outcomes(page: Any) -> Sequence[str]:
    """Return what came of an event."""
    return _given(" ".join(get_text_for_indexing(page.outcomes).split()))


def participants(page: Any) -> Sequence[str]:
    """Return who took part in an event, and the places that they came from."""
    return [*text("participants")(page), *(str(place) for place in _connections(page).participants)]


def is_open(page: Any) -> Sequence[str]:
    """Return whether an event is still to come, under way or over."""
    today = timezone.localdate()
    if page.start_date > today:
        return [str(_("coming"))]
    return [str(_("past") if page.last_day < today else _("running"))]


def _person(person: Any) -> str:
    return _with_notes(person.name, person.job_title, person.email, person.phone)


def _with_notes(name: str, *notes: str | None) -> str:
    given = ", ".join(note for note in notes if note)
    return f"{name} ({given})" if given else name


def _given(value: str) -> list[str]:
    return [value] if value else []


#: Who did as much as those with a role: who organised something are all who did.
_AND_ALSO: Mapping[str, tuple[str, ...]] = {
    PageOrganisation.Role.ORGANISER: (PageOrganisation.Role.CO_ORGANISER,)
}
#: The facts by the roles of organisations, for pages of every kind.
BY_ROLE = tuple(
    fact(role, label, organisations(role, *_AND_ALSO.get(role, ())))
    for role, label in PageOrganisation.Role.choices
    if role != PageOrganisation.Role.OPERATING_BODY
)
OPERATOR = fact(
    "operator",
    PageOrganisation.Role.OPERATING_BODY.label,
    organisations(PageOrganisation.Role.OPERATING_BODY),
)
CONTACTS = (
    fact("contact", _("Contact"), people(PagePerson.Role.CONTACT)),
    fact("telephone", _("telephone"), of_contacts("phone")),
    fact("email", _("e-mail"), of_contacts("email")),
)
FIELDS = fact("fields", _("Vocational fields"), fields)
PLACES = fact("places", _("Places"), places)
