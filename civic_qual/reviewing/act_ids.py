"""Acts named by what they say, so that the same file gives the same acts wherever it is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import blake2b


class ActIds:
    """Names acts by what they say: the same file, read into two copies of a study, gives the same.

    Parameters
    ----------
    maker
        What says it, "sheet" or "word": what the one brought, the other does not take off.
    done
        The names of what an act made, by its id; None if it was not done.

    Examples
    --------
    >>> ids = ActIds("sheet", lambda act: None)
    >>> ids.fresh("B7KQ2MX", "read") == ActIds("sheet", lambda act: None).fresh("B7KQ2MX", "read")
    True
    """

    def __init__(self, maker: str, done: Callable[[str], Sequence[str] | None]) -> None:
        self._maker, self._done = maker, done

    def fresh(self, *said: object) -> str:
        """Return the id of an act that says something once more."""
        number = 0
        while self._done(self._id(said, number)) is not None:
            number += 1
        return self._id(said, number)

    def brought(self, record: str, *said: object) -> str:
        """Return the id of the act that said this and made a record; "" if none did."""
        number = 0
        while (made := self._done(self._id(said, number))) is not None:
            if record in made:
                return self._id(said, number)
            number += 1
        return ""

    def last(self, *said: object) -> str:
        """Return the id of the last act that said this; "" if none did."""
        number = 0
        while self._done(self._id(said, number)) is not None:
            number += 1
        return self._id(said, number - 1) if number else ""

    def _id(self, said: Sequence[object], number: int) -> str:
        text = json.dumps([self._maker, *said, number], ensure_ascii=False)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
