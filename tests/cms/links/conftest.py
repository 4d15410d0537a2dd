"""A server of another site, on this machine, that answers as the path asks for."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cms.links import rounds
from cms.links.models import Round
from cms.links.probing import AddressChecker


class OtherSite(BaseHTTPRequestHandler):
    """/status/404 answers 404, /redirect/n goes on n times, and so on; every request is noted."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        self.server.asked.append((self.command, self.path, self.headers, time.monotonic()))
        _, kind, *rest = self.path.split("/")
        status, location = 200, None
        if kind == "status":
            status = int(rest[0])
        elif kind == "no-head":
            status = 405 if self.command == "HEAD" else 200
        elif kind == "wrong-head":
            status = 404 if self.command == "HEAD" else 200
        elif kind == "redirect":
            status = 302
            location = f"/redirect/{int(rest[0]) - 1}" if int(rest[0]) > 1 else "/good"
        elif kind == "circle":
            status, location = 301, "/circle"
        elif kind == "to":
            status, location = 302, self.server.sends_to
        elif kind == "silent":
            time.sleep(3)
        elif kind == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(20):
                time.sleep(0.2)
                self.wfile.write(b"X-Drip: 1\r\n")
                self.wfile.flush()
            return
        elif kind == "noise":
            self.wfile.write(b"\x00\x01 not HTTP at all\r\n\r\n")
            self.close_connection = True
            return
        endless = kind == "endless" and self.command == "GET"
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(10**12 if endless else 0))
        self.end_headers()
        if endless:
            for _ in range(5000):
                self.wfile.write(b"x" * 65536)
                self.server.sent += 65536

    def do_HEAD(self):
        try:
            self.answer()
        except OSError:
            self.close_connection = True

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture
def other_site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    server.daemon_threads = True
    server.asked, server.sends_to, server.sent = [], "", 0
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def checker():
    """A checker that may ask this machine, where the server of the tests is."""
    return AddressChecker(allowed=lambda address: address == "127.0.0.1", seconds=1.5)


@pytest.fixture
def look(db):
    """A function that looks at all content, as the worker does."""

    def look():
        round_ = Round.objects.create()
        rounds.run(round_)
        return round_

    return look
