"""Messages as plain data, for pipes and files: what is read back is text of this house, or refused.

A pickle can call any function; this can only say what `civic_qual.messages` can say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from civic_qual.messages import catalogues, message
from civic_qual.messages.catalogues import Spoken
from civic_qual.messages.message import Message

_WAYS: dict[str, Callable[..., str]] = {
    way.__name__.strip("_"): way
    for way in (
        message._list,
        message._put_together,
        message._number,
        message._percent,
        message._as_it_is,
        message._quote,
        message._day,
        message._moment,
        catalogues._typed,
    )
}
_NAMES = {way: name for name, way in _WAYS.items()}
_MESSAGE = "message"


def message_as_data(text: object) -> Any:
    """Return a message as dicts, lists, texts and numbers; plain text as it is.

    Examples
    --------
    >>> data = message_as_data(Message("{file}: {n} turns", file="a.txt", n=3))
    >>> data
    {'message': ['', '{file}: {n} turns', '', {'fields': {'file': 'a.txt', 'n': 3}}]}
    >>> message_of_data(data).template
    '{file}: {n} turns'
    """
    if isinstance(text, Message):
        return {_MESSAGE: [message_as_data(part) for part in text._made_of]}
    if isinstance(text, Spoken):
        name = _NAMES.get(text._say)
        return {name: [message_as_data(part) for part in text._made_of]} if name else str(text)
    if isinstance(text, dict):
        return {"fields": {name: message_as_data(value) for name, value in text.items()}}
    if isinstance(text, tuple):
        return [message_as_data(part) for part in text]
    return text


def message_of_data(data: Any) -> Any:
    """Return what `message_as_data` made data of.

    Raises
    ------
    ValueError, TypeError, KeyError
        If it did not make them.
    """
    if isinstance(data, list):
        return tuple(message_of_data(part) for part in data)
    if not isinstance(data, dict):
        if data is None or isinstance(data, str | int | float):
            return data
        raise TypeError(type(data).__name__)
    ((name, inside),) = data.items()
    if name == "fields":
        return {str(key): message_of_data(value) for key, value in inside.items()}
    parts = [message_of_data(part) for part in inside]
    return message._made(Message, *parts) if name == _MESSAGE else Spoken(_WAYS[name], *parts)
