"""Acts named by what they say, so that the same sheet gives the same acts wherever it is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import blake2b


class ActIds:
    """Names acts by what they say: the same sheet, read into two copies of a study, gives the same.

    Parameters
    ----------
    done
        The names of what an act made, by its id; None if it was not done.

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
