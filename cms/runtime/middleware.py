"""The language of a request, without surprises for programs."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Django's, except that a view's own "not found" stays one.

    Wagtail's pages may have any address under a language, so Django takes each 404 of an address
    without a language for a page whose language was left out, and redirects there. That is right
    for an address that no view knows, and wrong for "no such document" or "no such answer".
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Redirect to the page under its language only if no view has answered (see super)."""
        if response.status_code == 404 and request.resolver_match is not None:
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response
        return super().process_response(request, response)
