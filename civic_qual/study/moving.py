"""What became of codes when the codebook changed: `moves` followed from version to version."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from civic_qual.coding.codings import ALL_CODES, written_codes

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.study.records import BookVersion, Key


class CodeMoves:
    """Follows codes from any version of the codebook to the one that holds.

    Parameters
    ----------
    books
        All versions, each with its name.
    now, codebook
        The name of the version that holds, and the codebook itself.
    """

    def __init__(
        self, books: Iterable[tuple[Key, BookVersion]], now: Key, codebook: Codebook
    ) -> None:
        self._versions = {key.hex(): version for key, version in books}
        self._codebook, self.now = codebook, now.hex()
        self.code = cache(self._code)
        self.codes = cache(self._codes)
        self._line = cache(self._line_of)

    def sources(self, codes: Collection[str]) -> set[str]:
        """Return the ids under which codes may stand in records, of this version or earlier."""
        found = set(codes)
        for version in self._line(self.now):
            moves = json.loads(self._versions[version].moves)
            found |= {old for old, new in moves.items() if new in found}
        return found

    def _code(self, code: str, version: str) -> str:
        """Return the code that holds in the place of one of a version; "" if none does."""
        for moves, _ in self._since(version):
            code = moves.get(code, code)
        return code if code in self._codebook else ""

    def _codes(self, codes: str, version: str) -> str:
        """Return what a reading considered, in codes that hold.

        A code in which several were merged was considered if all of them were; one that is new
        was not.
        """
        if version == self.now or not self._since(version):
            return codes
        considered = set(self._ids(version) if codes == ALL_CODES else codes.split())
        for moves, before in self._since(version):
            not_read = before - considered
            considered = {moves.get(code, code) for code in considered} - {
                moves.get(code, code) for code in not_read
            }
        return written_codes(considered, self._codebook)

    def _ids(self, version: str) -> frozenset[str]:
        from civic_qual.study.snapshot import read_codebook_text

        return frozenset(read_codebook_text(self._versions[version].text).positions)

    def _since(self, version: str) -> list[tuple[Mapping[str, str], frozenset[str]]]:
        """Return the moves of the versions after one, with the codes there were before each."""
        known, line = set(self._line(version)), self._line(self.now)
        return [
            (json.loads(self._versions[key].moves), self._ids(before))
            for key, before in reversed([*pairwise(line)])
            if key not in known
        ]

    def _line_of(self, version: str) -> list[str]:
        """Return a version and those before it, the latest first."""
        found: list[str] = []
        while version in self._versions and version not in found:
            found.append(version)
            version = (self._versions[version].supersedes.split() or [""])[0]
        return found
