"""Serves the widget's module, which is joined and compressed once, and revalidated by its ETag."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from assistant.widget.strings import catalogue

_SOURCE = Path(__file__).parent / "source"
#: The files in the order in which they are joined: each uses only what comes before it.
PARTS = (
    "language.js",
    "elements.js",
    "markdown.js",
    "service.js",
    "memory.js",
    "turn.js",
    "panel.js",
)
#: Seconds that a browser may use its copy without asking; then it gets a new version.
MAX_AGE = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class _WidgetModule:
    """The widget's script, plain and compressed, in UTF-8."""

    text: bytes
    gzipped: bytes
    etag: str


@lru_cache(maxsize=1)
def module() -> _WidgetModule:
    """Return the widget as one ES module, built at the first call."""
    constants = {
        "CATALOGUE": catalogue(),
        "STYLE": (_SOURCE / "style.css").read_text(encoding="utf-8"),
    }
    lines = [
        f"const {name} = {json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"
        for name, value in constants.items()
    ]
    lines += [(_SOURCE / part).read_text(encoding="utf-8") for part in PARTS]
    text = "".join(lines).encode()
    return _WidgetModule(
        text=text,
        gzipped=gzip.compress(text, mtime=0),
        etag=hashlib.sha256(text).hexdigest()[:20],
    )


@require_safe
def serve(request: HttpRequest) -> HttpResponse:
    """Serve the module to pages of any origin: it contains nothing but the user interface."""
    built = module()
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{built.etag}{"-gz" if compressed else ""}"'
    response = HttpResponse(
        built.gzipped if compressed else built.text,
        content_type="text/javascript; charset=utf-8",
        headers={
            "ETag": etag,
            "Cache-Control": f"public, max-age={MAX_AGE}",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
    if compressed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=etag, response=response) or response
    # A response "304 Not Modified" needs this header, too.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
