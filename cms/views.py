"""Views that are not pages: the search page."""

import logging
import unicodedata

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assistant.exceptions import AssistantError, InvalidQuestion
from cms.excerpts import excerpt

logger = logging.getLogger(__name__)

#: Characters of a query; longer ones are questions for the assistant.
LONGEST_QUERY = 200
RESULTS = 20


class BadQuery(ValueError):
    """The query can't be searched; its text is a translated sentence that says what to do."""


def clean_query(raw: str) -> str:
    """The query with single spaces. Raises BadQuery if too long or with control characters."""
    query = " ".join(raw.split())
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in query):
        raise BadQuery(_("Your search holds characters that are not text. Please type it again."))
    if len(query) > LONGEST_QUERY:
        raise BadQuery(
            ngettext(
                "Your search is too long. Please use %(limit)s character or fewer.",
                "Your search is too long. Please use %(limit)s characters or fewer.",
                LONGEST_QUERY,
            )
            % {"limit": LONGEST_QUERY}
        )
    return query


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page, `?q=` holding what to look for. Bad input is a 400 with a sentence."""
    # Here, because it brings the vector index with it, which no other page needs.
    from assistant import retrieval

    query, results, problem, status = "", None, "", 200
    try:
        query = clean_query(request.GET.get("q", ""))
        if query:
            found = retrieval.search(query, locale=get_language(), limit=RESULTS)
            results = [{"hit": hit, "pieces": excerpt(hit.text, query)} for hit in found]
    except (BadQuery, InvalidQuestion) as error:
        problem = str(error)
        status = 400
    except AssistantError:
        logger.exception("The search page got no answer from the index")
        problem = _(
            "Search is resting for a moment. Please try again soon; the menu works meanwhile."
        )
    context = {
        "query": query,
        "results": results,
        "problem": problem,
        "longest_query": LONGEST_QUERY,
    }
    return render(request, "cms/search.html", context, status=status)
