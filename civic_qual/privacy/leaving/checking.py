"""`check_files`: what in files about to leave identifies somebody, or undoes what was hidden."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.bounded.files import problem_of_entry, read_file, shown_name
from civic_qual.calls import helpful
from civic_qual.errors import CivicQualError, DisclosureError
from civic_qual.messages import Message, enumerated, message_of, quoted, render
from civic_qual.messages.catalogues import languages
from civic_qual.privacy.leaving.contents import WHOLE, Contents, Place, contents_of
from civic_qual.privacy.leaving.findings import MARKS, Finding, place_said
from civic_qual.privacy.leaving.grids import TOTALS, Grid, grids_of, names_in
from civic_qual.privacy.leaving.identity import Known, findings_in
from civic_qual.privacy.leaving.undoing import undone
from civic_qual.privacy.policy import checked_minimum
from civic_qual.results import INTERNAL, Result

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

_COLUMNS = list(Finding._fields)
_OFFSETS = {"transcript", "start", "end"}
_PEOPLE = {"participant", "speaker", "name", "phone", "nom"}
_NOT_PEOPLE = {"margin", "code", "theme"}  # what a name beside them is of
_LABEL = re.compile(r"([^\W_][\w .'’()-]{0,39}?)\s*[:：]\s*\S")
_TURNS, _LABELLED = 3, 0.3  # of each of two speakers, and of all lines: so it is an interview
_MARKED = (
    Message("For the study team only."),  # over a report
    INTERNAL,
    Message("Internal"),
)
_CANNOT = Message(
    "What is not found may be there all the same. Not seen: what pictures and recordings show; "
    "what a reader knows who was there; names that are words of the dictionary; files that were "
    "sent before and are not among these."
)
_WITHOUT = Message(
    "The interviews were not at hand: names of people in them and words said in them were not "
    "looked for."
)


class FilesCheck(Result):
    """What to look at in files before they leave, a row a finding.

    Columns: file, place (where in it), kind (for programs), what, advice.
    """

    _title = Message("To look at before these files leave")

    def __init__(
        self, findings: Sequence[Finding], *, files: int = 0, notes: Sequence[str] = ()
    ) -> None:
        super().__init__(pd.DataFrame(findings, columns=_COLUMNS, dtype=object), notes=notes)
        self.files = files

    @property
    def ok(self) -> bool:
        """Whether nothing was found; which does not say that nothing is there."""
        return len(self) == 0

    @property
    def summary(self) -> str:
        """How many files were looked at, and how much was found."""
        files = Message.plural("{n} file", "{n} files", n=self.files)
        if self.ok:
            return Message("{files} looked at, nothing found", files=files)
        found = Message.plural("{n} thing to look at", "{n} things to look at", n=len(self))
        return Message("{files} looked at, {found}", files=files, found=found)


@helpful
def check_files(
    files: str | PathLike[str] | Sequence[str | PathLike[str]],
    *,
    corpus: Corpus | None = None,
    minimum: int | None = None,
    words: int = 8,
) -> FilesCheck:
    """Say what in files about to leave identifies somebody, or undoes what was hidden.

    They are looked at alone and together, whatever program made them: texts, tables, Word, Excel,
    OpenDocument, PDF, web pages, pictures.

    Parameters
    ----------
    files
        The files; of a folder all that is in it.
    corpus
        The interviews, so that names of people, and words that were said, can be found.
    minimum
        How many people must stand behind a number that leaves; by default what is set of the study,
        else 5.
    words
        How many words one after the other are taken to be of an interview.

    Returns
    -------
    FilesCheck
        A row a finding; `ok` if there is none.

    Raises
    ------
    DisclosureError
        If no file is given, or one does not exist.

    See Also
    --------
    release : Writes files that are protected together.
    check_quotes : The same for quotations.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> note = Path(tempfile.mkdtemp()) / "note.txt"
    >>> _ = note.write_text("Call Furaha on +243 812 345 678.")
    >>> checked = check_files(note)
    >>> checked["what"].tolist(), checked.ok
    (["telephone number: '+243 812 345 678'", "name: 'Furaha'"], False)
    """
    paths = _paths([files] if isinstance(files, str | PathLike) else files)
    if words < 2:
        raise DisclosureError(Message("words must be 2 or more, not {words}", words=words))
    least = checked_minimum(minimum, corpus)
    known = Known() if corpus is None else Known.of(corpus, words)
    names = _short_names([path for path, _ in paths])
    found: list[Finding] = []
    grids: list[Grid] = []
    looked: list[tuple[str, Contents]] = []
    for (path, problem), name in zip(paths, names, strict=True):
        contents = None if problem else _contents(path, name, found)
        if problem:
            found.append(_not_looked_into(name, problem))
        if contents is not None:
            looked.append((name, contents))
            found += _about_file(path, name, contents)
    called = names_in([table for _, contents in looked for table in contents.tables])
    for name, contents in looked:
        grids += grids_of(name, contents.tables, called)
    labels = frozenset(label for grid in grids for label in grid.labels)
    for name, contents in looked:
        found += _marks(name, contents)
        found += findings_in(name, _texts(contents), known, labels)
    found += _ledgers(looked)
    found += undone(grids, least)
    order = {name: place for place, name in enumerate(names)}
    return FilesCheck(
        sorted(dict.fromkeys(found), key=lambda one: order.get(one.file, len(order))),
        files=len(paths),
        notes=[*([] if corpus else [_WITHOUT]), _CANNOT],
    )


def _paths(files: Iterable[str | PathLike[str]]) -> list[tuple[Path, str]]:
    """Return the files, those of folders too, each with why it is not to be read."""
    found: list[tuple[Path, str]] = []
    for one in map(Path, files):
        if not one.exists():
            raise DisclosureError(
                Message("{file}: there is no such file; check its name", file=shown_name(one))
            )
        inside = sorted(one.rglob("*")) if one.is_dir() else [one]
        found += [
            (path, problem)
            for path in inside
            for problem in [problem_of_entry(path) if path != one else ""]
            if problem or not path.is_dir()
        ]
    if not found:
        raise DisclosureError(Message("there is no file to look at; name those about to leave"))
    return list(dict.fromkeys(found))


def _short_names(paths: Sequence[Path]) -> list[str]:
    """Return names that tell the files apart: no more folders than that takes."""
    names = [path.name for path in paths]
    return [shown_name(path.name if names.count(path.name) == 1 else str(path)) for path in paths]


def _contents(path: Path, name: str, found: list[Finding]) -> Contents | None:
    try:
        return contents_of(path)
    except CivicQualError as error:
        found.append(_not_looked_into(name, message_of(error)))
        return None


def _not_looked_into(name: str, problem: str) -> Finding:
    told = Message("could not be looked into: {problem}", problem=problem)
    return Finding(name, "", "not_looked_into", told, MARKS["not_looked_into"][1])


def _about_file(path: Path, name: str, contents: Contents) -> Iterator[Finding]:
    """Yield what a file is as a whole, if that is nothing to be sent."""
    if contents.kind in WHOLE:
        yield _finding(name, WHOLE[contents.kind])
    for place, rows in contents.tables:
        titles = {title.strip().casefold() for title in rows[0]} if rows else set()
        filled = [row for row in rows[1:] if any(row)]
        if titles >= _OFFSETS:
            if any("withheld" not in row for row in filled):
                yield _finding(name, "codings", place)
        elif titles & _PEOPLE and not titles & _NOT_PEOPLE and filled:
            yield _finding(name, "people", place)
    texts = [text for _, text in contents.texts[:200]]
    texts += [cell for _, rows in contents.tables for row in rows for cell in row if cell]
    if contents.kind == "table":
        texts += _notes_beside(path)
    if not _is_ours(contents) and _is_interview([text for _, text in contents.texts]):
        yield _finding(name, "interview")
    if any(text.strip().startswith(_internal()) for text in texts):
        yield _finding(name, "internal")
    if _is_members("\n".join(texts[:1])):
        yield _finding(name, "members")


def _is_ours(contents: Contents) -> bool:
    """Whether a page says that this library made it."""
    return contents.kind == "page" and any("civic_qual" in text for _, text in contents.texts)


def _notes_beside(path: Path) -> list[str]:
    """Return the notes that were written with a table: beside it, or of all of a release."""
    for name in (f"{path.stem}.notes.txt", "notes.txt"):
        beside = path.with_name(name)
        if beside.is_file():
            return read_file(beside).decode("utf-8-sig", errors="replace").splitlines()
    return []


def _is_interview(texts: Sequence[str]) -> bool:
    """Whether few labels come back at the beginning of many lines, as those of speakers do."""
    labels = [label[1] for text in texts if (label := _LABEL.match(text.strip()))]
    often = [one for one, n in Counter(labels).items() if n >= _TURNS]
    return len(often) >= 2


def _internal() -> tuple[str, ...]:
    return tuple({render(one, language) for one in _MARKED for language in languages()})


def _is_members(text: str) -> bool:
    members = _json(text).get("members")
    return isinstance(members, dict) and all(len(line) == 64 for line in members)


def _json(text: str) -> dict[str, object]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _ledgers(looked: Sequence[tuple[str, Contents]]) -> Iterator[Finding]:
    """Yield releases of which neither knows the other."""
    lines: dict[str, set[str]] = {}
    for name, contents in looked:
        told = [_json(text) for _, text in contents.texts if '"granted"' in text]
        if told and all("line" in one and "previous" in one for one in told):
            lines[name] = {str(one["line"]) for one in told}
    names = list(lines)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            if not (lines[one] <= lines[other] or lines[other] <= lines[one]):
                yield Finding(
                    f"{one}, {other}",
                    "",
                    "two_releases",
                    Message("are ledgers of releases of which neither knows the other"),
                    Message(
                        "Send one release only; make a later one with the ledger of the earlier one"
                    ),
                )


def _marks(name: str, contents: Contents) -> Iterator[Finding]:
    """Yield what stands unseen in a file: each kind once, with what it says."""
    by_kind: dict[str, list[tuple[Place, str]]] = {}
    for kind, place, detail in contents.marks:
        by_kind.setdefault(kind, []).append((place, detail))
    if _is_ours(contents):  # a report shows its charts
        by_kind.pop("picture", None)
    for kind, told in by_kind.items():
        yield _finding(name, kind, told[0][0], [detail for _, detail in told if detail])


def _finding(name: str, kind: str, place: Place = (), details: Sequence[str] = ()) -> Finding:
    what, advice = MARKS[kind]
    if details:
        said = enumerated(map(quoted, dict.fromkeys(details)), 4)
        what = Message("{what}: {details}", what=what, details=said)
    return Finding(name, place_said(place), kind, what, advice)


def _texts(contents: Contents) -> Iterator[tuple[Place, str]]:
    """Yield all that can be read, cell by cell in tables."""
    yield from contents.texts
    for place, rows in contents.tables:
        sheet = place[1] if len(place) > 1 and place[0] == "sheet" else ""
        for number, row in enumerate(rows, 1):
            for cell in row:
                if cell.strip() and cell.strip().casefold() not in TOTALS:
                    yield ("row", sheet, number), cell
