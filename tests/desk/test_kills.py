"""A desk killed at random moments: what was confirmed is there, and nothing is there twice.

CIVIC_QUAL_KILLS says how often; by default so often that it takes a few seconds.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import httpx
import pytest

import civic_qual as cq

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="desks are begun by fork here")
ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CIVIC_QUAL_KILLS", "30"))


class Page:
    """Sends acts as a page does: again, under the same id, until it is answered."""

    def __init__(self, port):
        self.port, self.address = port, f"http://127.0.0.1:{port}"
        self.confirmed, self.sent = {}, 0

    def ask(self, name, **values):
        with httpx.Client(trust_env=False, cookies={f"desk_{self.port}": "pass"}) as client:
            told = client.post(
                f"{self.address}/api/{name}",
                json={"values": values, "coder": "Awa"},
                headers={"origin": self.address, "sec-fetch-site": "same-origin"},
                timeout=60,
            )
        return told.json()["answer"]

    def until_answered(self, name, **values):
        while True:
            try:
                return self.ask(name, **values)
            except httpx.TransportError:
                threading.Event().wait(0.01)

    def work(self, until):
        """Send batches of memos, each with a word of its own, until told to stop."""
        while not until.is_set():
            acts = [
                {"act": f"act-{self.sent + i}", "do": "memo", "transcript": "bria",
                 "text": f"memo-{self.sent + i}"}
                for i in range(3)
            ]  # fmt: skip
            self.sent += 3
            for one in self.until_answered("acts", acts=acts)["done"]:
                assert not one["refused"], one
                self.confirmed[one["act"]] = one["records"]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def test_nothing_confirmed_is_lost_and_nothing_is_done_twice(small_study):
    port, chance = free_port(), random.Random(4)
    desks = subprocess.Popen(
        [sys.executable, "-m", "tests.desk.killed_desks", str(port), small_study],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    page, done = Page(port), threading.Event()
    worker = threading.Thread(target=page.work, args=[done])
    try:
        worker.start()
        for number in range(KILLS + 1):
            desks.stdin.write("\n")
            desks.stdin.flush()
            process = int(desks.stdout.readline())
            before = len(page.confirmed)
            if number < KILLS // 2:  # while it works; else also while it opens
                while len(page.confirmed) == before:
                    threading.Event().wait(0.005)
            if number == KILLS:
                done.set()
                worker.join()
            else:
                threading.Event().wait(chance.random() * 0.2)
            os.kill(process, signal.SIGKILL)
    finally:
        done.set()
        desks.kill()
        desks.communicate()
    with cq.Study(small_study) as study:
        kept = Counter(study.memos["text"])
        assert study.integrity() == []
    assert set(kept.values()) == {1}
    assert set(kept) == {f"memo-{number}" for number in range(page.sent)}
    assert len(page.confirmed) == page.sent
