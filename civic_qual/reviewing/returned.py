"""What a sheet or a document that came back says: acts to be done, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from civic_qual.study.work.acts import Act


@dataclass(frozen=True, kw_only=True)
class NewCode:
    """A code that was made while reading, and a passage that carries it.

    Attributes
    ----------
    name, definition, parent
        What it is called, what it means ("" if nobody said), and the code that it stands below,
        as somebody wrote it, or "".
    anyway
        Whether it is to be made although another is called nearly so.
    queue, coder
        In which queue, and by whom.
    transcript, revision, start, end
        The passage, in characters of that revision.
    location
        Where it was written, as a person finds it again: file, row and column.
    act
        The id of the act that codes the passage, the same whenever the same file is read.
    """

    name: str
    definition: str = ""
    parent: str = ""
    anyway: bool = False
    queue: str
    coder: str
    transcript: str
    revision: str
    start: int
    end: int
    location: str
    act: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Returned:
    """What a file that came back from a coder says.

    Attributes
    ----------
    acts
        What is to be done, in this order, by the name of the queue and the coder. Against a study
        that has it already there is nothing to do.
    told
        What was not understood, and what to look at: file, row and column, a line each.
    rows
        How many passages of queues it holds; of a sheet, how many rows.
    read, unread, asked
        How many of them count as read, have no answer, or are asked about: of a sheet each row is
        one of the three.
    new_codes
        Codes that were made while reading, a passage each; they are made after everything else.
    """

    acts: Mapping[tuple[str, str], Sequence[Act]]
    told: Sequence[str]
    rows: int
    read: int
    unread: int = 0
    asked: int = 0
    new_codes: Sequence[NewCode] = field(default=())
