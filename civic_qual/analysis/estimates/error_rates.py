"""What `error_by` gives: error rates of a machine by who speaks, and warnings that travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.estimates.passages import segment_frame
from civic_qual.analysis.tables.groups import groups
from civic_qual.analysis.tables.notes import INVENTED
from civic_qual.analysis.tables.segment_table import named
from civic_qual.arrays import Bools, Ints
from civic_qual.calls import helpful
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.messages import Message
from civic_qual.results import Passages, Result
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    from civic_qual.coding.blind import Blind
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit

FALSE_POSITIVE, FALSE_NEGATIVE = "false positive", "false negative"
KINDS = {FALSE_POSITIVE: Message("false positives"), FALSE_NEGATIVE: Message("false negatives")}

_THEME, _ERROR = (
    Message.in_context("of a table", "theme"),
    Message.in_context("of a table", "error"),
)
_ATTRIBUTE = Message.in_context("of a table", "attribute")
_VALUE = Message.in_context("of a table", "value")


@dataclass(frozen=True, kw_only=True)
class ErrorRow:
    """One kind of error about one theme where people have one value of an attribute."""

    attribute: str
    value: str
    theme: str
    error: str
    n: int
    errors: int
    rate: float
    low: float
    high: float
    rate_elsewhere: float
    clusters: int
    p: float
    p_adjusted: float
    noticeable: float = float("nan")
    too_few: bool = False
    note: str


COLUMNS = tuple(field.name for field in fields(ErrorRow))


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadByBoth:
    """The n segments that machine and person both read, for K rows.

    Attributes
    ----------
    corpus, unit, row
        Whose segments, and which: rows of `corpus.segments(unit)`, (n,).
    ids
        The K themes or codes.
    machine, person
        What each found, (n, K).
    read
        What both read, (n, K).
    """

    corpus: Corpus
    unit: Unit
    row: Ints
    ids: tuple[str, ...]
    machine: Bools
    person: Bools
    read: Bools

    def errors(self, error: str) -> Bools:
        """Return where the machine is wrong in one way, (n, K)."""
        wrong = (
            self.machine & ~self.person if error == FALSE_POSITIVE else ~self.machine & self.person
        )
        return wrong & self.read

    def trials(self, error: str) -> Bools:
        """Return where it could have been wrong in that way, (n, K)."""
        return (~self.person if error == FALSE_POSITIVE else self.person) & self.read


class ErrorRates(Result):
    """Error rates of a machine by values of attributes: a value, theme and kind of error a row.

    Columns: attribute, value, theme, error, n (trials), errors, rate, low, high (95 %, Wilson of as
    many passages as the people are worth), rate_elsewhere, clusters (people with a trial; those
    heard together are one), p, p_adjusted (over all rows), noticeable (the rate from which on a
    difference would probably have been noticed, if none was), too_few (that is more than 25 points
    away from the rate elsewhere: nothing can be said), note. Hand it over,
    `theme_table(..., errors=rates)`, and tables by an attribute carry its warnings.

    Parameters
    ----------
    rows
        What is said of each value, theme and kind of error.
    both
        The segments compared, for the way back to passages.
    warnings
        What tables by an attribute must say, attribute by attribute.
    about
        What else must be said.
    seen
        What people saw of other answers before they coded; None if that is said elsewhere.
    """

    _title = Message("Errors of the machine by who speaks")

    def __init__(
        self,
        rows: Sequence[ErrorRow],
        *,
        both: ReadByBoth,
        warnings: Mapping[str, tuple[str, ...]],
        about: Sequence[str] = (),
        seen: Blind | None = None,
    ) -> None:
        self._both, self._warnings = both, dict(warnings)
        self._first = () if seen is None else seen.warning
        invented = [INVENTED] if both.corpus.invented else []
        own = [line for line in self.warnings if line not in self._first]
        others = () if seen is None else seen.notes
        frame = frame_of([vars(row) for row in rows], COLUMNS, texts=["note"])
        super().__init__(frame, notes=(*self._first, *invented, *about, *own, *others))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be said with every table by one of the attributes, a line each."""
        return self.about(*self._warnings)

    def about(self, *attributes: str) -> tuple[str, ...]:
        """Return what must be said with a table by some attributes, a line each.

        Examples
        --------
        >>> import civic_qual as cq
        >>> machine = cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())
        >>> rates = cq.error_by(machine, cq.example_codings(), by="language", coder="A")
        >>> len(rates.about("language")) > 0, rates.about("country")
        (True, ())
        """
        lines = [line for name in attributes for line in self._warnings.get(name, ())]
        return tuple(dict.fromkeys([*self._first, *lines])) if lines else ()

    @helpful
    def passages(
        self, theme: str, error: str, *, by: str | None = None, value: str | None = None
    ) -> Passages:
        """Return the segments about which the machine is wrong.

        Parameters
        ----------
        theme, error
            A theme or code, and "false positive" or "false negative".
        by, value
            Only of people with this value of an attribute; of everybody if left out.

        Returns
        -------
        Passages
            transcript, start, end, participant, text.

        Raises
        ------
        TableError
            If the table has no such theme, error, attribute or value.
        """
        both = self._both
        column = named(_THEME, theme, list(both.ids))
        named(_ERROR, error, list(KINDS))
        behind = both.errors(error)[:, column]
        attributes = list(self._warnings)
        chosen = attributes[0 if by is None else named(_ATTRIBUTE, by, attributes)]
        speakers = speakers_of(both, chosen)
        if value is not None:
            behind = behind & (speakers.value == named(_VALUE, value, list(speakers.labels)))
        return Passages(
            frame=segment_frame(both.corpus, both.unit, both.row[behind], speakers.person[behind])
        )


@dataclass(frozen=True, eq=False)
class Speakers:
    """The values of an attribute, and of each segment which value and which person speaks."""

    labels: tuple[str, ...]
    value: Ints
    person: Ints


def speakers_of(both: ReadByBoth, attribute: str) -> Speakers:
    """Return who speaks the first counted word of each segment."""
    grouped, words = groups(both.corpus, (attribute,)), counted_words(both.corpus)
    known, first = np.unique(word_segments(both.corpus, both.unit), return_index=True)
    word = first[np.searchsorted(known, both.row)]
    return Speakers(
        labels=grouped.texts,
        value=grouped.of_turn[words.turn[word]],
        person=words.participant[word],
    )
