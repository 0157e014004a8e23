"""The desk as a local web page: 127.0.0.1 only, and nothing from anywhere else."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol

from civic_qual.desk.calls import DESK
from civic_qual.desk.gate import HEADERS, PATIENCE, Gate, language_of
from civic_qual.desk.listening import Secrets, listening_socket
from civic_qual.desk.neighbours import is_somebody_elses
from civic_qual.messages import Message, render
from civic_qual.messages.catalogues import languages
from civic_qual.reviewing.room.unforeseen import unforeseen
from civic_qual.reviewing.wording import page_words

if TYPE_CHECKING:
    import socket

    from starlette.requests import Request

    from civic_qual.desk.desk import Desk

STATIC = Path(__file__).parent / "static"
_NOT_UNDERSTOOD = Message("the page asked in a way that is not understood: load it anew")
_NO_SUCH_CALL = Message("this desk cannot do what the page asks: load the page anew")
_NOTHING_HERE = Message("there is nothing at this address of the desk")
_ANOTHER_USER = Message("this desk belongs to another user of this computer")
_TOO_LONG = 1000  # characters of a name


def application(desk: Desk) -> Starlette:
    """Return the pages and their calls, without the gate."""

    async def page(_: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def words(request: Request) -> Response:
        language = request.path_params["language"]
        if language not in languages():
            return _said(_NOTHING_HERE, request, 404)
        return JSONResponse(page_words(language))

    async def call(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in DESK.by_name:
            return _refused(_NO_SUCH_CALL, request, 404)
        asked = _asked(await request.body())
        if asked is None:
            return _refused(_NOT_UNDERSTOOD, request, 400)
        answer = await asyncio.wrap_future(desk.reply(name, **asked))
        return Response(answer, media_type="application/json")

    async def nothing(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return _said(_NOTHING_HERE, request, status)

    async def broken(request: Request, error: Exception) -> Response:
        return _said(unforeseen(error), request, 500)

    return Starlette(
        routes=[
            Route("/api/{name}", call, methods=["POST"]),
            Route("/words/{language}", words),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/{page:path}", page),
        ],
        exception_handlers={HTTPException: nothing, Exception: broken},
    )


def _asked(body: bytes) -> dict[str, Any] | None:
    """Return who asks what, in which language; None if that is not how pages ask."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    values: Any = told.get("values", {})
    coder: Any = told.get("coder", "")
    language = "fr" if told.get("language") == "fr" else "en"
    if not isinstance(values, dict) or not isinstance(coder, str) or len(coder) > _TOO_LONG:
        return None
    return {"values": values, "coder": coder, "language": language}


def _said(why: str, request: Request, status: int) -> Response:
    language = language_of(request.headers.get("accept-language", ""))
    return PlainTextResponse(render(why, language), status)


def _refused(why: str, request: Request, status: int) -> Response:
    language = language_of(request.headers.get("accept-language", ""))
    return JSONResponse({"refused": render(why, language)}, status)


class _Line(H11Protocol):
    """Speaks HTTP with one browser of our user; not for ever with one that says nothing."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(PATIENCE, self._leave_silent)
        client = transport.get_extra_info("peername")
        self._of_a_stranger = is_somebody_elses(client, self.config.port)

    def data_received(self, data: bytes) -> None:
        if not self._of_a_stranger:
            super().data_received(data)
        elif not self.transport.is_closing():
            said = [render(_ANOTHER_USER, language) for language in languages()]
            self._hang_up("403 Forbidden", "\n".join(said))

    def _leave_silent(self) -> None:
        if getattr(self, "cycle", None) is None:  # nothing was asked
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, with the headers of every answer."""
        self._hang_up("400 Bad Request", msg)

    def _hang_up(self, status: str, why: str) -> None:
        heads = {**HEADERS, "content-type": "text/plain; charset=utf-8", "connection": "close"}
        lines = [b": ".join((name.encode(), value.encode())) for name, value in heads.items()]
        start = b" ".join((b"HTTP/1.1", status.encode()))
        self.transport.write(b"\r\n".join([start, *lines, b"", why.encode()]))
        self.transport.close()


def server(
    desk: Desk, secrets: Secrets | None = None, listening: socket.socket | None = None
) -> tuple[uvicorn.Server, Gate, socket.socket]:
    """Return a server that is not running yet, its gate with the ticket, and its socket."""
    listening = listening or listening_socket()
    gate = Gate(application(desk), listening.getsockname()[1], secrets or Secrets())
    gate.tells = lambda: str(desk.path or "")
    settings = uvicorn.Config(
        gate,
        port=gate.port,
        loop="asyncio",
        http=_Line,
        ws="none",
        lifespan="off",
        log_config=None,  # what was asked is written nowhere
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
    )
    serving = uvicorn.Server(settings)

    def stop() -> None:
        serving.should_exit = True

    desk.on_stop = stop
    return serving, gate, listening
