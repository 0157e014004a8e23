"""Who was interviewed: interviews, people, turns and words by country, group and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.measures import distinct
from civic_qual.analysis.tables.groups import groups
from civic_qual.corpus.attributes import attribute_names
from civic_qual.corpus.counted_words import counted_words
from civic_qual.messages import Message
from civic_qual.report.words import attribute_name, attribute_value

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

WHERE_STATED = ("country", "respondent_group")
COUNTED: Mapping[str, str] = {
    "interviews": Message("interviews"),
    "people": Message("people"),
    "turns": Message("turns"),
    "words": Message("words"),
}
_LEFT_OUT = Message("What interviewers and observers say is left out.")
_TWICE = Message(
    "An interview in two languages, or with people of two groups, is in two rows; the last "
    "row counts it once."
)


@dataclass(frozen=True, kw_only=True)
class CorpusTable:
    """Rows of labels and numbers, in order; the last row is the whole corpus.

    `by` are the attributes, `labels` their values as they are shown.
    """

    by: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[int, ...], ...]
    more: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands over the labels; one empty head where there are none."""
        return tuple(map(attribute_name, self.by)) or ("",)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is left out, and what stands in two rows."""
        columns = zip(*self.numbers, strict=True)
        twice = bool(self.labels) and any(sum(column[:-1]) != column[-1] for column in columns)
        return (_LEFT_OUT, *([_TWICE] if twice else []), *self.more)

    @property
    def total(self) -> dict[str, int]:
        """The numbers of the whole corpus."""
        return dict(zip(COUNTED, self.numbers[-1], strict=True))

    def values(self, attribute: str) -> list[str]:
        """Return the values of an attribute, each once; none if the table is not by it."""
        if attribute not in self.by:
            return []
        column = self.by.index(attribute)
        return list(dict.fromkeys(label[column] for label in self.labels))


def safe_corpus_table(corpus: Corpus, minimum: int, groups_hidden: bool) -> CorpusTable:
    """Count by as many attributes as leave `minimum` people in every row.

    Where the size of a group is hidden elsewhere, only the whole corpus is counted.
    """
    full = corpus_table(corpus)
    finest_first = [full.by[:end] for end in range(len(full.by), 0, -1)]
    people = list(COUNTED).index("people")
    for by in (*([] if groups_hidden else finest_first), ()):
        table = corpus_table(corpus, by)
        if all(row[people] >= minimum for row in table.numbers):
            break
    if by == full.by:
        return table
    coarser = Message(
        "Groups of fewer than {minimum} people are not shown apart: how many they are could show "
        "who they are.",
        minimum=minimum,
    )
    return replace(table, more=(coarser,))


def corpus_table(corpus: Corpus, by: Sequence[str] | None = None) -> CorpusTable:
    """Count what people who count said, by the attributes stated and the language spoken.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> turn = Turn(start=0, end=6, spoken=((3, 6),), speaker="R", role="respondent", language="fr")
    >>> one = Transcript(id="a", text="R: Oui", turns=(turn,), attributes={"country": "Mali"})
    >>> table = corpus_table(Corpus((one,)))
    >>> table.labels, table.total
    ((('Mali', 'French'),), {'interviews': 1, 'people': 1, 'turns': 1, 'words': 1})
    """
    words = counted_words(corpus)
    stated = attribute_names(corpus)
    by = (
        tuple(by)
        if by is not None
        else (*(name for name in WHERE_STATED if name in stated), "language")
    )
    grouped = groups(corpus, by)
    group = grouped.of_turn[words.turn]
    columns = [
        distinct(thing, group, len(grouped)).tolist()
        for thing in (words.transcript, words.participant, words.turn, np.arange(len(words)))
    ]
    return CorpusTable(
        by=by,
        labels=tuple(tuple(map(attribute_value, by, label)) for label in grouped.labels),
        numbers=tuple(zip(*columns, strict=True)),
    )
