"""The server, its worker with it, is killed at random while the site's content changes.

How often says `HUB_PROOF_KILLS`: a few times in each run of the tests, 50 times in the long proof.
"""

from __future__ import annotations

import json
import logging
import os
import random
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import connections
from wagtail.models import Page, PageViewRestriction

from assistant.index import dense, editions
from assistant.models import Passage, Source
from cms.models import HomePage, StandardPage
from tests import other_process
from tests.cms.content import publish, rewrite

KILLS = int(os.environ.get("HUB_PROOF_KILLS", 3))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(60 + KILLS * 60)]

#: Seconds for a start, and for the index to be in line after the last.
_START, _HEAL = 90, 120
#: Pages, at most: each is changed the more often.
_PAGES = 60


@dataclass
class Fact:
    """A page with a word that stands nowhere else, and whether the public may read it now."""

    page: int
    word: str
    public: bool
    #: Words that were published once and have been taken out since.
    old: list[str] = field(default_factory=list)


class Editor(threading.Thread):
    """Changes the site without pause; what it has noted is acknowledged: committed."""

    def __init__(self, home: HomePage, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.home, self.chance = home, chance
        self.facts: list[Fact] = []
        self.busy = threading.Lock()
        self.stopped = threading.Event()
        self.problem: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stopped.wait(self.chance.uniform(0.05, 0.4)):
                with self.busy:
                    self.change()
        except BaseException as problem:
            self.problem = problem
        finally:
            connections.close_all()

    def word(self) -> str:
        return "".join(self.chance.choices("bdfgklmnprstvz", k=1)) + "".join(
            self.chance.choices("aeiou", k=1)[0] + self.chance.choices("bdfgklmnprstvz", k=1)[0]
            for _ in range(4)
        )

    def text(self, word: str) -> str:
        return f"The {word} kiln of this workshop burns {self.chance.randint(2, 99)} logs a day."

    def change(self) -> None:
        few = len(self.facts) < 5
        if few or (len(self.facts) < _PAGES and self.chance.random() < 0.4):
            word = self.word()
            page = publish(self.home, f"Workshop {len(self.facts)}", self.text(word))
            self.facts.append(Fact(page=page.pk, word=word, public=True))
            return
        fact = self.chance.choice(self.facts)
        page = StandardPage.objects.get(pk=fact.page)
        what = self.chance.choice(["rewrite", "unpublish", "publish", "restrict", "lift"])
        restrictions = PageViewRestriction.objects.filter(page=page)
        if what == "rewrite" and page.live:
            word = self.word()
            rewrite(page, self.text(word))
            fact.old.append(fact.word)
            fact.word = word
        elif what == "unpublish" and page.live:
            # Not public from this moment on, whatever comes next.
            fact.public = False
            page.unpublish()
        elif what == "publish" and not page.live:
            page.save_revision().publish()
            fact.public = not restrictions.exists()
        elif what == "restrict" and not restrictions.exists():
            fact.public = False
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        elif what == "lift" and restrictions.exists():
            restrictions.get().delete()
            fact.public = page.live


class Hub:
    """`manage.py serve` in a process of its own."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        self.process = other_process.start("serve", "--port", str(port), "--no-sample")

    def get(self, path: str, **query: object) -> dict:
        url = f"{self.origin}/assistant/api/v1/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=30) as response:
            return json.load(response)

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + _START
        while True:
            try:
                self.get("health")
                return
            except (OSError, urllib.error.URLError):
                assert self.process.poll() is None, self.process.communicate()[1][-3000:]
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.1)

    def pages_with(self, word: str) -> list[str]:
        """The texts that search shows for a word, of those that have it."""
        found = self.get("search", q=f"{word} kiln", locale="en", limit=20)
        return [item["text"] for item in found["results"] if word in item["text"]]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


@contextmanager
def editing(home: HomePage, chance: random.Random) -> Iterator[Editor]:
    editor = Editor(home, chance)
    editor.start()
    try:
        yield editor
    finally:
        editor.stopped.set()
        editor.join(timeout=60)
    if editor.problem is not None:
        raise editor.problem


def test_kills_at_random_lose_nothing_and_show_nothing_withdrawn(home, monkeypatch) -> None:
    monkeypatch.setenv("ASSISTANT_RATE_LIMIT", "0")
    seed = random.randrange(2**32)
    logging.getLogger("assistant").info("The changes and kills of random.Random(%d).", seed)
    chance = random.Random(seed)
    dense.release()
    asked = 0
    with editing(home, chance) as editor:
        for number in range(KILLS):
            hub = Hub()
            try:
                # Some are killed while they start: when they mend the index, that is.
                if number % 3 == 2:
                    time.sleep(chance.uniform(1, 8))
                else:
                    hub.wait_until_up()
                    end = time.monotonic() + chance.uniform(0, 4)
                    while time.monotonic() < end:
                        asked += nothing_withdrawn_is_found(hub, editor)
            finally:
                hub.kill()
    assert asked or KILLS < 2, "no question was asked"

    hub = Hub()
    try:
        hub.wait_until_up()
        everything_public_is_found(hub, editor)
        nothing_withdrawn_is_found(hub, editor, every=True)
    finally:
        hub.process.terminate()
        hub.process.communicate(timeout=30)
    index = dense.index_of(editions.current())
    assert index.count() == Passage.objects.filter(edition__in_force=True).count()


def nothing_withdrawn_is_found(hub: Hub, editor: Editor, *, every: bool = False) -> int:
    """Ask for what was withdrawn before the question was put; returns how often."""
    with editor.busy:
        hidden = [fact.word for fact in editor.facts if not fact.public]
    asked = hidden if every else editor.chance.sample(hidden, min(2, len(hidden)))
    for word in asked:
        # It may have been published again meanwhile: then it was, at some moment, public.
        found = hub.pages_with(word)
        with editor.busy:
            still = any(fact.word == word and not fact.public for fact in editor.facts)
        assert not (found and still), found
    time.sleep(0.05)
    return len(asked)


def everything_public_is_found(hub: Hub, editor: Editor) -> None:
    """Within the time to heal no row waits; then each public page is found by its word."""
    deadline = time.monotonic() + _HEAL
    # Nothing is asked meanwhile: hundreds of questions would keep the worker from its work.
    while waiting := Source.objects.filter(state=Source.State.WAITING).count():
        assert time.monotonic() < deadline, waiting
        time.sleep(0.5)
    deadline = time.monotonic() + _HEAL
    missing = [fact.word for fact in editor.facts if fact.public]
    # A change that was committed without its row is found by the server's comparison at start.
    while missing := [word for word in missing if not hub.pages_with(word)]:
        assert time.monotonic() < deadline, missing
        time.sleep(0.5)
    for fact in editor.facts:
        for word in fact.old:
            assert not hub.pages_with(word), "a text that was taken out is still shown"
    assert Page.objects.count() > 5
