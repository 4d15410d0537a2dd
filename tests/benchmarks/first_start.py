"""How long the first start takes: `python -m tests.benchmarks.first_start`, from an empty folder.

Starts `manage.py serve` as `make serve` does once the packages are installed, and prints when it
reached what, in seconds and in seconds of processor time (of the process and those it started):
on a busy machine only the latter can be compared.

- the page: `/en/` answers with 200;
- an answer: a question in English about the sample, answered by the API with the right source;
- a language: all pages that the sample has in it are published and indexed;
- complete: all translations are loaded, and everything is indexed.

`--kill SECONDS` kills the process after that many seconds, once, and starts it again.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

from cms.demo.coverage import coverage
from cms.runtime.postgresql import free_port

ROOT = Path(__file__).resolve().parents[2]
QUESTION, WORD, SOURCE = "Which provinces are the pilots?", "Kahramanmaraş", "/en/"
INDEXED = """
    SELECT locale, COUNT(*) FROM assistant_source
    WHERE state = 'indexed' AND page_id IS NOT NULL GROUP BY locale
"""
LIMIT = 900


def processor_time(pid: int) -> float:
    """Seconds of processor time of a process and of its children that have ended (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def fetched(address: str, question: dict[str, Any] | None = None) -> tuple[int, str]:
    """Status and text of an address; 0 where nobody answers."""
    request = urllib.request.Request(
        address,
        data=json.dumps(question).encode() if question else None,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def is_answered(base: str) -> bool:
    """Whether the question is answered with the right words and a source of the sample."""
    status, text = fetched(
        f"{base}/assistant/api/v1/ask", {"question": QUESTION, "locale": "en", "conversation": None}
    )
    if status != 200:
        return False
    answer = json.loads(text)
    sources = [source["url"] for source in answer["sources"]]
    return (
        answer["status"] == "answered"
        and WORD in answer["answer"]
        and any(SOURCE in url for url in sources)
    )


def complete_languages(data: Path) -> set[str]:
    """The languages whose pages are all indexed."""
    with closing(sqlite3.connect(f"file:{data / 'hub.sqlite3'}?mode=ro", uri=True)) as database:
        indexed = dict(database.execute(INDEXED))
    return {
        language
        for language, wanted in coverage().items()
        if indexed.get(language, 0) >= len(wanted.pages)
    }


def is_complete(base: str) -> bool:
    """Whether nothing is loaded any more and nothing waits to be indexed."""
    status, page = fetched(f"{base}/en/")
    health = json.loads(fetched(f"{base}/assistant/api/v1/health")[1] or "{}")
    return (
        status == 200
        and "data-sample-progress" not in page
        and not health.get("sources", {}).get("waiting", 1)
    )


def main() -> None:
    """Measure one first start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kill", type=float, default=0.0)
    parser.add_argument("--data", type=Path, default=None, help="Data folder (an empty, new one).")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options.data or Path(folder), free_port(), options.kill)


def measure(data: Path, port: int, kill: float) -> None:
    """Start the hub and print what it reached when."""
    environment = {**os.environ, "HUB_DATA_DIR": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    begun, process, base, spent = time.monotonic(), start(), f"http://localhost:{port}", 0.0

    def reached(what: str) -> None:
        processor = spent + processor_time(process.pid)
        print(f"{what:12} {time.monotonic() - begun:7.1f} s {processor:7.1f} s of processor time")
        sys.stdout.flush()

    waiting = {"page", "answer", "complete", *coverage()}
    slowest = 0.0
    try:
        while waiting and time.monotonic() - begun < LIMIT:
            if process.poll() is not None:
                raise SystemExit(f"The hub ended with {process.returncode}.")
            if kill and time.monotonic() - begun > kill:
                spent, kill = processor_time(process.pid), 0.0
                process.kill()
                process.wait()
                process = start()
                print("killed and started again")
            if "page" in waiting:
                if fetched(f"{base}/en/")[0] == 200:
                    waiting.remove("page")
                    reached("page")
            elif "answer" in waiting:
                if is_answered(base):
                    waiting.remove("answer")
                    reached("answer")
            else:
                asked = time.monotonic()
                fetched(f"{base}/en/")
                slowest = max(slowest, time.monotonic() - asked)
                for language in sorted(waiting & complete_languages(data)):
                    waiting.remove(language)
                    reached(language)
                if waiting == {"complete"} and is_complete(base):
                    waiting.remove("complete")
                    reached("complete")
            time.sleep(0.3)
        print(f"slowest page meanwhile: {slowest:.2f} s")
        if waiting:
            raise SystemExit(f"Not reached in {LIMIT} s: {', '.join(sorted(waiting))}")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    main()
