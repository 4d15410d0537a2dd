"""Pages on poor lines: compressed where that is safe."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressionMiddleware(GZipMiddleware):
    """Django's, which pads what it compresses against guessing, for whole answers only.

    Streams stay as they are: an answer of the assistant has to arrive word by word, and a file
    is not read into memory.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress a text that the browser can unpack (see super)."""
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if response.streaming or not (kind.startswith("text/") or kind.endswith(("json", "xml"))):
            return response
        return super().process_response(request, response)
