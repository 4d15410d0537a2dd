"""The site's languages: lists them, detects the language of a text, resolves a requested one."""

from __future__ import annotations

import unicodedata
from copy import copy
from functools import lru_cache

from django.conf import settings as django_settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages, get_supported_content_language_variant

from assistant.exceptions import UnsupportedLocale
from assistant.text import scripts
from assistant.text.question_types import has_question_word

#: The fewest words, and the least probability, with which the language of a text is certain.
_WORDS_NEEDED, _CERTAIN = 3, 0.9


def site_languages() -> list[str]:
    """Return the codes of the site's content languages, in the order of the settings."""
    return list(get_content_languages())


def default_language() -> str:
    """Return the code of the site's first language."""
    text: str = get_supported_content_language_variant(django_settings.LANGUAGE_CODE)
    return text


def language_name(code: str) -> str:
    """Return the language's name in the active language, such as "Turkish"."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        text: str = get_content_languages().get(code, code)
        return text


def resolve_language(requested: str | None, text: str) -> str:
    """Return the code of the site's language to answer in.

    That is the requested language, or with None or "auto" the language of the text, or else the
    site's first. Regional variants match their language (`fr-CA`, `zh-CN`). Raises
    UnsupportedLocale for a language that the site does not offer.
    """
    if requested is None or requested == "auto":
        return detect_language(text) or default_language()
    try:
        if not requested.isascii() or len(requested) > 35:
            raise LookupError(requested)
        return str(get_supported_content_language_variant(requested.lower().replace("_", "-")))
    except LookupError as error:
        offered = ", ".join(site_languages())
        raise UnsupportedLocale(
            _("This site does not offer that language. Choose one of: %(languages)s.")
            % {"languages": offered}
        ) from error


def detect_language(text: str) -> str | None:
    """Return the code of the site's language that the text is written in, None if unclear."""
    by_script = _detect_by_script(text)
    languages = site_languages()
    if by_script:
        return next((code for code in languages if code.split("-")[0] == by_script), None)
    if sum(char.isalpha() for char in text) < 3:
        return None
    codes = {code.split("-")[0]: code for code in languages}
    best, probability = _identifier(_site_bases()).classify(text)
    return codes.get(best) if probability >= 0.5 else None


def certain_language(text: str) -> str | None:
    """Return the code of the site's language that the text is certainly in, else None.

    Its script tells that, or three words or more do.
    """
    language = detect_language(text)
    if language is None or is_missing_language(text):
        return None
    if _detect_by_script(text):
        return language
    if len(text.split()) < _WORDS_NEEDED:
        return None
    best, probability = _identifier(_site_bases()).classify(text)
    return (
        language
        if probability >= _CERTAIN and _identifier(None).classify(text)[0] == best
        else None
    )


def is_missing_language(text: str) -> bool:
    """Return whether the text is certainly in a language that the site does not have."""
    bases = _site_bases()
    script = _detect_by_script(text)
    if script and script not in bases:
        return True
    if len(text.split()) < _WORDS_NEEDED:
        return False
    best, probability = _identifier(None).classify(text)
    # A foreign name or term in a question weighs less than a question word.
    asked = has_question_word(text, detect_language(text))
    return best not in bases and probability >= _CERTAIN and not asked


def _site_bases() -> tuple[str, ...]:
    return tuple(sorted({code.split("-")[0] for code in site_languages()}))


def _detect_by_script(text: str) -> str | None:
    """Return the language, without region, that the text's script identifies, or None."""
    counts: dict[str, int] = {}
    letters = 0
    for char in text:
        if char.isalpha():
            letters += 1
            script = unicodedata.name(char, "").split(" ")[0]
            if language := scripts.LANGUAGES.get(script):
                counts[language] = counts.get(language, 0) + 1
    if not counts:
        return None
    if "ja" in counts:
        return "ja"
    language, count = max(counts.items(), key=lambda item: item[1])
    # Two fifths of the letters are enough: a Thai question that names an English programme is Thai.
    return language if count >= 0.4 * letters else None


@lru_cache(maxsize=4)
def _identifier(codes: tuple[str, ...] | None):  # type: ignore[no-untyped-def]  # it has no types
    """Return py3langid's classifier (Lui and Baldwin, 2012), limited to the languages if given."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    if codes is None:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # A copy, which shares the model with the one for all languages.
    identifier = copy(_identifier(None))
    labels = set(identifier.labels)
    identifier.set_languages([code for code in codes if code in labels])
    return identifier
