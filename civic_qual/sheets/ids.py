"""What tables call transcripts: by their ids, by their files, or by numbers without zeros."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from unicodedata import normalize

from civic_qual.texts import unaccented


class Ids:
    """The ids of transcripts, and what tables may call them.

    Compared in NFC, with or without an ending, and with folders before them; a spreadsheet makes
    `1` of `001`, which is meant where no other transcript has that number. Capitals, accents and
    spaces may differ, where no other transcript is called nearly so.

    Examples
    --------
    >>> ids = Ids(["001", "mali_13"])
    >>> ids.meant("mali_13.docx"), ids.meant("mali/13.txt"), ids.meant("1"), ids.meant("2")
    ('mali_13', 'mali_13', '001', None)
    >>> ids.meant("Mali 13")
    'mali_13'
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = frozenset(ids)
        self._by_number: defaultdict[str, list[str]] = defaultdict(list)
        self._by_plain: defaultdict[str, list[str]] = defaultdict(list)
        for one in self._ids:
            self._by_number[_number(one)].append(one)
            self._by_plain[_plain(one)].append(one)

    def meant(self, written: str) -> str | None:
        """Return the id of the transcript that a table means, or None."""
        name = normalize("NFC", written.strip())
        if name in self._ids:
            return name
        names = (name, name.rpartition(".")[0])
        joined = [one.replace("\\", "/").strip("/").replace("/", "_") for one in names]
        for one in (*names, *joined):
            if one in self._ids:
                return one
        for one in names:
            alike = self._by_number.get(_number(one), [])
            if _number(one) and len(alike) == 1:
                return alike[0]
        for one in (*names, *joined):
            alike = self._by_plain.get(_plain(one), [])
            if _plain(one) and len(alike) == 1:
                return alike[0]
        return None

    def alike(self, written: str) -> list[str]:
        """Return the ids of transcripts that may be meant where `meant` returns None.

        Examples
        --------
        >>> Ids(["car_01", "mali_01", "02"]).alike("01")
        ['car_01', 'mali_01']
        """
        name = normalize("NFC", written.strip())
        number = _number(name)
        return sorted(
            one
            for one in self._ids
            if _plain(one) == _plain(name)
            or one.endswith(f"_{name}")
            or (number and _number(one.rpartition("_")[2]) == number)
        )


def _number(written: str) -> str:
    """Return a number without its leading zeros, or "" for anything else."""
    return (written.lstrip("0") or "0") if written.isascii() and written.isdigit() else ""


def _plain(written: str) -> str:
    """Return a name without accents, capitals, and what may stand between words."""
    return " ".join(re.findall(r"\w+", unaccented(written.casefold()).replace("_", " ")))
