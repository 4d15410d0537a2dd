"""Manages the editions of the index: which one answers, which is being built, and the switch.

An edition holds all passages cut in one way and embedded by one model. Another embedding model, or
another way to cut or analyse texts, needs another edition. It is built beside the one in force,
which goes on answering and is kept up to date meanwhile.
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
from assistant.text import TOKENIZER_VERSION

logger = logging.getLogger(__name__)

#: How long a replaced edition is kept: longer than any answer takes.
_GRACE = timedelta(minutes=10)


def in_force() -> Edition:
    """Return the edition that answers questions, creating the first one if there is none."""
    return _in_force() or _first()


def is_empty() -> bool:
    """Return whether nothing has been indexed yet."""
    return not Entry.objects.filter(edition__in_force=True).exists()


def _in_force() -> Edition | None:
    """Return the edition in force, or None if there is none yet."""
    rows = _IN_FORCE.rows()
    return instance(Edition, rows[0]) if rows else None


_IN_FORCE = CompiledQuery(
    lambda: Edition.objects.filter(in_force=True).values_list(*columns(Edition))
)


def _first() -> Edition:
    """Create the first edition and put it in force.

    Return it, or the one that another process created at the same time.
    """
    try:
        with transaction.atomic():
            edition, _ = Edition.objects.get_or_create(
                **_wanted(), defaults={"embeddings": settings.embeddings}
            )
            Edition.objects.filter(pk=edition.pk).update(in_force=True)
    except IntegrityError:
        # Another process was faster.
        found = _in_force()
        if found is None:
            raise
        return found
    edition.in_force = True
    return edition


def _wanted() -> dict[str, str]:
    """Return the fields of the edition that the settings ask for.

    Raises ProviderError if the embedding model can't be built.
    """
    return {
        "model": embedder().name,
        "cutting": f"{settings.passage_size}-{CUTTING}-{TOKENIZER_VERSION}",
    }


def to_build() -> Edition | None:
    """Return the edition that the settings ask for, or None if it is the one in force.

    Creates it if necessary and deletes editions that are no longer wanted. Raises ProviderError if
    its embedding model can't be built.
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
    """Return the editions that changes are written to: the one in force, then one being built."""
    current = in_force()
    return [current, *Edition.objects.filter(in_force=False, replaced_at=None).order_by("pk")]


def embedder_of(edition: Edition) -> Embedder:
    """Return the model that embedded an edition.

    Raises ProviderError if it can't be built, or if the name in the settings now means another
    model.
    """
    model = embedder(edition.embeddings)
    if model.name != edition.model:
        raise ProviderUnavailable("The model that the index was made with is not there any more.")
    return model


def checked(edition: Edition, vectors: np.ndarray) -> np.ndarray:
    """Return `vectors`, shape (…, dimensions), if they are as long as the edition's others.

    The first vectors of an edition decide its length. Raises ProviderUnavailable for another
    length, because a provider may exchange the model behind a name.
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
    """Return the sources that an edition still lacks, or has in too old a version.

    The edition in force is the measure. Sources that can't be read are left out, so that they don't
    delay the switch.
    """
    own = Entry.objects.filter(edition=edition, source=OuterRef("source"))
    behind = Entry.objects.filter(edition__in_force=True, source=OuterRef("pk")).filter(
        ~Exists(own.filter(version__gte=OuterRef("version")))
    )
    # A source that can't be read must not delay the switch.
    return Source.objects.filter(Exists(behind)).exclude(state=Source.State.FAILED)


def put_in_force(edition: Edition) -> bool:
    """Let a complete edition answer from now on. Return False if it still lacks a source."""
    with transaction.atomic():
        if lacking(edition).exists():
            return False
        Edition.objects.filter(in_force=True).update(in_force=False, replaced_at=timezone.now())
        Edition.objects.filter(pk=edition.pk).update(in_force=True)
    logger.info("Edition %s of the index answers from now on.", edition)
    return True


def forget_replaced() -> None:
    """Delete replaced editions that no question in progress can need any more."""
    _forget(Edition.objects.filter(in_force=False, replaced_at__lt=timezone.now() - _GRACE))


def _forget(editions: QuerySet[Edition]) -> None:
    """Delete editions with their passages."""
    # One after the other, and passages first, so that no transaction is long.
    for edition in editions:
        edition.passages.all().delete()
        edition.delete()
