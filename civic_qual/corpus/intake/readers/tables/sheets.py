"""Table files (csv, tsv, xlsx): which of their sheets are transcripts, and of what kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, Part, ReadOptions
from civic_qual.corpus.intake.readers.tables.grids import Grid, csv_grid, workbook_grids
from civic_qual.corpus.intake.readers.tables.holdings import (
    holdings_of,
    is_about_files,
    is_about_people,
)
from civic_qual.corpus.intake.readers.tables.survey import (
    document_of_survey,
    is_repeated_group,
    survey_of,
)
from civic_qual.corpus.intake.readers.tables.turns import document_of_turns
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.sheets.reading import named_columns
from civic_qual.sheets.workbooks import hidden_sheets, told_uncomputed

_ABOUT = Message(
    "this is a table about interviews, and none itself; to have its columns as attributes, call it "
    "attributes.csv (or .xlsx), and its column of file names `transcript`"
)


def read_csv(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a table with commas, semicolons or tabs between cells.

    Raises
    ------
    ReadError
        If nothing tells which column holds what was said, or the table is about interviews.
    """
    grid = csv_grid(data, options.encoding)
    document = _document(grid)
    return replace(document, notes=(*grid.notes, *document.notes))


def read_xlsx(data: bytes, _options: ReadOptions = DEFAULTS) -> Document:
    """Read an Excel workbook: every sheet that holds an interview, or several.

    Raises
    ------
    ReadError
        If none does, or the workbook is about interviews.
    """
    grids = workbook_grids(data)
    read: list[tuple[Grid, Document]] = []
    errors: list[ReadError] = []
    unread: list[str] = []
    for grid in grids:
        try:
            read.append((grid, _document(grid)))
        except ReadError as error:
            if not read and str(error) == str(_ABOUT):  # the other sheets are about the same
                raise
            errors.append(error)
            unread.append(grid.name)
    if not read:
        raise errors[0]
    document = read[0][1] if len(read) == 1 else _of_several(read)
    hidden = hidden_sheets(data) & {grid.name for grid, _ in read}
    problems = (
        *document.problems,
        *_not_read(unread),
        *_read_though_hidden(hidden),
        *told_uncomputed(data),
    )
    return replace(document, problems=problems)


def _document(grid: Grid) -> Document:
    """Build the transcripts of a sheet."""
    titles = grid.rows[0]
    if is_repeated_group(titles):
        raise ReadError(_no_words(titles))
    holdings = holdings_of(grid.rows)
    surely = holdings is not None and holdings.surely
    if not surely and is_about_files(grid.rows):
        raise ReadError(_ABOUT)
    survey = survey_of(grid.rows)
    if survey and (survey.system or not surely):
        return document_of_survey(survey)
    if not surely and is_about_people(grid.rows):
        raise ReadError(_ABOUT)
    if holdings is None:
        raise ReadError(_no_words(titles))
    return document_of_turns(grid.rows, holdings)


def _no_words(titles: Sequence[str]) -> Message:
    return Message(
        "no column holds the words that were said: call one `text` (or `texte`); "
        "the columns are {columns}",
        columns=named_columns(titles),
    )


def _of_several(read: Sequence[tuple[Grid, Document]]) -> Document:
    """Make the sheets of a workbook its parts, each by its name."""
    parts: list[Part] = []
    for grid, document in read:
        if document.parts:
            parts += [
                one if one.own_name else replace(one, name=f"{grid.name}_{one.name}")
                for one in document.parts
            ]
        else:
            parts.append(Part(grid.name, document))
    notes = dict.fromkeys(note for _, one in read if one.parts for note in one.notes)
    return Document(text="", turns=(), parts=tuple(parts), notes=tuple(notes))


def _read_though_hidden(names: Iterable[str]) -> Iterator[str]:
    if names := sorted(names):
        yield Message(
            "these sheets are hidden in Excel, and were read, too: {sheets}; show them (right "
            "click on a sheet, Unhide), and delete those that hold no interview of their own",
            sheets=enumerated(map(quoted, names)),
        )


def _not_read(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield Message(
            "these sheets hold no interview and were not read: {sheets}",
            sheets=enumerated(map(quoted, names)),
        )
