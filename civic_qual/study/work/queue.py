"""Work that a coder is given: a queue of passages, in order, and what is shown beside each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from civic_qual.coding.codings import CodedUnit
from civic_qual.coding.columns import Origin, Shown

QueueKind = Literal["sample", "suggestions", "disagreements", "search", "transcripts"]
QUEUE_KINDS: tuple[QueueKind, ...] = get_args(QueueKind)  # where its passages come from
Span = tuple[int, int]  # the first character, and the one after the last


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a machine, or another coder, says of a passage: one code, and all words it stands on.

    Attributes
    ----------
    transcript, revision
        Where it stands.
    spans
        The words, in characters of that revision: one question, however often a rule fires.
    code
        The code.
    origin
        "rule", "model", or "human" for another coder.
    by
        Whose advice it is: the fingerprint of the rules or the model, or the coder.
    score
        How sure it is, from 0 to 1.
    why
        The reason, as a person reads it.
    """

    transcript: str
    revision: str
    spans: tuple[Span, ...]
    code: str
    origin: Origin
    by: str = ""
    score: float = 1.0
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A passage that a coder is to read.

    Attributes
    ----------
    key
        Its name wherever it travels (sheet, document, page): no two of a study are alike.
    transcript, revision, start, end
        The passage, in characters of that revision: exactly what is read when it is answered.
    read
        Whether the coder has read it.
    placed
        False if its transcript was corrected since, and its words are not there any more.
    advice
        What is shown beside it; of a blind queue nothing, ever.
    """

    key: str
    transcript: str
    revision: str
    start: int
    end: int
    read: bool = False
    placed: bool = True
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Queue:
    """Passages that one coder is to read, in this order.

    Attributes
    ----------
    name, kind, coder
        What it is called, where its passages come from, and whose it is.
    unit, codes
        What is coded as a whole, and for which codes it is read: `*` for all.
    sample
        The sample that it is part of, or "".
    shown
        What readers of it see beside the passage: "blind", "rules", "model" or "another_coder".
    items
        The passages.
    asked
        What its passages were found by: the rule of a search, the name of a model; else "".
    codebook
        The version of the codebook that holds, by its name in the study: what a sheet lists.
    """

    name: str
    kind: QueueKind
    coder: str
    unit: CodedUnit
    codes: str
    sample: str
    shown: Shown
    items: tuple[Item, ...]
    asked: str = ""
    codebook: str = ""

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """The passages by their keys."""
        return {item.key: item for item in self.items}
