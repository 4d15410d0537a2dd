"""Shows that an answer is coming: "typing…", and in private chats the growing text."""

from __future__ import annotations

import asyncio
from types import TracebackType

from telegram import Message
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from assistant.types import Citation
from bots.telegram.delivery import seconds
from bots.telegram.formatting import format_draft
from bots.telegram.logs import get_logger
from bots.telegram.richtext import to_html

logger = get_logger(__name__)

#: Seconds between changes; Telegram allows about one a second in a chat.
INTERVAL = 1.0
#: Seconds between two "typing…"; Telegram hides it after five seconds.
_TYPING = 4.0
#: Seconds that the answer waits for a preview on its way, which must not arrive after it.
_LAST_PREVIEW = 3.0


class Preview:
    """A context manager that shows progress in the chat once a second.

    The caller sets `citations` and adds to `text`. Drafts exist in private chats only: a group sees
    "typing…" and then the whole answer, because edits there notify nobody and count against the
    group's limit of 20 messages a minute. A failure here does not stop the answer.
    """

    def __init__(self, message: Message) -> None:
        self.text = ""
        self.citations: tuple[Citation, ...] = ()
        self._message = message
        self._drafts = message.chat.type == ChatType.PRIVATE
        self._shown = ""
        self._done = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Preview:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._task:
            try:
                await asyncio.wait({self._task}, timeout=_LAST_PREVIEW)
            finally:
                self._task.cancel()

    async def _run(self) -> None:
        """Show drafts or "typing…" until the block ends."""
        loop = asyncio.get_running_loop()
        typed = -_TYPING
        while not self._done.is_set():
            pause = INTERVAL
            try:
                if self._drafts and self.text != self._shown:
                    await self._show()
                elif loop.time() - typed >= _TYPING:
                    typed = loop.time()
                    await self._message.reply_chat_action(ChatAction.TYPING)
            except RetryAfter as error:
                pause = max(pause, seconds(error))
            except BadRequest as error:
                logger.info("No preview of this answer: %s", error)
                self._drafts = False
            except TelegramError as error:
                logger.debug("A preview was lost: %s", error)
            try:
                await asyncio.wait_for(self._done.wait(), pause)
            except TimeoutError:
                continue

    async def _show(self) -> None:
        """Send the present text as a draft."""
        text = self.text
        spans = format_draft(text, self.citations)
        if spans:
            await self._message.reply_text_draft(
                draft_id=self._message.message_id, text=to_html(spans), parse_mode=ParseMode.HTML
            )
        self._shown = text
