"""What a study keeps: records that are never changed, each named by the hash of its content.

A study is a set of records. What holds now is worked out from them (`study/state`): a decision
supersedes another, an undo takes one back, and nothing is overwritten. So merging two study files
is the union of two sets, which is the same in any order and loses nothing; and a record that does
not match its name has been damaged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, NamedTuple, NewType, TypeAlias, cast, get_type_hints

Label = NewType("Label", str)  # a text that stands in many records: kept once
Key = NewType("Key", bytes)  # the name of another record


class Text(NamedTuple):
    """The text of one revision of a transcript."""

    revision: Label
    text: str


class Version(NamedTuple):
    """A transcript as it was known: its revision, turns, attributes, and who its speakers are.

    `attributes`, `turns` and `speakers` are JSON; `supersedes` names the versions before.
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


class Person(NamedTuple):
    """What is known of a participant, as JSON."""

    participant: Label
    supersedes: str
    time: str
    attributes: str


class Notice(NamedTuple):
    """What went wrong (`problem`) or was guessed (`note`) when the corpus was read."""

    kind: Label
    text: str


class BookVersion(NamedTuple):
    """A codebook as the text of its file; `moves` says in JSON what became of earlier codes."""

    rules_fingerprint: Label
    content_fingerprint: Label
    supersedes: str
    time: str
    moves: str
    text: str


class Coding(NamedTuple):
    """A passage of one revision carries a code of a version of the codebook.

    `nth` tells equal codings of one hand apart.
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


class Reading(NamedTuple):
    """A passage was read for some codes of a version of the codebook."""

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


class Decision(NamedTuple):
    """Somebody accepted, rejected or changed a coding; `replacement` is what it was changed to."""

    coding: Key
    verdict: Label
    replacement: Key
    who: Label
    why: str
    supersedes: str
    time: str


class Ruling(NamedTuple):
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


class Undo(NamedTuple):
    """A record of any kind is taken back; to undo an undo brings the record back."""

    subject: Key
    who: Label
    why: str
    time: str


class Anchor(NamedTuple):
    """Where a coding, a reading or a memo stands in a later revision; nobody: by alignment."""

    subject: Key
    transcript: Label
    revision: Label
    start: int
    end: int
    who: Label
    time: str


class Memo(NamedTuple):
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


class KeptSample(NamedTuple):
    """A random sample: what was asked for as JSON, and its units with probabilities as CSV."""

    name: Label
    header: str
    units: str


Record: TypeAlias = (
    Text
    | Version
    | Person
    | Notice
    | BookVersion
    | Coding
    | Reading
    | Decision
    | Ruling
    | Undo
    | Anchor
    | Memo
    | KeptSample
)

# Tables by record, each after the ones it refers to.
TABLES: dict[type[Record], str] = {
    Text: "text",
    Version: "transcript",
    Person: "participant",
    Notice: "notice",
    BookVersion: "codebook",
    Coding: "coding",
    Reading: "reading",
    Decision: "decision",
    Ruling: "ruling",
    Undo: "undo",
    Anchor: "anchor",
    Memo: "memo",
    KeptSample: "sample",
}
KINDS: dict[type[Record], dict[str, Any]] = {kind: get_type_hints(kind) for kind in TABLES}
NOTHING = Key(b"")


class Entry(NamedTuple):
    """A line of the audit trail: who did what and when, and which records came of it.

    `digest` is the sum of the names of its records; `recorded` is when it came into this file.
    """

    time: str
    who: str
    action: str
    details: str
    records: int
    digest: str


def record_of(kind: type[Record], values: Iterable[Any]) -> Record:
    """Return a record of a kind from the values of its columns."""
    made: Record = cast("Any", kind)(*values)
    return made


def key_of(record: Record) -> Key:
    """Return the name of a record: 16 bytes of the BLAKE2 hash of all it says.

    Examples
    --------
    >>> key_of(Notice(Label("note"), "read as cp1252")).hex()
    'fed801b50e3f0618167c48277c3d1fc4'
    """
    plain = [value.hex() if isinstance(value, bytes) else value for value in record]
    return Key(_hash([TABLES[type(record)], *plain]))


def entry_key(entry: Entry) -> bytes:
    """Return the name of a line of the audit trail."""
    return _hash(["audit", *entry])


def digest_of(keys: Iterable[bytes]) -> str:
    """Return the sum of names, as hexadecimal digits: the same in any order.

    Examples
    --------
    >>> digest_of([b"a" * 16, b"b" * 16]) == digest_of([b"b" * 16, b"a" * 16])
    True
    """
    total = sum(int.from_bytes(key) for key in keys) % (1 << 128)
    return f"{total:032x}"


def _hash(values: list[Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
