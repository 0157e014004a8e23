"""Files and folders that somebody chose on a page, or wrote there."""

from __future__ import annotations

import os
from pathlib import Path

from civic_qual.errors import ReadError
from civic_qual.messages import Message, quoted


def chosen(written: object) -> Path:
    r"""Return the file or folder that is meant; it may be in quotes, as systems copy paths.

    Raises
    ------
    ReadError
        If nothing was chosen, or no system could have such a name.

    Examples
    --------
    >>> chosen(' "/home/awa/mali.study" ').name
    'mali.study'
    >>> chosen(" ")
    Traceback (most recent call last):
        ...
    civic_qual.errors.ReadError: nothing is chosen: choose a file or folder
    """
    text = str(written).strip().strip("\"'").strip()
    if not text:
        raise ReadError(Message("nothing is chosen: choose a file or folder"))
    try:
        path = Path(text).expanduser()
        os.fsencode(path)
        if "\0" in text:
            raise ValueError
    except (ValueError, RuntimeError) as error:  # RuntimeError: ~ of nobody
        raise ReadError(
            Message("{path}: there can be no such file or folder; choose one", path=quoted(text))
        ) from error
    return path
