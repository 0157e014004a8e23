"""A study as it was at one line of its audit trail: what held then, worked out when asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache as remembered
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.codebook.model import Codebook
from civic_qual.coding.readings import ALL_CODES, written_codes
from civic_qual.corpus.consent import obeyed
from civic_qual.corpus.model import Corpus, Span
from civic_qual.corpus.settings import settings_kept
from civic_qual.messages import Message
from civic_qual.study.corpus_records import corpus_of, with_consents
from civic_qual.study.lazy import LazyTexts, StoredTranscript
from civic_qual.study.records import (
    KINDS,
    Anchor,
    BookVersion,
    Consent,
    Decision,
    Key,
    Notice,
    Person,
    Placed,
    R,
    Reading,
    Setting,
    Undo,
    Version,
)
from civic_qual.study.state import Decided, anchored, decided, heads, undone
from civic_qual.study.store import Store

_KEPT = 8  # corpora, and lists of versions: the present one, and a few of earlier times


class Head(NamedTuple):
    """A version that nothing supersedes: what it is of, and where it stands."""

    of: str
    supersedes: str
    time: str
    row: int
    revision: str = ""


Heads = dict[str, list[tuple[Key, Head]]]


@dataclass(frozen=True, eq=False)
class TranscriptLabels:
    """By the label of a transcript: its index in the corpus, and the label of its revision.

    Both are -1 for labels of something else.
    """

    index: Ints
    revision: Ints


class Snapshot:
    """What held at a line of the audit trail."""

    def __init__(self, cache: SnapshotCache, line: int) -> None:
        self.cache, self.store, self.line = cache, cache.store, line

    @cached_property
    def gone(self) -> frozenset[Key]:
        """The names of all that had been taken back."""
        undos = self.store.columns(Undo, "key", "subject", until=self.line)
        return undone([*zip(map(Key, undos["key"]), map(Key, undos["subject"]), strict=True)])

    @cached_property
    def decided(self) -> Decided:
        """What had been decided on codings."""
        return decided(self._all(Decision), self.gone)

    @cached_property
    def anchors(self) -> dict[Key, dict[str, Anchor]]:
        """Where records stood in later revisions."""
        return anchored(self._all(Anchor), self.gone)

    @cached_property
    def settings(self) -> dict[str, list[tuple[Key, Setting]]]:
        """The settings by name, the one that held first."""
        return heads(self._all(Setting), lambda setting: setting.name, self.gone)

    @cached_property
    def consents(self) -> dict[tuple[str, str], list[tuple[Key, Consent]]]:
        """What people agreed to, by what it is about and of whom, what held first."""
        return heads(self._all(Consent), lambda one: (one.about, one.target), self.gone)

    @cached_property
    def transcripts(self) -> Heads:
        """The versions of every transcript that nothing superseded, the one that held first."""
        return self._heads(Version, "transcript")

    @cached_property
    def people(self) -> Heads:
        """What was known of every participant, the one that held first."""
        return self._heads(Person, "participant")

    @cached_property
    def books(self) -> list[tuple[Key, BookVersion]]:
        """All versions of the codebook there were, in the order of their rows."""
        key = BookVersion, self.store.last_row(BookVersion, self.line)
        books: list[tuple[Key, BookVersion]] = self.cache.keep(key, lambda: self._all(BookVersion))
        return [(name, book) for name, book in books if name not in self.gone]

    @cached_property
    def book_heads(self) -> list[tuple[Key, BookVersion]]:
        """The versions of the codebook that nothing superseded, the one that held first."""
        return heads(self.books, lambda _: "", self.gone).get("", [])

    @cached_property
    def revisions(self) -> dict[str, str]:
        """The revision of every transcript that held."""
        return {name: versions[0][1].revision for name, versions in self.transcripts.items()}

    @cached_property
    def corpus(self) -> Corpus:
        """The transcripts and participants."""
        made: Corpus = self.cache.keep(self._holding, lambda: self._corpus(*self._holding[:2]))
        return made

    @cached_property
    def _agreed(self) -> tuple[tuple[tuple[str, str], str], ...]:
        return tuple((of, str(made[0][1].consent)) for of, made in self.consents.items())

    @cached_property
    def _set(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, made[0][1].value) for name, made in self.settings.items())

    @cached_property
    def by_label(self) -> TranscriptLabels:
        """The transcripts by the numbers of their labels in the file."""
        made: TranscriptLabels = self.cache.keep(("labels", self._holding), self._by_label)
        return made

    @cached_property
    def _holding(self) -> tuple[Any, ...]:
        """The rows of all that the corpus is made of."""
        versions, people = (
            tuple(made[0][1].row for made in heads_of.values())
            for heads_of in (self.transcripts, self.people)
        )
        return versions, people, self.store.last_row(Notice, self.line), self._agreed, self._set

    def place_of(self, key: Key, record: Placed) -> Span | None:
        """Return where a record stands in the transcript that holds; None if it was not found."""
        now = self.revisions.get(record.transcript)
        if record.revision == now:
            return record.start, record.end
        anchor = self.anchors.get(key, {}).get(now or "")
        return (anchor.start, anchor.end) if anchor else None

    @property
    def reading_state(self) -> tuple[Any, ...]:
        """What all readings depend on: another value, and some may be others."""
        rows = (self.store.last_row(kind, self.line) for kind in (Reading, Undo, Anchor))
        return (*rows, self._holding, self.book_heads[0][0])

    def _by_label(self) -> TranscriptLabels:
        number, names = self.store.number, list(self.corpus.positions)
        labels = [number(name) for name in names]
        index, revision = (np.full(max(labels) + 1, -1) for _ in range(2))
        index[labels] = np.arange(len(labels))
        revision[labels] = [number(self.revisions[name]) for name in names]
        return TranscriptLabels(index, revision)

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook."""
        return read_codebook_text(self.book_heads[0][1].text)

    @cached_property
    def moves(self) -> CodeMoves:
        """What became of the codes of earlier codebooks."""
        return CodeMoves(self.books, self.book_heads[0][0], self.codebook)

    def _corpus(self, versions: tuple[int, ...], people: tuple[int, ...]) -> Corpus:
        records, transcript = self.store.records, self.cache.transcript
        corpus = corpus_of(
            (
                (stored.record, transcript(stored.row, stored.record))
                for stored in records(Version, where={"row": versions})
            ),
            (stored.record for stored in records(Person, where={"row": people})),
            (
                stored.record
                for stored in records(Notice, until=self.line)
                if stored.key not in self.gone
            ),
        )
        corpus = replace(corpus, settings=settings_kept(dict(self._set)))
        return obeyed(with_consents(corpus, dict(self._agreed)))

    def _heads(self, kind: type[Version] | type[Person], of: str) -> Heads:
        key = (kind, self.store.last_row(kind, self.line), self.store.last_row(Undo, self.line))
        made: Heads = self.cache.keep(key, lambda: self._find_heads(kind, of))
        return made

    def _find_heads(self, kind: type[Version] | type[Person], of: str) -> Heads:
        names = ["key", of, "supersedes", "time", "row"]
        names += ["revision"] if "revision" in KINDS[kind].columns else []
        columns = self.store.columns(kind, *names, until=self.line)
        text = self.store.text
        columns["of"] = [text(number) for number in columns.pop(of)]
        if "revision" in columns:
            columns["revision"] = [text(number) for number in columns["revision"]]
        keys = map(Key, columns.pop("key"))
        rows = zip(*columns.values(), strict=True)
        light = [Head(**dict(zip(columns, row, strict=True))) for row in rows]
        return heads(zip(keys, light, strict=True), attrgetter("of"), self.gone)

    def _all(self, kind: type[R]) -> list[tuple[Key, R]]:
        return [(stored.key, stored.record) for stored in self.store.records(kind, until=self.line)]


class SnapshotCache:
    """Corpora and lists of versions, kept as long as nothing about them changes.

    A study that codes all day must hand out the same corpus object all day: what is worked out
    of it (words, segments) is kept with the object.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.texts = store, LazyTexts(store)
        self._made: dict[Any, Any] = {}
        self._transcripts: dict[int, StoredTranscript] = {}

    def copy(self) -> SnapshotCache:
        """Return another one that knows the same, and may come to know what this one must not."""
        made = SnapshotCache(self.store)
        made.texts, made._made, made._transcripts = (
            self.texts,
            dict(self._made),
            dict(self._transcripts),
        )
        return made

    def transcript(self, row: int, version: Version) -> StoredTranscript:
        """Return the transcript of a version: the same object always.

        So a corpus in which one was corrected shares the others, and what is known of their words.
        """
        if row not in self._transcripts:
            self._transcripts[row] = StoredTranscript.of(version, self.texts)
        return self._transcripts[row]

    def keep(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what was made for a key, or make it; what was made first goes first."""
        if key not in self._made:
            self._made[key] = make()
            while len(self._made) > 4 * _KEPT:
                del self._made[next(iter(self._made))]
        return self._made[key]


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
        self.code = remembered(self._code)
        self.codes = remembered(self._codes)
        self._line = remembered(self._line_of)

    def sources(self, codes: Collection[str]) -> set[str]:
        """Return the ids under which codes may stand in records, of this version or earlier."""
        ids = set(codes)
        for version in self._line(self.now):
            moves = json.loads(self._versions[version].moves)
            ids |= {old for old, new in moves.items() if new in ids}
        return ids

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
        line: list[str] = []
        while version in self._versions and version not in line:
            line.append(version)
            version = (self._versions[version].supersedes.split() or [""])[0]
        return line


@lru_cache(maxsize=_KEPT)
def read_codebook_text(text: str) -> Codebook:
    """Read a codebook from the text kept in a study, once."""
    return codebook_of(text, Message("the codebook of the study"))
