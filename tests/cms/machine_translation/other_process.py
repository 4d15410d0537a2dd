"""Settings of another process, whose language model answers once and then hangs."""

from __future__ import annotations

import time

from tests.cms.machine_translation.chat_model import ScriptedTranslator
from tests.other_process_settings import *  # noqa: F403
from tests.other_process_settings import ASSISTANT

WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
    "CLASS": "cms.machine_translation.translator.ModelTranslator",
    "OPTIONS": {},
}


class Hanging(ScriptedTranslator):
    """Answers the first batch only."""

    def _say(self, messages):
        if self.asked:
            time.sleep(600)
        return super()._say(messages)


ASSISTANT = {**ASSISTANT, "LLM": f"{__name__}.Hanging", "LLM_TIMEOUT": 600}
# The scripted model has a path where others have a provider and a name.
SILENCED_SYSTEM_CHECKS = ["assistant.E004"]
