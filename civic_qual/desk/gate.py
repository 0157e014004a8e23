"""Who may come in: this computer, this user, this page."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.responses import PlainTextResponse, RedirectResponse

from civic_qual.messages import Message, render
from civic_qual.messages.catalogues import languages

if TYPE_CHECKING:
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
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_NOT_HERE = Message("this desk is reached by its own address only, on its own computer")
_ANOTHER_SITE = Message("another page may not ask anything of this desk")
_NOT_JSON = Message("this is not how the pages of this desk ask")
_NO_WAY_IN = Message(
    "this desk does not know this browser: open the desk anew by its icon, or with: civic-qual desk"
)


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


class Gate:
    """Refuses whatever does not come from the page that the ticket opened."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.ticket, self.pass_ = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.cookie = f"desk_{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        heads = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        if why := self._refused(scope, heads):
            language = language_of(heads.get("accept-language", ""))
            await PlainTextResponse(render(why, language), 403, HEADERS)(scope, receive, send)
            return
        if scope["path"] == "/enter":
            await self._enter(scope, receive, send)
            return

        async def with_headers(message: Sent) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(k.encode(), v.encode()) for k, v in HEADERS.items()]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _refused(self, scope: Scope, heads: dict[str, str]) -> str:
        if heads.get("host") not in self.hosts:
            return _NOT_HERE
        entering = scope["path"] == "/enter" and heads.get("sec-fetch-mode") == "navigate"
        if heads.get("sec-fetch-site", "none") not in ("same-origin", "none") and not entering:
            return _ANOTHER_SITE
        if scope["method"] != "GET":
            if heads.get("origin") not in {f"http://{host}" for host in self.hosts}:
                return _ANOTHER_SITE
            if heads.get("content-type", "").split(";")[0] != "application/json":
                return _NOT_JSON
        if scope["path"] == "/enter":
            return ""
        pairs = (one.strip().partition("=") for one in heads.get("cookie", "").split(";"))
        shown = {name: value for name, _, value in pairs}.get(self.cookie, "")
        return "" if secrets.compare_digest(shown, self.pass_) else _NO_WAY_IN

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        pairs = (one.partition("=") for one in scope["query_string"].decode().split("&"))
        shown = {name: value for name, _, value in pairs}.get("ticket", "")
        if not self.ticket or not secrets.compare_digest(shown, self.ticket):
            heads = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
            language = language_of(heads.get("accept-language", ""))
            refused = PlainTextResponse(render(_NO_WAY_IN, language), 403, HEADERS)
            await refused(scope, receive, send)
            return
        self.ticket = ""
        response: Any = RedirectResponse("/", 303, HEADERS)
        response.set_cookie(self.cookie, self.pass_, httponly=True, samesite="strict", path="/")
        await response(scope, receive, send)
