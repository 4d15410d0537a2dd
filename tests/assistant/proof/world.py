"""What all rules share: the site in an example, and what must hold after every step."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail_localize.models import Translation

from assistant import answering
from assistant.models import Passage, Source
from assistant.retrieval.pipeline import search
from tests.assistant.proof.oracle import Browser, Key, Seen, words_in
from tests.assistant.proof.site import COMMON, Copy, meanwhile, new_word
from tests.assistant.proof.worker import index_mended, work
from tests.testsite.models import ArticlePage

#: Which of the things there are: taken modulo their number.
PICK = st.integers(min_value=0, max_value=59)
LANGUAGES = ("en", "tr")
#: More would push each other off the lists of candidates, which hold 20 in each language.
MOST_PAGES, MOST_DOCUMENTS = 14, 4

_now = timezone.now


def given(thing: str) -> Any:
    """Draw the rule only where there is such a thing."""
    return precondition(lambda world: world.there_is[thing])


class World(RuleBasedStateMachine):
    """A site, the clock, what the browser has ever been shown, and the checks."""

    #: The database as every example finds it; set before the first.
    copy: ClassVar[Copy]
    #: How often each rule did something, over all examples.
    counts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        """Begin with the home page, indexed."""
        super().__init__()
        self.copy.restore()
        meanwhile.clear()
        self._used = 20
        self._silent = self._running = False
        self._issued = {new_word(number) for number in range(self._used + 1)}
        self._hours = 0
        self._browser = Browser()
        timezone.now = lambda: _now() + timedelta(hours=self._hours)
        #: Every word that a browser was ever shown of a page or document.
        self.history: dict[Key, set[str]] = {}
        #: Changes without a signal, which only `reconcile` finds; or tasks that were lost.
        self.unannounced = False
        #: Nothing happened since the worker did everything.
        self.settled = False
        self._changed = True
        self.conversation: str | None = None
        self.seen = Seen()
        work()
        self.there_is = self._look()

    def teardown(self) -> None:
        """Leave the clock as it was."""
        timezone.now = _now

    @classmethod
    def executed(cls) -> int:
        """How many changes were made, over all examples; rules that found nothing don't count."""
        return cls.counts.total() - cls.counts["checks"]

    # What rules use

    def did(self, what: str) -> None:
        """Count a rule that changed something, and tell the story of a failure."""
        self.counts[what.split(" ")[0].rstrip(",")] += 1
        self.settled, self._changed = False, True
        note(f"  -> {what}")

    def word(self) -> str:
        """A word never used before in this example."""
        self._used += 1
        word = new_word(self._used)
        self._issued.add(word)
        return word

    def pass_time(self, hours: int) -> None:
        """Move the clock."""
        self._hours += hours

    def home(self) -> ArticlePage:
        """The English home page."""
        return ArticlePage.objects.get(slug="home", locale__language_code="en", depth=2)

    def page(self, pick: int, *conditions: Q, **filters: Any) -> ArticlePage | None:
        """One of the pages that fit, or None. Home pages only if `depth__gt` says so."""
        pages = ArticlePage.objects.filter(*conditions, **({"depth__gt": 2} | filters))
        count = pages.count()
        return pages.order_by("pk")[pick % count] if count else None

    def parent(self, pick: int) -> Page:
        """A page to put another one under: any, not too deep."""
        page = self.page(pick, depth__gt=1, depth__lt=6)
        assert page is not None
        return Page.objects.get(pk=page.pk)

    def room(self, pages: int = 1) -> bool:
        """Whether there may be so many pages more."""
        return ArticlePage.objects.count() + pages <= MOST_PAGES

    def document(self, pick: int) -> Any:
        """One of the documents, or None."""
        documents = get_document_model().objects.order_by("pk")
        count = documents.count()
        return documents[pick % count] if count else None

    def documents(self) -> list[Any]:
        """All documents."""
        return list(get_document_model().objects.order_by("pk"))

    def editor(self) -> Any:
        """Somebody who may do everything."""
        return get_user_model().objects.get(username="editor")

    def collection(self, pick: int) -> Collection:
        """One of the collections, the root among them."""
        collections = Collection.objects.order_by("pk")
        return collections[pick % collections.count()]

    def _look(self) -> dict[str, bool]:
        """What rules can be about now, so that few are drawn in vain."""
        return {
            "page": Page.objects.filter(depth__gt=2).exists(),
            "alias": Page.objects.filter(alias_of__isnull=False).exists(),
            "document": get_document_model().objects.exists(),
            "collection": Collection.objects.filter(depth__gt=1).exists(),
            "restriction": PageViewRestriction.objects.exists(),
            "collection restriction": CollectionViewRestriction.objects.exists(),
            "translation": Translation.objects.exists(),
            "room": self.room(),
            "silent": self._silent,
            "moved root": not Site.objects.filter(
                is_default_site=True, root_page__slug="home"
            ).exists(),
        }

    @initialize(silent=st.sampled_from([False, False, True]), running=st.booleans())
    def choose(self, silent: bool, running: bool) -> None:
        """Two thirds of the examples have no change that nobody announces.

        In the others, what the worker has to know by itself is judged after `reconcile` only.
        In half of all the worker runs, and has everything done after each change; in the others
        it does when a rule says so.
        """
        self.there_is["silent"] = self._silent = silent
        self._running = running

    # What must hold

    @invariant()
    def nothing_hidden_is_shown(self) -> None:
        """Search and answers show nothing that a browser can't open, and no word it never saw."""
        if not self._changed:
            return  # the rule found nothing to do
        self._changed = False
        self.counts["checks"] += 1
        self.seen = seen = self._browser.look_around()
        for key, words in seen.words.items():
            self.history.setdefault(key, set()).update(words)
            if key[0] == "document":
                title = get_document_model().objects.get(pk=key[1]).title
                self.history[key] |= words_in(title)
        for locale in Locale.objects.filter(pk__in=Page.objects.values("locale")):
            self._check_search(COMMON, locale.language_code)
        self._check_answer()
        if self._running and not self.settled:
            self.catch_up()
        self.there_is = self._look()

    def catch_up(self) -> None:
        """The worker does all there is."""
        work()
        if not self.unannounced:
            self.check_complete()
        self.settled = True

    def _check_search(self, question: str, language: str) -> None:
        for result in search(question, locale=language, limit=100):
            row = Source.objects.get(pk=result.source)
            key: Key = ("page", row.page_id) if row.page_id else ("document", row.document_id)
            address = result.url.split("#")[0]
            assert key in self.seen.words, f"search shows {key} {result!r}, which can't be opened"
            assert self.seen.addresses.get(address) == key, f"{result!r} opens something else"
            self._check_words(f"{result.title} {result.heading} {result.text}", {key}, result)

    def _check_answer(self) -> None:
        words = sorted(set().union(*self.history.values()) & self._issued)
        hidden = [
            word
            for key, known in sorted(self.history.items())
            if key not in self.seen.words
            for word in sorted(known & self._issued)
        ]
        turn = self._used + len(self.history)
        # What is hidden is asked for every other time, all words in turn.
        pool = hidden if hidden and turn % 2 else words
        language = LANGUAGES[turn // 2 % len(LANGUAGES)]
        answer = answering.answer(
            f"{COMMON} {pool[turn // 2 % len(pool)]}",
            locale=language,
            conversation=self.conversation if turn % 3 else None,
        )
        self.conversation = answer.conversation
        cited: set[Key] = set()
        for citation in answer.citations:
            key = self.seen.addresses.get(citation.url.split("#")[0])
            assert key is not None, f"an answer cites {citation!r}, which can't be opened"
            cited.add(key)
            shown = f"{citation.title} {citation.heading} {citation.excerpt}"
            self._check_words(shown, {key}, citation)
        self._check_words(answer.text, cited, answer)

    def _check_words(self, shown: str, keys: set[Key], whole: object) -> None:
        public = set().union(*(self.history[key] for key in keys))
        strange = (words_in(shown) & self._issued) - public
        assert not strange, f"{strange} was never public, or is not of {keys}: {whole!r}"

    def check_complete(self) -> None:
        """All work is done: what a browser opens is found as it is now, nothing else is kept."""
        self.seen = seen = self._browser.look_around()
        aliases = set(Page.objects.filter(alias_of__isnull=False).values_list("pk", flat=True))
        expected = {
            key
            for key in seen.words
            if (key[0] == "page" and key[1] not in aliases)
            or (key[0] == "document" and key[1] in seen.linked)
        }
        rows = {
            ("page", row.page_id) if row.page_id else ("document", row.document_id): row
            for row in Source.objects.all()
        }
        states = {key: row.state for key, row in rows.items()}
        for key in expected:
            assert states.get(key) == Source.State.INDEXED, f"{key} is {states.get(key)}"
        for key, state in states.items():
            assert key in expected or state == Source.State.HIDDEN, f"{key} is {state}, and closed"
        held = set(Passage.objects.values_list("source", flat=True))
        assert held == {rows[key].pk for key in expected}, "passages of other sources are kept"
        assert index_mended() == 0, "the vector store differs from the database"
        for key in sorted(expected):
            self._check_found(key, rows[key])

    def _check_found(self, key: Key, row: Source) -> None:
        words = self.seen.words[key] & self._issued
        language = row.page.locale.language_code if row.page else "en"
        question = " ".join(sorted(words))
        found = {r.source: r for r in search(question, locale=language, limit=100)}
        assert row.pk in found, f"{key} is public and not found by {question!r}"
        shown = words_in(f"{found[row.pk].title} {found[row.pk].text}")
        assert words <= shown, f"{key} is found with an old text: {shown}, not {words}"


def clear_caches() -> None:
    """Forget what Wagtail remembers of sites, after a change that it can't have seen."""
    Site.clear_site_root_paths_cache()
