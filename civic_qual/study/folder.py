"""A study as a folder of plain files, from which the same study can be made again.

`transcripts/` and `codebooks/` hold the texts; a csv file for each kind of record holds the rest,
with the line of the audit trail that brought it. It is a full copy: what people said is in it.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from civic_qual.errors import StudyError, WriteError
from civic_qual.study.checking import problems
from civic_qual.study.merging import Brought, add_line, whole_trail
from civic_qual.study.records import (
    KINDS,
    TABLES,
    BookVersion,
    Entry,
    Key,
    Record,
    Text,
    entry_key,
    key_of,
)
from civic_qual.study.store import Store

FORMAT = "civic_qual study 1"
_ABOUT = "study.yaml"
_SHARED = "shared.csv"
# Long texts stand in files of their own: the column, the folder and the ending.
_FILES: dict[type[Record], tuple[str, str, str]] = {
    Text: ("text", "transcripts", ".txt"),
    BookVersion: ("text", "codebooks", ".yaml"),
}
_README = """This folder is a full copy of a study: all that people said is in it. Keep it as safe
as the interviews themselves. `civic-qual import` makes the study file of it again.
"""


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
            f"{folder}: something is there already, and is left as it is; choose a new folder"
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
            f"{folder}: could not be written ({(error.strerror or str(error)).lower()}"
            "); free some space or choose another folder, and do it again"
        ) from error


def _write(store: Store, folder: Path) -> None:
    (folder / "README.txt").write_text(_README, encoding="utf-8")
    (folder / _ABOUT).write_text(f"format: {FORMAT}\n", encoding="utf-8")
    lines: list[list[Any]] = []
    shared: list[list[Any]] = []
    records: dict[type[Record], list[list[Any]]] = {kind: [] for kind in TABLES}
    for number, (entry, recorded, name, brought, known) in enumerate(whole_trail(store), 1):
        lines.append([number, *entry, recorded, name.hex()])
        shared += [[number, key.hex()] for key in known]
        for kind, named in brought.items():
            records[kind] += [[number, *_cells(folder, kind, key, one)] for key, one in named]
    _write_csv(folder / "audit.csv", ["line", *Entry._fields, "recorded", "id"], lines)
    _write_csv(folder / _SHARED, ["line", "record"], shared)
    for kind, rows in records.items():
        _write_csv(folder / f"{TABLES[kind]}.csv", ["line", *KINDS[kind]], rows)


def _cells(folder: Path, kind: type[Record], key: Key, record: Record) -> Iterator[Any]:
    column, inside, ending = _FILES.get(kind, ("", "", ""))
    for name, value in zip(KINDS[kind], record, strict=True):
        if name == column:
            (folder / inside).mkdir(exist_ok=True)
            path = folder / inside / f"{key.hex()}{ending}"
            path.write_text(str(value), encoding="utf-8", newline="")
            yield f"{inside}/{path.name}"
        elif isinstance(value, float):
            yield repr(value)
        else:
            yield value.hex() if isinstance(value, bytes) else value


def _write_csv(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        writer.writerows(rows)


def read_folder(store: Store, folder: Path) -> None:
    """Fill an empty study file from a folder that `write_folder` made.

    Raises
    ------
    StudyError
        If it is no such folder, or something in it was changed or is missing.
    """
    about = folder / _ABOUT
    if not about.is_file() or about.read_text("utf-8").strip() != f"format: {FORMAT}":
        raise StudyError(
            f"{folder}: this is no exported study ({_ABOUT} is missing or of another "
            "version); give the folder that study.export or civic-qual export made"
        )
    try:
        with store.writing():
            _fill(store, folder)
    except OSError as error:
        raise StudyError(
            f"{folder}: {Path(error.filename or '').name} cannot be read "
            f"({(error.strerror or str(error)).lower()}); export the study again"
        ) from error
    except (KeyError, ValueError) as error:
        raise StudyError(
            f"{folder}: a file of it was changed and cannot be read ({error}); "
            "export the study again"
        ) from error
    if wrong := problems(store):
        raise StudyError(
            f"{folder}: the folder is not as it was exported ({wrong[0]}); export "
            "the study again, and bring changes in with study.add or study.correct"
        )


def _fill(store: Store, folder: Path) -> None:
    brought = _records(folder)
    shared: defaultdict[int, list[Key]] = defaultdict(list)
    for row in _rows(folder / _SHARED):
        shared[int(row["line"])].append(Key(bytes.fromhex(row["record"])))
    for row in _rows(folder / "audit.csv"):
        number = int(row["line"])
        entry = Entry(
            row["time"],
            row["who"],
            row["action"],
            row["details"],
            int(row["records"]),
            row["digest"],
        )
        if entry_key(entry).hex() != row["id"]:
            raise ValueError(f"line {number} of audit.csv")
        add_line(store, entry, brought.pop(number, {}), shared[number], row["recorded"])


def _records(folder: Path) -> dict[int, Brought]:
    found: dict[int, Brought] = {}
    for kind, table in TABLES.items():
        for row in _rows(folder / f"{table}.csv"):
            record = kind(*(_value(folder, kind, name, row[name]) for name in KINDS[kind]))
            line = found.setdefault(int(row["line"]), {})
            line.setdefault(kind, []).append((key_of(record), record))
    return found


def _value(folder: Path, kind: type[Record], name: str, cell: str) -> Any:
    if name == _FILES.get(kind, ("",))[0]:
        with (folder / cell).open(encoding="utf-8", newline="") as file:
            return file.read()
    of = KINDS[kind][name]
    if of is int:
        return int(cell)
    if of is float:
        return float(cell)
    return Key(bytes.fromhex(cell)) if of is Key else cell


def _rows(path: Path) -> list[dict[str, str]]:
    import pandas as pd  # the csv module refuses long cells

    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]
