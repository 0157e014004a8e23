"""What goes through the pipe between the library and its worker: blocks of bytes with a length."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

_LENGTH = 8


def write_frame(pipe: BinaryIO, block: bytes) -> None:
    """Write one block."""
    pipe.write(len(block).to_bytes(_LENGTH, "big"))
    pipe.write(block)
    pipe.flush()


def read_frame(pipe: BinaryIO, most: int | None = None) -> bytes | None:
    """Read one block; None if the pipe ends before it does.

    Raises
    ------
    OverflowError
        If it would be longer than `most` bytes; it is not read.

    Examples
    --------
    >>> import io
    >>> pipe = io.BytesIO()
    >>> write_frame(pipe, b"abc")
    >>> read_frame(io.BytesIO(pipe.getvalue())), read_frame(io.BytesIO(pipe.getvalue()[:-1]))
    (b'abc', None)
    """
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    if most is not None and length > most:
        raise OverflowError(length)
    block = pipe.read(length)
    return block if len(block) == length else None


def packed(data: Any) -> bytes:
    """Return plain data as bytes, lone surrogates of broken texts included."""
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpacked(block: bytes) -> Any:
    """Return the plain data of bytes.

    Raises
    ------
    ValueError
        If they are none.
    """
    return json.loads(block.decode("utf-8", "surrogatepass"))
