"""A corpus from a table with one text a row, as surveys are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from unicodedata import normalize

from civic_qual.corpus.attributes import cell_text
from civic_qual.corpus.languages import with_languages
from civic_qual.corpus.layouts.notes import spoken_pieces
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.participants import Participants
from civic_qual.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd


def corpus_from_frame(frame: pd.DataFrame, *, text: str = "text", id: str | None = None,
                      attributes: Sequence[str] | None = None, language: str | None = None,
                      participant: str | None = None,
                      languages: Sequence[str] = ("en", "fr")) -> Corpus:
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
    participant : str, optional
        The column of participants, where one person gave several texts.
    languages : sequence of str
        Languages to detect among.

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
    one_language = language if language and language not in frame.columns else None
    column = None if one_language else language
    named = [name for name in (text, id, column, participant, *(attributes or ())) if name]
    _refuse_missing(named, list(frame.columns))
    kept = list(attributes) if attributes is not None else [
        name for name in frame.columns if name not in (text, id, participant)]
    texts = [cell_text(value) for value in frame[text]]
    ids = ([normalize("NFC", cell_text(value)) for value in frame[id]] if id
           else [str(number) for number in range(1, len(frame) + 1)])
    facts = [{str(name): value for name, cell in zip(kept, cells, strict=True)
              if (value := cell_text(cell))}
             for cells in frame[kept].itertuples(index=False, name=None)]
    spoken = [cell_text(value) for value in frame[column]] if column else [""] * len(texts)
    transcripts = tuple(_transcript(*row, languages, one_language or "")
                        for row in zip(ids, texts, facts, spoken, strict=True) if row[1])
    if not transcripts:
        raise ReadError(f"no row has words in column {text!r}")
    return _with_people(transcripts, dict(zip(ids, frame[participant], strict=True))
                        if participant else {}, len(texts) - len(transcripts))


def _transcript(name: str, text: str, facts: dict[str, str], spoken: str,
                languages: Sequence[str], one_language: str) -> Transcript:
    turn = Turn(0, len(text), spoken_pieces(text, 0, len(text)), "", "respondent")
    if spoken:
        facts = {**facts, "language": spoken}
    made = Transcript(name, text, (turn,), facts, language=one_language)
    return with_languages(made, languages)[0]


def _with_people(transcripts: tuple[Transcript, ...], people: dict[str, object],
                 empty: int) -> Corpus:
    declared = {(one.id, ""): cell_text(people[one.id]) for one in transcripts
                if one.id in people and cell_text(people[one.id])}
    notes = (f"{empty} rows without words were left out",) if empty else ()
    return Corpus(transcripts, Participants(declared=declared).resolved(transcripts), (), notes)


def _refuse_missing(wanted: Sequence[str], columns: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise ReadError(f"the table has no column {missing[0]!r}; "
                        f"its columns are {', '.join(map(str, columns[:8]))}")
