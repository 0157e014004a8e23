"""Reading a corpus: files to transcripts, with attributes, roles, participants and languages.

What cannot be read is named in `Corpus.problems` and the rest is read; what was guessed is said
in `Corpus.notes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from civic_qual.bounded.files import file_size, read_file, shown_name
from civic_qual.calls import helpful
from civic_qual.corpus.consent import said_and_obeyed
from civic_qual.corpus.intake.account import Account, without
from civic_qual.corpus.intake.attributes import (
    KnownRows,
    Told,
    named_speakers,
    rows_of,
    told_by,
    with_attributes,
)
from civic_qual.corpus.intake.backchannels import without_backchannels
from civic_qual.corpus.intake.careful import careful_document
from civic_qual.corpus.intake.files import find_files, is_packed, reader_for, transcript_id
from civic_qual.corpus.intake.folders import contradictions, folder_attributes, not_stated
from civic_qual.corpus.intake.layouts.doubts import (
    Doubt,
    in_another_language,
    in_chorus,
    one_turn,
)
from civic_qual.corpus.intake.layouts.label_words import key_of
from civic_qual.corpus.intake.layouts.roles import with_guessed_roles
from civic_qual.corpus.intake.people_workbook import (
    PeopleWorkbook,
    of_somebody,
    read_people,
    renamed,
    ruled_out,
    same_speakers,
    set_together,
    with_rulings,
)
from civic_qual.corpus.intake.readers.document import Document, ReadOptions
from civic_qual.corpus.intake.same_names import (
    FOLDER_IN_NAME,
    Candidate,
    by_own_names,
    ids_of,
    one_form,
    one_of_each,
    within,
)
from civic_qual.corpus.intake.siblings import may_know_better, roles_over_files
from civic_qual.corpus.intake.sureness import (
    doubts_of,
    note_line,
    refuse_unsure,
    with_told,
)
from civic_qual.corpus.model import Corpus, Role, Transcript
from civic_qual.corpus.other_languages import in_neither, other_language
from civic_qual.corpus.people import (
    Roles,
    check_roles,
    is_chorus,
    roles_by_transcript,
    told_roles,
)
from civic_qual.corpus.settings import Settings
from civic_qual.corpus.stated import slips
from civic_qual.corpus.transcripts import Turn, with_languages
from civic_qual.errors import ReadError, TooLargeError
from civic_qual.messages import (
    Message,
    count,
    decimal,
    lines,
    message_of,
    typed,
)
from civic_qual.progress import shown

if TYPE_CHECKING:
    import pandas as pd


MOST_TEXT = 10_000_000  # bytes of UTF-8: some 250 hours of talk
MOST_TURNS = 100_000
LONGEST_ID = 150  # characters


@dataclass(kw_only=True)
class _Read:
    """What has been read so far."""

    ids: Mapping[Path, str]  # of files
    by_folder: Mapping[Path, Mapping[str, str]]  # what sub-folders state of files
    candidates: list[Candidate] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)  # by transcript
    files: dict[str, Path] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)  # transcripts that share a file with others
    called: dict[str, list[str]] = field(default_factory=dict)  # parts, by what files call them
    transcripts: list[Transcript] = field(default_factory=list)
    participants: dict[tuple[str, str], str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)  # by transcript
    same: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # labels of one speaker
    nobody: Mapping[str, set[str]] = field(default_factory=dict)  # labels that are speech
    problems: list[str] = field(default_factory=list)
    asked: dict[str, list[str]] = field(default_factory=dict)  # doubt -> transcripts
    notes: dict[str, list[str]] = field(default_factory=dict)  # note -> transcripts
    errors: list[ReadError] = field(default_factory=list)

    def note(self, name: str, notes: Iterable[str]) -> None:
        """Keep what was guessed in a transcript or a table."""
        for note in notes:
            self.notes.setdefault(note, []).append(name)

    def doubt(self, name: str, doubts: Iterable[Doubt]) -> None:
        """Keep what is doubtful in a transcript."""
        for one in doubts:
            kept = self.asked if one.grade == "ask" else self.notes
            kept.setdefault(one.message, []).append(name)

    @property
    def stated_by_folder(self) -> dict[str, Mapping[str, str]]:
        """What sub-folders state, by transcript."""
        return {name: self.by_folder[path] for name, path in self.files.items()}

    @property
    def aliases(self) -> dict[str, Mapping[str, str]]:
        """Other labels of speakers, by transcript."""
        return {
            name: {**one.aliases, **self.same.get(name, {})} for name, one in self.documents.items()
        }


@helpful
def read_corpus(
    path_or_paths: str | Path | Iterable[str | Path],
    *,
    attributes: str | Path | pd.DataFrame | None = None,
    participants: str | Path | pd.DataFrame | None = None,
    people: str | Path | pd.DataFrame | None = None,
    folders: str | Sequence[str] | None = None,
    languages: Sequence[str] = ("en", "fr"),
    roles: Roles | None = None,
    encoding: str | None = None,
    large: bool = False,
    split_backchannels: bool = False,
    strict: bool = False,
) -> Corpus:
    r"""Read transcripts from a folder, a file, or a list of either.

    Parameters
    ----------
    path_or_paths
        Documents (docx, docm, odt, rtf, pdf, html, htm, txt, text, md, markdown), subtitles (vtt,
        srt), tables (csv, tsv, xlsx), and what transcribing programs write (json of Whisper,
        WhisperX, aTrain; otr of oTranscribe; eaf of ELAN; textgrid of Praat) are read. A
        transcript's id is its file's stem, with the folder before it where several folders hold
        a file of that name; of several interviews in a table it is what the table calls them, and
        of a survey file and row. Of several files of one name in a folder, as Whisper writes them,
        the best is read and the others are named in the notes. `README*`, `LICENSE*`,
        `attributes.*`, `participants.*`, `codings.*`, `codebook.yaml`, hidden and lock files of a
        folder are passed over; links, pipes and devices are not read, and `problems` names them.
    attributes
        A table with a column `transcript` and any attribute; by default `attributes.csv` (tsv,
        xlsx) beside the transcripts.
    participants
        A table with columns transcript, speaker, participant, role, speaks_for and any attribute
        of participants; by default `participants.csv` beside the transcripts.
    people
        A workbook that `look` wrote and a person corrected; by default `people.xlsx` (or
        `personnes.xlsx`) beside the transcripts.
    folders
        What sub-folders are, such as "country", or ["country", "group"] where there are two
        levels: they are read, and their names are the attribute. What a file or a table states
        of it wins. By default sub-folders are not read, and `problems` names them.
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
    strict
        Refuse transcripts that are not surely read; the error names them and what is doubtful.

    Returns
    -------
    Corpus

    Raises
    ------
    ReadError
        If nothing can be read, or a table has no column it needs; if `strict`, also if a
        transcript is not surely read.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "bria.txt").write_text("I: Who came?\nChief: Nobody.", encoding="utf-8")
    >>> corpus = read_corpus(folder, languages=["en"])
    >>> [(turn.speaker, turn.role) for turn in corpus["bria"].turns]
    [('I', 'interviewer'), ('Chief', 'respondent')]
    """
    levels = folder_attributes(folders)
    files = find_files(path_or_paths, levels)
    read = _Read(
        ids=ids_of(files.transcripts), by_folder=files.stated, problems=list(files.problems)
    )
    books = _workbooks(read, people, files.people)
    settings = _settings(read, books)
    tables = _tables(read, participants, files.participants, "participants")
    tables += [book.speakers for book in books]
    options = _options(read.ids, tables, encoding)
    siblings = _read_all(read, options, large)
    tables = [_with_ids(read, known) for known in tables]
    _keep_all(read, tables)
    if not read.transcripts:
        raise _nothing_readable(read.errors, files.unread_folders)
    facts = _tables(read, attributes, files.attributes, "attributes")
    _state(
        read, [*facts, *(book.files for book in books)], files.complete or attributes is not None
    )
    _compare_with_folders(read, levels)
    told = _told(read, tables, files.complete or participants is not None)
    stated = _roles_stated(read.transcripts, told, roles or {})
    finished = [
        _finished(
            read,
            one,
            _Guessing(stated[one.id], read.documents[one.id].stated, siblings, split_backchannels),
            languages,
        )
        for one in read.transcripts
    ]
    participating = told.participants(finished, read.participants)
    read.accounts = with_told(read.accounts, told, stated)
    for one in finished:
        read.doubt(one.id, doubts_of(one, read.accounts[one.id]))
    notes = (*_notes(read.asked), *_notes(read.notes))
    corpus = said_and_obeyed(
        Corpus(
            tuple(finished),
            participating,
            tuple(read.problems),
            notes,
            accounts=read.accounts,
            settings=settings,
        )
    )
    if strict:
        refuse_unsure(corpus)
    return corpus


def _options(
    ids: Mapping[Path, str], tables: Sequence[KnownRows], encoding: str | None
) -> dict[Path, ReadOptions]:
    """Return how each file is read: with the labels that tables name."""
    named = named_speakers(map(of_somebody, tables), ids.values())
    return {
        path: ReadOptions(encoding, {key_of(label): "unknown" for label in named[name]})
        for path, name in ids.items()
    }


def _told(read: _Read, tables: Sequence[KnownRows], complete: bool) -> Told:
    tables = [of_somebody(known) for known in tables]
    told = told_by(tables, read.transcripts, aliases=read.aliases, complete=complete)
    read.problems += told.problems
    return told


def _roles_stated(
    transcripts: Iterable[Transcript], told: Told, by_hand: Roles
) -> dict[str, dict[str, Role]]:
    """Return the roles that people stated, by transcript and speaker; those by hand win."""
    transcripts, given = list(transcripts), roles_by_transcript(told.roles)
    check_roles(by_hand, transcripts)
    return {
        one.id: {
            **given.get(one.id, {}),
            **told_roles(by_hand, one.id, {turn.speaker for turn in one.turns}),
        }
        for one in transcripts
    }


def _read_all(read: _Read, options: Mapping[Path, ReadOptions], large: bool) -> Mapping[str, Role]:
    """Read one file of each name; return who is who over all of them."""
    for path in shown(list(read.ids), Message("reading the files"), False):
        _read_one(read, path, options[path], large)
    for one in one_of_each(read.candidates):
        read.documents[one.name], read.files[one.name] = one.document, one.path
        if one.part_of:
            read.parts.add(one.name)
            read.called.setdefault(one.called, []).append(one.name)
        elif one.name != transcript_id(one.path):
            read.note(one.name, [FOLDER_IN_NAME])
    return _known_by_siblings(read, options, large)


def _read_one(read: _Read, path: Path, options: ReadOptions, large: bool) -> None:
    try:
        document = _document(path, options, large)
    except ReadError as error:
        # The kind of error is kept, for the case that this is the only file.
        problem = Message("{file}: {problem}", file=path.name, problem=error)
        read.errors.append(type(error)(problem))
        read.problems.append(problem)
        return
    if document.parts:
        read.problems += _in_file(path.name, document.problems)
        read.note(path.name, document.notes)
    read.candidates += _interviews(path, read.ids[path], document)


def _interviews(path: Path, own: str, document: Document) -> Iterator[Candidate]:
    """Yield what a file holds, with the id of each transcript."""
    if not document.parts:
        yield Candidate(name=own, path=path, document=document)
    for part in document.parts:
        name = shown_name(" ".join(part.name.replace("/", "-").replace("\\", "-").split()))
        name = normalize("NFC", (name if part.own_name else f"{own}_{name}")[:LONGEST_ID])
        yield Candidate(
            name=name, path=path, document=part.document, part_of=own, called=part.name.strip()
        )


def _state(read: _Read, tables: Iterable[KnownRows], complete: bool) -> None:
    """Give transcripts the attributes that tables state."""
    for known in (_with_ids(read, one) for one in tables):
        read.transcripts, problems = with_attributes(read.transcripts, known, complete=complete)
        read.problems += problems


def _compare_with_folders(read: _Read, levels: Sequence[str]) -> None:
    read.problems += contradictions(read.transcripts, read.stated_by_folder)
    read.problems += slips(read.transcripts)
    for one in read.transcripts:
        read.note(one.id, not_stated(one, levels))


def _known_by_siblings(
    read: _Read, options: Mapping[Path, ReadOptions], large: bool
) -> Mapping[str, Role]:
    """Learn over all files who is who, and read doubtful ones once more with what is known."""
    known = roles_over_files(read.documents.values())
    for name, document in read.documents.items():
        if name not in read.parts and may_know_better(document, known):
            path = read.files[name]
            told = replace(options[path], known={**known, **options[path].known})
            read.documents[name] = _document(path, told, large)
    return known


def _keep_all(read: _Read, tables: Sequence[KnownRows]) -> None:
    read.nobody = ruled_out(tables, read.documents)
    read.same = same_speakers(tables, read.documents)
    for name, document in read.documents.items():
        _keep(read, name, document)
    read.participants = one_form(read.participants, read.files)


def _with_ids(read: _Read, known: KnownRows) -> KnownRows:
    own = {name: ids[0] for name, ids in read.called.items() if len(ids) == 1}
    return by_own_names(known, read.documents, own)


def _keep(read: _Read, name: str, document: Document) -> None:
    path = read.files[name]
    known = {**read.by_folder[path], **document.attributes}
    one, account = with_rulings(
        Transcript(
            id=name,
            text=document.text,
            turns=renamed(document.turns, read.same.get(name, {})),
            attributes=known,
            source=shown_name(path),
            translation_of=known.pop("translation_of", ""),
        ),
        document.account,
        read.nobody.get(name, ()),
    )
    read.transcripts.append(one)
    read.participants.update(
        {(name, speaker): participant for speaker, participant in document.participants.items()}
    )
    read.accounts[name] = replace(account, same=read.same.get(name, {}))
    read.problems += _in_file(path.name, document.problems)
    read.note(name, document.notes)


def _in_file(name: str, problems: Iterable[str]) -> list[str]:
    return [Message("{file}: {problem}", file=name, problem=problem) for problem in problems]


def _document(path: Path, options: ReadOptions, large: bool) -> Document:
    reader_for(path.suffix)  # before anything is read
    if not large and not is_packed(path.suffix):
        _refuse_large(file_size(path), MOST_TEXT)
    data = read_file(path)
    if not data:
        raise ReadError(Message("the file is empty; export the transcript again"))
    document = careful_document(path.suffix, data, options, large=large)
    held = [part.document for part in document.parts] or [document]
    if not large:
        size = sum(len(one.text.encode("utf-8", "surrogatepass")) for one in held)
        _refuse_large(size, MOST_TEXT * len(held))
        _refuse_many(max(len(one.turns) for one in held))
    if not any(turn.spoken for one in held for turn in one.turns):
        raise ReadError(Message("nothing in it reads as speech; check that it holds a transcript"))
    return document


_OR_LARGE = typed(Message(", or read it with large=True"), Message(", or read it with --large"), "")


def _refuse_large(size: int, most: int) -> None:
    if size > most:
        raise TooLargeError(
            Message(
                "{size} MB are more than one interview can hold (the limit is {most} MB of text); "
                "split it{large}",
                large=_OR_LARGE,
                size=decimal(size / 1e6, 0),
                most=decimal(MOST_TEXT / 1e6, 0),
            )
        )


def _refuse_many(turns: int) -> None:
    if turns > MOST_TURNS:
        raise TooLargeError(
            Message(
                "{n} turns are more than one interview can hold (the limit is {most}); "
                "split it{large}",
                n=count(turns),
                large=_OR_LARGE,
                most=count(MOST_TURNS),
            )
        )


def _nothing_readable(errors: list[ReadError], folders: Sequence[str]) -> ReadError:
    if len(errors) == 1 and not folders:
        return errors[0]
    more = [Message("... and {n} more", n=len(errors) - 5)] if len(errors) > 5 else []
    return ReadError(
        lines(
            [
                Message.plural(
                    "the only file could not be read:",
                    "none of {n} files could be read:",
                    n=len(errors),
                ),
                *map(message_of, errors[:5]),
                *more,
                *folders[:1],
            ]
        )
    )


def _tables(
    read: _Read, given: str | Path | pd.DataFrame | None, beside: Sequence[Path], name: str
) -> list[KnownRows]:
    """Read the table told, or else the ones that lie beside the transcripts."""
    tables = (
        [rows_of(given, name)]
        if given is not None
        else [within(rows_of(path, name), read.ids, path.parent) for path in beside]
    )
    for known in tables:
        read.problems += _in_file(known.name, known.problems)
        read.note(known.name, known.notes)
    return tables


def _workbooks(
    read: _Read, given: str | Path | pd.DataFrame | None, beside: Sequence[Path]
) -> list[PeopleWorkbook]:
    """Read the people workbook told, or else those that lie beside the transcripts."""
    if given is not None:
        return [read_people(given)]
    return [
        replace(
            book,
            files=within(book.files, read.ids, path.parent),
            speakers=within(book.speakers, read.ids, path.parent),
        )
        for path in beside
        for book in [read_people(path)]
    ]


def _settings(read: _Read, books: Sequence[PeopleWorkbook]) -> Settings:
    """Return what people workbooks set of the study, and say what of it is wrong."""
    settings, contradicted = set_together(Settings(), books)
    read.problems += [*(problem for book in books for problem in book.problems), *contradicted]
    return settings


@dataclass(frozen=True)
class _Guessing:
    """What is known of the roles of one transcript, and whether back-channels end turns."""

    told: Mapping[str, Role]
    stated: Mapping[str, Role]
    known: Mapping[str, Role]
    split_backchannels: bool


def _finished(
    read: _Read, one: Transcript, guessing: _Guessing, languages: Sequence[str]
) -> Transcript:
    """Give a transcript its roles, its turns and its languages, in this order."""
    one, guesses = with_guessed_roles(
        one, guessing.told, stated=guessing.stated, known=guessing.known
    )
    if not guessing.split_backchannels:
        turns = without_backchannels(one.turns, one.text)
        read.accounts[one.id] = _less_backchannels(read.accounts[one.id], one, turns)
        one = replace(one, turns=turns)
    one, strange = with_languages(one, languages)
    account = read.accounts[one.id]
    doubts = (
        *account.doubts,
        *_one_turn(one, account),
        *_other_language(one),
        *guesses,
        *_several_at_once(one),
    )
    read.accounts[one.id] = replace(account, doubts=doubts)
    read.note(one.id, [strange] if strange else [])
    return one


def _one_turn(one: Transcript, account: Account) -> Iterator[Doubt]:
    """Doubt a file of one turn, unless its labels are in doubt anyway."""
    said = [turn for turn in one.turns if turn.spoken]
    if len(said) == 1 and all(doubt.about != "labels" for doubt in account.doubts):
        yield one_turn(said[0].speaker)


def _several_at_once(one: Transcript) -> Iterator[Doubt]:
    """Say which labels stand for several people at once, and so for nobody more."""
    labels = dict.fromkeys(turn.speaker for turn in one.turns if turn.counted and turn.spoken)
    if choruses := [label for label in labels if is_chorus(label)]:
        yield in_chorus(choruses)


def _other_language(one: Transcript) -> Iterator[Doubt]:
    """Doubt turns of people who count, if they are in no language that was looked for."""
    unread = [turn for turn in in_neither(one) if turn.counted and turn.spoken]
    if unread:
        counted = sum(turn.counted and bool(turn.spoken) for turn in one.turns)
        yield in_another_language(len(unread), counted, other_language(one))


def _less_backchannels(account: Account, one: Transcript, turns: Sequence[Turn]) -> Account:
    """Account for what is no turn of its own any more."""
    kept = {piece for turn in turns for piece in turn.spoken}
    dropped = [piece for turn in one.turns for piece in turn.spoken if piece not in kept]
    return without(account, one.text, dropped, "back-channel")


def _notes(notes: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Say each note once, with the transcripts it holds for."""
    for note, names in notes.items():
        yield note_line(note, names)
