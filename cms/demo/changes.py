"""What an editor changed after the translators had finished: it makes one translation stale."""

import json
import uuid

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from wagtail.models import Locale

from cms.demo.body import blocks_of
from cms.demo.files import change_files, page_files
from cms.demo.pages import find_page
from cms.demo.targets import Targets
from cms.demo.translating import translate

#: The only language whose translators have caught up with the change. French has not.
UP_TO_DATE = "tr"


@transaction.atomic
def ensure_changes(*, english: Locale, user: AbstractUser) -> int:
    """Add the later paragraphs to their English pages and update one translation; how many."""
    return sum(
        _change(path, text, english=english, user=user) for path, text in change_files().items()
    )


def _change(path: str, markdown: str, *, english: Locale, user: AbstractUser) -> bool:
    """Change one page; False if the page is gone or already has the change."""
    source = next(page for page in page_files() if page.path == path)
    page = find_page(source, english)
    if page is None or not page.live:
        return False
    # The same ids each time tell whether the change is there already.
    key = uuid.uuid5(source.translation_key, "change")
    blocks = blocks_of(markdown, key=key, targets=Targets())
    present = {block.id for block in page.body}
    new = [block for block in blocks if block["id"] not in present]
    if not new:
        return False
    page.body = json.dumps([*page.body.get_prep_value(), *new])
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    translate(source, page, Locale.objects.get(language_code=UP_TO_DATE), user=user)
    return True
