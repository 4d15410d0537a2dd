"""Views that are not pages: the search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def search(request: HttpRequest) -> HttpResponse:
    """The search page, `?q=` holding what to look for."""
    return render(request, "cms/search.html", {"query": request.GET.get("q", "")})
