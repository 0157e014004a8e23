"""What stands in a study of what a coder said of passages: what a sheet is compared with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCoding:
    """A coding of the coder that lies in a passage.

    Attributes
    ----------
    id, code, fields
        Its name, its code, and what is said in its fields.
    start, end
        Where it stands now, in characters of its transcript.
    decided
        Who decided since that it does not hold, "" if nobody did.
    """

    id: str
    code: str
    start: int
    end: int
    fields: Mapping[str, str] = field(default_factory=dict)
    decided: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingMemo:
    """A memo of the coder on just a passage, or a part of it."""

    id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What one coder said of the passages of one queue, by their keys.

    Attributes
    ----------
    codings, memos
        What stands, and what somebody decided not to hold.
    rejected
        Codes that were advised, and refused.
    read
        By which versions of the codebook each passage was read.
    done
        The names of what an act made; None if it was not done.
    """

    codings: Mapping[str, Sequence[StandingCoding]]
    memos: Mapping[str, Sequence[StandingMemo]]
    rejected: Mapping[str, frozenset[str]]
    read: Mapping[str, frozenset[str]]
    done: Callable[[str], Sequence[str] | None]


class ActIds:
    """Names acts by what they say: the same sheet, read into two copies of a study, gives the same.

    Parameters
    ----------
    done
        As of `Standing`.

    Examples
    --------
    >>> ActIds(lambda act: None).fresh("B7KQ2MX", "read") == ActIds(lambda act: None).fresh(
    ...     "B7KQ2MX", "read"
    ... )
    True
    """

    def __init__(self, done: Callable[[str], Sequence[str] | None]) -> None:
        self._done = done

    def fresh(self, *said: object) -> str:
        """Return the id of an act that says something once more."""
        number = 0
        while self._done(_act_id(said, number)) is not None:
            number += 1
        return _act_id(said, number)

    def brought(self, record: str, *said: object) -> str:
        """Return the id of the act of a sheet that said this and made a record; "" if none did."""
        number = 0
        while (made := self._done(_act_id(said, number))) is not None:
            if record in made:
                return _act_id(said, number)
            number += 1
        return ""

    def last(self, *said: object) -> str:
        """Return the id of the last act of a sheet that said this; "" if none did."""
        number = 0
        while self._done(_act_id(said, number)) is not None:
            number += 1
        return _act_id(said, number - 1) if number else ""


def _act_id(said: Sequence[object], number: int) -> str:
    text = json.dumps(["sheet", *said, number], ensure_ascii=False)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
