"""Views around wagtail-localize's translation editor: its button for the machine, its PO import.

Two of its views are replaced under the same addresses: they answer with an error page if a service
is down, or if a file is no PO file.
"""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import user_can_edit_instance

from cms.machine_translation import drafting, po_files, runs
from cms.machine_translation.exceptions import NoTranslator, TranslatorUnavailable
from cms.machine_translation.models import TranslationRun
from cms.machine_translation.permissions import signed_in
from cms.machine_translation.problems import summary

#: Most batches that are translated while an editor waits; a model takes up to a minute for one.
_AT_ONCE = 2
#: Most texts that a message names; of further ones it tells only the number.
_NAMED = 5


@require_POST
def machine_translate(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Draft what is missing and report what was refused: at once, or in a run for a long page."""
    translation = _editable(request, translation_id)
    if drafting.batches_left(translation) > _AT_ONCE and (run := _run_of(request, translation)):
        messages.success(request, _("This page is long. Its texts are translated one by one."))
        return redirect("machine_translation:run", pk=run.pk)
    translated, refused, failed = 0, [], True
    try:
        translator = drafting.translator_for(translation.source.locale, translation.target_locale)
        for outcome in drafting.draft(translation, translator, signed_in(request)):
            translated += outcome.translated
            refused += outcome.refused
        failed = False
    except NoTranslator:
        messages.error(request, _("No machine translator for these languages is set up."))
    except TranslatorUnavailable:
        messages.error(
            request,
            _(
                "The machine translator does not answer now. What it has translated so far is "
                "kept; try again later for the rest."
            ),
        )
    if translated:
        text = ngettext(
            "%(count)d text was translated by machine. Check it before you publish.",
            "%(count)d texts were translated by machine. Check them before you publish.",
            translated,
        )
        messages.success(request, text % {"count": translated})
    elif not refused and not failed:
        messages.warning(request, _("There is nothing left to translate."))
    if refused:
        text = ngettext(
            "%(count)d text could not be translated and waits for you:",
            "%(count)d texts could not be translated and wait for you:",
            len(refused),
        )
        named = [f"“{one.text[:60]}”: {summary(list(one.problems))}" for one in refused[:_NAMED]]
        messages.warning(request, " ".join([text % {"count": len(refused)}, *named]))
    return _back(request)


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Import a PO file's sound entries; a wrong file changes nothing, and a message says why."""
    translation = _editable(request, translation_id)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Choose a PO file first."))
        return _back(request)
    if (upload.size or 0) > po_files.LARGEST:
        messages.error(request, _("This file is too large for a PO file of one page."))
        return _back(request)
    try:
        reading = po_files.read(upload.read(), translation)
    except po_files.WrongFile as error:
        messages.error(request, str(error))
        return _back(request)
    translation.import_po(reading.file, user=request.user, tool_name="PO File")
    count = len(reading.file)
    text = ngettext(
        "%(count)d translation was read from the PO file.",
        "%(count)d translations were read from the PO file.",
        count,
    )
    messages.success(request, text % {"count": count})
    for warning in _left_out(reading):
        messages.warning(request, warning)
    return _back(request)


def _left_out(reading: po_files.Reading) -> list[str]:
    """Return a sentence for each reason why entries were left out."""
    found = []
    if reading.faulty:
        text = ngettext(
            "%(count)d translation was left out, because its links or formatting do not match:",
            "%(count)d translations were left out, because their links or formatting do not match:",
            len(reading.faulty),
        )
        named = ", ".join(f"“{one}”" for one in reading.faulty[:_NAMED])
        found.append(f"{text % {'count': len(reading.faulty)}} {named}")
    if reading.unsure:
        text = ngettext(
            "%(count)d translation was left out, because it is marked as not certain (fuzzy).",
            "%(count)d translations were left out, because they are marked as not certain (fuzzy).",
            reading.unsure,
        )
        found.append(text % {"count": reading.unsure})
    if reading.unknown:
        text = ngettext(
            "%(count)d translation was left out, because its text is not on the page (any more).",
            "%(count)d translations were left out, because their texts are not on the page "
            "(any more).",
            reading.unknown,
        )
        found.append(text % {"count": reading.unknown})
    return found


@require_POST
def confirm(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Mark all machine translations of this page as checked by the translator."""
    translation = _editable(request, translation_id)
    count = drafting.confirm(translation, signed_in(request))
    text = ngettext(
        "%(count)d machine translation is marked as checked.",
        "%(count)d machine translations are marked as checked.",
        count,
    )
    messages.success(request, text % {"count": count})
    return _back(request)


def _editable(request: HttpRequest, translation_id: int) -> Translation:
    """Return the translation. Raises Http404 or PermissionDenied unless the user may edit it."""
    translation = get_object_or_404(
        Translation.objects.select_related("source__locale", "target_locale"), pk=translation_id
    )
    try:
        instance = translation.get_target_instance()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if not user_can_edit_instance(request.user, instance):
        raise PermissionDenied
    return translation


def _run_of(request: HttpRequest, translation: Translation) -> TranslationRun | None:
    original = translation.source.get_source_instance()
    if not isinstance(original, Page) or get_machine_translator() is None:
        return None
    return runs.start(signed_in(request), [(original, translation.target_locale)])


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
