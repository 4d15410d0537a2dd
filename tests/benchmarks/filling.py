"""A large made-up index: pages, documents, passages in eleven languages, vectors, words.

What is real: the tables, the words' index, restrictions, links, the vector store. What is made up:
texts are words drawn by Zipf's law from a vocabulary of each language's own letters, so that common
words stand in most passages, as they do. Vectors are those of real sentences (the site's own
catalogues, in each language, embedded by the real model), mixed two by two, with noise; a page's
translations are near to each other. They are about as close as real ones, but nothing can be said
of quality with them.
"""

from __future__ import annotations

import hashlib
import random
import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
LETTERS = {
    "en": "etaoinshrdlu",
    "fr": "esaitnrulodéà",
    "es": "eaosrnidlcñó",
    "ar": "الينمرتبهوسد",
    "zh-hans": "".join(chr(0x4E00 + 37 * i) for i in range(500)),
    "ru": "оеаинтсрвлкм",
    "tr": "aeinrlkdmyıüş",
    "th": "".join(
        map(chr, [*range(0x0E01, 0x0E2F), *range(0x0E30, 0x0E3A), *range(0x0E40, 0x0E46)])
    ),
    "vi": "nhtiacguoâđề",
    "id": "aniertukdsmg",
    "km": "".join(map(chr, [*range(0x1780, 0x17A3), *range(0x17B6, 0x17D0)])),
}
#: Passages of a source, and of how many sources one is a document, one is below a restricted page.
PER_SOURCE, DOCUMENTS, RESTRICTED = 20, 10, 20
_WORDS, _VOCABULARY = 90, 20_000
#: Written without spaces, and how many letters a question has, about as XQuAD's have. Fewer letters
#: to choose from than these languages have would put each pair of them into nearly every passage;
#: in XQuAD the rarest pair of a Thai question stands in 2 of 100 paragraphs (half of them) or 8 (95
#: in a hundred).
_LETTERS = {"zh-hans": 12, "th": 45, "km": 45}
_STEPS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Story(NamedTuple):
    """What is said in one language or in several."""

    number: int
    languages: tuple[str, ...]


def prepare() -> None:
    """Tables, and a home page that may be read, with a restricted one below it."""
    from django.core.management import call_command
    from wagtail.models import Locale, Page, PageViewRestriction, Site

    call_command("migrate", verbosity=0, interactive=False)
    for language in LETTERS:
        Locale.objects.get_or_create(language_code=language)
    if Page.objects.filter(slug="large-home").exists():
        return
    english = Locale.objects.get(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=english)
    home = root.add_child(instance=Page(title="Large", slug="large-home", locale=english))
    hidden = home.add_child(instance=Page(title="Hidden", slug="hidden", locale=english))
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


def fill(passages: int) -> None:
    """Add stories until there are as many passages; what is there stays, so it can be resumed."""
    from django.db import transaction

    from assistant.models import Passage, Source

    prepare()
    held = Passage.objects.count()
    if held >= passages:
        return
    began, sentences = time.monotonic(), _sentences()
    number = Source.objects.count()
    while held < passages:
        with transaction.atomic():
            for _ in range(40):
                story = _story(number)
                held += _add(story, sentences)
                number += len(story.languages)
                if held >= passages:
                    break
        print(f"\r{held} of {passages} passages, {time.monotonic() - began:.0f} s", end="")
    print()
    _links()


def questions(count: int) -> Iterator[tuple[str, str, np.ndarray]]:
    """Language, words and vector of made-up questions, each about some passage: a few of its words,
    and a vector that is about as near to its vector as a question's is with e5 (.88).
    """
    from assistant.models import Passage, Vector

    dice, noise = random.Random(4), np.random.default_rng(4)
    keys = list(Passage.objects.order_by("pk").values_list("pk", flat=True))
    for key in dice.sample(keys, count):
        passage = Passage.objects.select_related("source").get(pk=key)
        language = passage.source.locale
        if language in _LETTERS:
            place = dice.randrange(len(passage.text) - _LETTERS[language])
            words = passage.text[place : place + _LETTERS[language]]
        else:
            words = " ".join(dice.sample(passage.text.split(), 8))
        row = Vector.objects.get(text_hash=passage.text_hash, model=passage.edition.model)
        vector = np.frombuffer(bytes(row.values), dtype="<f4")
        yield language, words, unit(vector + noise.normal(0, 0.027, len(vector)))


def unit(vectors: np.ndarray) -> np.ndarray:
    """Of length 1, float32."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / length, dtype="<f4")


def _story(number: int) -> Story:
    dice = random.Random(number)
    languages = dice.sample(list(LETTERS), dice.choice((1, 1, 2, 3, 5)))
    return Story(number, tuple(languages))


def _add(story: Story, sentences: dict[str, np.ndarray]) -> int:
    """Write one story: pages or documents, passages, vectors, words; returns its passages."""
    from django.utils import timezone

    from assistant.index import editions, lexical
    from assistant.models import Entry, Passage, Source, Vector

    edition = editions.current()
    noise = np.random.default_rng(story.number)
    of = sentences[story.languages[0]]
    share = noise.uniform(0.35, 0.65, (PER_SOURCE, 1))
    first, second = (of[noise.integers(0, len(of), PER_SOURCE)] for _ in range(2))
    said = unit(share * first + (1 - share) * second + noise.normal(0, 0.012, first.shape))
    translations = uuid.UUID(int=story.number + 1, version=4)
    sources = []
    for place, language in enumerate(story.languages):
        number = story.number + place
        holder = _holder(number, language, translations)
        sources.append(
            Source(**holder, state=Source.State.INDEXED, locale=language, indexed_at=timezone.now())
        )
    sources = Source.objects.bulk_create(sources)
    Entry.objects.bulk_create(
        [Entry(edition=edition, source=source, version=source.version) for source in sources]
    )
    rows, kept = [], []
    for source in sources:
        values = unit(said + noise.normal(0, 0.012, said.shape))
        for ordinal in range(PER_SOURCE):
            text = _text(source.locale, noise)
            key = hashlib.sha256(f"{source.pk} {ordinal} {text}".encode()).hexdigest()
            rows.append(
                Passage(edition=edition, source=source, ordinal=ordinal, text=text, text_hash=key)
            )
            kept.append(
                Vector(model=edition.model, text_hash=key, values=values[ordinal].tobytes())
            )
    Vector.objects.bulk_create(kept)
    rows = Passage.objects.bulk_create(rows)
    lexical.write([(row.pk, row.text) for row in rows])
    return len(rows)


def _holder(number: int, language: str, translations: uuid.UUID) -> dict[str, Any]:
    """A page or a document of its own for a source."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.documents import get_document_model
    from wagtail.models import Collection, Locale, Page

    if number % DOCUMENTS == 0:
        document = get_document_model()(
            title=f"Document {number}",
            file=f"documents/{number}.pdf",
            collection=Collection.get_first_root_node(),
        )
        return {"document": get_document_model().objects.bulk_create([document])[0]}
    slug = "hidden" if number % RESTRICTED == 1 else "large-home"
    parent = Page.objects.get(slug=slug)
    page = Page(
        title=f"Page {number}",
        draft_title=f"Page {number}",
        slug=f"page-{number}",
        path=f"{parent.path}{_step(number)}",
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}page-{number}/",
        locale=Locale.objects.get(language_code=language),
        translation_key=translations,
        content_type=ContentType.objects.get_for_model(Page),
        live=True,
        first_published_at=timezone.now(),
        last_published_at=timezone.now(),
    )
    return {"page": Page.objects.bulk_create([page])[0]}


def _links() -> None:
    """Every document is linked from a page."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.documents import get_document_model
    from wagtail.models import Page, ReferenceIndex

    kind, page = ContentType.objects.get_for_model, Page.objects.filter(title="Page 2").first()
    if page is None:
        return
    linked = set(ReferenceIndex.objects.values_list("to_object_id", flat=True))
    pages = list(Page.objects.filter(depth=page.depth).values_list("pk", flat=True)[:5_000])
    documents = get_document_model().objects.values_list("pk", flat=True)
    ReferenceIndex.objects.bulk_create(
        [
            ReferenceIndex(
                base_content_type=kind(Page),
                content_type=kind(Page),
                object_id=str(pages[number % len(pages)]),
                to_content_type=kind(get_document_model()),
                to_object_id=str(number),
                model_path="body",
                content_path=f"body.{number}",
                content_path_hash=uuid.uuid5(uuid.NAMESPACE_OID, f"body.{number}"),
            )
            for number in documents
            if str(number) not in linked
        ],
        batch_size=500,
    )


def _step(number: int) -> str:
    """treebeard's fourth digit system: four of 36 characters."""
    number += 1_000
    digits = ""
    for _ in range(4):
        number, place = divmod(number, 36)
        digits = _STEPS[place] + digits
    return digits


_vocabularies: dict[str, list[str]] = {}


def _text(language: str, noise: np.random.Generator) -> str:
    """As long as a passage is, its words drawn by Zipf's law."""
    if language not in _vocabularies:
        dice = random.Random(language)
        letters, short = LETTERS[language], language == "zh-hans"
        _vocabularies[language] = [
            "".join(dice.choices(letters, k=dice.randint(*((1, 2) if short else (2, 9)))))
            for _ in range(_VOCABULARY)
        ]
    ranks = np.minimum(noise.zipf(1.25, _WORDS), _VOCABULARY) - 1
    glue = "" if language in _LETTERS else " "
    return glue.join(_vocabularies[language][rank] for rank in ranks)


def _sentences() -> dict[str, np.ndarray]:
    """Vectors of real sentences in each language, by the real model."""
    from assistant.embedding.embedders import embedder

    dice = random.Random(2)
    found = {}
    for language in LETTERS:
        name = {"zh-hans": "zh_Hans", "en": "fr"}.get(language, language)
        catalogue = (ROOT / "locale" / name / "LC_MESSAGES" / "django.po").read_text("utf-8")
        field = "msgid" if language == "en" else "msgstr"
        texts = sorted(set(re.findall(rf'^{field} "(.{{15,}})"$', catalogue, re.MULTILINE)))
        found[language] = embedder().embed_passages(dice.sample(texts, min(len(texts), 200)))
    return found
