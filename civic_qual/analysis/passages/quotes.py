"""Quotations for each theme, of those who agreed to be quoted, under a label and no name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.analysis.passages.attribution import attribution
from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.analysis.passages.quotable import Quotable, QuotablePassages
from civic_qual.calls import helpful
from civic_qual.coding.carried import ANY_THEME, Level, TableRow, table_rows
from civic_qual.coding.coders import one_coder
from civic_qual.corpus.consent import QUOTABLE, REPORTED, consents, reported_notes
from civic_qual.messages import Message, clauses, count, quoted
from civic_qual.results import Result

if TYPE_CHECKING:
    from civic_qual.arrays import Ints
    from civic_qual.coding.codings import Codings

QUOTE_COLUMNS = (
    "theme",
    "code",
    "name",
    "passage",
    "attribution",
    "transcript",
    "start",
    "end",
    "language",
)


class Quotes(Result):
    """Passages to quote, a row each, by theme.

    Columns: theme, code, name, passage (what was said between the offsets), attribution ("Village
    chief, CAR"), transcript, start, end, language. `check_quotes` adds check.
    """

    _title = Message("Quotations")


@helpful
def quotes(
    codings: Codings, *, level: Level = "theme", n: int = 3, coder: str | None = None
) -> Quotes:
    """Choose passages to quote: the same ones every time, from as many interviews as possible.

    Only what people said who agreed to be quoted, or of whom nothing is stated, is chosen; what
    is left out for want of consent, or since a note-taker reported it, is counted in the notes.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    level
        "theme" or "code": each gets passages of its own.
    n
        At most so many passages each.
    coder
        Whose codings to quote from, if several coded.

    Returns
    -------
    Quotes
        A row a passage.

    Raises
    ------
    TableError
        If several coders coded and none is chosen.

    See Also
    --------
    check_quotes : What in a quotation may show who speaks, before it leaves the study.
    framework_matrix : What each case says on each theme.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> from civic_qual.bundled import bundled
    >>> texts = ["We were afraid at the well.", "We wait for rain."]
    >>> answers = pd.DataFrame({"text": texts, "country": ["DRC", "Mali"]})
    >>> corpus = cq.Corpus.from_frame(answers, language="en")
    >>> codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codings = cq.RuleCoder(codebook).code(corpus)
    >>> quotes(codings)[["theme", "passage", "attribution"]].iloc[0].tolist()
    ['safety', 'We were afraid at the well.', 'Respondent, DRC']
    """
    codings = one_coder(codings, coder)
    chooser = _Chooser(codings)
    rows = [
        row
        for row in table_rows(codings.codebook, level)
        if row.id != ANY_THEME and (level == "theme" or row.members == (row.id,))
    ]
    chosen = [entry for row in rows for entry in chooser.choose(row, n)]
    # Names and labels are messages, which a column of texts would not keep.
    frame = pd.DataFrame(chosen, columns=list(QUOTE_COLUMNS), dtype=object)
    return Quotes(frame.astype({"start": np.int64, "end": np.int64}), notes=chooser.notes())


class _Chooser:
    """Chooses passages row by row, and remembers which interviews were quoted already."""

    def __init__(self, codings: Codings) -> None:
        self._corpus = codings.corpus
        self._passages = QuotablePassages(codings)
        self._consent = consents(codings.corpus)
        self._quoted = np.zeros(len(codings.corpus), dtype=np.int64)
        self._taken: set[int] = set()
        self._refused: dict[tuple[int, int], str] = {}

    def choose(self, row: TableRow, n: int) -> list[dict[str, Any]]:
        """Return at most n passages for a row, as rows of the result."""
        left = self._open_to_quotation(row)
        own = np.zeros_like(self._quoted)  # how often this row quotes each interview
        chosen: list[dict[str, Any]] = []
        while len(left) and len(chosen) < n:
            best = left.keep(self._order(left, own)[:1])
            chosen.append(self._entry(row, best))
            left = left.keep((left.start >= best.end) | (left.end <= best.start))
            for counts in (own, self._quoted):
                counts[self._interview(best)] += 1
            self._taken.add(int(best.start[0]))
        return chosen

    def notes(self) -> tuple[str, ...]:
        """Say how many passages were left out, and for want of which consent."""
        refused = Counter(self._refused.values())
        reasons = [
            Message("consent {word}: {number}", word=quoted(word), number=count(number))
            for word, number in sorted(refused.items())
            if word != REPORTED
        ]
        reported = reported_notes(refused)
        if not reasons:
            return reported
        return (
            Message.plural(
                "{n} passage not open to quotation, by what the speakers agreed to ({reasons}).",
                "{n} passages not open to quotation, by what the speakers agreed to ({reasons}).",
                n=len(self._refused) - refused[REPORTED],
                reasons=clauses(reasons),
            ),
            *reported,
        )

    def _open_to_quotation(self, row: TableRow) -> Quotable:
        passages = self._passages.of(row)
        consent = self._consent[passages.turn]
        free = np.isin(consent.astype(str), QUOTABLE)
        self._refused.update(
            ((start, end), word)
            for start, end, word in zip(
                passages.start[~free].tolist(),
                passages.end[~free].tolist(),
                consent[~free],
                strict=True,
            )
        )
        return passages.keep(free)

    def _order(self, passages: Quotable, own: Ints) -> Ints:
        """Put first what is from a new interview, of a good length, and not quoted elsewhere."""
        interview = self._interview(passages)
        taken = np.isin(passages.start, list(self._taken))
        shuffled = passages.start * 2654435761 % 2**32  # always the same; no corner comes first
        return np.lexsort((shuffled, self._quoted[interview], taken, passages.poor, own[interview]))

    def _interview(self, passages: Quotable) -> Ints:
        return self._passages.words.turns.transcript[passages.turn]

    def _entry(self, row: TableRow, passage: Quotable) -> dict[str, Any]:
        words = self._passages.words
        turn = words.turns.turn(self._corpus, int(passage.turn[0]))
        (index,), (start,) = words.offset(passage.start)
        transcript = self._corpus.transcripts[index]
        end = start + passage.end[0] - passage.start[0]
        return {
            "theme": row.theme,
            "code": "" if row.id == row.theme else row.id,
            "name": row.name,
            "passage": " ".join(spoken_text(transcript, start, end).split()),
            "attribution": attribution(self._corpus, transcript, turn),
            "transcript": transcript.id,
            "start": int(start),
            "end": int(end),
            "language": turn.language,
        }
