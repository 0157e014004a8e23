r"""What reaches a terminal: texts of others are shown there, and never obeyed.

A terminal takes some characters for orders: to clear itself, to go back over what stands there, to
write from right to left, to put text on the clipboard. The name of a file or a word of an
interview can hold them. They are written as Python writes them, `\x1b`, so that everybody sees
that they are there.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO, cast

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]  # C0 with ESC, DEL, C1
_LINES = [0x2028, 0x2029]
_DIRECTIONS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]  # embeddings, overrides, isolates
_INVISIBLE = [*range(0x206A, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]
_HALVES = range(0xD800, 0xE000)  # no characters: half of one, or a byte that could not be read
_PLAIN = "\n\t"


def _spelt(code: int) -> str:
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )


_SPELT = {
    code: _spelt(code)
    for code in (*_CONTROLS, *_LINES, *_DIRECTIONS, *_INVISIBLE, *_HALVES)
    if chr(code) not in _PLAIN
}


def visible(text: str) -> str:
    r"""Spell out the characters that a terminal would obey; lines and tabs stay.

    Examples
    --------
    >>> print(visible("mali\x1b[2J.txt"), visible("a\u202eb"), visible("déjà vu"))
    mali\x1b[2J.txt a\u202eb déjà vu
    """
    return text if text.isascii() and text.isprintable() else text.translate(_SPELT)


@contextmanager
def visible_streams() -> Iterator[None]:
    """Let everything that is printed in a `with` block, by whomever, be made visible."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(_made_visible, before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def raw(stream: TextIO) -> TextIO:
    """Return the stream below, for what moves the cursor itself, and has made its words visible."""
    return stream.below if isinstance(stream, _Visible) else stream


class _Visible(io.TextIOBase):
    """A stream of text that lets no character through which a terminal would obey.

    It has no `buffer`: nobody writes bytes past it.
    """

    def __init__(self, below: TextIO) -> None:
        self.below = below

    def write(self, text: str, /) -> int:
        """Write a text, made visible."""
        self.below.write(visible(text))
        return len(text)

    def flush(self) -> None:
        """Hand on what waits."""
        self.below.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.below.isatty()

    def fileno(self) -> int:
        """Return the number the system knows it by."""
        return self.below.fileno()

    def writable(self) -> bool:
        """Whether it can be written to, as every such stream can."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]  # of a stream it never changes
        """The encoding of the stream below."""
        return self.below.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """What the stream below does with what it cannot encode."""
        return self.below.errors


def _made_visible(stream: TextIO | None) -> TextIO:
    # A program without a window has no streams at all.
    if stream is None or isinstance(stream, _Visible):
        return cast("TextIO", stream)
    return cast("TextIO", _Visible(stream))
