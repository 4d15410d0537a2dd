"""Editions of the index: which one answers, which is being built, and when they change places.

Another embedding model, or another way to cut or analyse texts, makes another edition. It is built
beside the one in force, which goes on answering and is kept up to date meanwhile.
"""

from __future__ import annotations

import logging
from datetime import timedelta

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from assistant.conf import settings
from assistant.db import CompiledQuery, columns, instance
from assistant.embedding import Embedder, embedder
from assistant.exceptions import ProviderUnavailable
from assistant.index.chunker import VERSION as CUTTING
from assistant.models import Edition, Entry, Source
from assistant.text import VERSION as ANALYSIS

logger = logging.getLogger(__name__)

#: How long an edition is kept after another took its place: longer than any answer takes.
_GRACE = timedelta(minutes=10)


def in_force() -> Edition:
    """The edition that answers; the first one is in force from its beginning."""
    return _in_force() or _first()


def is_empty() -> bool:
    """Whether nothing has been indexed yet."""
    return not Entry.objects.filter(edition__in_force=True).exists()


def _in_force() -> Edition | None:
    rows = _IN_FORCE.rows()
    return instance(Edition, rows[0]) if rows else None


_IN_FORCE = CompiledQuery(
    lambda: Edition.objects.filter(in_force=True).values_list(*columns(Edition))
)


def _first() -> Edition:
    try:
        with transaction.atomic():
            edition, _ = Edition.objects.get_or_create(
                **_wanted(), defaults={"embeddings": settings.embeddings}
            )
            Edition.objects.filter(pk=edition.pk).update(in_force=True)
    except IntegrityError:
        # Another process was first.
        found = _in_force()
        if found is None:
            raise
        return found
    edition.in_force = True
    return edition


def _wanted() -> dict[str, str]:
    """What the settings ask for. Raises ProviderError where the model can't be built."""
    return {
        "model": embedder().name,
        "cutting": f"{settings.passage_size}-{CUTTING}-{ANALYSIS}",
    }


def to_build() -> Edition | None:
    """The edition that the settings ask for, where it is not the one in force.

    Raises ProviderError where its model can't be built.
    """
    current, wanted = in_force(), _wanted()
    if {"model": current.model, "cutting": current.cutting} == wanted:
        _forget(Edition.objects.exclude(pk=current.pk).filter(replaced_at=None))
        return None
    edition, created = Edition.objects.get_or_create(
        **wanted, defaults={"embeddings": settings.embeddings}
    )
    Edition.objects.filter(pk=edition.pk).update(replaced_at=None)
    _forget(Edition.objects.exclude(pk__in=[current.pk, edition.pk]).filter(replaced_at=None))
    if created:
        logger.info("Building edition %s of the index; %s answers meanwhile.", edition, current)
    return edition


def kept_up() -> list[Edition]:
    """The editions that each change goes into: the one in force first, one being built."""
    current = in_force()
    return [current, *Edition.objects.filter(in_force=False, replaced_at=None).order_by("pk")]


def embedder_of(edition: Edition) -> Embedder:
    """The model that embedded it. Raises ProviderError, also where the name means another now."""
    model = embedder(edition.embeddings)
    if model.name != edition.model:
        raise ProviderUnavailable("The model that the index was made with is not there any more.")
    return model


def checked(edition: Edition, vectors: np.ndarray) -> np.ndarray:
    """The vectors, shape (…, dimensions), if they are as long as the edition's others.

    Raises ProviderUnavailable: a provider may exchange the model behind a name.
    """
    size = vectors.shape[-1]
    if edition.dimensions is None:
        Edition.objects.filter(pk=edition.pk, dimensions=None).update(dimensions=size)
        edition.dimensions = size
    if edition.dimensions != size:
        raise ProviderUnavailable(
            f"The embedding model gives {size} numbers a text, not {edition.dimensions} as before."
        )
    return vectors


def lacking(edition: Edition) -> QuerySet[Source]:
    """Sources that are in the edition in force, and not or in an older version in this one."""
    own = Entry.objects.filter(edition=edition, source=OuterRef("source"))
    behind = Entry.objects.filter(edition__in_force=True, source=OuterRef("pk")).filter(
        ~Exists(own.filter(version__gte=OuterRef("version")))
    )
    # A source that can't be read keeps nobody waiting.
    return Source.objects.filter(Exists(behind)).exclude(state=Source.State.FAILED)


def put_in_force(edition: Edition) -> bool:
    """Let the edition answer from now on, if it is complete."""
    with transaction.atomic():
        if lacking(edition).exists():
            return False
        Edition.objects.filter(in_force=True).update(in_force=False, replaced_at=timezone.now())
        Edition.objects.filter(pk=edition.pk).update(in_force=True)
    logger.info("Edition %s of the index answers from now on.", edition)
    return True


def forget_replaced() -> None:
    """Delete editions that no question under way can need any more."""
    _forget(Edition.objects.filter(in_force=False, replaced_at__lt=timezone.now() - _GRACE))


def _forget(editions: QuerySet[Edition]) -> None:
    # One after the other and with its rows first, so that no transaction is long.
    for edition in editions:
        edition.passages.all().delete()
        edition.delete()
