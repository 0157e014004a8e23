"""A study as a folder of plain files, from which the same study can be made again.

`transcripts/` and `codebooks/` hold the texts; a csv file for each kind of record holds the rest,
with the line of the audit trail that brought it. It is a full copy: what people said is in it.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any

from civic_qual.bounded.files import open_plain
from civic_qual.errors import StudyError, WriteError, reason_of
from civic_qual.messages import Message, quoted, render, typed
from civic_qual.saving import only_for_its_owner, private_folder, writing_prefix
from civic_qual.study.checking import problems
from civic_qual.study.contents.sense import senseless
from civic_qual.study.merging import Brought, WholeLine, add_line, whole_trail
from civic_qual.study.records import KINDS, Entry, Key, Kind, Record, entry_key, key_of
from civic_qual.study.store import Store
from civic_qual.study.stored import Line

FORMATS = (  # the last is written
    "format: civic_qual study 1",
    "format: civic_qual study 2",
    "format: civic_qual study 3",
    "format: civic_qual study 4",
)
_ABOUT = "study.yaml"
_TRAIL = "audit.csv"
_SHARED = "shared.csv"
_ENTRY = [column.name for column in fields(Entry)]
_README = Message(
    "This folder is a full copy of a study: all that people said is in it. Keep it as safe\n"
    "as the interviews themselves. `civic-qual import` makes the study file of it again.\n"
)


def write_folder(store: Store, folder: Path) -> None:
    """Write a study into a new folder: all of it, or nothing.

    Raises
    ------
    StudyError
        If something is there already.
    WriteError
        If it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(
            Message(
                "{folder}: something is there already, and is left as it is; choose a new folder",
                folder=folder,
            )
        )
    try:
        private_folder(folder.parent)
        beside = Path(tempfile.mkdtemp(prefix=writing_prefix(), dir=folder.parent))
        try:
            _write(store, beside)
            only_for_its_owner(beside)
            beside.replace(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise WriteError(
            Message(
                "{folder}: could not be written ({reason}); free some space or choose another "
                "folder, and do it again",
                folder=folder,
                reason=reason_of(error),
            )
        ) from error


def _write(store: Store, folder: Path) -> None:
    (folder / "README.txt").write_text(render(_README), encoding="utf-8")
    (folder / _ABOUT).write_text(f"{FORMATS[-1]}\n", encoding="utf-8")
    lines: list[dict[str, Any]] = []
    shared: list[dict[str, Any]] = []
    records: dict[type[Record], list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for number, whole in enumerate(whole_trail(store), 1):
        line, entry = {"line": number}, vars(whole.line.entry)
        about = {"recorded": whole.line.recorded, "id": whole.line.key.hex()}
        lines.append({**line, **entry, **about})
        shared += [{**line, "record": key.hex()} for key in whole.shared]
        for kind, named in whole.brought.items():
            records[kind] += [
                {**line, **_cells(folder, KINDS[kind], key, record)} for key, record in named
            ]
    _write_csv(folder / _TRAIL, ["line", *_ENTRY, "recorded", "id"], lines)
    _write_csv(folder / _SHARED, ["line", "record"], shared)
    for kind, rows in records.items():
        of = KINDS[kind]
        _write_csv(folder / f"{of.table}.csv", ["line", *of.columns], rows)


def _cells(folder: Path, kind: Kind, key: Key, record: Record) -> dict[str, Any]:
    cells = {name: _cell(value) for name, value in record.cells.items()}
    if kind.files:  # a long text or a model stands in a file of its own
        column, inside, ending = kind.files
        (folder / inside).mkdir(exist_ok=True)
        path = folder / inside / f"{key.hex()}{ending}"
        content = getattr(record, column)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        cells[column] = f"{inside}/{path.name}"
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)
    return value.hex() if isinstance(value, bytes) else value


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def read_folder(store: Store, folder: Path) -> None:
    """Fill an empty study file from a folder that `write_folder` made.

    Only plain files that lie in the folder are read, and only what makes sense is taken.

    Raises
    ------
    StudyError
        If it is no such folder, or something in it was changed or is missing.
    """
    files = _Files(folder)
    if files.written(_ABOUT) not in FORMATS:
        raise StudyError(
            Message(
                "{folder}: this is no exported study ({file} is missing or of another "
                "version); give the folder that {export} made",
                export=typed("study.export", "civic-qual export"),
                folder=folder,
                file=_ABOUT,
            )
        )
    try:
        with store.writing():
            _fill(store, files)
    except OSError as error:
        raise StudyError(
            Message(
                "{folder}: {file} cannot be read ({reason}); export the study again",
                folder=folder,
                file=Path(error.filename or "").name,
                reason=reason_of(error),
            )
        ) from error
    except (KeyError, ValueError, OverflowError) as error:
        raise StudyError(
            Message(
                "{folder}: a file of it was changed and cannot be read ({reason}); "
                "export the study again",
                folder=folder,
                reason=error,
            )
        ) from error
    if wrong := problems(store) or list(islice(senseless(store), 1)):
        raise StudyError(
            Message(
                "{folder}: the folder is not as it was exported ({problem}); export "
                "the study again, and bring changes in with {add}",
                add=typed(Message("study.add or study.correct"), "civic-qual add"),
                folder=folder,
                problem=wrong[0],
            )
        )


class _Files:
    """The plain files of a folder, and of nowhere else."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._whole = folder, folder.resolve()

    def written(self, name: str) -> str:
        """Return what a small file says, "" if there is none."""
        path = self.folder / name
        return self.text(name).strip() if path.exists() or path.is_symlink() else ""

    def text(self, name: str) -> str:
        """Return the text of a file, line ends as they are."""
        return self.content(name).decode("utf-8-sig")

    def content(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        StudyError
            If it is no plain file of the folder: what is behind a link, a device or a pipe is
            not looked at.
        """
        path = self.folder / name
        inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        if inside and path.resolve() != self._whole / name:
            inside = not path.exists()  # a file that is missing is told as such
        if not inside or (path.exists() and not path.is_file()):
            raise StudyError(
                Message(
                    "{folder}: {file} is no plain file of this folder, and is not read; export "
                    "the study again",
                    folder=self.folder,
                    file=quoted(name),
                )
            )
        # Nothing is waited for, should another stand there by now.
        file = open_plain(path, follow=False)
        if file is None:
            raise ValueError(Message("{file} was exchanged", file=name))
        with file:
            return file.read()

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table, by its titles."""
        import pandas as pd  # the csv module refuses long cells

        frame = pd.read_csv(
            io.BytesIO(self.content(name)), dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
        return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]

    def rows_of(self, kind: Kind) -> list[dict[str, str]]:
        """Return the records of a kind; of one that came later there may be none."""
        name = f"{kind.table}.csv"
        if kind.table in _LATER and not (self.folder / name).exists():
            return []
        return self.rows(name)


_LATER = {  # kinds that earlier formats did not have
    *("consent", "setting", "release", "model", "area"),
    *("assignment", "act", "rejection", "reveal"),
    "third_look",
}


def _fill(store: Store, files: _Files) -> None:
    brought = _records(files)
    shared: defaultdict[int, list[Key]] = defaultdict(list)
    for row in files.rows(_SHARED):
        shared[int(row["line"])].append(Key(bytes.fromhex(row["record"])))
    for row in files.rows(_TRAIL):
        number = int(row["line"])
        told: dict[str, Any] = {name: row[name] for name in _ENTRY}
        entry = Entry(**{**told, "records": int(row["records"])})
        line = Line(number, bytes.fromhex(row["id"]), entry, row["recorded"])
        if entry_key(entry) != line.key or number != store.last_line + 1:
            raise ValueError(Message("line {line} of {file}", line=number, file=_TRAIL))
        add_line(store, WholeLine(line, brought.pop(number, {}), shared[number]), line.recorded)
    if brought:
        raise ValueError(Message("line {line} of {file}", line=min(brought), file=_TRAIL))


def _records(files: _Files) -> dict[int, Brought]:
    lines: dict[int, Brought] = {}
    for kind, of in KINDS.items():
        for row in files.rows_of(of):
            cells = {
                name: of.later[name]
                if name in of.later and name not in row
                else _value(what, row[name])
                for name, what in of.columns.items()
                if not of.files or name != of.files[0]
            }
            if of.files:
                column = of.files[0]
                read = files.content if of.columns[column] is bytes else files.text
                cells[column] = read(row[column])
            record = kind(**{name: cells[name] for name in of.columns})
            named = lines.setdefault(int(row["line"]), {}).setdefault(kind, [])
            named.append((key_of(record), record))
    return lines


def _value(what: Any, cell: str) -> Any:
    """Return what a cell holds, as records have it."""
    if what is int:
        return int(cell)
    if what is float:
        return float(cell)
    return Key(bytes.fromhex(cell)) if what is Key else cell
