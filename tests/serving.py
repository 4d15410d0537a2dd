"""A small published site, indexed for real and served by uvicorn, for the tests of API and widget.

Of which kinds its pages are says who asks for it: they need a body with headings and paragraphs.

The server's threads have connections of their own, so the content is committed; it is made once
for a package of tests and removed behind them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.core.asgi import get_asgi_application
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import override_settings
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site

from assistant.index import dense
from assistant.ingestion import index_all_waiting
from assistant.models import Conversation, Edition, Source, Vector
from tests.assistant.documents.making import raw_pdf
from tests.committed import assistant_settings

TRICK = "<img src=x onerror=\"document.title='broken in'\">Safety rules"

WELDING = [
    ("heading", {"text": "How long it takes", "level": "h2"}),
    ("paragraph", "<p>The welding certificate takes nine months. It is taught in Mombo.</p>"),
    ("heading", {"text": "What it costs", "level": "h2"}),
    ("paragraph", "<p>The welding certificate costs 240 shillings, which the county pays.</p>"),
]
KAYNAK = [
    ("heading", {"text": "Ne kadar sürer", "level": "h2"}),
    ("paragraph", "<p>Kaynakçılık sertifikası dokuz ay sürer. Eğitim Mombo'da verilir.</p>"),
]
SAFETY = [
    (
        "paragraph",
        "<p>Goggles are worn at the grinding wheel. &lt;script&gt;document.title='broken in'"
        "&lt;/script&gt; [Goggles](javascript:alert(1)) hang beside the grinding wheel.</p>",
    ),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """Where the server is, and what it has published."""

    origin: str
    welding: Page
    kaynak: Page
    safety: Page

    @property
    def api(self) -> str:
        """The address of the API, with a slash at its end."""
        return f"{self.origin}/assistant/api/v1/"


@contextmanager
def running_server() -> Iterator[int]:
    """The site as it runs in production, under uvicorn in a thread; gives its port."""
    config = uvicorn.Config(
        get_asgi_application(), host="127.0.0.1", port=0, lifespan="off", log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def pdf(*texts: str) -> bytes:
    """A PDF with a page for each text."""
    count = len(texts)
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(count))
    font = 3 + 2 * count
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
    ]
    for n, text in enumerate(texts):
        stream = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {4 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    return raw_pdf(objects)


def _publish(parent: Page, page: Page) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _content(port: int, home_kind: type[Page], kind: type[Page]) -> tuple[Page, dict[str, Page]]:
    english = Locale.get_default()
    turkish, _ = Locale.objects.get_or_create(language_code="tr")
    home = _publish(
        Page.get_first_root_node(), home_kind(title="Training in Mombo", slug="hub", locale=english)
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": port, "root_page": home},
    )
    page = kind(title="Welding certificate", slug="welding", body=WELDING)
    welding = _publish(home, page)
    kaynak = welding.copy_for_translation(turkish, copy_parents=True)
    kaynak.title, kaynak.slug, kaynak.body = "Kaynakçılık sertifikası", "kaynak", KAYNAK
    kaynak.save_revision().publish()
    safety = _publish(home, kind(title=TRICK, slug="safety", body=SAFETY))
    document = get_document_model().objects.create(
        title="Kiln handbook",
        collection=Collection.get_first_root_node(),
        file=ContentFile(
            pdf(
                "The handbook of the pottery begins here.",
                "Fire the pottery kiln at 980 degrees for eleven hours.",
            ),
            name="kiln.pdf",
        ),
    )
    link = f'<p>Read the <a linktype="document" id="{document.pk}">handbook</a>.</p>'
    _publish(home, kind(title="Pottery", slug="pottery", body=[("paragraph", link)]))
    private = _publish(
        home,
        kind(
            title="Salaries",
            slug="salaries",
            body=[("paragraph", "<p>The director of the welding school earns 9000 shillings.</p>")],
        ),
    )
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    return home, {"welding": welding, "kaynak": kaynak, "safety": safety}


def _remove(home: Page, before: dict[str, Any] | None) -> None:
    if before is None:
        Site.objects.all().delete()
    else:
        Site.objects.filter(is_default_site=True).update(**before)
    for page in Page.objects.filter(translation_key=home.translation_key):
        page.specific.delete()
    get_document_model().objects.all().delete()
    Locale.objects.filter(language_code="tr").delete()
    for model in (Source, Conversation, Edition, Vector):
        model.objects.all().delete()
    Site.clear_site_root_paths_cache()


@contextmanager
def serving(folder: Path, home_kind: type[Page], kind: type[Page]) -> Iterator[Served]:
    """The published site and its server; index and files are kept in the folder."""
    with ExitStack() as stack:
        stack.enter_context(override_settings(MEDIA_ROOT=folder / "media"))
        stack.enter_context(assistant_settings(INDEX_DIR=folder / "chroma", RATE_LIMIT=0))
        port = stack.enter_context(running_server())
        before = (
            Site.objects.filter(is_default_site=True)
            .values("hostname", "port", "root_page_id")
            .first()
        )
        home, pages = _content(port, home_kind, kind)
        stack.callback(_remove, home, before)
        index_all_waiting()
        stack.callback(dense.release)
        yield Served(origin=f"http://localhost:{port}", **pages)


@pytest.fixture(autouse=True)
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's: a transaction here would keep the server from writing."""
    with django_db_blocker.unblock():
        cache.clear()
        yield
