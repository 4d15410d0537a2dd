"""Problems of machine translation: a stored code, and a sentence in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: The sentence of each code; `%(detail)s` is what was lost, or the term that was not used.
_SENTENCES: dict[str, Promise] = {
    # One text
    "no_answer": gettext_lazy("The translator returned nothing for it."),
    "unreadable": gettext_lazy("The translator's reply could not be read."),
    "empty": gettext_lazy("The translation had no words."),
    "same": gettext_lazy("It came back untranslated."),
    "too_long": gettext_lazy("The translation was far longer than the text."),
    "bad_html": gettext_lazy("The translation had formatting that is not allowed here."),
    "links": gettext_lazy("A link was lost or added: %(detail)s"),
    "tags": gettext_lazy("Formatting was lost or added: %(detail)s"),
    "placeholders": gettext_lazy("A placeholder, address or email was changed: %(detail)s"),
    "numbers": gettext_lazy("A number was lost: %(detail)s"),
    "glossary": gettext_lazy("The approved glossary term was not used: %(detail)s"),
    # A page
    "gone": gettext_lazy("The page or the language is no longer there."),
    "forbidden": gettext_lazy("You may not translate this page into this language."),
    "locked": gettext_lazy("The page is locked in this language."),
    "own_page": gettext_lazy(
        "The page in this language is not kept as a translation, so it was left alone."
    ),
    "no_translator": gettext_lazy("No machine translator for these languages is set up."),
    "unavailable": gettext_lazy("The machine translator does not answer now."),
    "invalid": gettext_lazy("The page could not be saved: %(detail)s"),
    "error": gettext_lazy("Something went wrong. The administrators find it in the log."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A reason why a text or page was not translated, and a detail."""

    code: str
    detail: str = ""

    def __str__(self) -> str:
        """Return a sentence in the active language."""
        sentence = str(_SENTENCES.get(self.code, _SENTENCES["error"]))
        return (sentence % {"detail": self.detail}).strip().rstrip(":：៖")

    def as_json(self) -> dict[str, str]:
        """Return the problem as it is stored in the database."""
        return {"code": self.code, "detail": self.detail}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Problem:
        """Return the problem that was stored as `value`."""
        return cls(code=str(value.get("code", "error")), detail=str(value.get("detail", "")))


def summary(problems: list[Problem]) -> str:
    """Return all problems in one line, in the active language."""
    return " ".join(str(problem) for problem in problems) or _("No reason is known.")
