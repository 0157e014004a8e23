"""A corpus from a table with one text a row, as surveys are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from unicodedata import normalize

from civic_qual.corpus.intake.languages import with_languages
from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from civic_qual.errors import ReadError
from civic_qual.sheets.cells import cell_text

if TYPE_CHECKING:
    import pandas as pd


def corpus_from_frame(
    frame: pd.DataFrame,
    *,
    text: str = "text",
    id: str | None = None,
    attributes: Sequence[str] | None = None,
    language: str | None = None,
    speaker: str | None = None,
    participant: str | None = None,
    languages: Sequence[str] = ("en", "fr"),
) -> Corpus:
    """Make a corpus of a table: every row with words is a transcript of one respondent's turn.

    Parameters
    ----------
    frame : DataFrame
    text : str
        The column of texts.
    id : str, optional
        The column of ids; by default rows are numbered from 1.
    attributes : sequence of str, optional
        Columns to keep as attributes; by default all others.
    language : str, optional
        The column of languages, or one language code for all; by default detected.
    speaker : str, optional
        The column of speakers; by default nobody is named.
    participant : str, optional
        The column of participants, where one person gave several texts.
    languages : sequence of str
        Languages to detect among.

    Returns
    -------
    Corpus

    Raises
    ------
    ReadError
        If a column is missing, an id stands twice, or no row has words.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"text": ["They came late."], "country": ["DRC"]})
    >>> corpus = corpus_from_frame(answers, language="en")
    >>> corpus["1"].attributes["country"]
    'DRC'
    """
    code = language if language and language not in frame.columns else ""
    spoken = None if code else language
    own = [name for name in (text, id, spoken, speaker, participant) if name]
    kept = [name for name in frame.columns if name not in own] if attributes is None else attributes
    _refuse_missing([*own, *kept], list(frame.columns))
    ids = _column(frame, id) if id else [str(number) for number in range(1, len(frame) + 1)]
    facts = _facts(frame[list(kept)], _column(frame, spoken))
    rows = zip(
        ids,
        _column(frame, text),
        _column(frame, speaker),
        facts,
        _column(frame, participant),
        strict=True,
    )
    told = [row for row in rows if row[1]]
    if not told:
        raise ReadError(f"no row has words in column {text!r}")
    transcripts = tuple(with_languages(_transcript(*row[:4], code), languages)[0] for row in told)
    people = {(normalize("NFC", name), who): person for name, _, who, _, person in told if person}
    left = len(frame) - len(told)
    return Corpus(
        transcripts,
        Participants(declared=people).resolved(transcripts),
        (),
        (f"{left} rows without words were left out",) if left else (),
    )


def _column(frame: pd.DataFrame, name: str | None) -> list[str]:
    return [cell_text(value) for value in frame[name]] if name else [""] * len(frame)


def _facts(frame: pd.DataFrame, spoken: Iterable[str]) -> list[dict[str, str]]:
    names = [*map(str, frame.columns), "language"]
    rows = frame.itertuples(index=False, name=None)
    return [
        {
            name: value
            for name, value in zip(names, (*map(cell_text, row), language), strict=True)
            if value
        }
        for row, language in zip(rows, spoken, strict=True)
    ]


def _transcript(
    name: str, text: str, speaker: str, facts: Mapping[str, str], code: str
) -> Transcript:
    turn = Turn(0, len(text), spoken_pieces(text, 0, len(text)), speaker, "respondent")
    return Transcript(normalize("NFC", name), text, (turn,), facts, language=code)


def _refuse_missing(wanted: Sequence[str], columns: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise ReadError(
            f"the table has no column {missing[0]!r}; "
            f"its columns are {', '.join(map(str, columns[:8]))}"
        )
