"""Manages the editions of the index: which one answers, which is being built, and the switch.

An edition holds all passages cut in one way and embedded by one model. Another embedding model, or
another way to cut or analyse texts, needs another edition. It is built beside the current
one, which goes on answering and is kept up to date meanwhile.
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
from assistant.index.chunker import CHUNKING_VERSION
from assistant.models import Edition, Entry, Source
from assistant.text import TOKENIZER_VERSION

logger = logging.getLogger(__name__)

#: How long a replaced edition is kept: longer than any answer takes.
_GRACE = timedelta(minutes=10)


def current() -> Edition:
    """Return the edition that answers questions, creating the first one if there is none."""
    return _find_current() or _first()


def is_empty() -> bool:
    """Return whether nothing has been indexed yet."""
    return not Entry.objects.filter(edition__in_force=True).exists()


def _find_current() -> Edition | None:
    """Return the current edition, or None if there is none yet."""
    rows = _CURRENT.rows()
    return instance(Edition, rows[0]) if rows else None


_CURRENT = CompiledQuery(
    lambda: Edition.objects.filter(in_force=True).values_list(*columns(Edition))
)


def _first() -> Edition:
    """Create the first edition and make it the current one.

    Return it, or the one that another process created at the same time.
    """
    try:
        with transaction.atomic():
            edition, _ = Edition.objects.get_or_create(
                **_wanted_fields(), defaults={"embeddings": settings.embeddings}
            )
            Edition.objects.filter(pk=edition.pk).update(in_force=True)
    except IntegrityError:
        # Another process was faster.
        found = _find_current()
        if found is None:
            raise
        return found
    edition.in_force = True
    return edition


def _wanted_fields() -> dict[str, str]:
    """Return the fields of the edition that the settings ask for.

    Raises ProviderError if the embedding model can't be built.
    """
    return {
        "model": embedder().name,
        "cutting": f"{settings.passage_size}-{CHUNKING_VERSION}-{TOKENIZER_VERSION}",
    }


def next_edition() -> Edition | None:
    """Return the edition that the settings ask for, or None if it is the current one.

    Creates it if necessary and deletes editions that are no longer wanted. Raises ProviderError if
    its embedding model can't be built.
    """
    answering, wanted = current(), _wanted_fields()
    if {"model": answering.model, "cutting": answering.cutting} == wanted:
        _delete(Edition.objects.exclude(pk=answering.pk).filter(replaced_at=None))
        return None
    edition, created = Edition.objects.get_or_create(
        **wanted, defaults={"embeddings": settings.embeddings}
    )
    Edition.objects.filter(pk=edition.pk).update(replaced_at=None)
    _delete(Edition.objects.exclude(pk__in=[answering.pk, edition.pk]).filter(replaced_at=None))
    if created:
        logger.info("Building edition %s of the index; %s answers meanwhile.", edition, answering)
    return edition


def written_editions() -> list[Edition]:
    """Return the editions that changes are written to: the current one, then one being built."""
    unfinished = Edition.objects.filter(in_force=False, replaced_at=None).order_by("pk")
    return [current(), *unfinished]


def embedder_of(edition: Edition) -> Embedder:
    """Return the model that embedded an edition.

    Raises ProviderError if it can't be built, or if the name in the settings now means another
    model.
    """
    model = embedder(edition.embeddings)
    if model.name != edition.model:
        raise ProviderUnavailable("The model that the index was made with is not there any more.")
    return model


def check_dimensions(edition: Edition, vectors: np.ndarray) -> np.ndarray:
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


def missing_sources(edition: Edition) -> QuerySet[Source]:
    """Return the sources that an edition still lacks, or has in too old a version.

    The current edition is the measure. Sources that can't be read are left out, so that they don't
    delay the switch.
    """
    own = Entry.objects.filter(edition=edition, source=OuterRef("source"))
    behind = Entry.objects.filter(edition__in_force=True, source=OuterRef("pk")).filter(
        ~Exists(own.filter(version__gte=OuterRef("version")))
    )
    # A source that can't be read must not delay the switch.
    return Source.objects.filter(Exists(behind)).exclude(state=Source.State.FAILED)


def make_current(edition: Edition) -> bool:
    """Let a complete edition answer from now on. Return False if it still lacks a source."""
    with transaction.atomic():
        if missing_sources(edition).exists():
            return False
        Edition.objects.filter(in_force=True).update(in_force=False, replaced_at=timezone.now())
        Edition.objects.filter(pk=edition.pk).update(in_force=True)
    logger.info("Edition %s of the index answers from now on.", edition)
    return True


def delete_replaced() -> None:
    """Delete replaced editions that no question in progress can need any more."""
    _delete(Edition.objects.filter(in_force=False, replaced_at__lt=timezone.now() - _GRACE))


def _delete(editions: QuerySet[Edition]) -> None:
    """Delete editions with their passages."""
    # One after the other, and passages first, so that no transaction is long.
    for edition in editions:
        edition.passages.all().delete()
        edition.delete()
