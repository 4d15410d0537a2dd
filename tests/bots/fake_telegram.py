"""A Telegram of our own: the Bot API's answers without its network.

`FakeTelegram` knows what Telegram would say and records what it was told. `OfflineRequest` puts it
in place of the bot's network; `serve` puts it behind a real HTTP server on this machine.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from telegram.request import BaseRequest, RequestData

TOKEN = "123456:" + "abcde" * 7
BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Hub",
    "username": "hub_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


@dataclass
class Call:
    """One request of the bot."""

    method: str
    data: dict[str, Any]
    at: float = field(default_factory=time.monotonic)


class FakeTelegram:
    """Answers like the Bot API; `fail` scripts refusals, `arrive` messages for polling."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.webhook = ""
        self.lock = threading.Lock()
        self._failures: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self._updates: list[dict[str, Any]] = []
        self._new = threading.Event()
        self._message = 1000

    def fail(self, method: str, status: int, times: int = 1, **body: Any) -> None:
        """Refuse the next calls of a method with an HTTP status and a Bot API error."""
        said = {"ok": False, "error_code": status, "description": "No", **body}
        self._failures.setdefault(method, []).extend([(status, said)] * times)

    def arrive(self, update: dict[str, Any]) -> None:
        """Put an update where polling finds it."""
        with self.lock:
            self._updates.append(update)
        self._new.set()

    def told(self, *methods: str) -> list[dict[str, Any]]:
        """What the bot said by these methods, in order."""
        return [call.data for call in list(self.calls) if call.method in methods]

    def texts(self) -> list[str]:
        """The texts of the messages sent."""
        return [data["text"] for data in self.told("sendMessage")]

    def handle(self, token: str, method: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body for a request."""
        with self.lock:
            self.calls.append(Call(method, data))
            if self._failures.get(method):
                return self._failures[method].pop(0)
        if token != TOKEN:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        return 200, {"ok": True, "result": self._result(method, data)}

    def _result(self, method: str, data: dict[str, Any]) -> Any:
        match method:
            case "getMe":
                return BOT
            case "getWebhookInfo":
                return {
                    "url": self.webhook,
                    "has_custom_certificate": False,
                    "pending_update_count": 0,
                }
            case "deleteWebhook" | "setWebhook":
                self.webhook = data.get("url", "")
            case "getUpdates":
                return self._new_updates(int(data.get("offset", 0)), float(data.get("timeout", 0)))
            case "sendMessage" | "editMessageText" | "editMessageReplyMarkup":
                self._message += 1
                chat = int(data["chat_id"])
                kind = "private" if chat > 0 else "supergroup"
                return {
                    "message_id": int(data.get("message_id", self._message)),
                    "date": 1,
                    "chat": {"id": chat, "type": kind},
                    "from": BOT,
                    "text": "…",
                }
        return True

    def _new_updates(self, offset: int, timeout: float) -> list[dict[str, Any]]:
        if timeout:
            self._new.wait(min(timeout, 0.3))
        with self.lock:
            self._new.clear()
            self._updates = [u for u in self._updates if u["update_id"] >= offset]
            return list(self._updates)


def _decode(raw: dict[str, str]) -> dict[str, Any]:
    decoded: dict[str, Any] = {}
    for key, value in raw.items():
        if key in {
            "reply_markup",
            "commands",
            "allowed_updates",
            "link_preview_options",
            "reply_parameters",
        }:
            decoded[key] = json.loads(value)
        else:
            decoded[key] = value
    return decoded


class OfflineRequest(BaseRequest):
    """The bot's network, replaced."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **timeouts: Any
    ) -> tuple[int, bytes]:
        *_, bot, endpoint = url.split("/")
        raw = request_data.json_parameters if request_data else {}
        status, body = self.telegram.handle(bot.removeprefix("bot"), endpoint, _decode(raw))
        return status, json.dumps(body).encode()


@contextmanager
def serve(telegram: FakeTelegram) -> Iterator[str]:
    """The same behind HTTP; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            *_, bot, endpoint = self.path.split("/")
            length = int(self.headers.get("Content-Length", 0))
            raw = dict(parse_qsl(self.rfile.read(length).decode()))
            status, body = telegram.handle(bot.removeprefix("bot"), endpoint, _decode(raw))
            payload = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A long poll that was given up is no error."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
