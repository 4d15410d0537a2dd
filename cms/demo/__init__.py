"""Sample content, and the loader that puts it into an empty site.

Owns the Markdown pages, the documents, the translators' catalogues beside this file, and the
steps that turn them into Wagtail pages the way editors and translators would. Knows nothing of
the assistant or the bots, who see sample pages as they see any other, but for `test_questions`: the
test questions to the content.
"""

#: Kept with the log entries that end the two parts of a load: the English originals, and the rest.
ORIGINALS, LOADED = "sample_content_in_english", "sample_content"


def is_loaded() -> bool:
    """Whether a load of the sample content was completed here, in one query.

    It is read from Wagtail's log, so it stays true when editors change or delete sample pages.
    """
    return _is_noted(LOADED)


def has_originals() -> bool:
    """Whether the sample's English content was loaded here: the site can be used from then on."""
    return _is_noted(ORIGINALS)


def _is_noted(mark: str) -> bool:
    from wagtail.models import PageLogEntry

    return PageLogEntry.objects.filter(action="wagtail.edit", data__has_key=mark).exists()
