"""The desk as a local web page: 127.0.0.1 only, and nothing from anywhere else."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from civic_qual.desk.calls import DESK
from civic_qual.desk.gate import Gate
from civic_qual.reviewing.wording import page_words

if TYPE_CHECKING:
    from starlette.requests import Request

    from civic_qual.desk.desk import Desk

STATIC = Path(__file__).parent / "static"


def listening_socket(port: int = 0) -> socket.socket:
    """Return a socket on this computer alone.

    Its protocol is said: else every answer waits 40 ms for an acknowledgement (Nagle).
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.bind(("127.0.0.1", port))
    return made


def application(desk: Desk) -> Starlette:
    """Return the pages and their calls, without the gate."""

    async def page(_: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def words(request: Request) -> Response:
        return JSONResponse(page_words(request.path_params["language"]))

    async def call(request: Request) -> Response:
        told = await request.json()
        name = request.path_params["name"]
        if name not in DESK.by_name:
            return JSONResponse({"refused": name}, 404)
        answer = desk.ask(
            name,
            told.get("values", {}),
            coder=told.get("coder", ""),
            language=told.get("language", "en"),
        )
        return JSONResponse(await asyncio.wrap_future(answer))

    return Starlette(
        routes=[
            Route("/api/{name}", call, methods=["POST"]),
            Route("/words/{language}", words),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/{page:path}", page),
        ]
    )


def server(desk: Desk, port: int = 0) -> tuple[uvicorn.Server, Gate, socket.socket]:
    """Return a server that is not running yet, its gate with the ticket, and its socket."""
    listening = listening_socket(port)
    gate = Gate(application(desk), listening.getsockname()[1])
    settings = uvicorn.Config(gate, log_level="warning", server_header=False, access_log=False)
    return uvicorn.Server(settings), gate, listening
