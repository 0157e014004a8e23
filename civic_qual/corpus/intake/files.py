"""Which files of a folder are transcripts, what they are called, and which reader reads which."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from civic_qual.bounded.files import problem_of_entry, problem_of_name, shown_name
from civic_qual.corpus.intake.readers.document import Document, ReadOptions
from civic_qual.errors import ReadError, reason_of
from civic_qual.messages import Message, enumerated, typed

_COMPANIONS = ("attributes", "participants", "people")
_TABLES = (".csv", ".tsv", ".xlsx")
_ALSO_CALLED = {"personnes": "people", "attributs": "attributes"}
_NO_TRANSCRIPTS = {"codebook.yaml", "codebook.yml", "thumbs.db", "desktop.ini"}


# What a coding run leaves in the folder of its results: no interviews, wherever it lies.
_RESULTS = ("theme_table.csv", "report.html")


@dataclass(frozen=True, kw_only=True)
class Files:
    """Transcripts in the order of their names, the tables beside them, and what was passed over.

    `stated` are attributes of each transcript that its sub-folders are.
    """

    transcripts: tuple[Path, ...]
    stated: Mapping[Path, Mapping[str, str]] = field(default_factory=dict)
    attributes: tuple[Path, ...] = ()
    participants: tuple[Path, ...] = ()
    people: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    unread_folders: tuple[str, ...] = ()  # the problems that are these
    complete: bool = True  # whether whole folders were read


def find_files(paths: str | Path | Iterable[str | Path], folders: Sequence[str] = ()) -> Files:
    """Find the transcripts in a folder, a file or a list of either.

    `folders` are attributes that sub-folders are, one for each level that is read.

    Raises
    ------
    ReadError
        If a path does not exist, nothing is found, or a file given alone is no transcript.
    """
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    missing = [path for path in given if not path.exists()]
    if missing:
        raise ReadError(
            Message("{file}: there is no such file or folder; check the path", file=missing[0])
        )
    found = _Found()
    for path in given:
        if path.is_dir():
            _gather(found, path, folders, {})
        elif problem := problem_of_name(str(path)):
            raise ReadError(Message("{file}: {problem}", file=shown_name(path), problem=problem))
        else:
            if len(given) == 1:
                _refuse_other_kinds(path)
            found.folders.append(path.parent)
            if len(given) == 1 or not _is_set_aside(path):
                found.stated.setdefault(path, {})
    transcripts = tuple(sorted(found.stated, key=lambda path: (transcript_id(path), path)))
    _refuse_empty(transcripts, given, found.problems)
    tables = {kind: _beside(found, kind) for kind in _COMPANIONS}
    return Files(
        transcripts=transcripts,
        stated=found.stated,
        attributes=tables["attributes"],
        participants=tables["participants"],
        people=tables["people"],
        problems=tuple(found.problems),
        unread_folders=tuple(found.unread_folders),
        complete=all(path.is_dir() for path in given),
    )


def is_interview(path: Path) -> bool:
    """Whether a file of a folder would be read as an interview, by its name.

    Examples
    --------
    >>> [is_interview(Path(one)) for one in ("bria.docx", "README.md", "people.xlsx", "map.png")]
    [True, False, False, False]
    """
    return path.suffix.casefold() in FORMATS and not _is_set_aside(path)


def transcript_id(path: Path) -> str:
    """Return the id of a file's transcript: its stem, composed (NFC).

    Examples
    --------
    >>> transcript_id(Path("interviews/mali_13.docx"))
    'mali_13'
    """
    return normalize("NFC", path.stem)


@dataclass(kw_only=True)
class _Found:
    """What was found so far: files with what their sub-folders state, and folders."""

    stated: dict[Path, Mapping[str, str]] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unread_folders: list[str] = field(default_factory=list)


def _gather(found: _Found, folder: Path, names: Sequence[str], stated: Mapping[str, str]) -> None:
    """Find the files of a folder, and of its sub-folders as far as these are attributes."""
    found.folders.append(folder)
    for one in _inside(folder):
        shown = shown_name(one.name)
        if problem := problem_of_entry(one) or problem_of_name(one.name):
            if not _is_hidden(one):
                found.problems.append(Message("{file}: {problem}", file=shown, problem=problem))
        elif one.is_file() and not _is_set_aside(one):
            found.stated.setdefault(one, stated)
        elif not _is_folder(one):
            continue
        elif all((one / name).is_file() for name in _RESULTS):
            found.problems.append(
                Message("{folder}: a folder of results, and no interviews; not read", folder=shown)
            )
        elif names:
            value = normalize("NFC", one.name).strip()
            _gather(found, one, names[1:], {**stated, names[0]: value})
        else:
            found.unread_folders.append(_unread_folder(shown, len(stated)))
            found.problems.append(found.unread_folders[-1])


def _unread_folder(name: str, deep: int) -> str:
    if deep:
        return Message(
            "{folder}: a folder deeper than {folders} names was not read; name one attribute more",
            folder=name,
            folders=typed("folders=", "--folders", Message("“The sub-folders are”")),
        )
    return Message(
        "{folder}: a folder inside the folder was not read; name it beside the other, or, if "
        "sub-folders are countries or groups, say so with {folders}",
        folder=name,
        folders=typed(
            'folders="country"',
            "--folders country",
            Message("“The sub-folders are”, where the study is made"),
        ),
    )


def _beside(found: _Found, kind: str) -> tuple[Path, ...]:
    """Return the table of a kind of every folder, and say what is spare."""
    beside = [_companions(folder, kind) for folder in dict.fromkeys(found.folders)]
    found.problems += [
        Message(
            "{file}: not used, for {other} lies beside it; keep one of them",
            file=spare.name,
            other=one[0].name,
        )
        for one in beside
        for spare in one[1:]
    ]
    return tuple(one[0] for one in beside if one)


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise ReadError(
            Message(
                "{folder}: {problem}; check that you may read it",
                folder=folder,
                problem=reason_of(error),
            )
        ) from None


def _is_set_aside(path: Path) -> bool:
    """Whether a file beside transcripts is none itself: README, tables, codebook, hidden."""
    name, stem = normalize("NFC", path.name), normalize("NFC", path.stem).casefold()
    return (
        name.startswith((".", "~$"))
        or name.casefold().startswith(("readme", "license"))
        or _companion(path) in _COMPANIONS
        or stem == "codings"
        or name.casefold() in _NO_TRANSCRIPTS
        or _notes_of_a_table(path)
    )


def _notes_of_a_table(path: Path) -> bool:
    """Whether a file holds the notes of a table beside it, as we write them."""
    stem, _, kind = path.name.partition(".notes.")
    tables = (path.with_name(stem + ending) for ending in (".csv", ".tsv"))
    return kind.casefold() == "txt" and any(table.exists() for table in tables)


def _companion(path: Path) -> str:
    """Return the kind of table that a file is by its name, if it is one."""
    stem = normalize("NFC", path.stem).casefold()
    return _ALSO_CALLED.get(stem, stem)


def _refuse_other_kinds(path: Path) -> None:
    """Refuse a file given alone that would be read as talk, or as damaged."""
    if path.name.startswith("~$"):
        raise ReadError(
            Message(
                "{file}: this is a lock file of Word or Excel, not a transcript; "
                "name the file without ~$",
                file=path.name,
            )
        )
    if _companion(path) in _COMPANIONS and path.suffix.casefold() in _TABLES:
        raise ReadError(
            Message(
                "{file}: this is a table about transcripts, and none itself; "
                "name the folder, or the transcripts",
                file=path.name,
            )
        )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not _is_hidden(path)


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$", "__"))


def _companions(folder: Path, kind: str) -> list[Path]:
    return sorted(
        one
        for one in _inside(folder)
        if _companion(one) == kind
        and one.suffix.casefold() in _TABLES
        and not problem_of_entry(one)
    )


def _refuse_empty(transcripts: tuple[Path, ...], given: list[Path], problems: list[str]) -> None:
    if not transcripts:
        hint = Message("put files such as .docx, .txt, .vtt or .csv there")
        if not given:
            raise ReadError(Message("the list: there are no transcripts; {hint}", hint=hint))
        raise ReadError(
            Message(
                "{paths}: there are no transcripts; {hint}",
                paths=enumerated(given[:3]),
                hint=problems[0] if problems else hint,
            )
        )


Reader = Callable[[bytes, ReadOptions], Document]


@dataclass(frozen=True)
class Format:
    """How files with some ending are read.

    `reader` names a function of a file of `readers`, `file:function`; it is imported when the
    first such file is read. `packed` files may hold photographs beside little text, so that their
    size says nothing.
    """

    reader: str
    packed: bool = False


# To add a format: write its reader, from bytes to a Document, and name it here.
FORMATS: Mapping[str, Format] = {
    ".txt": Format("documents.plain:read_plain"),
    ".text": Format("documents.plain:read_plain"),
    ".md": Format("documents.plain:read_markdown"),
    ".markdown": Format("documents.plain:read_markdown"),
    ".docx": Format("documents.docx:read_docx", packed=True),
    ".docm": Format("documents.docx:read_docx", packed=True),
    ".odt": Format("documents.odt:read_odt", packed=True),
    ".rtf": Format("documents.rtf:read_rtf", packed=True),
    ".html": Format("documents.html:read_html"),
    ".htm": Format("documents.html:read_html"),
    ".pdf": Format("documents.pdf:read_pdf", packed=True),
    ".vtt": Format("subtitles.vtt:read_vtt"),
    ".srt": Format("subtitles.srt:read_srt"),
    ".json": Format("transcribers.segments:read_json"),
    ".otr": Format("transcribers.otranscribe:read_otr"),
    ".eaf": Format("transcribers.elan:read_eaf"),
    ".textgrid": Format("transcribers.praat:read_textgrid"),
    ".csv": Format("tables.sheets:read_csv"),
    ".tsv": Format("tables.sheets:read_csv"),
    ".xlsx": Format("tables.sheets:read_xlsx", packed=True),
}

_ADVICE: Mapping[str, str] = {
    ".doc": Message("open it in Word or LibreOffice and save it as .docx"),
    ".dot": Message("open it in Word or LibreOffice and save it as .docx"),
    ".wps": Message("open it in Word or LibreOffice and save it as .docx"),
    ".wpd": Message("open it in LibreOffice and save it as .docx"),
    ".sxw": Message("open it in LibreOffice and save it as .odt"),
    ".fodt": Message("open it in LibreOffice and save it as .odt"),
    ".odf": Message("this holds a formula; save the text as .odt"),
    ".mht": Message("open it in a browser and save it as .html"),
    ".mhtml": Message("open it in a browser and save it as .html"),
    ".gdoc": Message("this is only a link; download the document as .docx"),
    ".one": Message("export the page as .docx"),
    ".epub": Message("save its text as .txt or .docx"),
    ".xls": Message("open it and save it as .xlsx"),
    ".ods": Message("open it and save it as .xlsx"),
    ".pages": Message("export it as .docx"),
}
_OTHERWISE = Message("if it is a transcript, save it as .txt or .docx")


def is_packed(suffix: str) -> bool:
    """Whether files with an ending may hold photographs beside little text."""
    known = FORMATS.get(suffix.casefold())
    return known is not None and known.packed


def reader_for(suffix: str) -> Reader:
    """Return the reader of files with an ending.

    Raises
    ------
    ReadError
        If there is none; the message says what to do instead.

    Examples
    --------
    >>> reader_for(".TXT").__name__
    'read_plain'
    """
    ending = suffix.casefold()
    if ending not in FORMATS:
        raise ReadError(_not_read(suffix, _ADVICE.get(ending, _OTHERWISE)))
    module, name = FORMATS[ending].reader.split(":")
    reader: Reader = getattr(
        importlib.import_module(f"civic_qual.corpus.intake.readers.{module}"), name
    )
    return reader


def _not_read(suffix: str, advice: str) -> str:
    if not suffix:
        return Message("files ending in nothing are not read: {advice}", advice=advice)
    return Message("files ending in {ending} are not read: {advice}", ending=suffix, advice=advice)
