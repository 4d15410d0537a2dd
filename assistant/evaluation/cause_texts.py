"""Puts the cause of a broken question into words, in the active language."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistant.evaluation.comparison import Cause
from assistant.text import language_name

#: A logged action in words. `_OUTCOMES` serves where no action is logged, or it explains nothing.
_ACTIONS = {
    "wagtail.publish": gettext_lazy("“%(title)s” (%(language)s) was published."),
    "wagtail.rename": gettext_lazy("“%(title)s” (%(language)s) was renamed."),
    "wagtail.unpublish": gettext_lazy(
        "“%(title)s” (%(language)s), or a page above, was unpublished."
    ),
    "wagtail.delete": gettext_lazy("“%(title)s” (%(language)s) was deleted."),
    "wagtail.move": gettext_lazy("“%(title)s” (%(language)s), or a page above, was moved."),
    "wagtail.view_restriction.create": gettext_lazy(
        "“%(title)s” (%(language)s), or a page above, was made private."
    ),
    "wagtail.view_restriction.edit": gettext_lazy(
        "Who may read “%(title)s” (%(language)s), or a page above, was changed."
    ),
    "wagtail.view_restriction.delete": gettext_lazy(
        "“%(title)s” (%(language)s), or a page above, was made public."
    ),
    "wagtail.create": gettext_lazy("“%(title)s” (%(language)s) was added."),
    "wagtail.edit": gettext_lazy("“%(title)s” (%(language)s) was edited."),
}
_OUTCOMES = {
    "deleted": gettext_lazy("“%(title)s” (%(language)s) no longer exists."),
    "hidden": gettext_lazy("“%(title)s” (%(language)s) is no longer public."),
    "shown": gettext_lazy("“%(title)s” (%(language)s) became public."),
    "changed": gettext_lazy(
        "“%(title)s” (%(language)s) was read anew: something that it shows changed, or it was "
        "indexed again."
    ),
}
_ROLES = {
    "before": gettext_lazy("The answer cited it before."),
    "expected": gettext_lazy("The answer must cite it."),
    "now": gettext_lazy("The answer cites it now."),
}
_SETTINGS = {
    "language model": gettext_lazy("language model"),
    "embedding model": gettext_lazy("embedding model"),
    "index edition": gettext_lazy("edition of the index"),
    "cutting and analysis": gettext_lazy("how texts are cut and analysed"),
    "unlinked documents": gettext_lazy("whether documents without a link are indexed"),
    "prompts": gettext_lazy("prompts of the language model"),
}


def describe(cause: Cause) -> str:
    """Return a sentence or two about a cause, without the name of who did it."""
    what = cause["what"]
    if what == "question":
        return _("The question itself, or what is expected, was changed.")
    if what == "unknown":
        return _(
            "No page or setting concerned is known to have changed. Another page may have taken "
            "the place, or the software was updated."
        )
    if what == "setting":
        name = cause.get("name", "")
        return _("A setting changed (%(name)s): %(old)s → %(new)s") % {
            "name": _SETTINGS.get(name, name),
            "old": cause.get("old") or "–",
            "new": cause.get("new") or "–",
        }
    explained = _explains(what, cause.get("action", ""))
    sentence = _ACTIONS[cause["action"]] if explained else _OUTCOMES[what]
    named = {"title": cause.get("title", ""), "language": language_name(cause.get("locale", ""))}
    parts = [sentence % named, str(_ROLES[cause.get("role", "expected")])]
    return " ".join(parts)


def _explains(what: str, action: str) -> bool:
    """Return whether the last logged action explains what happened to the page or document."""
    if action not in _ACTIONS:
        return False
    hiding = {
        "wagtail.unpublish",
        "wagtail.delete",
        "wagtail.move",
        "wagtail.view_restriction.create",
        "wagtail.view_restriction.edit",
    }
    if what == "deleted":
        return action == "wagtail.delete"
    return action in hiding if what == "hidden" else action != "wagtail.delete"


def changed_at(cause: Cause) -> str:
    """Return date and time of the change in the site's time zone, or "" where it is not known."""
    if not cause.get("at"):
        return ""
    moment = timezone.localtime(datetime.fromisoformat(cause["at"]))
    return date_format(moment, "SHORT_DATETIME_FORMAT")
