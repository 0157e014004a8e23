"""The framework matrix: a case a row, a theme a column, and in the cells what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.analysis.passages.quotable import Quotable, QuotablePassages
from civic_qual.analysis.tables.groups import groups
from civic_qual.calls import helpful, offer
from civic_qual.coding.carried import ANY_THEME, Level, TableRow, table_rows
from civic_qual.coding.coders import one_coder
from civic_qual.corpus.consent import QUOTABLE, REPORTED, consents, reported_notes
from civic_qual.errors import TableError
from civic_qual.messages import Message, quoted
from civic_qual.messages.catalogues import Catalogue, Spoken, said
from civic_qual.results import Passages, Result

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus

NOT_READ = Message("(not read)")  # "" is: read, and nothing said of it
BETWEEN = "\n\n"


class Span(NamedTuple):
    """Where a passage stands."""

    transcript: str
    start: int
    end: int


class FrameworkMatrix(Result):
    """What each case says on each theme: rows are cases, columns the ids of themes or codes.

    The index has the name of what a case is. In the cells stand passages with an empty line
    between them, "" where all was read and nothing said of it, and "(not read)" where nothing of
    the case was read for it.
    """

    _title = Message("What each case says")

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        notes: Sequence[str],
        corpus: Corpus,
        spans: Mapping[tuple[str, str], Sequence[Span]],
    ) -> None:
        super().__init__(frame, notes=notes)
        self._corpus, self._spans = corpus, spans
        self._cases, self._themes = tuple(frame.index), tuple(frame.columns)

    def passages(self, case: str, theme: str) -> Passages:
        """Return all passages of a cell that may be quoted, also those the cell only counts.

        Parameters
        ----------
        case
            A row.
        theme
            A column: the id of a theme or a code.

        Returns
        -------
        Passages
            transcript, start, end, text, in the order of the text.

        Raises
        ------
        TableError
            If the matrix has no such case or theme.
        """
        for wanted, known in ((case, self._cases), (theme, self._themes)):
            if wanted not in known:
                raise TableError(
                    Message(
                        "the matrix has no row or column {name}{there_are}",
                        name=quoted(wanted),
                        there_are=offer(wanted, known),
                    )
                )
        rows = [
            {
                "transcript": span.transcript,
                "start": span.start,
                "end": span.end,
                "text": spoken_text(self._corpus[span.transcript], span.start, span.end),
            }
            for span in self._spans[case, theme]
        ]
        return Passages(pd.DataFrame(rows, columns=["transcript", "start", "end", "text"]))


@helpful
def framework_matrix(
    codings: Codings,
    *,
    case: str = "transcript",
    level: Level = "theme",
    n: int = 3,
    coder: str | None = None,
) -> FrameworkMatrix:
    """Lay out what each case says on each theme, in its own words.

    Only what people said who agreed to be quoted, or of whom nothing is stated, is shown; where
    something was said that may not be, the cell says how many passages.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    case
        What a case is: "transcript", "participant", or an attribute, such as "country".
    level
        "theme" or "code": the columns.
    n
        At most so many passages a cell, those of a good length first; in the order of the text.
    coder
        Whose codings to quote from, if several coded.

    Returns
    -------
    FrameworkMatrix
        The notes count what was left out for want of consent; `passages(case, theme)` gives all
        passages of a cell.

    Raises
    ------
    TableError
        If several coders coded and none is chosen, or nobody has the attribute.

    See Also
    --------
    case_matrix : The same with numbers.
    quotes : A few passages a theme, from as many interviews as possible.

    References
    ----------
    Ritchie, J. and Spencer, L. (1994). Qualitative data analysis for applied policy research. In
    A. Bryman and R. G. Burgess (eds.), Analyzing Qualitative Data. Routledge.

    Examples
    --------
    >>> import civic_qual as cq
    >>> matrix = framework_matrix(cq.example_codings(), case="country", n=1, coder="A")
    >>> matrix.frame.shape, matrix.frame.columns.tolist()
    ((4, 4), ['plan', 'perf', 'harm', 'eng'])
    """
    chosen = one_coder(codings, coder)
    rows = [row for row in table_rows(chosen.codebook, level) if row.id != ANY_THEME]
    filler = _Filler(chosen, case)
    cells = {row.id: filler.column(row, n) for row in rows}
    frame = pd.DataFrame(cells, index=pd.Index(filler.cases, name=case), dtype=object)
    return FrameworkMatrix(frame, notes=filler.notes(), corpus=chosen.corpus, spans=filler.spans)


class _Filler:
    """Fills the cells column by column, and counts what may not be shown."""

    def __init__(self, codings: Codings, case: str) -> None:
        self._corpus, self._passages = codings.corpus, QuotablePassages(codings)
        self._consent = consents(codings.corpus).astype(str)
        grouped = groups(codings.corpus, (case,))
        self._case_of_turn = grouped.of_turn
        self._refused: dict[tuple[int, int], str] = {}
        self.cases = [label[0] for label in grouped.labels]
        self.spans: dict[tuple[str, str], list[Span]] = {}

    def column(self, row: TableRow, n: int) -> list[str]:
        """Return the cells of a theme, case by case."""
        passages = self._passages.of(row)
        consent = self._consent[passages.turn]
        free = np.isin(consent, QUOTABLE)
        for index in np.flatnonzero(~free).tolist():
            span = int(passages.start[index]), int(passages.end[index])
            self._refused[span] = str(consent[index])
        case = self._case_of_turn[passages.turn]
        words = self._passages.words
        read = np.unique(self._case_of_turn[words.turn[self._passages.words_read(row)]])
        cells = []
        for number, name in enumerate(self.cases):
            here = passages.keep(free & (case == number))
            refused = int((~free & (case == number)).sum())
            self.spans[name, row.id] = self._spans_of(here)
            cells.append(self._cell(name, row, here, refused, n) if number in read else NOT_READ)
        return cells

    def notes(self) -> tuple[str, ...]:
        """Say how many passages were left out, and for want of which consent."""
        reasons = Counter(self._refused.values())
        consent = tuple(
            Message.plural(
                "{n} passage not open to quotation: consent {word}.",
                "{n} passages not open to quotation: consent {word}.",
                n=number,
                word=quoted(word),
            )
            for word, number in sorted(reasons.items())
            if word != REPORTED
        )
        return consent + reported_notes(reasons)

    def _spans_of(self, passages: Quotable) -> list[Span]:
        transcript, start = self._passages.words.offset(passages.start)
        end = start + passages.end - passages.start
        return [
            Span(self._corpus.transcripts[index].id, first, last)
            for index, first, last in zip(
                transcript.tolist(), start.tolist(), end.tolist(), strict=True
            )
        ]

    def _cell(self, name: str, row: TableRow, passages: Quotable, refused: int, n: int) -> str:
        """Return the best passages in the order of the text, and how many are left out."""
        best = np.sort(np.lexsort((passages.start, passages.poor))[:n]).tolist()
        spans, more = self.spans[name, row.id], len(passages) - len(best)
        parts = [
            spoken_text(self._corpus[span.transcript], span.start, span.end)
            for span in (spans[index] for index in best)
        ]
        if more:
            parts.append(Message.plural("[{n} more]", "[{n} more]", n=more))
        if refused:
            parts.append(
                Message.plural(
                    "[{n} not open to quotation]", "[{n} not open to quotation]", n=refused
                )
            )
        return Spoken(_with_lines_between, tuple(parts))


def _with_lines_between(words: Catalogue, parts: tuple[str, ...]) -> str:
    return BETWEEN.join(said(part, words) for part in parts)
