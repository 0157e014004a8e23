"""A study as a folder of plain files, from which the same study can be made again.

`transcripts/` and `codebooks/` hold the texts; a csv file for each kind of record holds the rest,
with the line of the audit trail that brought it. It is a full copy: what people said is in it.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from civic_qual.errors import StudyError, WriteError, reason_of
from civic_qual.messages import Message, render, typed
from civic_qual.study.checking import problems
from civic_qual.study.merging import Brought, WholeLine, add_line, whole_trail
from civic_qual.study.records import KINDS, Entry, Key, Kind, Record, entry_key, key_of
from civic_qual.study.store import Line, Store

FORMAT = "format: civic_qual study 1"
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
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
        try:
            _write(store, beside)
            beside.chmod(0o755)
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
    (folder / _ABOUT).write_text(f"{FORMAT}\n", encoding="utf-8")
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
    if kind.files:  # a long text stands in a file of its own
        inside, ending = kind.files
        (folder / inside).mkdir(exist_ok=True)
        path = folder / inside / f"{key.hex()}{ending}"
        path.write_text(cells["text"], encoding="utf-8", newline="")
        cells["text"] = f"{inside}/{path.name}"
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

    Raises
    ------
    StudyError
        If it is no such folder, or something in it was changed or is missing.
    """
    about = folder / _ABOUT
    if not about.is_file() or about.read_text("utf-8").strip() != FORMAT:
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
            _fill(store, folder)
    except OSError as error:
        raise StudyError(
            Message(
                "{folder}: {file} cannot be read ({reason}); export the study again",
                folder=folder,
                file=Path(error.filename or "").name,
                reason=reason_of(error),
            )
        ) from error
    except (KeyError, ValueError) as error:
        raise StudyError(
            Message(
                "{folder}: a file of it was changed and cannot be read ({reason}); "
                "export the study again",
                folder=folder,
                reason=error,
            )
        ) from error
    if wrong := problems(store):
        raise StudyError(
            Message(
                "{folder}: the folder is not as it was exported ({problem}); export "
                "the study again, and bring changes in with {add}",
                add=typed(Message("study.add or study.correct"), "civic-qual add"),
                folder=folder,
                problem=wrong[0],
            )
        )


def _fill(store: Store, folder: Path) -> None:
    brought = _records(folder)
    shared: defaultdict[int, list[Key]] = defaultdict(list)
    for row in _rows(folder / _SHARED):
        shared[int(row["line"])].append(Key(bytes.fromhex(row["record"])))
    for row in _rows(folder / _TRAIL):
        number = int(row["line"])
        told: dict[str, Any] = {name: row[name] for name in _ENTRY}
        entry = Entry(**{**told, "records": int(row["records"])})
        line = Line(number, bytes.fromhex(row["id"]), entry, row["recorded"])
        if entry_key(entry) != line.key:
            raise ValueError(Message("line {line} of {file}", line=number, file=_TRAIL))
        whole = WholeLine(line, brought.pop(number, {}), shared[number])
        add_line(store, whole, line.recorded)


def _records(folder: Path) -> dict[int, Brought]:
    lines: dict[int, Brought] = {}
    for kind, of in KINDS.items():
        for row in _rows(folder / f"{of.table}.csv"):
            if of.files:
                with (folder / row["text"]).open(encoding="utf-8", newline="") as file:
                    row["text"] = file.read()
            cells = {name: _value(what, row[name]) for name, what in of.columns.items()}
            record = kind(**cells)
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


def _rows(path: Path) -> list[dict[str, str]]:
    import pandas as pd  # the csv module refuses long cells

    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]
