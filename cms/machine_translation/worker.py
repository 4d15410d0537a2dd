"""Does the work of a run, one batch of one page at a time.

Any step may be killed or done twice: that costs at most one batch.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import Translation

from cms.machine_translation import drafting
from cms.machine_translation.exceptions import NotDrafted, NoTranslator, TranslatorUnavailable
from cms.machine_translation.models import TranslationItem, TranslationRun
from cms.machine_translation.permissions import may_publish, permitted
from cms.machine_translation.problems import Problem

logger = logging.getLogger(__name__)

#: After this time without progress the work on an item counts as dead.
STALLED = timedelta(minutes=10)

Run, Item = TranslationRun.State, TranslationItem.State


def translate_next_batch(run_id: int) -> bool:
    """Translate the next batch of a run, and return whether there is more to do."""
    run = TranslationRun.objects.filter(pk=run_id, state=Run.WORKING).first()
    if run is None:
        return False
    item = _claim(run)
    if item is None:
        _finish(run)
        return False
    try:
        _work_on(item)
    except (NoTranslator, TranslatorUnavailable) as error:
        # Other pages would fail as well, so the run pauses until a person resumes it.
        code = "no_translator" if isinstance(error, NoTranslator) else "unavailable"
        logger.warning("Run %s pauses: %s", run.pk, error)
        _update_item(item, Item.WAITING, problem=Problem(code=code).as_json())
        TranslationRun.objects.filter(pk=run.pk, state=Run.WORKING).update(state=Run.PAUSED)
        return False
    except NotDrafted as error:
        _update_item(item, Item.FAILED, problem=error.problem.as_json())
    except Exception:
        logger.exception("Item %s of run %s failed.", item.pk, run.pk)
        _update_item(item, Item.FAILED, problem=Problem(code="error").as_json())
    if TranslationRun.objects.filter(pk=run.pk, state=Run.WORKING).update(seen_at=timezone.now()):
        return True
    # The run was cancelled meanwhile.
    run.items.filter(state=Item.WAITING).update(state=Item.CANCELLED)
    return False


def _open_items(run: TranslationRun) -> QuerySet[TranslationItem]:
    """Return the items that wait, or whose work was interrupted."""
    cut_short = Q(state=Item.WORKING, touched_at__lt=timezone.now() - STALLED)
    return run.items.filter(Q(state=Item.WAITING) | cut_short)


def _claim(run: TranslationRun) -> TranslationItem | None:
    """Reserve the next item for this task and return it; None if there is none."""
    for item in _open_items(run).select_related("run__started_by", "page", "locale"):
        now = timezone.now()
        mine = _open_items(run).filter(pk=item.pk).update(state=Item.WORKING, touched_at=now)
        if mine:
            item.state = Item.WORKING
            return item
    return None


def _finish(run: TranslationRun) -> None:
    # Another task may be working on the last item; it will finish the run.
    if not run.items.filter(state__in=[Item.WAITING, Item.WORKING]).exists():
        TranslationRun.objects.filter(pk=run.pk, state=Run.WORKING).update(state=Run.FINISHED)


def _update_item(item: TranslationItem, state: str, **fields: object) -> None:
    TranslationItem.objects.filter(pk=item.pk).update(
        state=state, touched_at=timezone.now(), **fields
    )


def _work_on(item: TranslationItem) -> None:
    """Translate one batch of the item, or save its page once nothing is left to translate."""
    page, user, locale = item.page, item.run.started_by, item.locale
    if page is None or locale is None:
        raise NotDrafted(Problem(code="gone"))
    if user is None or (page.pk, locale.pk) not in permitted(user, [page], [locale]):
        raise NotDrafted(Problem(code="forbidden"))
    target = drafting.target_of(page, locale)
    if target is not None and target.permissions_for_user(user).page_locked():
        raise NotDrafted(Problem(code="locked"))
    translation = drafting.prepare(page, locale)
    translator = drafting.translator_for(translation.source.locale, locale)
    if _next_batch(item, translation, translator, user):
        return
    _save(item, translation, page, user)


def _next_batch(
    item: TranslationItem,
    translation: Translation,
    translator: BaseMachineTranslator,
    user: User,
) -> bool:
    """Translate one batch, and return whether there was anything to translate."""
    skip = {one["string"] for one in item.refused}
    batches = 0
    for outcome in drafting.draft(translation, translator, user, skip=skip):
        item.refuse(outcome.refused)
        batches += 1
        # The first outcome is for the texts that were only copied.
        if batches == 2:
            break
    total, translated = translation.get_progress()
    _update_item(
        item,
        Item.WAITING if batches == 2 else Item.WORKING,
        translated=translated,
        total=total,
        refused=item.refused,
        problem={},
    )
    return batches == 2


def _save(item: TranslationItem, translation: Translation, page: Page, user: User) -> None:
    complete = not drafting.missing_segments(translation)
    saved = TranslationItem.Saved
    published = drafting.save_page(
        translation,
        page,
        user,
        publish=item.run.publish and complete and _may_publish_item(page, item),
    )
    target = drafting.target_of(page, translation.target_locale)
    if published:
        outcome = saved.PUBLISHED
    else:
        outcome = saved.EDITOR if target is not None and target.live else saved.DRAFT
    _update_item(item, Item.DONE if complete else Item.PARTLY, saved=outcome)


def _may_publish_item(page: Page, item: TranslationItem) -> bool:
    """Return whether the user who started the run may publish the page in this language."""
    user, locale = item.run.started_by, item.locale
    if user is None or locale is None:
        return False
    target = drafting.target_of(page, locale)
    if target is None:
        parents = page.get_ancestors().values("translation_key")
        above = Page.objects.filter(translation_key__in=parents, locale=locale)
        target = above.order_by("-depth").first() or Page.get_first_root_node()
    return may_publish(user, target)
