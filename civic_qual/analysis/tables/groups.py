"""The columns of a table: groups of turns by attributes of their transcript or their speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civic_qual.arrays import Ints
from civic_qual.corpus.attributes import attribute_names, no_attribute, values_of_turns
from civic_qual.corpus.counted_words import counted_words, kept_with_corpus
from civic_qual.corpus.model import Corpus
from civic_qual.errors import TableError
from civic_qual.messages import Message, typed

UNSTATED = "not stated"  # a key; how it is shown says `shown_label`
# How the margin is shown. Its key is "all" too, unless a group is called so.
ALL_GROUPS = Message.in_context("a column of a table: every group together", "all")
# What every corpus knows of a turn, unless an attribute of its own has that name.
SPOKEN = "language"  # by turn: the declared one, else the detected one
ALWAYS_KNOWN = ("transcript", "participant", SPOKEN)


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups in the order shown.

    `labels` has one tuple of values a group, `of_turn` the group of each turn, of shape
    (n_turns,). Without names there is no group, only the margin.
    """

    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    of_turn: Ints

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def texts(self) -> tuple[str, ...]:
        """Each label as one text, as columns and rows are called."""
        return tuple(" / ".join(label) for label in self.labels)

    @property
    def margin(self) -> tuple[str, ...]:
        """The label of the margin, which no group has."""
        taken = {label[0] for label in self.labels}
        return (free_label("all", taken), *[""] * (len(self.names) - 1))


@kept_with_corpus
def groups(corpus: Corpus, by: tuple[str, ...], include_interviewers: bool = False) -> Groups:
    """Group turns by attributes; interviews in which nothing counted was said keep their group.

    Parameters
    ----------
    by
        Attributes of transcripts or participants, or one of `ALWAYS_KNOWN`.
    include_interviewers
        Whether what interviewers and observers say counts too.

    Raises
    ------
    TableError
        If an attribute is known of no transcript and no participant.
    """
    words = counted_words(corpus, include_interviewers)
    turns = words.turns
    if not by:
        return Groups((), (), np.zeros(len(turns.transcript), dtype=np.int64))
    if len(set(by)) < len(by):
        raise TableError(
            Message(
                "{given} names an attribute twice; name each one once",
                given=typed(
                    f"by={list(by)}", " ".join(f"--by {name}" for name in by), ", ".join(by)
                ),
            )
        )
    keys = list(zip(*(_values(corpus, name) for name in by), strict=True))
    seen = {keys[turn] for turn in np.unique(words.turn)} | _silent(corpus, by)
    labels = tuple(sorted(seen, key=lambda key: ([_reading_order(value) for value in key], key)))
    index = {label: number for number, label in enumerate(labels)}
    return Groups(tuple(by), labels, np.array([index.get(key, -1) for key in keys], np.int64))


def free_label(wanted: str, taken: set[str]) -> str:
    """Return a label that no group has."""
    label, number = wanted, 2
    while label in taken:
        label, number = f"{wanted} ({number})", number + 1
    return label


def shown_label(value: str) -> str:
    """Return the value of an attribute as people see it.

    Examples
    --------
    >>> shown_label("host_state")
    'host state'
    """
    return _stated(value) if value == UNSTATED else value.replace("_", " ")


def group_text(label: Sequence[str]) -> str:
    """Return the values of a group as one text.

    Examples
    --------
    >>> group_text(("CAR", "women"))
    'CAR / women'
    """
    text = _stated(label[0])
    for part in label[1:]:
        text = Message("{first} / {second}", first=text, second=_stated(part))
    return text


def _stated(value: str) -> str:
    return Message("not stated") if value == UNSTATED else value


def _values(corpus: Corpus, name: str) -> list[str]:
    known = dict.fromkeys([*attribute_names(corpus), *ALWAYS_KNOWN])
    if name not in known:
        raise TableError(no_attribute(name, known))
    return [value or UNSTATED for value in values_of_turns(corpus, name).tolist()]


def _silent(corpus: Corpus, by: Sequence[str]) -> set[tuple[str, ...]]:
    """Return the groups of all transcripts, which may hold no counted word."""
    table, theirs = corpus.attributes, set(corpus.participants.attribute_names)
    if not set(by) <= set(table.columns) - theirs - {SPOKEN}:
        return set()
    stated = table[list(by)].astype(str).apply(lambda column: column.str.strip())
    rows: pd.DataFrame = stated.replace("", UNSTATED)
    return set(rows.itertuples(index=False, name=None))


def _reading_order(value: str) -> tuple[bool, list[tuple[bool, int, str]]]:
    """Sort "2" before "10", numbers before words, and what is not stated last."""
    parts = [part for part in re.split(r"(\d+)", value.casefold()) if part]
    return value == UNSTATED, [
        (False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts
    ]
