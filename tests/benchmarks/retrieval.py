"""How often the right paragraph is found, by what ships and by its parts, beside the usual stack.

Run: python -m tests.benchmarks.retrieval --xquad DIR [--languages en,tr,th,zh] [--questions 1190]
     [--data DIR]

DIR holds XQuAD (Artetxe, Ruder and Yogatama, 2020) as en.json, tr.json, …: the same 240 paragraphs
and 1,190 questions in each language. Each paragraph becomes a published page of a real site, those
of one paragraph translations of each other, which the assistant indexes. Then the questions are
asked, in three corpora:

- same: only the pages of the question's language are published;
- cross: only those of the first language are, and the questions come in the others;
- mixed: all are, and any translation of the right page counts.

Printed for each: the share of questions whose paragraph comes first, and among the first five, by
dense search alone, lexical search alone, what ships, and the usual stack: LangChain's recursive
splitter at 1,000 characters with 200 of overlap, the same embeddings, Chroma. In the mixed corpus
also how often what ships shows the reader's own language. With --data the site is kept there, and
used again. No language model is asked.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.asked import embedded_already

#: XQuAD's names of languages that Wagtail names otherwise.
_CODES = {"zh": "zh-hans"}
_FIRST = 5


@dataclass(frozen=True, kw_only=True)
class Data:
    """Paragraphs and questions of a language; `about` has the paragraph of each question."""

    paragraphs: list[str]
    questions: list[str]
    about: list[int]


#: Numbers of paragraphs, best first, for a question as text and as it is embedded.
Way = Callable[[str, Any], list[int]]


def main() -> None:
    """Fill, index, ask, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--xquad", type=Path, required=True)
    options.add_argument("--languages", default="en,tr,th,zh")
    options.add_argument("--questions", type=int, default=10**6)
    options.add_argument("--corpora", default="same,cross,mixed")
    options.add_argument("--data", type=Path)
    given = options.parse_args()
    with ExitStack() as stack:
        folder = given.data or stack.enter_context(tempfile.TemporaryDirectory())
        os.environ |= {"HUB_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings.local"}
        import django

        django.setup()
        from assistant.index import dense as vectors

        stack.callback(vectors.release)
        languages = given.languages.split(",")
        data = {code: read(given.xquad / f"{code}.json", given.questions) for code in languages}
        fill(data)
        Bench(data).run(given.corpora.split(","))


def read(path: Path, questions: int) -> Data:
    """A language of XQuAD; of its questions at most so many, evenly taken."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    paragraphs = [p for article in articles for p in article["paragraphs"]]
    asked = [(i, qa["question"]) for i, p in enumerate(paragraphs) for qa in p["qas"]]
    asked = asked[:: max(1, len(asked) // questions)]
    return Data(
        paragraphs=[p["context"] for p in paragraphs],
        questions=[question for _, question in asked],
        about=[i for i, _ in asked],
    )


def fill(data: dict[str, Data]) -> None:
    """A site with a page for each paragraph, and its translations, if it is not there yet."""
    from django.core.management import call_command
    from wagtail.models import Locale, Page, Site

    from cms.models import HomePage, StandardPage

    call_command("migrate", verbosity=0)
    root = Page.get_first_root_node()
    if Page.objects.filter(slug__startswith="paragraphs-").exists():
        return
    for page in root.get_children():
        page.specific.delete()
    originals: dict[int, Any] = {}
    first: Any = None
    for code, own in data.items():
        locale, _ = Locale.objects.get_or_create(language_code=_CODES.get(code, code))
        home = HomePage(title="Home", slug=f"paragraphs-{code}", locale=locale)
        if first is not None:
            home.translation_key = first.translation_key
        root.refresh_from_db()
        root.add_child(instance=home)
        if first is None:
            first = home
            Site.objects.all().delete()
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        for number, text in enumerate(own.paragraphs):
            # A title that gives nothing away.
            page = StandardPage(
                title=str(number),
                slug=f"p{number}",
                locale=locale,
                body=[("paragraph", f"<p>{text}</p>")],
            )
            if number in originals:
                page.translation_key = originals[number]
            home.add_child(instance=page)
            originals.setdefault(number, page.translation_key)
        print(f"  {code}: {len(own.paragraphs)} pages", flush=True)


class Bench:
    """The site, the questions' vectors, and the ways to search."""

    def __init__(self, data: dict[str, Data]) -> None:
        """Embed the questions."""
        from assistant.embedding.embedders import embedder

        self.data, self.model = data, embedder()
        self.asked = {
            code: [self.model.embed_question(text) for text in own.questions]
            for code, own in data.items()
        }

    def run(self, corpora: Iterable[str]) -> None:
        """Ask in each corpus."""
        codes = list(self.data)
        print(f"\n{'':12}{'dense':>15}{'lexical':>15}{'ships':>15}{'usual stack':>15}")
        if "same" in corpora or "cross" in corpora:
            for code in codes:
                self.publish([code])
                asked = codes if code == codes[0] and "cross" in corpora else [code]
                self.ask([each for each in asked if each != code or "same" in corpora], [code])
        if "mixed" in corpora:
            self.publish(codes)
            self.ask(codes, codes)

    def publish(self, codes: list[str]) -> None:
        """Have the pages of these languages public, and no others; index that."""
        from wagtail.models import Page

        from assistant.index.embeddings_table import embed_sentences
        from assistant.ingestion import index_all_waiting
        from assistant.models import Source

        wanted = [_CODES.get(code, code) for code in codes]
        pages = Page.objects.filter(depth__gt=2)
        pages.filter(locale__language_code__in=wanted).update(live=True)
        pages.exclude(locale__language_code__in=wanted).update(live=False)
        index_all_waiting()
        while embed_sentences(self.model, 64):
            pass
        held = Source.objects.filter(state=Source.State.INDEXED, page__depth__gt=2)
        assert held.count() == sum(len(self.data[code].paragraphs) for code in codes)
        self.numbers = {
            source: int(title) for source, title in held.values_list("pk", "page__title")
        }

    def ask(self, codes: list[str], corpus: list[str]) -> None:
        """Ask the questions of each language, and print a line for each."""
        usual = self.usual_stack(corpus)
        for code in codes:
            began = time.monotonic()
            shown: list[bool] = []
            ways: list[Way] = [self.dense, self.lexical, self.ships(code, shown), usual]
            cells = [self.shares(way, code) for way in ways]
            name = f"{code} in " + ("all" if len(corpus) > 1 else corpus[0])
            line = "".join(f"{first:9.3f} {five:.3f}" for first, five in cells)
            own = f"  own language {sum(shown) / len(shown):.3f}" if len(corpus) > 1 else ""
            print(f"{name:12}{line}{own}   ({time.monotonic() - began:.0f} s)", flush=True)

    def shares(self, way: Way, code: str) -> tuple[float, float]:
        """How often the right paragraph is first, and among the first five."""
        own = self.data[code]
        first = five = 0
        for question, asked, about in zip(own.questions, self.asked[code], own.about, strict=True):
            found = list(dict.fromkeys(way(question, asked)))[:_FIRST]
            first += found[:1] == [about]
            five += about in found
        return first / len(own.questions), five / len(own.questions)

    def of(self, passages: Iterable[tuple[int, float]]) -> list[int]:
        """The paragraphs of passages with their scores, best first."""
        from assistant.models import Passage

        ranked = sorted(passages, key=lambda item: -item[1])
        sources = dict(
            Passage.objects.filter(pk__in=[key for key, _ in ranked]).values_list("pk", "source")
        )
        return [self.numbers[sources[key]] for key, _ in ranked if sources.get(key) in self.numbers]

    def dense(self, question: str, asked: Any) -> list[int]:
        """Nearest vectors alone."""
        from assistant.index import dense as vectors
        from assistant.index import editions

        return self.of(vectors.prepare_search(editions.current(), 20)(asked.vector)())

    def lexical(self, question: str, asked: Any) -> list[int]:
        """Words alone."""
        from assistant.index import editions, lexical
        from assistant.text.available_languages import detect_language
        from assistant.text.question_types import without_question_words

        words = without_question_words(question, detect_language(question))
        return self.of(lexical.search(editions.current().pk, words, 40))

    def ships(self, code: str, shown: list[bool]) -> Way:
        """What questions are answered from. Notes whether the reader's language is shown."""
        from assistant.retrieval import pending_search, pipeline

        language = _CODES.get(code, code)

        def way(question: str, asked: Any) -> list[int]:
            pending_search.start_embedding = embedded_already(asked)
            found = pipeline.retrieve(question, language, groups=_FIRST).hits
            shown.extend(item.source.locale == language for item in found[:1])
            return [self.numbers[item.source.pk] for item in found if self._is_page(item)]

        return way

    def _is_page(self, item: Any) -> bool:
        return item.source.pk in self.numbers

    def usual_stack(self, corpus: list[str]) -> Way:
        """LangChain's splitter and Chroma, with the same embeddings."""
        import chromadb
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200)
        chunks = [
            (number, chunk)
            for code in corpus
            for number, text in enumerate(self.data[code].paragraphs)
            for chunk in splitter.split_text(text)
        ]
        client = chromadb.EphemeralClient()
        store = client.get_or_create_collection(
            f"usual-{'-'.join(corpus)}",
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )
        embedded = self.model.embed_passages([chunk for _, chunk in chunks])
        for start in range(0, len(chunks), 1_000):
            part = range(start, min(start + 1_000, len(chunks)))
            store.upsert(ids=[str(i) for i in part], embeddings=[embedded[i] for i in part])

        def way(question: str, asked: Any) -> list[int]:
            answer = store.query(
                query_embeddings=[asked.vector], n_results=20, include=["distances"]
            )
            return [chunks[int(key)][0] for key in answer["ids"][0]]

        return way


if __name__ == "__main__":
    main()
