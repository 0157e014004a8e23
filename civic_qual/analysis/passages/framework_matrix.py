"""The framework matrix: a case a row, a theme a column, and in the cells what was said."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.analysis.passages.quotes import LONG, QUOTABLE, SHORT, Quotable, consents, quotable
from civic_qual.analysis.tables.groups import groups
from civic_qual.arrays import Ints
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.mentions import Mentions, coded_spans, mentions
from civic_qual.coding.readings import ReadWords
from civic_qual.coding.theme_rows import ANY_THEME, Level, TableRow, table_rows
from civic_qual.corpus.counted_words import counted_words

NOT_READ = "(not read)"  # "" is: read, and nothing said of it
BETWEEN = "\n\n"


def framework_matrix(
    codings: Codings,
    by: str = "transcript",
    level: Level = "theme",
    n: int = 3,
    coder: str | None = None,
) -> pd.DataFrame:
    """Lay out what each case says on each theme, in its own words.

    Only what people said who agreed to be quoted, or of whom nothing is stated, is shown; where
    something was said that may not be, the cell says how many passages (Ritchie and Spencer 1994
    for the method).

    Parameters
    ----------
    codings
        Of one coder, or of several and `coder`.
    by
        What a case is: "transcript", "participant", or an attribute, such as "country".
    level
        "theme" or "code": the columns.
    n
        At most so many passages a cell, those of a good length first; in the order of the text.

    Returns
    -------
    DataFrame
        Rows cases, columns ids of themes or codes; in the cells passages with an empty line
        between them, "" where all was read and nothing said of it, and "(not read)" where
        nothing of the case was read for it. `attrs["notes"]` counts what was left out for want of
        consent.

    Raises
    ------
    TableError
        If several coders coded and none is chosen, or nobody has the attribute.

    Examples
    --------
    >>> import civic_qual as cq
    >>> matrix = framework_matrix(cq.example_codings(), by="country", n=1, coder="A")
    >>> matrix.shape, matrix.columns.tolist()
    ((4, 4), ['plan', 'perf', 'harm', 'eng'])
    """
    chosen = one_coder(codings, coder)
    rows = [row for row in table_rows(chosen.codebook, level) if row.id != ANY_THEME]
    matrix = _Matrix(chosen, by)
    columns = {row.id: matrix.column(row, n) for row in rows}
    frame = pd.DataFrame(columns, index=pd.Index(matrix.cases, name=by), dtype=object)
    frame.attrs["notes"] = matrix.notes()
    return frame


class _Matrix:
    """Fills the cells column by column, and counts what may not be shown."""

    def __init__(self, codings: Codings, by: str) -> None:
        self._codings, self._words = codings, counted_words(codings.corpus)
        self._spans = coded_spans(codings, self._words)
        self._read = ReadWords(codings.read, self._words, codings.codebook)
        self._sentences = codings.corpus.segments("sentence")
        self._consent = consents(codings.corpus).astype(str)
        grouped = groups(codings.corpus, (by,))
        self.cases = [label[0] for label in grouped.labels]
        self._case_of_turn = grouped.of_turn
        self._refused: dict[tuple[int, int], str] = {}

    def column(self, row: TableRow, n: int) -> list[str]:
        """Return the cells of a theme, case by case."""
        words_read = self._read.of(row.needed)
        said = mentions(self._spans.of(row.members))
        kept = words_read[said.word]
        found = quotable(
            Mentions(said.start, said.end, said.word[kept], said.mention[kept]),
            self._words,
            self._sentences,
        )
        free = np.isin(self._consent[found.turn], QUOTABLE)
        for place in np.flatnonzero(~free).tolist():
            self._refused[int(found.start[place]), int(found.end[place])] = str(
                self._consent[found.turn[place]]
            )
        case = self._case_of_turn[found.turn]
        there = np.unique(self._case_of_turn[self._words.turn[words_read]])
        return [
            self._cell(found.keep(free & (case == one)), int((~free & (case == one)).sum()), n)
            if one in there
            else NOT_READ
            for one in range(len(self.cases))
        ]

    def notes(self) -> tuple[str, ...]:
        """Say how many passages were left out, and for want of which consent."""
        reasons = Counter(self._refused.values())
        return tuple(
            f"{number:,} passages not open to quotation: consent {word!r}."
            for word, number in sorted(reasons.items())
        )

    def _cell(self, found: Quotable, refused: int, n: int) -> str:
        poor = (found.length < SHORT) | (found.length > LONG)
        best = np.sort(np.lexsort((found.start, poor))[:n])
        texts = [self._text(found, best[place : place + 1]) for place in range(len(best))]
        more = len(found.start) - len(best)
        left_out = [f"[{more} more]"] if more else []
        closed = [f"[{refused} not open to quotation]"] if refused else []
        return BETWEEN.join([*texts, *left_out, *closed])

    def _text(self, found: Quotable, place: Ints) -> str:
        transcript, start = self._words.offset(found.start[place])
        one = self._codings.corpus.transcripts[int(transcript[0])]
        length = int(found.end[place][0] - found.start[place][0])
        return spoken_text(one, int(start[0]), int(start[0]) + length)
