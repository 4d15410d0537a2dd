"""Which objects refer to which: noted once for each sample page, not after every row of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def references_at_the_end() -> Iterator[list[Any]]:
    """Saves inside note no references; those of the objects put into the list are noted after.

    A third of the time of a load would go into noting the same references again and again.
    """
    changed: list[Any] = []
    with disable_reference_index_auto_update():
        yield changed
    with transaction.atomic():
        for item in changed:
            ReferenceIndex.create_or_update_for_object(item)
