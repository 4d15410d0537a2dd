"""Sample content, and the loader that puts it into an empty site.

Owns the Markdown pages, the documents, the translators' catalogues beside this file, and the
steps that turn them into Wagtail pages the way editors and translators would. Knows nothing of
the assistant or the bots, who see sample pages as they see any other, but for `questions`: the
test questions to the content.
"""

#: Kept with the log entry that ends a load; see `is_loaded`.
LOADED = "sample_content"


def is_loaded() -> bool:
    """Whether a load of the sample content was completed here, in one query.

    It is read from Wagtail's log, so it stays true when editors change or delete sample pages.
    """
    from wagtail.models import PageLogEntry

    return PageLogEntry.objects.filter(action="wagtail.edit", data__has_key=LOADED).exists()
