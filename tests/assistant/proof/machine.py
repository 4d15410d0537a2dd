"""All rules together."""

from __future__ import annotations

import sys

from tests.assistant.proof.closing import Closing
from tests.assistant.proof.editing import Editing
from tests.assistant.proof.silently import Silently
from tests.assistant.proof.translating import Translating
from tests.assistant.proof.working import Working


class Site(Editing, Translating, Closing, Silently, Working):
    """A site that is edited in any order, by editors, translators, scripts and the clock."""

    def teardown(self) -> None:
        """At the end all work is done, and everything is as it should be."""
        try:
            # Hypothesis calls this while an error is on its way, too.
            if sys.exc_info()[0] is None:
                self.all_done()
        finally:
            super().teardown()
            sys.stderr.write(f"\r{self.executed()} steps")
