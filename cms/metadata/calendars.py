"""Events as iCalendar (RFC 5545): one event, or all public ones of a language.

Times are in the site's time zone. With `?sessions=1`, sessions with a time are events of their own
beside the event that they are part of.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import conditional_page, require_safe
from icalendar import Calendar, Event, vUri

from assistant.access import indexable_pages, public_pages
from cms.api import Batch
from cms.models import EventPage, PagePlace
from cms.navigation import site_name

#: Days after which an event that began earlier leaves a language's feed.
_FEED_DAYS = 366
_MAX_EVENTS = 500
CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
@conditional_page
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one event as a file; 404 if it is not public."""
    events = EventPage.objects.filter(pk__in=public_pages().values("pk"))
    event = get_object_or_404(events.select_related("locale"), pk=pk)
    language = event.locale.language_code
    with override(language):
        return _response(request, [event], event.title, f"{event.slug}.ics", language)


@require_safe
@conditional_page
def calendar_feed(request: HttpRequest, language: str) -> HttpResponse:
    """Return the public events of a language that began at most a year ago, as a calendar feed."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        events = EventPage.objects.filter(
            pk__in=indexable_pages().values("pk"),
            locale__language_code=language,
            start_date__gte=timezone.localdate() - datetime.timedelta(days=_FEED_DAYS),
        ).select_related("locale")
        name = _("Events – %(site)s") % {"site": site_name(request)}
        ordered = events.order_by("start_date", "pk")[:_MAX_EVENTS]
        return _response(request, ordered, name, f"events-{language}.ics", language)


def _response(
    request: HttpRequest, events: Iterable[EventPage], name: str, filename: str, language: str
) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//TVET Hub//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, parameters={"LANGUAGE": language})
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    batch = Batch(list(events), request, language=language)
    for event in batch.pages:
        for entry in _entries(event, batch, sessions=request.GET.get("sessions") == "1"):
            calendar.add_component(entry)
    if any(entry.get("dtstart").params.get("TZID") for entry in calendar.events):
        calendar.add_missing_timezones()
    response = HttpResponse(calendar.to_ical(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(False, filename) or "inline"
    patch_cache_control(response, no_cache=True)
    return response


def _entries(event: Any, batch: Batch, *, sessions: bool) -> Iterator[Event]:
    """Yield the event, and its sessions with a time if `sessions` is true."""
    url = event.get_full_url(batch.request) or ""
    changed = event.last_published_at or event.latest_revision_created_at or timezone.now()
    named = batch.snippets("place_links", event)
    places = [str(place) for row, place in named if row.role == PagePlace.Role.LOCATION]
    location = ", ".join(part for part in (event.venue, *places) if part)

    def entry(uid: str, title: str, start: Any, end: Any, where: str, text: str) -> Event:
        made = Event()
        made.add("uid", uid)
        made.add("dtstamp", changed)
        made.add("last-modified", changed)
        made.add("summary", title)
        made.add("dtstart", start)
        if end is not None:
            made.add("dtend", end)
        if where:
            made.add("location", where)
        if text:
            made.add("description", text)
        if url:
            made.add("url", vUri(url))
        if type(start) is datetime.date:
            made.add("transp", "TRANSPARENT")  # a week abroad is no reason to refuse a call
        return made

    text = "\n\n".join(part for part in (event.introduction, event.online_url, url) if part)
    uid = _uid(event)
    start, end = _span(event)
    yield entry(uid, event.title, start, end, location, text)
    for block in event.sessions if sessions else []:
        value = block.value
        if not value.get("start_time"):
            continue
        day = value.get("date") or event.start_date
        begins = _moment(day, value["start_time"])
        ends = _moment(day, value["end_time"]) if value.get("end_time") else None
        title = f"{value['title']} ({event.title})"
        where = ", ".join(part for part in (value.get("place"), location) if part)
        parts = (value.get("text"), url)
        yield entry(
            f"{block.id or day.isoformat()}.{uid}",
            title,
            begins,
            ends,
            where,
            "\n\n".join(part for part in parts if part),
        )


def _uid(event: EventPage) -> str:
    """Return an identifier that never changes; each language of an event has its own."""
    return str(uuid.uuid5(event.translation_key, event.locale.language_code))


def _moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, time, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _span(event: EventPage) -> tuple[Any, Any]:
    """Return the start and end of an event: moments if a time is known, else days.

    An end in days is the day after the last day, as the standard requires.
    """
    if event.start_time is None:
        return event.start_date, event.last_day + datetime.timedelta(days=1)
    start = _moment(event.start_date, event.start_time)
    if event.end_time is not None:
        return start, _moment(event.last_day, event.end_time)
    if event.last_day > event.start_date:
        return start, _moment(event.last_day, datetime.time(23, 59))
    return start, None
