"""What every act of a person must be: of somebody, and on a passage that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civic_qual.errors import CodingError, StudyError
from civic_qual.messages import Message, enumerated, quoted, typed

if TYPE_CHECKING:
    from civic_qual.study.snapshot import Snapshot


def check_coder(name: str) -> None:
    """Refuse work that nobody stands for."""
    if not isinstance(name, str) or not name.strip():
        raise CodingError(
            Message("say who does this: {coder} takes a name", coder=typed("coder=", "--who"))
        )


def check_name(argument: str, name: object, *, may_be_empty: bool = False) -> str:
    """Return a name or a text; refuse what is none.

    Raises
    ------
    StudyError
        If it is no text, or empty.
    """
    if not isinstance(name, str) or not (may_be_empty or name.strip()):
        raise StudyError(
            Message(
                "{argument}={value} is no name: write it as text",
                argument=argument,
                value=quoted(name),
            )
        )
    return name


def check_passage(snapshot: Snapshot, transcript: str, start: int, end: int) -> str:
    """Return the revision of a transcript; refuse what is no passage of it."""
    if transcript not in snapshot.revisions:
        raise CodingError(
            Message(
                "no transcript {transcript} in the study (there are {known}, ...)",
                transcript=quoted(transcript),
                known=enumerated(list(snapshot.revisions)[:3]),
            )
        )
    size = len(snapshot.corpus[transcript].text)
    if not _is_whole(start) or not _is_whole(end) or not 0 <= start < end <= size:
        raise CodingError(
            Message(
                "{start} to {end} is no passage of {transcript}, which has {size} characters",
                start=quoted(start),
                end=quoted(end),
                transcript=quoted(transcript),
                size=size,
            )
        )
    return snapshot.revisions[transcript]


def check_code(snapshot: Snapshot, code: str) -> None:
    """Refuse a code that the codebook of the study does not have."""
    if not isinstance(code, str) or code not in snapshot.codebook:
        raise CodingError(
            Message(
                "no code {code} in the codebook (there are {known}, ...)",
                code=quoted(code),
                known=enumerated(list(snapshot.codebook.positions)[:3]),
            )
        )


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer)
