"""Who was interviewed: interviews, people, turns and words by country, group and language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from civic_qual.analysis.measures import distinct
from civic_qual.analysis.tables.groups import attribute_names, groups
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.model import Corpus

WHERE_STATED = ("country", "respondent_group")
COUNTED = ("interviews", "people", "turns", "words")
LANGUAGES = {
    "ar": "Arabic",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "pt": "Portuguese",
    "sw": "Swahili",
}
_TWICE = (
    "An interview in two languages, or with people of two groups, is in two rows; the last "
    "row counts it once."
)
_COARSER = (
    "Groups of fewer than {} people are not shown apart: how many they are could show who they are."
)


@dataclass(frozen=True)
class CorpusTable:
    """Rows of labels and numbers, in order; the last row is the whole corpus."""

    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[int, ...], ...]
    more: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is left out, and what stands in two rows."""
        left_out = "What interviewers and observers say is left out."
        twice = any(sum(column[:-1]) != column[-1] for column in zip(*self.numbers, strict=True))
        return (left_out, *([_TWICE] if twice else []), *self.more)

    @property
    def total(self) -> dict[str, int]:
        """The numbers of the whole corpus."""
        return dict(zip(COUNTED, self.numbers[-1], strict=True))


def safe_corpus_table(corpus: Corpus, minimum: int, groups_hidden: bool) -> CorpusTable:
    """Count by as many attributes as leave `minimum` people in every row.

    Where the size of a group is hidden elsewhere, only the whole corpus is counted.
    """
    full = corpus_table(corpus)
    finest_first = [full.names[:end] for end in range(len(full.names), 0, -1)]
    for by in (*([] if groups_hidden else finest_first), ()):
        table = corpus_table(corpus, by)
        if all(row[COUNTED.index("people")] >= minimum for row in table.numbers):
            break
    return table if by == full.names else replace(table, more=(_COARSER.format(minimum),))


def corpus_table(corpus: Corpus, by: Sequence[str] | None = None) -> CorpusTable:
    """Count what people who count said, by the attributes stated and the language spoken.

    Examples
    --------
    >>> from civic_qual.corpus.model import Transcript, Turn
    >>> turn = Turn(0, 6, ((3, 6),), "R", "respondent", "fr")
    >>> table = corpus_table(Corpus((Transcript("a", "R: Oui", (turn,), {"country": "Mali"}),)))
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
    labels = tuple(
        (*label[:-1], LANGUAGES.get(label[-1], label[-1])) if by[-1] == "language" else label
        for label in grouped.labels
    )
    return CorpusTable(by or ("",), labels, tuple(zip(*columns, strict=True)))
