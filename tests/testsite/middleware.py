"""The language of a request."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Django's, but for a view's own "not found", such as the admin's.

    Pages may have any address under a language: so Django takes what is not there for a page
    whose language was left out.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave the answer of a view as it is."""
        if response.status_code == 404 and request.resolver_match is not None:
            return response
        return super().process_response(request, response)
