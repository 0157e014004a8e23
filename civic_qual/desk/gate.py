"""Who may come in: this computer, this user, this page."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse

from civic_qual.desk.listening import Secrets, proof
from civic_qual.messages import Message, render
from civic_qual.messages.catalogues import languages
from civic_qual.reviewing.room.unforeseen import unforeseen

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.types import Message as Sent

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
}
BODY = 32_000_000  # bytes: more than any page sends
PATIENCE = 20.0  # seconds that may pass between two pieces of what is asked
_HERE = "127.0.0.1"  # by one name only: cookies and origins differ from name to name

_NOT_HERE = Message("this desk is reached by its own address only, on its own computer")
_ANOTHER_SITE = Message("another page may not ask anything of this desk")
_NOT_JSON = Message("this is not how the pages of this desk ask")
_NO_WAY_IN = Message(
    "this desk does not know this browser: open the desk anew by its icon, or with: civic-qual desk"
)
_TOO_MUCH = Message("this is more than a desk takes at once: give it in parts")
_TOO_SLOW = Message("what was asked did not come whole: try again")
_NO_SUCH_WAY = Message("nothing of this desk is asked in this way")
_METHODS = ("GET", "HEAD", "POST")

_Refusal: TypeAlias = tuple[int, str]


class Gate:
    """Refuses whatever does not come from the page that a ticket opened.

    Attributes
    ----------
    ticket
        What opens the desk once; a wrong one does not use it up. "" if it is used.
    on_entry
        Called when a ticket was used.
    """

    def __init__(self, app: ASGIApp, port: int, known: Secrets) -> None:
        self.app, self.port = app, port
        self.host = f"{_HERE}:{port}"
        self.ticket, self.pass_, self.key = known.ticket, known.pass_, known.key
        self.cookie = f"desk_{port}"
        self.on_entry: Callable[[], None] = lambda: None
        self.tells: Callable[[], str] = lambda: ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        begun = False

        async def with_headers(sent: Sent) -> None:
            nonlocal begun
            if sent["type"] == "http.response.start":
                begun = True
                sent["headers"] = _with_ours(sent.get("headers", []))
            await send(sent)

        heads = _Heads(scope)
        try:
            answer, body = self._refusal(scope, heads), b""
            if answer is None and scope["method"] == "POST":
                body = await _body(receive, heads)
            answer = answer or self._answer(scope, heads, body)
            await answer(scope, _once_more(body, receive), with_headers)
        except _RefusedError as refused:
            if not begun:
                await refused.response(heads.language)(scope, receive, with_headers)
        except Exception as error:
            if not begun:
                said = _said((500, unforeseen(error)), heads.language)
                await said(scope, receive, with_headers)

    def _refusal(self, scope: Scope, heads: _Heads) -> ASGIApp | None:
        refused = self._refused(scope, heads)
        return _said(refused, heads.language) if refused else None

    def _answer(self, scope: Scope, heads: _Heads, body: bytes) -> ASGIApp:
        if scope["path"] == "/knock":
            return self._knocked(heads, body)
        if scope["path"] == "/enter":
            return self._entered(scope, heads)
        return self.app

    def _refused(self, scope: Scope, heads: _Heads) -> _Refusal | None:
        if heads.every("host") != [self.host]:
            return 403, _NOT_HERE
        if scope["method"] not in _METHODS:
            return 405, _NO_SUCH_WAY
        if scope["path"] == "/knock":
            by_a_page = heads.one("origin") or heads.one("sec-fetch-site")
            return (403, _ANOTHER_SITE) if by_a_page or scope["method"] != "POST" else None
        entering = scope["path"] == "/enter" and heads.one("sec-fetch-mode") == "navigate"
        if heads.one("sec-fetch-site", "none") not in ("same-origin", "none") and not entering:
            return 403, _ANOTHER_SITE
        if scope["method"] == "POST":
            if heads.every("origin") != [f"http://{self.host}"]:
                return 403, _ANOTHER_SITE
            if heads.one("content-type").split(";")[0].strip().lower() != "application/json":
                return 403, _NOT_JSON
        if scope["path"] == "/enter":
            return None
        return None if _same(heads.cookie(self.cookie), self.pass_) else (403, _NO_WAY_IN)

    def _entered(self, scope: Scope, heads: _Heads) -> Response:
        """Give a browser with the ticket a cookie, and leave the ticket out of its history."""
        shown = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        if scope["method"] != "GET" or not self.ticket or not _same(shown, self.ticket):
            return _said((403, _NO_WAY_IN), heads.language)
        self.ticket = ""
        self.on_entry()
        response: Response
        if heads.one("sec-fetch-site") == "none":
            response = RedirectResponse("/", 303)
        else:
            # A cookie as strict as ours does not follow a browser that a file sent here: our own
            # page must be the one that sends it on.
            response = HTMLResponse(
                '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
                "<title>civic-qual</title>"
            )
        response.set_cookie(self.cookie, self.pass_, httponly=True, samesite="strict", path="/")
        return response

    def _knocked(self, heads: _Heads, body: bytes) -> Response:
        """Let the same user in once more, by another start of the command.

        Who knocks proves to know the key of this desk, and is shown that the desk knows it, too;
        neither the key nor the new ticket is sent. No page of a browser can knock.
        """
        try:
            told = json.loads(body)
            nonce, shown = str(told["nonce"]), str(told["proof"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return _said((400, _NOT_JSON), heads.language)
        if not _same(shown, proof(self.key, "knock", nonce)):
            return _said((403, _NO_WAY_IN), heads.language)
        self.ticket = proof(self.key, "ticket", nonce)
        return JSONResponse({"proof": proof(self.key, "here", nonce), "study": self.tells()})


class _Heads:
    """What a browser says of itself with a request."""

    def __init__(self, scope: Scope) -> None:
        self._pairs = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"]]

    def every(self, name: str) -> list[str]:
        return [value for one, value in self._pairs if one == name]

    def one(self, name: str, otherwise: str = "") -> str:
        found = self.every(name)
        return ", ".join(found) if found else otherwise

    def cookie(self, name: str) -> str:
        for one in "; ".join(self.every("cookie")).split(";"):
            known, _, value = one.strip().partition("=")
            if known == name:
                return value
        return ""

    @property
    def language(self) -> str:
        return language_of(self.one("accept-language"))


class _RefusedError(Exception):
    """What came with a request was refused while it came."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why

    def response(self, language: str) -> Response:
        said = _said((self.status, self.why), language)
        said.headers["connection"] = "close"  # what is still to come is not read
        return said


async def _body(receive: Receive, heads: _Heads) -> bytes:
    """Return all that comes with a request, unless it is too much, or comes too slowly."""
    told = heads.one("content-length", "0")
    if not told.isascii() or not told.isdigit() or len(told) > 12 or int(told) > BODY:
        raise _RefusedError(413, _TOO_MUCH)
    parts: list[bytes] = []
    while True:
        try:
            sent = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise _RefusedError(408, _TOO_SLOW) from None
        parts.append(sent.get("body", b""))
        if sum(map(len, parts)) > BODY:
            raise _RefusedError(413, _TOO_MUCH)
        if not sent.get("more_body", False):
            return b"".join(parts)


def _once_more(body: bytes, receive: Receive) -> Receive:
    """Give out again what was taken in already."""
    waiting: list[Sent] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Sent:
        return waiting.pop() if waiting else await receive()

    return again


def _with_ours(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    return [pair for pair in headers if pair[0].decode().lower() not in HEADERS] + ours


def _said(refusal: _Refusal, language: str) -> Response:
    status, why = refusal
    return PlainTextResponse(render(why, language), status, {"content-language": language})


def _same(shown: str, known: str) -> bool:
    return secrets.compare_digest(shown.encode("utf-8", "replace"), known.encode())


def language_of(accepted: str) -> str:
    """Return the language, of those spoken here, that a browser names first.

    Examples
    --------
    >>> language_of("de-CH, fr;q=0.9, en;q=0.8"), language_of("")
    ('fr', 'en')
    """
    for one in accepted.split(","):
        name = one.split(";")[0].strip().split("-")[0].lower()
        if name in languages():
            return name
    return "en"
