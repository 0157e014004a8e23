"""Templates: literal text with named fields, `{name}`; `{{` and `}}` are braces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_PIECE = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|([{}])")

Part = tuple[str, bool]  # literal text, or the name of a field and True


def untranslated(text: str) -> str:
    """Mark a template for the catalogues without making a message of it."""
    return text


def untranslated_in(context: str, text: str) -> tuple[str, str]:
    """Mark a template that has a context."""
    return context, text


def untranslated_plural(one: str, many: str) -> tuple[str, str]:
    """Mark a template that has plural forms."""
    return one, many


@lru_cache(maxsize=8192)
def parts(text: str) -> tuple[Part, ...]:
    """Cut a template into literal text and fields.

    Raises
    ------
    ValueError
        If a brace stands alone, or a field is more than a name in small letters.

    Examples
    --------
    >>> parts("{file}: {{x}}")
    (('file', True), (': {x}', False))
    """
    return tuple(_merged(_pieces(text)))


def _pieces(text: str) -> Iterator[Part]:
    end = 0
    for piece in _PIECE.finditer(text):
        if piece[2]:
            raise ValueError(
                f"{text!r}: a field is a name in small letters, as in {{name}}; "
                "how it is written (!r, :.2f) belongs to its value: quoted(x), decimal(x, 2)"
            )
        yield text[end : piece.start()], False
        yield (piece[1], True) if piece[1] else (piece[0][0], False)
        end = piece.end()
    yield text[end:], False


def _merged(pieces: Iterable[Part]) -> Iterator[Part]:
    literal = ""
    for piece, is_field in pieces:
        if not is_field:
            literal += piece
            continue
        if literal:
            yield literal, False
        yield piece, True
        literal = ""
    if literal:
        yield literal, False


def fields_of(text: str) -> set[str]:
    """Return the names of the fields of a template."""
    return {part for part, is_field in parts(text) if is_field}


@lru_cache(maxsize=8192)
def has_words(text: str) -> bool:
    """Say whether there is anything to translate outside the fields of a template."""
    return any(not is_field and any(map(str.isalpha, part)) for part, is_field in parts(text))
