"""The views of the search page and its suggestions."""

import logging
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assistant.exceptions import AssistantError, InvalidQuestion
from cms.search.facets import choices, narrow
from cms.search.filters import LONGEST_WORDS, WORDS, has_control_characters, parse
from cms.search.listing import no_such_page, notices
from cms.search.options import kind_options, language_options
from cms.search.site_search import find, glossary_term, search_results
from cms.search.suggestions import suggest as suggestions

logger = logging.getLogger(__name__)

#: The longest query in characters; longer ones are questions for the assistant.
LONGEST_QUERY = LONGEST_WORDS
#: Results on one page.
RESULTS = 20
#: The parameter that turns off the correction of spelling.
LITERALLY = "literally"


class BadQuery(ValueError):
    """The query can't be searched. The text is a translated sentence that says what to do."""


def clean_query(raw: str) -> str:
    """Return the query with single spaces. Raises BadQuery if it is too long or not text."""
    query = " ".join(raw.split())
    if has_control_characters(query):
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
    """Show the results for `?q=`, narrowed by `kind` and `language`.

    Bad input is answered by a 400 with a sentence, a page beyond the last by a 404.
    """
    context: dict[str, Any] = {"query": "", "results": None, "longest_query": LONGEST_QUERY}
    status = 200
    try:
        context["query"] = clean_query(request.GET.get(WORDS, ""))
        if context["query"]:
            found, status = _results(context["query"], request)
            context |= found
    except (BadQuery, InvalidQuestion) as error:
        context["problem"] = str(error)
        status = 400
    except AssistantError:
        logger.exception("The search page got no answer from the index")
        context["problem"] = _(
            "Search is resting for a moment. Please try again soon; the menu works meanwhile."
        )
    return render(request, "cms/search.html", context, status=status)


def _results(query: str, request: HttpRequest) -> tuple[dict[str, Any], int]:
    """Return the template's context for a query, and the status of the response."""
    language = get_language() or settings.LANGUAGE_CODE
    findings = find(query, language, literally=bool(request.GET.get(LITERALLY)))
    there = {
        name: {value for entry in findings.entries for value in entry.values[name]}
        for name in ("kind", "language")
    }
    options = {"kind": kind_options(there["kind"]), "language": language_options(there["language"])}
    known = {name: [option.value for option in found] for name, found in options.items()}
    parsed = parse(dict(request.GET.lists()), known, settings=(LITERALLY,))
    criteria = parsed.criteria
    # The query's words have been searched for already, so they are no filter here.
    narrowed = narrow(findings.entries, criteria.without(WORDS), tuple(options))
    context: dict[str, Any] = {
        "findings": findings,
        "criteria": criteria,
        "notices": notices(parsed.ignored),
        "filters": [
            {
                "name": name,
                "all_url": criteria.without(name).query(),
                "all": not criteria.chosen.get(name),
                "choices": [
                    (choice, criteria.only(name, choice.option.value).query())
                    for choice in choices(
                        options[name], narrowed.counts[name], criteria.chosen.get(name, ())
                    )
                ],
            }
            for name in options
            if len(options[name]) > 1 or criteria.chosen.get(name)
        ],
        "total": len(narrowed.entries),
        "term": glossary_term(findings.searched, language),
        "results": [],
    }
    paginator = Paginator(narrowed.entries, RESULTS)
    if criteria.page > paginator.num_pages:
        context["notices"].append(no_such_page(criteria.page, paginator.num_pages))
        context["last_url"] = criteria.query(paginator.num_pages)
        return context, 404
    page = paginator.page(criteria.page)
    shown = [findings.found[entry.pk] for entry in page.object_list]
    context["results"] = search_results(shown, findings.searched, request)
    context["page_of_results"] = page
    context["previous_url"] = criteria.query(page.number - 1) if page.has_previous() else ""
    context["next_url"] = criteria.query(page.number + 1) if page.has_next() else ""
    return context, 200


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Return suggestions for `?q=` as JSON; bad input is answered by a 400 with a sentence."""
    try:
        words = clean_query(request.GET.get(WORDS, ""))
    except BadQuery as error:
        return JsonResponse({"suggestions": [], "detail": str(error)}, status=400)
    found = suggestions(words, get_language() or settings.LANGUAGE_CODE, request)
    return JsonResponse({"suggestions": [item.as_dict() for item in found]})
