"""What was published: the ledger of releases, which may travel with them.

A line a release, in canonical JSON, with the names of the lines before it, so that no release can
be left out unseen. It holds the numbers that were shown and, for those that were not, the interval
that the release left of them; never a number that was hidden. Copies merge as their union.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from civic_qual.errors import DisclosureError
from civic_qual.messages import Message
from civic_qual.privacy.memory.scope import Kind, Scope
from civic_qual.saving import whole_file

FORMAT = 1


class CellName(NamedTuple):
    """What a number of a table says: its kind of table, row, group, category, count or base.

    `group` holds the values of the kind's attributes; it is empty for all groups together.
    """

    kind: Kind
    row: str
    group: tuple[str, ...]
    category: str
    base: bool


@dataclass(frozen=True, kw_only=True)
class Published:
    """One release as it may be told to everybody.

    Attributes
    ----------
    name, date, version, written
        How the release is called, its day, the version of the library, the files written.
    minimum, hides_zeros
        By what rule numbers were hidden.
    rules, content
        Fingerprints of the codebook.
    first
        Whether nobody was given anything before: "" if an earlier release is known, "stated" if
        that was said, "known" if the study shows it.
    people
        How many people were counted; None where that was not shown.
    scope
        What was counted.
    shown
        The numbers that were published for the first time.
    granted
        Least and largest value that the release says of each number it hid: 0, and None where it
        says nothing, as releases do now. Later ones leave each as wide as `minimum` asks.
    standing
        How many numbers of earlier releases stand in it.
    others
        Whether it held numbers that nobody can count again, as those of a plain table.
    previous
        The names of the lines before.
    """

    name: str
    date: str
    version: str
    written: tuple[str, ...]
    minimum: int
    hides_zeros: bool
    rules: str
    content: str
    first: str
    people: int | None
    scope: Scope
    shown: Mapping[CellName, int]
    granted: Mapping[CellName, tuple[int, int | None]]
    standing: int = 0
    others: bool = False
    previous: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The name of its line: what the line says, in 64 hexadecimal digits."""
        return hashlib.sha256(_canonical(self.plain()).encode()).hexdigest()

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        kinds = {kind: number for number, kind in enumerate(self.scope.tables)}
        simple = {
            name: getattr(self, name)
            for name in ("name", "date", "version", "minimum", "hides_zeros", "rules", "content")
        } | {name: getattr(self, name) for name in ("first", "people", "standing", "others")}
        return {
            "format": FORMAT,
            **simple,
            "written": list(self.written),
            "previous": list(self.previous),
            "tables": self.scope.plain(),
            "shown": sorted([*_cell(name, kinds), value] for name, value in self.shown.items()),
            "granted": sorted(
                ([*_cell(name, kinds), *limits] for name, limits in self.granted.items()),
                key=lambda one: one[:5],
            ),
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Return it from plain data."""
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        scope = Scope.from_plain(data["tables"])
        kinds = list(scope.tables)
        return cls(
            name=str(data["name"]),
            date=str(data["date"]),
            version=str(data["version"]),
            written=tuple(map(str, data["written"])),
            minimum=int(data["minimum"]),
            hides_zeros=bool(data["hides_zeros"]),
            rules=str(data["rules"]),
            content=str(data["content"]),
            first=str(data["first"]),
            people=data["people"],
            scope=scope,
            shown={_name(one, kinds): int(one[5]) for one in data["shown"]},
            granted={_name(one, kinds): (int(one[5]), one[6]) for one in data["granted"]},
            standing=int(data["standing"]),
            others=bool(data["others"]),
            previous=tuple(map(str, data["previous"])),
        )


def _cell(name: CellName, kinds: Mapping[Kind, int]) -> list[Any]:
    return [kinds[name.kind], name.row, list(name.group), name.category, name.base]


def _name(one: list[Any], kinds: list[Kind]) -> CellName:
    return CellName(kinds[one[0]], str(one[1]), tuple(map(str, one[2])), str(one[3]), bool(one[4]))


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class PublishedReleases:
    """All releases of a study that are known, each after those it names as before it."""

    releases: tuple[Published, ...] = ()

    def __len__(self) -> int:
        return len(self.releases)

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of all lines."""
        return tuple(one.line for one in self.releases)

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the lines that none comes after."""
        before = {line for one in self.releases for line in one.previous}
        return tuple(sorted(set(self.lines) - before))

    def and_then(self, release: Published) -> PublishedReleases:
        """Return these with one release more."""
        return PublishedReleases((*self.releases, release))

    def merged(self, other: PublishedReleases) -> PublishedReleases:
        """Return the releases of two copies, each once."""
        known = {one.line: one for one in (*self.releases, *other.releases)}
        return _in_order(known, Message("these copies"))

    def text(self) -> str:
        """Return the file: a line a release."""
        return "".join(
            _canonical({**one.plain(), "line": line}) + "\n"
            for one, line in zip(self.releases, self.lines, strict=True)
        )

    @classmethod
    def from_text(cls, text: str, where: str) -> PublishedReleases:
        """Return what a file holds.

        Raises
        ------
        DisclosureError
            If a line was changed, or one is missing.
        """
        known: dict[str, Published] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                data = json.loads(line)
                said = data.pop("line")
                release = Published.from_plain(data)
            except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
                raise DisclosureError(_broken(where, number)) from error
            if release.line != said:
                raise DisclosureError(_broken(where, number))
            known[release.line] = release
        return _in_order(known, where)

    def save(self, path: Path) -> None:
        """Write the file.

        Raises
        ------
        WriteError
            If it cannot be written.
        """
        with whole_file(path) as beside:
            beside.write_text(self.text(), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> PublishedReleases:
        """Read a file.

        Raises
        ------
        DisclosureError
            If it cannot be read, a line was changed, or one is missing.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise DisclosureError(
                Message(
                    "{file}: no ledger of releases can be read there. It is the file "
                    "release.ledger beside what an earlier release wrote",
                    file=path,
                )
            ) from error
        return cls.from_text(text, str(path))


def _in_order(known: Mapping[str, Published], where: str) -> PublishedReleases:
    """Return releases so that each comes after those before it, none of which may be missing."""
    ordered: dict[str, Published] = {}
    waiting = dict(sorted(known.items(), key=lambda one: (one[1].date, one[0])))
    while waiting:
        ready = [
            line for line, one in waiting.items() if all(name in ordered for name in one.previous)
        ]
        if not ready:
            raise DisclosureError(
                Message(
                    "{where}: an earlier release is missing from the ledger, so nobody can tell "
                    "what both together give away. Name the ledger of that release, too "
                    "(--earlier FILE, several times), or keep what you make inside the study: "
                    "--internal",
                    where=where,
                )
            )
        for line in ready:
            ordered[line] = waiting.pop(line)
    return PublishedReleases(tuple(ordered.values()))


def _broken(where: str, line: int) -> str:
    return Message(
        "{where}, line {line}: the ledger was changed after it was written. Take the file as the "
        "release wrote it, or keep what you make inside the study: --internal",
        where=where,
        line=line,
    )


def together(parts: Iterable[PublishedReleases]) -> PublishedReleases:
    """Return all releases of several copies, each once."""
    whole = PublishedReleases()
    for part in parts:
        whole = whole.merged(part)
    return whole
