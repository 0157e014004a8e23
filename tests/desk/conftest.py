"""A desk that runs, and a real browser that sits at it."""

import json
import re
import threading
from contextlib import contextmanager

import pytest

import civic_qual as cq
from civic_qual.desk.desk import Desk
from civic_qual.desk.server import server
from tests.study.small import CODEBOOK, small_corpus

_TO_BE_TYPED = re.compile(
    r"civic-qual (?!example\b)[a-z]+\b|(?<![\w-])--[a-z]"
    r"|\b[a-z_]+=(?:True|False|None|\\\")|\blarge="
)


@pytest.fixture(autouse=True)
def nothing_to_be_typed(monkeypatch):
    """What a desk answers names no command and no Python, whatever is asked, jobs too."""
    found = []
    answer = Desk._answer

    def looked_at(desk, lane, name, *asked):
        told = answer(desk, lane, name, *asked)
        words = json.dumps(told, ensure_ascii=False, default=str)
        found.extend(
            f"{name}: {words[max(0, one.start() - 90) : one.end() + 30]}"
            for one in _TO_BE_TYPED.finditer(words)
        )
        return told

    monkeypatch.setattr(Desk, "_answer", looked_at)
    yield
    assert not found, found


@contextmanager
def running(path=None):
    """Run a desk in a thread of this process; yield it, its address and its ticket."""
    desk = Desk(path)
    serving, gate, listening = server(desk)
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
    thread.start()
    while not serving.started:
        thread.join(0.01)
    try:
        yield desk, f"http://127.0.0.1:{listening.getsockname()[1]}", gate.ticket
    finally:
        serving.should_exit = True
        thread.join()
        listening.close()
        desk.close()


@pytest.fixture
def small_study(tmp_path):
    """A path to a small study of three interviews."""
    from civic_qual.codebook.files.reading import codebook_of

    path = tmp_path / "small.study"
    cq.Study.create(path, small_corpus(), codebook_of(CODEBOOK)).close()
    return path


@contextmanager
def seated(chromium, path=None, coder="Awa", language="en", size=(1280, 720)):
    """Sit at a desk: yield its page, which must have asked nobody else and met no error."""
    with running(path) as (desk, address, ticket):
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language
        )
        page = context.new_page()
        errors, asked = [], []
        page.on(
            "console",
            lambda one: errors.append(one.text) if one.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda one: errors.append(str(one)))
        page.on("request", lambda one: asked.append(one.url))
        page.add_init_script(f"sessionStorage.setItem('coder', {coder!r})")
        page.goto(f"{address}/enter?ticket={ticket}")
        page.desk, page.address, page.errors = desk, address, errors
        yield page
        assert not errors, errors
        assert all(one.startswith(address + "/") for one in asked), asked
        context.close()
