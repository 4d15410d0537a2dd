"""Decides whether a curated answer may be given now, and tells editors why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistant.access import public_documents, public_pages
from assistant.models import CuratedAnswer


class Availability(models.TextChoices):
    """Whether a curated answer is given now, or why not."""

    ANSWERS = "answers", _("answers")
    WITHHELD = "rests", _("rests: a source is not public")
    EXPIRED = "expired", _("expired")
    DRAFT = "draft", _("draft")


def available(answers: Iterable[CuratedAnswer]) -> list[CuratedAnswer]:
    """Return those of the answers that may be given now, in the same order."""
    listed = list(answers)
    now = availabilities(listed)
    return [one for one in listed if now[one.pk] == Availability.ANSWERS]


def availabilities(answers: Sequence[CuratedAnswer]) -> dict[int, Availability]:
    """Return the availability of each answer, by its primary key.

    At most three queries, however many answers there are.
    """
    models.prefetch_related_objects(list(answers), "sources")
    rows = [row for one in answers for row in one.sources.all()]
    pages = {row.page_id for row in rows if row.page_id}
    documents = {row.document_id for row in rows if row.document_id}
    open_pages = set(public_pages().filter(pk__in=pages).values_list("pk", flat=True))
    open_documents = (
        set(public_documents().filter(pk__in=documents).values_list("pk", flat=True))
        if documents
        else set()
    )
    now = timezone.now()
    found: dict[int, Availability] = {}
    for one in answers:
        if one.expired or (one.expire_at and one.expire_at <= now):
            found[one.pk] = Availability.EXPIRED
        elif not one.live:
            found[one.pk] = Availability.DRAFT
        elif all(
            row.page_id in open_pages or row.document_id in open_documents
            for row in one.sources.all()
        ):
            found[one.pk] = Availability.ANSWERS
        else:
            found[one.pk] = Availability.WITHHELD
    return found
