"""Writes replies to small talk: short, in the reader's language, with topics to ask about."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from assistant.access import public_pages
from assistant.answering.small_talk import SmallTalkKind
from assistant.text import default_language, escape, language_name, site_languages

#: The largest number of topics in a reply, and the longest topic in characters.
_MAX_TOPICS, _MAX_TOPIC_LENGTH = 4, 80
#: Kinds of small talk whose replies have no list of topics.
_WITHOUT_TOPICS = {"farewell", "thanks", "languages"}


def reply(kind: SmallTalkKind, locale: str) -> str:
    """Return the reply as Markdown, without sources."""
    with translation.override(locale):
        text = _reply(kind)
        topics = [] if kind in _WITHOUT_TOPICS else _topics(locale)
        if topics:
            text += "\n\n" + _("You can ask about these topics, for example:") + "\n\n"
            text += "\n".join(f"- {escape(topic)}" for topic in topics)
        return text


def _reply(kind: SmallTalkKind) -> str:
    match kind:
        case "greeting":
            return _("Hello! I answer questions from what this site has published.")
        case "farewell":
            return _("Goodbye! I am here whenever you have a question.")
        case "thanks":
            return _("Glad to help. Ask me if you would like to know more.")
        case "wellbeing":
            return _("I am a program, so I am always well. What would you like to know?")
        case "insult":
            return _(
                "I am sorry that I could not help. Tell me in other words what you are looking "
                "for, and I will search again."
            )
        case "identity":
            return _(
                "I am the assistant of this site, a program. I search its published pages and "
                "documents and name the sources of my answers."
            )
        case "ability":
            return _(
                "Ask me in your own words. I search the published pages and documents of this "
                "site, answer in your language, and name the sources. If I find nothing, I say so."
            )
        case "human":
            return _(
                "I am a program, not a person. I answer from the published pages and documents of "
                "this site."
            )
        case "maker":
            return _(
                "I am a program that was set up by those who run this site. What I say comes from "
                "what they have published."
            )
        case "languages":
            return _("You can ask me in any of these languages: %(languages)s.") % {
                "languages": ", ".join(language_name(code) for code in site_languages())
            }


def _topics(locale: str) -> list[str]:
    """Return the titles of the site's first public pages below its root, in the reader's language.

    Pages in menus come first. If the site lacks the reader's language, its first language is used.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    roots = Page.objects.filter(translation_key=site.root_page.translation_key)
    for language in dict.fromkeys([locale, default_language()]):
        for root in roots.filter(locale__language_code=language):
            # An alias has the title of another language until it is translated.
            pages = public_pages().filter(
                path__startswith=root.path, depth=root.depth + 1, alias_of=None
            )
            pages = pages.order_by("-show_in_menus", "path")
            if titles := list(pages.values_list("title", flat=True)[:_MAX_TOPICS]):
                return [" ".join(title.split())[:_MAX_TOPIC_LENGTH] for title in titles]
    return []
