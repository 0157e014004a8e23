"""Which passage a row is of: by its key, or by its words where the key is lost."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from civic_qual.messages import Message
from civic_qual.reviewing.codes_meant import shown
from civic_qual.reviewing.sheet.passages import Passages, parts_of
from civic_qual.sheets.cells import that_fits
from civic_qual.study.work.keys import as_key
from civic_qual.texts import normalise

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus
    from civic_qual.reviewing.sheet.finding import FoundRow
    from civic_qual.study.work.queue import Item, Queue, Span

_PART = re.compile(r"\s*#?(\S+)(?:\s+(\d{1,4})\s*/\s*\d{1,4})?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A passage in the queue of a coder."""

    queue: Queue
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Which passage a row is of.

    Attributes
    ----------
    key
        Of the passage; "" if nobody can be sure.
    part
        Which part of it the row shows, from 0.
    problem
        Why it is of none.
    found
        Whether it was found by its words.
    edited
        Whether the words in the sheet are others than those of the study.
    """

    key: str = ""
    part: int = 0
    problem: str = ""
    found: bool = False
    edited: bool = False


@dataclass(frozen=True, eq=False)
class Places:
    """All passages that were given to somebody, by their keys and by their words."""

    corpus: Corpus
    queues: Iterable[Queue]
    _parts: dict[str, tuple[Span, ...]] = field(default_factory=dict, init=False)

    @cached_property
    def by_key(self) -> Mapping[str, Place]:
        """The passages by their keys."""
        return {
            item.key: Place(queue=queue, item=item) for queue in self.queues for item in queue.items
        }

    def readable(self, key: str) -> bool:
        """Whether the words of a passage are there."""
        item = self.by_key[key].item
        return item.placed and item.transcript in self.corpus

    def parts(self, key: str) -> tuple[Span, ...]:
        """Return the parts of a passage, each a row."""
        if key not in self._parts:
            self._parts[key] = tuple(parts_of(self._passages.text(self.by_key[key].item)))
        return self._parts[key]

    def words(self, key: str, part: int) -> str:
        """Return the words of a part as a cell holds them, spaces aside."""
        start, end = self.parts(key)[part]
        return plain_words(that_fits(self._passages.text(self.by_key[key].item)[start:end]))

    def of_words(self, words: str) -> list[tuple[str, int]]:
        """Return the passages, and their parts, that have these words."""
        return self._by_words.get(plain_words(words), [])

    @cached_property
    def _passages(self) -> Passages:
        return Passages(self.corpus)

    @cached_property
    def _by_words(self) -> Mapping[str, list[tuple[str, int]]]:
        found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for key in self.by_key:
            for part in range(len(self.parts(key)) if self.readable(key) else 0):
                found[self.words(key, part)].append((key, part))
        return found


def plain_words(text: str) -> str:
    """Return a passage as it is compared: programs change spaces and line ends."""
    return " ".join(normalise(text).split())


@dataclass
class Matching:
    """Finds the passages of the rows of one file.

    Parameters
    ----------
    places
        All passages.
    coder, queue
        Whose sheet it was when it was written, "" if it does not say.
    only
        Whose rows those without a key are, if somebody said.
    rows
        The rows of the file.
    """

    places: Places
    coder: str
    queue: str
    only: str
    rows: Iterable[FoundRow]

    def match(self, row: FoundRow) -> Matched:
        """Return which passage a row is of."""
        written, words = row.text("key"), row.text("passage")
        key, part = self._key(written)
        if key and key in self.places.by_key:
            return self._keyed(key, part, words)
        return self._by_words(written, key, words)

    def _key(self, written: str) -> tuple[str, int]:
        found = _PART.fullmatch(written)
        if not found:
            return "", 0
        return as_key(found[1]), max(int(found[2] or 1) - 1, 0)

    def _keyed(self, key: str, part: int, words: str) -> Matched:
        if not self.places.readable(key):
            return Matched(
                problem=Message(
                    "the transcript of passage {key} was corrected since, and its words are not "
                    "there any more; ask for a new sheet",
                    key=key,
                )
            )
        if part >= len(self.places.parts(key)):
            return Matched(
                problem=Message(
                    "passage {key} has no part {part}; ask for a new sheet", key=key, part=part + 1
                )
            )
        if not words or plain_words(words) == self.places.words(key, part):
            return Matched(key=key, part=part)
        if self.places.of_words(words):
            return Matched(
                problem=Message(
                    "key {key} stands beside the words of another passage, as if one column had "
                    "been sorted by itself; put the rows right, or ask for a new sheet",
                    key=key,
                )
            )
        return Matched(key=key, part=part, edited=True)

    def _by_words(self, written: str, key: str, words: str) -> Matched:
        """Find a passage whose key is lost, or say why it is none."""
        found = self._theirs(self.places.of_words(words)) if words else []
        if len(found) == 1:
            return Matched(key=found[0][0], part=found[0][1], found=True)
        if found:
            return Matched(
                problem=Message(
                    "its key is lost, and several passages have these words; copy the key from the "
                    "sheet that was sent"
                )
            )
        if key:
            return Matched(
                problem=Message(
                    "key {key} is of no passage of this study; is the sheet of another one?",
                    key=key,
                )
            )
        if written:
            return Matched(
                problem=Message(
                    "{key} is no key, and no passage of the study has these words; a row that was "
                    "added is not read",
                    key=shown(written),
                )
            )
        return Matched(
            problem=Message(
                "it has no key, and no passage of the study has these words; a row that was added "
                "is not read"
            )
        )

    def _theirs(self, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
        """Return those of some passages that can be meant: of the coders of the file."""
        named = {(self.queue, self.coder)} if self.coder else set()
        if self.only:
            own = [one for one in found if self._owner(one[0])[1] == self.only]
        elif self._owners or named:
            own = [one for one in found if self._owner(one[0]) in (self._owners or named)]
        else:
            own = found
        its = [one for one in own if self._owner(one[0]) in named]  # of several queues, the sheet's
        return its if len(own) > 1 and len(its) == 1 else own

    def _owner(self, key: str) -> tuple[str, str]:
        queue = self.places.by_key[key].queue
        return queue.name, queue.coder

    @cached_property
    def _owners(self) -> set[tuple[str, str]]:
        """Whose rows are in the file: queue and coder of those that have a key."""
        keys = Counter(self._key(row.text("key"))[0] for row in self.rows)
        return {self._owner(key) for key in keys if key in self.places.by_key}
