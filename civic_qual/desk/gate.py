"""Who may come in: this computer, this user, this page."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
            await PlainTextResponse(why, 403, HEADERS)(scope, receive, send)
            return
        if scope["path"] == "/enter":
            await self._enter(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(k.encode(), v.encode()) for k, v in HEADERS.items()]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _refused(self, scope: Scope, heads: dict[str, str]) -> str:
        if heads.get("host") not in self.hosts:
            return "wrong host"
        entering = scope["path"] == "/enter" and heads.get("sec-fetch-mode") == "navigate"
        if heads.get("sec-fetch-site", "none") not in ("same-origin", "none") and not entering:
            return "from another site"
        if scope["method"] != "GET":
            if heads.get("origin") not in {f"http://{host}" for host in self.hosts}:
                return "from another site"
            if heads.get("content-type", "").split(";")[0] != "application/json":
                return "no JSON"
        if scope["path"] == "/enter":
            return ""
        pairs = (one.strip().partition("=") for one in heads.get("cookie", "").split(";"))
        shown = {name: value for name, _, value in pairs}.get(self.cookie, "")
        return "" if secrets.compare_digest(shown, self.pass_) else "no ticket"

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        pairs = (one.partition("=") for one in scope["query_string"].decode().split("&"))
        shown = {name: value for name, _, value in pairs}.get("ticket", "")
        if not self.ticket or not secrets.compare_digest(shown, self.ticket):
            refused = PlainTextResponse("used before", 403, HEADERS)
            await refused(scope, receive, send)
            return
        self.ticket = ""
        response: Any = RedirectResponse("/", 303, HEADERS)
        response.set_cookie(self.cookie, self.pass_, httponly=True, samesite="strict", path="/")
        await response(scope, receive, send)
