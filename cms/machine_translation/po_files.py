"""Reads PO files from translators; a wrong file changes nothing."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from dataclasses import dataclass

import polib
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation
from wagtail_localize.strings import StringValue, validate_translation_links

from cms.machine_translation import consistency

#: The largest file in bytes; the longest page's file is a hundredth of that.
LARGEST = 5_000_000
_ID = "X-WagtailLocalize-TranslationID"
#: Most letters that name an entry in a message.
_SHOWN = 60


class WrongFile(ValueError):
    """The file can't be imported. The text is a translated sentence for editors."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The sound entries of a file, and what was left out.

    `faulty` has the texts of entries with wrong links or markup, `unsure` the number of fuzzy
    entries, `unknown` the number of those that are not on the page.
    """

    file: polib.POFile
    faulty: tuple[str, ...]
    unsure: int
    unknown: int


def read(content: bytes, translation: Translation) -> Reading:
    """Return the entries that fit this translation, without saving anything. Raises WrongFile."""
    file = _parse(content)
    owner = file.metadata.get(_ID)
    if owner is None:
        raise WrongFile(
            _("This PO file does not say which page it belongs to. Download it here first.")
        )
    if owner != str(translation.uuid):
        raise WrongFile(_("This PO file belongs to another page or another language."))
    known = Counter(
        translation.source.stringsegment_set.values_list("string__data", "context__path")
    )
    good, faulty, unsure, unknown = polib.POFile(), [], 0, 0
    good.metadata = file.metadata
    for entry in file:
        if entry.obsolete or not entry.msgstr:
            continue
        if "fuzzy" in entry.flags:
            unsure += 1
        elif (entry.msgid, entry.msgctxt) not in known:
            unknown += 1
        elif not _is_sound(entry):
            faulty.append(entry.msgid[:_SHOWN])
        else:
            good.append(entry)
    return Reading(file=good, faulty=tuple(faulty), unsure=unsure, unknown=unknown)


def _is_sound(entry: polib.POEntry) -> bool:
    try:
        StringValue.from_translated_html(entry.msgstr)
        validate_translation_links(entry.msgid, entry.msgstr)
    except ValueError:
        return False
    return bool(entry.msgstr.strip()) and not consistency.loses_links(entry.msgid, entry.msgstr)


def _parse(content: bytes) -> polib.POFile:
    if not content.strip():
        raise WrongFile(_("This file is empty."))
    if b"\x00" in content:
        raise WrongFile(_("This is not a PO file."))
    # A temporary file, because polib takes short content for the name of a file to open.
    with tempfile.NamedTemporaryFile(suffix=".po", delete=False) as file:
        file.write(content.removeprefix(b"\xef\xbb\xbf"))
    try:
        return polib.pofile(file.name)
    except UnicodeDecodeError as error:
        raise WrongFile(_("This file is not in UTF-8. Save it as UTF-8 and try again.")) from error
    except (OSError, ValueError, LookupError, IndexError, AttributeError) as error:
        # polib raises OSError for a syntax error, and other errors for other nonsense.
        raise WrongFile(_("This is not a PO file.")) from error
    finally:
        os.unlink(file.name)
