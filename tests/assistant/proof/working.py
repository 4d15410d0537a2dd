"""Rules of the worker: running, lagging, stopped, interrupted; and of the schedule."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from wagtail.models import PageViewRestriction

from assistant.tasks import periodic
from tests.assistant.proof.site import body, meanwhile
from tests.assistant.proof.worker import lose_queue, work
from tests.assistant.proof.world import PICK, World, given
from tests.testsite.models import ArticlePage


class Working(World):
    """No rule here runs, and the worker does not by itself: it is stopped."""

    @precondition(lambda self: not self.settled)
    @rule()
    def start_worker(self) -> None:
        """The worker does all there is."""
        self.did(f"start_worker, complete: {not self.unannounced}")
        self.catch_up()

    @rule(tasks=st.integers(min_value=1, max_value=3))
    def lag(self, tasks: int) -> None:
        """The worker does a little."""
        work(tasks)
        self.did(f"lag {tasks}")

    @precondition(lambda self: not self.settled)
    @rule()
    def tidy(self) -> None:
        """The schedule's turn, thoroughly, and then the worker's."""
        self.did("tidy")
        self.all_done()
        self.settled = True

    def all_done(self) -> None:
        """What the schedule sets off is done to the end, and everything is as it should be."""
        periodic(thorough=True)
        work()
        self.unannounced = False
        self.check_complete()

    @rule(hours=st.sampled_from([0, 2, 6]), housekeeping=st.booleans())
    def time_passes(self, hours: int, housekeeping: bool) -> None:
        """What is scheduled is published and expires, if somebody looks."""
        self.pass_time(hours)
        if housekeeping:
            periodic(thorough=False)
        self.did(f"time_passes {hours} h, {housekeeping=}")

    @given("silent")
    @rule()
    def lose_tasks(self) -> None:
        """The queue is emptied, as by a crash of where it is kept."""
        if lose_queue():
            self.unannounced = True
            self.did("lose_tasks")

    @given("page")
    @rule(pick=PICK, what=st.sampled_from(["unpublish", "rewrite", "restrict", "delete", "slug"]))
    def meanwhile(self, pick: int, what: str) -> None:
        """An editor changes a page while the worker is in the midst of whatever comes next."""
        if page := self.page(pick, alias_of__isnull=True):
            word = self.word()
            meanwhile.append(lambda: self._change(page.pk, what, word))
            work(2)
            while meanwhile:
                meanwhile.pop()()
            self.did(f"meanwhile {what} {page.pk}")

    def _change(self, number: int, what: str, word: str) -> None:
        page = ArticlePage.objects.filter(pk=number).first()
        if page is None:
            return
        if what == "unpublish":
            page.unpublish()
        elif what == "rewrite":
            page.body = body(word)
            page.save_revision().publish()
        elif what == "restrict":
            PageViewRestriction.objects.create(page_id=number, restriction_type="login")
        elif what == "slug":
            page.slug = word
            page.save_revision().publish()
        else:
            page.delete()
