"""What a study keeps: records that are never changed, each named by the hash of its content.

A study is a set of records. What holds now is worked out from them (`study/holding`): a decision
supersedes another, an undo takes one back, and nothing is overwritten. So merging two study files
is the union of two sets, which is the same in any order and loses nothing; and a record that does
not match its name has been damaged.

A kind of record is a class with `@kept(...)`, after those it refers to, and its table in
`study/migrations`: nothing else names all kinds. Names are hashes of the columns in the order of
the class: no column is ever moved or taken away, and one that is added to a kind that exists stands
last and has a default, with which a record has the name it had before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from hashlib import blake2b
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, NewType, Protocol, TypeVar, dataclass_transform, get_type_hints

Label = NewType("Label", str)  # a text that stands in many records: kept once
Key = NewType("Key", bytes)  # the name of another record
NOTHING = Key(b"")


class Record:
    """A record of one of the kinds below: built by name, never changed."""

    __slots__ = ()

    @property
    def cells(self) -> dict[str, Any]:
        """All that it says, by column, in the order in which it is hashed."""
        kind = KINDS[type(self)]
        return dict(zip(kind.columns, kind.values(self), strict=True))


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a kind of record is kept: its table and columns, and what can be done to it.

    Parameters
    ----------
    table
        The name of its table, and of its file in an export.
    columns
        What stands in each column: Label, Key, bytes, str, int or float.
    later
        The default of each column that was added to the kind, all of them last.
    undoable
        Whether a person can take it back.
    placed
        Whether it is `Placed`, and so is looked for again when the transcript is corrected.
    files
        Column, folder and ending, if a column is a file of its own in an export.
    """

    table: str
    columns: dict[str, Any]
    later: dict[str, Any]
    undoable: bool = False
    placed: bool = False
    files: tuple[str, str, str] | None = None

    @cached_property
    def values(self) -> Callable[[Record], tuple[Any, ...]]:
        """What returns all that a record says, in the order of the columns."""
        one = attrgetter(*self.columns)
        return one if len(self.columns) > 1 else lambda record: (one(record),)


class Placed(Protocol):
    """A record that stands on a passage of one revision of a transcript."""

    @property
    def transcript(self) -> Label:
        """Of which transcript."""

    @property
    def revision(self) -> Label:
        """Of which revision of it."""

    @property
    def start(self) -> int:
        """Where it starts."""

    @property
    def end(self) -> int:
        """Where it ends."""


KINDS: dict[type[Record], Kind] = {}  # each after the ones it refers to


@dataclass_transform(frozen_default=True, kw_only_default=True)
def kept(
    table: str,
    *,
    undoable: bool = False,
    placed: bool = False,
    files: tuple[str, str, str] | None = None,
) -> Callable[[type[R]], type[R]]:
    """Make a class a kind of record that studies keep, built by name: see `Kind`."""

    def keep(plain: type[R]) -> type[R]:
        kind: Any = dataclass(frozen=True, kw_only=True, slots=True)(plain)
        KINDS[kind] = Kind(
            table=table,
            columns=get_type_hints(kind),
            later={one.name: one.default for one in fields(kind) if one.default is not MISSING},
            undoable=undoable,
            placed=placed,
            files=files,
        )
        made: type[R] = kind
        return made

    return keep


@kept("text", files=("text", "transcripts", ".txt"))
class Text(Record):
    """The text of one revision of a transcript."""

    revision: Label
    text: str


@kept("transcript")
class Version(Record):
    """A transcript as it was known: its revision, turns, attributes, and who its speakers are.

    `attributes`, `turns` and `speakers` are JSON; `supersedes` names the versions before, and
    `reported` says in JSON which turns are nobody's own words.
    """

    transcript: Label
    revision: Label
    supersedes: str
    time: str
    language: Label
    source: str
    translation_of: Label
    attributes: str
    speakers: str
    turns: str
    reported: str = ""


@kept("participant")
class Person(Record):
    """What is known of a participant, as JSON."""

    participant: Label
    supersedes: str
    time: str
    attributes: str


@kept("notice")
class Notice(Record):
    """What went wrong (`problem`) or was guessed (`note`) in reading; `... message`: one as data.

    An `account` says in JSON how one transcript was read, by its revision.
    """

    kind: Label
    text: str


@kept("codebook", files=("text", "codebooks", ".yaml"))
class BookVersion(Record):
    """A codebook as the text of its file; `moves` says in JSON what became of earlier codes."""

    rules_fingerprint: Label
    content_fingerprint: Label
    supersedes: str
    time: str
    moves: str
    text: str


@kept("coding", undoable=True, placed=True)
class Coding(Record):
    """A passage of one revision carries a code of a version of the codebook.

    `nth` tells equal codings of one hand apart; `fields` is what it says besides, as
    `codebook.fields` writes it.
    """

    transcript: Label
    revision: Label
    start: int
    end: int
    code: Label
    codebook: Label
    coder: Label
    origin: Label
    status: Label
    score: float
    rules_fingerprint: Label
    content_fingerprint: Label
    nth: int
    time: str
    evidence: str
    fields: str = ""


@kept("reading", undoable=True, placed=True)
class Reading(Record):
    """A passage was read for some codes of a version of the codebook; `shown` is what beside it.

    `item` is the key of the passage of a queue that was read, "" if it is of none.
    """

    transcript: Label
    revision: Label
    start: int
    end: int
    unit: Label
    codes: Label
    codebook: Label
    coder: Label
    origin: Label
    sample: Label
    rules_fingerprint: Label
    content_fingerprint: Label
    nth: int
    time: str
    shown: Label = Label("unknown")
    item: Label = Label("")


@kept("decision", undoable=True)
class Decision(Record):
    """Somebody accepted, rejected or changed a coding; `replacement` is what it was changed to."""

    coding: Key
    verdict: Label
    replacement: Key
    who: Label
    why: str
    supersedes: str
    time: str


@kept("ruling")
class Ruling(Record):
    """What was settled of a passage and a code for a reference coding, by whom, and why."""

    transcript: Label
    revision: Label
    start: int
    end: int
    code: Label
    coder: Label
    decision: Label
    decided_by: Label
    why: str


@kept("undo", undoable=True)
class Undo(Record):
    """A record of any kind is taken back; to undo an undo brings the record back."""

    subject: Key
    who: Label
    why: str
    time: str


@kept("anchor", undoable=True)
class Anchor(Record):
    """Where a coding, a reading or a memo stands in a later revision; nobody: by alignment."""

    subject: Key
    transcript: Label
    revision: Label
    start: int
    end: int
    who: Label
    time: str


@kept("memo", undoable=True, placed=True)
class Memo(Record):
    """A note on a passage, a code, a coding, a transcript, a participant or the whole study."""

    about: Label
    target: Label
    transcript: Label
    revision: Label
    start: int
    end: int
    text: str
    who: Label
    supersedes: str
    time: str


@kept("sample", undoable=True)
class KeptSample(Record):
    """A random sample: what was asked for as JSON, and its units with probabilities as CSV."""

    name: Label
    header: str
    units: str


@kept("consent", undoable=True)
class Consent(Record):
    """What a participant, or everybody of a transcript, agreed to; `withdrawn` takes all back."""

    about: Label
    target: Label
    consent: Label
    who: Label
    why: str
    supersedes: str
    time: str


@kept("setting", undoable=True)
class Setting(Record):
    """A setting of the study; its value is JSON."""

    name: Label
    value: str
    who: Label
    why: str
    supersedes: str
    time: str


@kept("release")
class KeptRelease(Record):
    """What has left the study, which nobody can take back: `policy` and `contents` are JSON.

    `study` is the fingerprint of the study at that moment.
    """

    name: Label
    study: str
    policy: str
    contents: str
    who: Label
    why: str
    time: str


@kept("model", undoable=True, files=("content", "models", ".skops"))
class KeptModel(Record):
    """A model that was trained, as the bytes of its file."""

    name: Label
    rules_fingerprint: Label
    content_fingerprint: Label
    content: bytes
    who: Label
    why: str
    supersedes: str
    time: str


@kept("area", undoable=True)
class Area(Record):
    """A place by its name, what it lies in, and its kind; `names` and `attributes` are JSON."""

    name: Label
    within: Label
    kind: Label
    names: str
    attributes: str
    who: Label
    supersedes: str
    time: str


@kept("assignment", undoable=True, placed=True)
class Assignment(Record):
    """A passage that a coder is to read as part of a queue, the `nth` of it; `item` is its key.

    `asked` is what passages were found by: the rule of a search, the name of a model.
    """

    queue: Label
    kind: Label
    asked: Label
    coder: Label
    nth: int
    transcript: Label
    revision: Label
    start: int
    end: int
    unit: Label
    codes: Label
    sample: Label
    shown: Label
    item: Label
    who: Label
    time: str


@kept("rejection", undoable=True, placed=True)
class Rejection(Record):
    """A coder said that a passage does not carry the code that `by` said it does."""

    transcript: Label
    revision: Label
    start: int
    end: int
    code: Label
    codebook: Label
    coder: Label
    origin: Label
    by: Label
    score: float
    why: str
    time: str


@kept("reveal", undoable=True)
class Reveal(Record):
    """A blind queue was opened for all who work in it."""

    queue: Label
    who: Label
    why: str
    time: str


@kept("third_look", undoable=True, placed=True)
class ThirdLook(Record):
    """Somebody settled whether a passage carries a code, for a reference coding to be made."""

    reference: Label
    transcript: Label
    revision: Label
    start: int
    end: int
    code: Label
    codebook: Label
    decision: Label
    who: Label
    why: str
    supersedes: str
    time: str


@kept("act")
class DoneAct(Record):
    """An act by the id it was given where it was done; `records` names what it made, by blanks."""

    id: str
    does: Label
    who: Label
    queue: Label
    records: str
    time: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the audit trail: who did what and when, and which records came of it.

    `digest` is the sum of the names of its records; `recorded` is when it came into this file.
    """

    time: str
    who: str
    action: str
    details: str
    records: int
    digest: str


def key_of(record: Record) -> Key:
    """Return the name of a record: 16 bytes of the BLAKE2 hash of all it says.

    Examples
    --------
    >>> key_of(Notice(kind=Label("note"), text="read as cp1252")).hex()
    'fed801b50e3f0618167c48277c3d1fc4'
    """
    kind = KINDS[type(record)]
    return key_of_cells(kind, kind.values(record))


def key_of_cells(kind: Kind, cells: Sequence[Any]) -> Key:
    """Return the name of the record that says these cells, in the order of its columns.

    Defaults of columns that were added later are left out from the end: so their records have the
    names they had before.
    """
    plain = [cell.hex() if isinstance(cell, bytes) else cell for cell in cells]
    for default in reversed(kind.later.values()):
        if plain[-1] != default:
            break
        plain.pop()
    return Key(_hash([kind.table, *plain]))


def keys_of_columns(
    kind: Kind, columns: Sequence[Sequence[Any]], texts: Mapping[int, str]
) -> list[Key]:
    """Return the names of records whose cells stand in columns: `key_of_cells` for very many.

    Parameters
    ----------
    kind
        None of whose later columns says anything.
    columns
        The cells, but for those of later columns: of labels their numbers.
    texts
        By the number of a label, its text as JSON.

    Raises
    ------
    ValueError, KeyError
        If a cell is of another type than its column, or a label has no text.
    """
    begins = f"[{_JSON.encode(kind.table)},"
    names = zip(
        *(
            _as_json(of, cells, texts)
            for of, cells in zip(kind.columns.values(), columns, strict=False)
        ),
        strict=True,
    )
    return [
        Key(blake2b(f"{begins}{body}]".encode("utf-8", "surrogatepass"), digest_size=16).digest())
        for body in map(",".join, names)
    ]


def _as_json(of: Any, cells: Sequence[Any], texts: Mapping[int, str]) -> Iterable[str]:
    """Return a column as JSON writes each of its cells."""
    wanted = {Label: int, Key: bytes}.get(of, of)
    if set(map(type, cells)) != {wanted}:
        raise ValueError(of)
    if of is Label:
        return map(texts.__getitem__, cells)
    if of is str:
        return map(encode_basestring, cells)
    if wanted is bytes:
        return [f'"{cell.hex()}"' for cell in cells]
    written = [*map(wanted.__repr__, cells)]
    if of is float and not _NO_NUMBERS.isdisjoint(written):
        return map(_JSON.encode, cells)
    return written


_NO_NUMBERS = frozenset({"nan", "inf", "-inf"})


def entry_key(entry: Entry) -> bytes:
    """Return the name of a line of the audit trail."""
    return _hash(["audit", *vars(entry).values()])


def seal_of(
    line: int,
    key: bytes,
    recorded: str,
    brought: Mapping[type[Record], Sequence[Key]],
    shared: Iterable[Key],
) -> bytes:
    """Return the seal of a line of the audit trail, as it stands in one file.

    It tells what no name tells, since it is not the same in another file: the number of the line,
    when it came, and in what order its records.
    """
    sums = blake2b(_JSON.encode([line, key.hex(), recorded]).encode(), digest_size=16)
    for kind, of in KINDS.items():
        if keys := brought.get(kind):
            sums.update(f"{of.table} {len(keys)} ".encode())
            sums.update(b"".join(keys))
    sums.update(b"shared " + b"".join(sorted(shared)))
    return sums.digest()


def digest_of(keys: Iterable[bytes]) -> str:
    """Return the sum of names, as hexadecimal digits: the same in any order."""
    return f"{sum(int.from_bytes(key) for key in keys) % (1 << 128):032x}"


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _hash(values: list[Any]) -> bytes:
    return blake2b(_JSON.encode(values).encode("utf-8", "surrogatepass"), digest_size=16).digest()
