"""A study as it was at one line of its audit trail: what held then, worked out when asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache as remembered
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

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
from civic_qual.study.holding.same import Same
from civic_qual.study.holding.standing import Mark, Standing
from civic_qual.study.holding.state import Decided, Places, heads
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
    Record,
    Setting,
    Version,
)
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
S = TypeVar("S", BookVersion, Consent, Setting)
Made = TypeVar("Made")
_OF_THE_CORPUS = (Version, Person, Notice, Consent, Setting)


class _Holding(NamedTuple):
    """All that a corpus is made of: rows of records, and what others say."""

    versions: tuple[int, ...]
    people: tuple[int, ...]
    notices: Mark
    consents: tuple[tuple[tuple[str, str], str], ...]
    settings: tuple[tuple[str, str], ...]


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
    def standing(self) -> Standing:
        """What holds, as far as it is kept from one line to the next."""
        return self.cache.standing(self.line)

    @property
    def same(self) -> Same:
        """Which records were one, since an act was done in two copies: nearly always none."""
        return self.standing.same

    @property
    def gone(self) -> Collection[Key]:
        """The names of all that had been taken back."""
        return self.standing.gone

    @property
    def decided(self) -> Decided:
        """What had been decided on all codings; of one, `decisions_on` tells at once."""
        return self.standing.decided

    @property
    def anchors(self) -> Mapping[Key, Places]:
        """Where all records stood in later revisions; of one, `places_of` tells at once."""
        return self.standing.anchors

    def decisions_on(self, coding: Key) -> list[tuple[Key, Decision]]:
        """Return the decisions on one coding that nothing superseded, the one that held first."""
        return self.standing.decisions_on(coding)

    def places_of(self, record: Key) -> Places:
        """Return where one record stood in later revisions, by their names."""
        return self.standing.places_of(record)

    @cached_property
    def settings(self) -> dict[str, list[tuple[Key, Setting]]]:
        """The settings by name, the one that held first."""
        return self._heads(Setting, attrgetter("name"))

    @cached_property
    def consents(self) -> dict[tuple[str, str], list[tuple[Key, Consent]]]:
        """What people agreed to, by what it is about and of whom, what held first."""
        return self._heads(Consent, attrgetter("about", "target"))

    @cached_property
    def transcripts(self) -> Heads:
        """The versions of every transcript that nothing superseded, the one that held first."""
        return self._keep("heads", lambda: self._light_heads(Version, "transcript"), Version)

    @cached_property
    def people(self) -> Heads:
        """What was known of every participant, the one that held first."""
        return self._keep("heads", lambda: self._light_heads(Person, "participant"), Person)

    @cached_property
    def books(self) -> list[tuple[Key, BookVersion]]:
        """All versions of the codebook there were, in the order of their rows."""
        books = self._keep("all", lambda: self._all(BookVersion), BookVersion)
        return [(name, book) for name, book in books if name not in self.gone]

    @cached_property
    def book_heads(self) -> list[tuple[Key, BookVersion]]:
        """The versions of the codebook that nothing superseded, the one that held first."""
        return self._heads(BookVersion, lambda _: "").get("", [])

    @cached_property
    def revisions(self) -> dict[str, str]:
        """The revision of every transcript that held."""

        def find() -> dict[str, str]:
            return {name: versions[0][1].revision for name, versions in self.transcripts.items()}

        return self._keep("revisions", find, Version)

    @cached_property
    def corpus(self) -> Corpus:
        """The transcripts and participants: the same object as long as they are the same."""

        def find() -> Corpus:
            holding = self._holding()
            made: Corpus = self.cache.keep(holding, lambda: self._corpus(holding))
            return made

        return self._keep("corpus", find, *_OF_THE_CORPUS)

    @cached_property
    def by_label(self) -> TranscriptLabels:
        """The transcripts by the numbers of their labels in the file."""
        return self._keep("labels", self._by_label, *_OF_THE_CORPUS)

    def place_of(self, key: Key, record: Placed) -> Span | None:
        """Return where a record stands in the transcript that holds; None if it was not found."""
        now = self.revisions.get(record.transcript)
        if record.revision == now:
            return record.start, record.end
        anchor = self.places_of(key).get(now or "")
        return (anchor.start, anchor.end) if anchor else None

    @property
    def reading_state(self) -> tuple[Mark, ...]:
        """What all readings depend on: another value, and some may be others."""
        kinds = (Reading, Anchor, BookVersion, *_OF_THE_CORPUS)
        return tuple(self.standing.marks[kind] for kind in kinds)

    def _holding(self) -> _Holding:
        """Return the rows and words of all that the corpus is made of."""
        return _Holding(
            versions=tuple(made[0][1].row for made in self.transcripts.values()),
            people=tuple(made[0][1].row for made in self.people.values()),
            notices=self.standing.marks[Notice],
            consents=tuple((of, str(made[0][1].consent)) for of, made in self.consents.items()),
            settings=tuple((name, made[0][1].value) for name, made in self.settings.items()),
        )

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

        def find() -> CodeMoves:
            return CodeMoves(self.books, self.book_heads[0][0], self.codebook)

        return self._keep("moves", find, BookVersion)

    def _corpus(self, holding: _Holding) -> Corpus:
        return obeyed(with_consents(self._read_corpus(holding), dict(holding.consents)))

    @property
    def read_corpus(self) -> Corpus:
        """The corpus as it was read and stated, before what people agreed to since."""
        return self._read_corpus(self._holding())

    def _read_corpus(self, holding: _Holding) -> Corpus:
        records, transcript = self.store.records, self.cache.transcript
        corpus = corpus_of(
            (
                (stored.record, transcript(stored.row, stored.record))
                for stored in records(Version, where={"row": holding.versions})
            ),
            (stored.record for stored in records(Person, where={"row": holding.people})),
            (
                stored.record
                for stored in records(Notice, until=self.line)
                if stored.key not in self.gone
            ),
        )
        return replace(corpus, settings=settings_kept(dict(holding.settings)))

    def _light_heads(self, kind: type[Version] | type[Person], of: str) -> Heads:
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

    def _heads(self, kind: type[S], group: Callable[[S], Any]) -> dict[Any, list[tuple[Key, S]]]:
        """Return the records of a kind that nothing superseded, by group, what held first."""
        return self._keep("heads", lambda: heads(self._all(kind), group, self.gone), kind)

    def _keep(self, name: str, make: Callable[[], Made], *kinds: type[Record]) -> Made:
        """Return what is made of some kinds of records alone; once, as long as they are as now."""
        marks = self.standing.marks
        made: Made = self.cache.keep((name, *((kind, marks[kind]) for kind in kinds)), make)
        return made

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
        self._standing: Standing | None = None  # at the last line that was asked for

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """Forget what comes to be known in the block if it fails."""
        before = self._standing, dict(self._made), dict(self._transcripts)
        try:
            yield
        except BaseException:
            self._standing, self._made, self._transcripts = before
            raise

    def standing(self, line: int) -> Standing:
        """Return what holds at a line: of what held before it, if that is known, or of all."""
        before = self._standing
        if before is not None and before.line > line:
            return Standing.made(self.store, line)
        self._standing = before.at(line) if before else Standing.made(self.store, line)
        return self._standing

    def advanced(self, name: str, line: int, make: Callable[[Any], Any]) -> Any:
        """Return what is made of what was made at an earlier line, or at this one; else of None.

        Only the latest is kept. What is made may change nothing of what it is made of.
        """
        before, made = self._made.get(name, (0, None))
        if before > line:
            return make(None)
        made = make(made)
        self._made.pop(name, None)
        self._made[name] = line, made
        return made

    def transcript(self, row: int, version: Version) -> StoredTranscript:
        """Return the transcript of a version: the same object always.

        So a corpus in which one was corrected shares the others, and what is known of their words.
        """
        if row not in self._transcripts:
            self._transcripts[row] = StoredTranscript.of(version, self.texts)
        return self._transcripts[row]

    def keep(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what was made for a key, or make it; what was not asked for longest goes first."""
        made = self._made.pop(key) if key in self._made else make()
        self._made[key] = made
        while len(self._made) > 4 * _KEPT:
            del self._made[next(iter(self._made))]
        return made


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

    @cached_property
    def contents(self) -> dict[str, str]:
        """The fingerprints of contents by which the one that holds was only added to: each with it.

        Who coded by one of them had the definitions that hold, of all the codes there were.
        """
        now = self._codebook.content_fingerprint
        return {
            str(version.content_fingerprint): now
            for name, version in self._versions.items()
            if self._was_added_to(name, version.content_fingerprint)
        }

    def _was_added_to(self, name: str, content: str) -> bool:
        """Whether the codebook that holds says of all codes of a version what that one said."""
        codes = self._ids(name)
        if not codes.issubset(self._codebook.positions):
            return False
        kept = tuple(code for code in self._codebook if code.id in codes)
        return replace(self._codebook, codes=kept).content_fingerprint == content

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
