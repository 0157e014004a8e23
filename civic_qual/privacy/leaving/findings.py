"""What is said of a file about to leave: where, what, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from civic_qual.messages import Message, quoted
from civic_qual.privacy.leaving.contents import Place


class Finding(NamedTuple):
    """One thing to look at.

    `kind` is for programs: "name", "hidden_sheet", "worked_out", ...; the rest is for people.
    """

    file: str
    place: str
    kind: str
    what: str
    advice: str


_CLEAN = Message("Take it out with the document inspector of the program that made the file")
_LOOK = Message("Look at it, and take out what should not leave")
_SHOW = Message("Show it and look at it, or take it out")
_VALUES = Message("Paste the values into a new workbook, and send that one")
_NEW = Message("Print it into a new PDF file, and send that one")
_KEEP = Message("Keep it with the study, and do not send it")

# What stands unseen in a file, by its kind: what is said of it, and what to do.
MARKS: dict[str, tuple[str, str]] = {
    "author": (Message("names who wrote it"), _CLEAN),
    "organisation": (Message("names an organisation"), _CLEAN),
    "path": (Message("names a folder of a computer"), _CLEAN),
    "described": (Message("holds a description"), _LOOK),
    "own_property": (Message("holds a property that somebody added"), _CLEAN),
    "printer": (Message("names a printer, or its settings"), _CLEAN),
    "custom_part": (Message("holds data that no page shows"), _CLEAN),
    "thumbnail": (
        Message("holds a small picture of an earlier state of the file"),
        Message("Save it again without a preview picture"),
    ),
    "embedded_file": (Message("holds another file, whole"), _LOOK),
    "picture": (Message("holds a picture; what it shows was not looked at"), _LOOK),
    "place_of_a_picture": (
        Message("holds a picture that says where it was taken"),
        Message("Save the picture again without its data"),
    ),
    "comment": (Message("holds comments"), _CLEAN),
    "tracked_change": (
        Message("holds tracked changes: who changed what, and the words before"),
        Message("Accept or reject all changes, and save it again"),
    ),
    "deleted_text": (
        Message("holds deleted words"),
        Message("Accept or reject all changes, and save it again"),
    ),
    "hidden_text": (Message("holds words that nobody sees"), _SHOW),
    "hidden_sheet": (Message("holds a hidden sheet"), _SHOW),
    "hidden_row_or_column": (Message("holds hidden rows or columns"), _SHOW),
    "hidden_name": (Message("holds a hidden name"), _SHOW),
    "formula": (Message("holds formulas, which can lead to other data"), _VALUES),
    "pivot_cache": (Message("holds a pivot table with all the data behind it"), _VALUES),
    "linked_workbook": (Message("holds data of another workbook that it is linked to"), _VALUES),
    "connection": (Message("says where its data come from"), _VALUES),
    "text_under_a_bar": (
        Message("has words under a dark bar: the bar hides them from the eye only"),
        _NEW,
    ),
    "earlier_version": (
        Message("was changed after it was made: earlier states can be inside"),
        _NEW,
    ),
    "not_looked_into": (
        Message("could not be looked into"),
        Message("Look at it in the program that made it, or save it in another format"),
    ),
    "internal": (Message("says that it is internal"), _KEEP),
    "study": (Message("is a study, or a database: it can hold whole interviews"), _KEEP),
    "model": (Message("is a model: it holds words of interviews"), _KEEP),
    "interview": (Message("reads like an interview"), _KEEP),
    "codings": (Message("says passage by passage what was said where"), _KEEP),
    "people": (Message("is a table of people or of interviews, one a row"), _KEEP),
    "members": (
        Message("is what tells who was counted in earlier releases, with its key"),
        _KEEP,
    ),
}


def place_said(place: Place) -> str:
    """Return where in a file something stands, as a message.

    Examples
    --------
    >>> place_said(("cell", "Sheet1", "B3")), place_said(("line", 4)), place_said(())
    ("sheet 'Sheet1', cell B3", 'line 4', '')
    """
    if not place:
        return ""
    kind, *names = place
    name = str(names[0]) if names else ""
    if kind == "cell" and name:
        return Message("sheet {sheet}, cell {cell}", sheet=quoted(name), cell=str(names[1]))
    if kind == "cell":
        return Message("cell {cell}", cell=str(names[1]))
    if kind == "sheet":
        return Message("sheet {sheet}", sheet=quoted(name)) if name else ""
    if kind == "table":
        return Message("table {name}", name=quoted(name)) if name else Message("a table")
    if kind == "part":
        return Message("part {name}", name=quoted(name))
    if kind == "row" and name:
        return Message("sheet {sheet}, row {n}", sheet=quoted(name), n=str(names[1]))
    simple = {
        "line": Message("line {n}", n=name),
        "row": Message("row {n}", n=str(names[-1]) if names else ""),
        "paragraph": Message("paragraph {n}", n=name),
        "page": Message("page {n}", n=name),
        "properties": Message("properties"),
        "comments": Message("comments"),
        "changes": Message("changes"),
        "picture": Message("a picture"),
    }
    return simple.get(str(kind), "")
