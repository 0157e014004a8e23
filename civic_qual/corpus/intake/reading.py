"""Reading a corpus: files to transcripts, with attributes, roles, participants and languages.

What cannot be read is named in `Corpus.problems` and the rest is read; what was guessed is said
in `Corpus.notes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.corpus.intake.attributes import KnownRows, rows_of, with_attributes
from civic_qual.corpus.intake.backchannels import without_backchannels
from civic_qual.corpus.intake.files import find_files, transcript_id
from civic_qual.corpus.intake.languages import with_languages
from civic_qual.corpus.intake.people_tables import Told, named_speakers, told_by
from civic_qual.corpus.intake.readers.document import Document, ReadOptions
from civic_qual.corpus.intake.readers.registry import PACKED, reader_for
from civic_qual.corpus.model import Corpus, Role, Transcript
from civic_qual.corpus.roles import check_roles, told_roles, with_guessed_roles
from civic_qual.errors import ReadError, TooLargeError
from civic_qual.messages import enumerated

if TYPE_CHECKING:
    import pandas as pd

MOST_TEXT = 10_000_000  # bytes of UTF-8: some 250 hours of talk

Roles = Mapping[tuple[str, str] | str, Role]


@dataclass
class _Read:
    """What has been read so far."""

    transcripts: list[Transcript] = field(default_factory=list)
    participants: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)  # note -> transcripts
    errors: list[ReadError] = field(default_factory=list)

    def note(self, name: str, notes: Iterable[str]) -> None:
        """Keep what was guessed in a transcript or a table."""
        for note in notes:
            self.notes.setdefault(note, []).append(name)


def read_corpus(
    path_or_paths: str | Path | Iterable[str | Path],
    *,
    attributes: str | Path | pd.DataFrame | None = None,
    participants: str | Path | pd.DataFrame | None = None,
    languages: Sequence[str] = ("en", "fr"),
    roles: Roles | None = None,
    encoding: str | None = None,
    large: bool = False,
    split_backchannels: bool = False,
) -> Corpus:
    r"""Read transcripts from a folder, a file, or a list of either.

    Parameters
    ----------
    path_or_paths
        docx, odt, txt, md, vtt, srt, csv, tsv and xlsx files are read. A transcript's id is its
        file's stem. `README*`, `LICENSE*`, `attributes.*`, `participants.*`, `codings.*`, hidden
        and lock files of a folder are passed over.
    attributes
        A table with a column `transcript` and any attribute; by default `attributes.csv` (tsv,
        xlsx) beside the transcripts.
    participants
        A table with columns transcript, speaker, participant, role, speaks_for and any attribute
        of participants; by default `participants.csv` beside the transcripts.
    languages
        Languages to detect among where none is declared.
    roles
        Roles by speaker, or by (transcript, speaker); they win over everything else.
    encoding
        The encoding of text files; by default UTF-8, else guessed and noted.
    large
        Read files of more than 10 MB of text, too.
    split_backchannels
        Let "mm-hm" of others end a turn.

    Returns
    -------
    Corpus

    Raises
    ------
    ReadError
        If nothing can be read, two files have one stem, or a table has no column it needs.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "bria.txt").write_text("I: Who came?\nChief: Nobody.", encoding="utf-8")
    >>> corpus = read_corpus(folder, languages=["en"])
    >>> [(turn.speaker, turn.role) for turn in corpus["bria"].turns]
    [('I', 'interviewer'), ('Chief', 'respondent')]
    """
    files = find_files(path_or_paths)
    read = _Read(problems=list(files.problems))
    people = _tables(read, participants, files.participants, "participants")
    for path in files.transcripts:
        speakers = named_speakers(people, transcript_id(path))
        _read_one(read, path, ReadOptions(encoding, speakers), large)
    if not read.transcripts:
        raise _nothing_readable(read.errors)
    for known in _tables(read, attributes, files.attributes, "attributes"):
        read.transcripts, problems = with_attributes(
            read.transcripts, known, complete=files.complete or attributes is not None
        )
        read.problems += problems
    told = told_by(people, read.transcripts, complete=files.complete or participants is not None)
    read.problems += told.problems
    if roles:
        check_roles(roles, read.transcripts)
    finished = [
        _finished(read, one, told, roles or {}, languages, split_backchannels)
        for one in read.transcripts
    ]
    declared = {**read.participants, **told.declared}
    participating = replace(told.participants, declared=declared).resolved(finished)
    return Corpus(tuple(finished), participating, tuple(read.problems), tuple(_notes(read.notes)))


def _read_one(read: _Read, path: Path, options: ReadOptions, large: bool) -> None:
    name = transcript_id(path)
    try:
        document = _document(path, options, large)
    except ReadError as error:
        # The kind of error is kept, for the case that this is the only file.
        read.errors.append(type(error)(f"{path.name}: {error}"))
        read.problems.append(str(read.errors[-1]))
        return
    _refuse_collision(read, path)
    known = dict(document.attributes)
    read.transcripts.append(
        Transcript(
            name,
            document.text,
            document.turns,
            known,
            source=str(path),
            translation_of=known.pop("translation_of", ""),
        )
    )
    read.participants.update(
        {(name, speaker): participant for speaker, participant in document.participants.items()}
    )
    read.problems += [f"{path.name}: {problem}" for problem in document.problems]
    read.note(name, document.notes)


def _refuse_collision(read: _Read, path: Path) -> None:
    # A recording, a scan or an empty file beside its transcript is no second transcript.
    for one in read.transcripts:
        if one.id == transcript_id(path):
            raise ReadError(
                f"{one.source} and {path} would both be called {one.id!r}: rename one of them"
            )


def _document(path: Path, options: ReadOptions, large: bool) -> Document:
    reader = reader_for(path.suffix)
    packed = path.suffix.casefold() in PACKED
    try:
        if not large and not packed:
            _refuse_large(path.stat().st_size, MOST_TEXT)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{(error.strerror or str(error)).lower()}; "
            "close it elsewhere, or check that you may read it"
        ) from None
    if not data:
        raise ReadError("the file is empty; export the transcript again")
    document = reader(data, options)
    if not large:
        _refuse_large(len(document.text.encode("utf-8", "surrogatepass")), MOST_TEXT)
    if not any(turn.spoken for turn in document.turns):
        raise ReadError("nothing in it reads as speech; check that it holds a transcript")
    return document


def _refuse_large(size: int, most: int) -> None:
    if size > most:
        raise TooLargeError(
            f"{size / 1e6:.0f} MB are more than one interview can hold "
            f"(the limit is {MOST_TEXT / 1e6:.0f} MB of text); split it, "
            "or read it with large=True (--large)"
        )


def _nothing_readable(errors: list[ReadError]) -> ReadError:
    if len(errors) == 1:
        return errors[0]
    shown = "\n".join(str(error) for error in errors[:5])
    more = f"\n... and {len(errors) - 5} more" if len(errors) > 5 else ""
    return ReadError(f"none of {len(errors)} files could be read:\n{shown}{more}")


def _tables(
    read: _Read, given: str | Path | pd.DataFrame | None, beside: Sequence[Path], name: str
) -> list[KnownRows]:
    """Read the table told, or else the ones that lie beside the transcripts."""
    tables = [rows_of(table, name) for table in ([given] if given is not None else beside)]
    for known in tables:
        read.problems += [f"{known.name}: {problem}" for problem in known.problems]
        read.note(known.name, known.notes)
    return tables


def _finished(
    read: _Read,
    one: Transcript,
    told: Told,
    roles: Roles,
    languages: Sequence[str],
    split_backchannels: bool,
) -> Transcript:
    """Give a transcript its roles, its turns and its languages, in this order."""
    speakers = {turn.speaker for turn in one.turns}
    table = {speaker: role for (name, speaker), role in told.roles.items() if name == one.id}
    given = {**table, **told_roles(roles, one.id, speakers)}
    one, guesses = with_guessed_roles(one, given)
    if not split_backchannels:
        one = replace(one, turns=without_backchannels(one.turns, one.text))
    one, strange = with_languages(one, languages)
    read.note(one.id, [note for note in (*guesses, strange) if note])
    return one


def _notes(notes: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Say each note once, with the transcripts it holds for."""
    for note, names in notes.items():
        yield f"{enumerated(names, 5)}: {note}"
