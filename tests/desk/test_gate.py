"""A hostile outsider at the desk: raw sockets, other sites, other users, other computers."""

import ctypes
import json
import os
import socket
import threading

import httpx
import pytest

from civic_qual.desk import gate as gate_module
from civic_qual.desk import neighbours
from civic_qual.desk.desk import Desk
from tests.desk.conftest import running

EVERY_ANSWER = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(scope="module")
def desk():
    """A desk without a study: its address, its port and its ticket, used by a browser."""
    with running() as (_, address, ticket):
        port = int(address.rpartition(":")[2])
        with httpx.Client(base_url=address, trust_env=False) as client:
            assert client.get("/enter", params={"ticket": "wrong"}).status_code == 403
            entered = client.get(
                "/enter", params={"ticket": ticket}, headers={"sec-fetch-site": "none"}
            )
            assert entered.status_code == 303  # so the wrong one did not use it up
            yield Known(address, port, ticket, dict(client.cookies), entered)


class Known:
    def __init__(self, address, port, ticket, cookies, entered):
        self.address, self.port, self.ticket = address, port, ticket
        self.cookies, self.entered = cookies, entered

    def ask(self, method="POST", path="/api/about", content=b"{}", cookies=None, **heads):
        """Ask as the page does, but for what is told."""
        told = {
            "host": f"127.0.0.1:{self.port}",
            "origin": self.address,
            "content-type": "application/json",
            "sec-fetch-site": "same-origin",
        }
        told |= {name.replace("_", "-"): value for name, value in heads.items()}
        told = {name: value for name, value in told.items() if value is not None}
        with httpx.Client(
            trust_env=False, cookies=self.cookies if cookies is None else cookies
        ) as client:
            return client.request(method, self.address + path, headers=told, content=content)

    def raw(self, text):
        """Send bytes, and return the heads that come back, and what comes with them."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(text)
            got = b""
            while b"\r\n\r\n" not in got and (piece := line.recv(65536)):
                got += piece
            return got


def has_all_heads(answer):
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert {name: answer.headers[name] for name in EVERY_ANSWER} == EVERY_ANSWER
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    return True


def test_the_page_itself_is_answered(desk):
    answer = desk.ask()
    assert answer.json()["answer"]["study"] is None
    assert has_all_heads(answer)


def test_the_ticket_is_long_and_opens_once_and_leaves_the_address(desk):
    assert len(desk.ticket) >= 43  # 256 bits
    assert desk.ask("GET", f"/enter?ticket={desk.ticket}", cookies={}).status_code == 403
    assert desk.ask("GET", "/enter?ticket=", cookies={}).status_code == 403
    assert desk.entered.headers["location"] == "/"
    cookie = desk.entered.headers["set-cookie"].lower()
    assert f"desk_{desk.port}=" in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert desk.ticket not in cookie


@pytest.mark.parametrize("path", ["/", "/read/car_01", "/static/desk.js", "/words/fr", "/enter"])
@pytest.mark.parametrize("cookies", [{}, {"x": "y"}, "wrong", "other port"])
def test_without_the_cookie_nothing_is_shown(desk, path, cookies):
    shown = next(iter(desk.cookies.values()))
    if cookies == "wrong":
        cookies = {f"desk_{desk.port}": shown[:-1] + ("a" if shown[-1] != "a" else "b")}
    elif cookies == "other port":
        cookies = {f"desk_{desk.port + 1}": shown}
    answer = desk.ask("GET", path, cookies=cookies)
    assert answer.status_code == 403
    assert has_all_heads(answer)


@pytest.mark.parametrize(
    "heads",
    [
        {"host": "evil.example"},
        {"host": "evil.example:{port}"},
        {"host": "localhost:{port}"},
        {"host": "[::1]:{port}"},
        {"host": "127.0.0.1"},
        {"host": "127.0.0.1:1"},
        {"host": "127.0.0.1:{port}.evil.example"},
        {"origin": None},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "http://localhost:{port}"},
        {"origin": "https://127.0.0.1:{port}"},
        {"origin": "http://127.0.0.1:{port}.evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": "multipart/form-data; boundary=application/json"},
        {"content_type": None},
    ],
    ids=str,
)
def test_another_site_is_refused(desk, heads):
    told = {name: value and value.format(port=desk.port) for name, value in heads.items()}
    answer = desk.ask(**told)
    assert answer.status_code == 403
    assert has_all_heads(answer)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/", "/words/en", "/static/desk.js", "/enter?ticket=x"])
def test_another_site_cannot_fetch_with_our_cookie(desk, path, site):
    assert desk.ask("GET", path, sec_fetch_site=site, sec_fetch_mode="no-cors").status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused_with_all_heads(desk, method):
    answer = desk.ask(method)
    assert answer.status_code == 405
    assert has_all_heads(answer)


def test_head_tells_no_more_than_get(desk):
    answer = desk.ask("HEAD", "/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert has_all_heads(answer)
    assert desk.ask("HEAD", "/", cookies={}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/static/none.js", 404),
        ("GET", "/static/%2e%2e/gate.py", 404),
        ("GET", "/static/..%2f..%2fstudy%2fstudy.py", 404),
        ("GET", "/words/xx", 404),
        ("GET", "/words/..%2f..", 200),
        ("POST", "/api/none", 404),
        ("POST", "/api/__class__", 404),
        ("POST", "/", 405),
        ("GET", "/api/about", 200),
    ],
)
def test_what_is_not_there_is_told_in_words_with_all_heads(desk, method, path, status):
    answer = desk.ask(method, path)
    assert answer.status_code == status
    assert b"Traceback" not in answer.content
    assert b"import" not in answer.content or b"<!doctype html>" in answer.content
    assert has_all_heads(answer)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 200_000, b'{"values": []}',
        b'{"coder": 3}', b'{"coder": "' + b"x" * 5000 + b'"}',
    ],
    ids=lambda content: content[:12],
)  # fmt: skip
def test_malformed_questions_are_answered_in_words(desk, content):
    answer = desk.ask(content=content)
    assert answer.status_code == 400
    assert "load it anew" in answer.json()["refused"]
    assert has_all_heads(answer)


def test_values_that_a_call_does_not_take_are_refused_in_words(desk):
    answer = desk.ask(content=json.dumps({"values": {"path": "/etc/passwd"}}).encode())
    assert "not understood" in answer.json()["refused"]
    assert desk.ask(content=b'{"values": {"\\ud800": 1}}').json()["refused"]
    assert desk.ask(content=b'{"language": "../../x"}').json()["answer"]


def test_it_refuses_in_the_language_of_the_browser(desk):
    french = desk.ask("GET", "/", cookies={}, accept_language="fr-CA,fr;q=0.9,en;q=0.5")
    english = desk.ask("GET", "/", cookies={}, accept_language="de,en;q=0.5")
    assert french.headers["content-language"] == "fr"
    assert "bureau" in french.text
    assert "civic-qual desk" in english.text


def test_more_than_a_desk_takes_is_refused_before_it_is_read(desk, monkeypatch):
    monkeypatch.setattr(gate_module, "BODY", 1000)
    assert desk.ask(content=b" " * 1001).status_code == 413
    lying = desk.ask(content=(b" " * 400 for _ in range(3)))  # in pieces, its length not told
    assert lying.status_code == 413
    assert has_all_heads(lying)
    assert desk.ask(content=b"{}").status_code == 200


def test_what_comes_too_slowly_is_given_up(desk, monkeypatch):
    monkeypatch.setattr(gate_module, "PATIENCE", 0.05)
    name, value = next(iter(desk.cookies.items()))
    head = (
        f"POST /api/about HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nOrigin: {desk.address}\r\n"
        f"Content-Type: application/json\r\nCookie: {name}={value}\r\nContent-Length: 9\r\n\r\n{{"
    )
    got = desk.raw(head.encode())
    assert got.startswith(b"HTTP/1.1 408")
    assert b"content-security-policy" in got


@pytest.mark.parametrize(
    "text",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /static/../gate.py HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=lambda text: text[:24],
)
def test_what_is_hardly_http_is_refused_with_all_heads(desk, text):
    got = desk.raw(text)
    assert got.split()[1] in (b"400", b"403"), got[:200]
    assert b"content-security-policy: default-src 'none'" in got
    assert desk.ask().status_code == 200  # and the desk goes on


@pytest.mark.parametrize(
    "lines",
    [
        "GET http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: evil.example",
        "GET //evil.example/ HTTP/1.1\r\nHost: evil.example",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: desk_{port}=\xe9\xff",
        "GET /enter?ticket=%ff%fe HTTP/1.1\r\nHost: 127.0.0.1:{port}",
        "GET /enter?ticket HTTP/1.1\r\nHost: 127.0.0.1:{port}",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: 1.2.3.4",
        "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:{port}",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13",
    ],
)
def test_odd_requests_are_refused(desk, lines):
    text = lines.format(port=desk.port) + "\r\nConnection: close\r\n\r\n"
    got = desk.raw(text.encode("latin-1"))
    assert got.split()[1] in (b"403", b"405"), got[:200]
    assert b"content-security-policy" in got


def test_a_call_that_breaks_answers_in_words_and_says_nothing_of_an_interview(desk, monkeypatch):
    def broken(*_, **__):
        raise KeyError("what Awa said")

    monkeypatch.setattr("civic_qual.reviewing.room.calls.Calls.answer", broken)
    answer = desk.ask()
    assert answer.status_code == 200
    assert "KeyError in test_gate.py" in answer.json()["refused"]
    assert "Awa" not in answer.text

    monkeypatch.setattr(Desk, "reply", broken)  # and not even that
    answer = desk.ask()
    assert answer.status_code == 500
    assert "KeyError in test_gate.py" in answer.text
    assert "Awa" not in answer.text
    assert "Traceback" not in answer.text
    assert has_all_heads(answer)


def test_nothing_is_written_anywhere(desk, capfd):
    desk.ask("GET", "/read/car_01?queue=secret")
    desk.raw(b"nonsense secret\r\n\r\n")
    desk.ask("GET", "/enter?ticket=secret")
    assert capfd.readouterr() == ("", "")


def test_it_listens_on_this_computer_alone_and_by_one_name(desk):
    psutil = pytest.importorskip("psutil")
    mine = psutil.Process().net_connections(kind="inet")
    assert {
        one.laddr.ip for one in mine if one.laddr.port == desk.port and one.status == "LISTEN"
    } == {"127.0.0.1"}
    with (
        socket.socket(socket.AF_INET6) as line,
        pytest.raises(OSError, match=r"refused|assign|unreach"),
    ):
        line.connect(("::1", desk.port))


@pytest.mark.skipif(not neighbours.CAN_TELL, reason="only Linux tells whose a connection is")
def test_another_user_is_refused_even_with_the_cookie(desk, monkeypatch):
    monkeypatch.setattr(neighbours, "_ROOT", -1)
    monkeypatch.setattr(os, "getuid", lambda: 4321)  # so that we are somebody else
    answer = desk.ask()
    assert answer.status_code == 403
    assert "another user" in answer.text
    assert "autre utilisateur" in answer.text
    assert has_all_heads(answer)


@pytest.mark.skipif(
    not neighbours.CAN_TELL or os.getuid() != 0, reason="only root can be somebody else"
)
def test_a_real_other_user_is_refused_even_with_the_cookie(desk):
    name, value = next(iter(desk.cookies.items()))
    text = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nCookie: {name}={value}\r\n\r\n"
    got = []

    def ask_as(user):
        ctypes.CDLL(None).setfsuid(user)  # of this thread alone
        got.append(desk.raw(text.encode()).split()[1])

    for user in (0, 65534):
        thread = threading.Thread(target=ask_as, args=[user])
        thread.start()
        thread.join()
    assert got == [b"200", b"403"]


def test_wrong_tickets_do_not_use_it_up():
    with running() as (_, address, ticket), httpx.Client(base_url=address, trust_env=False) as one:
        for number in range(20):
            assert one.get("/enter", params={"ticket": str(number)}).status_code == 403
        assert one.get("/enter", params={"ticket": ticket}).status_code in (200, 303)
