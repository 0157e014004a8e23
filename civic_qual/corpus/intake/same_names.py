"""What files of one name are called, and which of several files of one recording is read.

Files of one name in several folders are several interviews: each is called after its folder, too.
In one folder they are one interview, as a transcribing program writes it in several formats: the
best one is read. Where their words differ, that is a doubt.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import normalize

from civic_qual.bounded.files import shown_name
from civic_qual.corpus.intake.attributes import KnownRows
from civic_qual.corpus.intake.files import transcript_id
from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.readers.document import Document
from civic_qual.corpus.people import Speaker
from civic_qual.messages import Message, enumerated
from civic_qual.sheets.ids import Ids

_SAME = 0.5  # of the words of the shorter one
_NEARLY_ALL = 0.95  # of the most words that a file of this name has

FOLDER_IN_NAME = Message(
    "files of one name lie in several folders, so that each is called after its folder, too"
)


def ids_of(paths: Iterable[Path]) -> dict[Path, str]:
    """Return what the transcript of each file is called.

    Examples
    --------
    >>> ids_of([Path("car/01.txt"), Path("mali/01.txt"), Path("mali/02.txt")]).values()
    dict_values(['car_01', 'mali_01', '02'])
    """
    alike: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        alike[transcript_id(path)].append(path)
    ids: dict[Path, str] = {}
    taken = set(alike)
    for name, same in alike.items():
        if len({path.parent for path in same}) == 1:
            ids.update(dict.fromkeys(same, name))
            continue
        for folder, told in _told_apart({path.parent for path in same}).items():
            own = free_name(f"{told}_{name}", taken)
            taken.add(own)
            ids.update({path: own for path in same if path.parent == folder})
    return ids


def _told_apart(folders: Iterable[Path]) -> dict[Path, str]:
    """Return the shortest ends of the paths of folders that tell all of them apart."""
    parts = {
        folder: [normalize("NFC", part) for part in folder.absolute().parts[1:]]
        for folder in sorted(folders)
    }
    longest = max(map(len, parts.values()))
    for size in range(1, longest + 1):
        told = {folder: "_".join(own[-size:]) for folder, own in parts.items()}
        if len(set(told.values())) == len(told):
            break
    return told


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name, with a number behind it if it is taken."""
    number, own = 2, name
    while own in taken:
        own, number = f"{name}_{number}", number + 1
    return own


def within(known: KnownRows, ids: Mapping[Path, str], folder: Path) -> KnownRows:
    """Return the rows of a table that lies in one of several folders: it tells of that folder.

    There `01` is its own 01, and a row of no transcript holds for all of its transcripts.
    """
    own = {path: name for path, name in ids.items() if folder in path.parents}
    if not own or len(own) == len(ids):
        return known
    by_stem = {transcript_id(path): name for path, name in own.items() if path.parent == folder}
    stems = Ids(by_stem)
    rows = []
    for row in known.rows:
        written = row["transcript"]
        names = [by_stem.get(stems.meant(written) or "", written)] if written else [*own.values()]
        rows += [{**row, "transcript": name} for name in dict.fromkeys(names)]
    return replace(known, rows=tuple(rows))


def by_own_names(known: KnownRows, ids: Iterable[str], own: Mapping[str, str]) -> KnownRows:
    """Return rows in which interviews of a file that holds several are called by their ids.

    `own` is what the file calls them: a row of `001` tells of `survey_001`, if no other file has
    a 001.
    """
    if not own:
        return known
    whole, short = Ids(ids), Ids(own)

    def name(written: str) -> str:
        if not written or whole.meant(written) is not None:
            return written
        meant = short.meant(written)
        return own[meant] if meant else written

    rows = tuple({**row, "transcript": name(row["transcript"])} for row in known.rows)
    return replace(known, rows=rows)


def one_form(participants: Mapping[Speaker, str], files: Mapping[str, Path]) -> dict[Speaker, str]:
    """Return participants of whom a spreadsheet took the zeros from some: `1` is `001`.

    Numbers are one person only where no file holds both.
    """
    forms: defaultdict[int, defaultdict[Path, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (transcript, _), name in participants.items():
        if name.isascii() and name.isdigit():
            forms[int(name)][files[transcript]].add(name)
    longest = {
        name: max((one for names in by_file.values() for one in names), key=len)
        for by_file in forms.values()
        if all(len(names) == 1 for names in by_file.values())
        for names in by_file.values()
        for name in names
    }
    return {speaker: longest.get(name, name) for speaker, name in participants.items()}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What a file holds, or one interview of a file that holds several, and what to call it.

    `called` is what its own file calls the interview, if it holds several.
    """

    name: str
    path: Path
    document: Document
    part_of: str = ""  # what its file is called, if it holds several
    called: str = ""


def one_of_each(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return what is read: of files of one name the best, and interviews in tables by other names.

    Their notes and doubts say what was left out.
    """
    whole: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        if not one.part_of:
            whole[one.name].append(one)
    kept = {name: _best(same) for name, same in whole.items()}
    for one in candidates:
        if one.part_of:
            name = one.name
            if name in kept and not name.startswith(one.part_of):
                name = f"{one.part_of}_{name}"
            name = free_name(name, kept)
            kept[name] = one if name == one.name else _renamed(one, name)
    return list(kept.values())


def _renamed(one: Candidate, name: str) -> Candidate:
    note = Message("another interview has the name that its file gives it: this one got another")
    document = replace(one.document, notes=(*one.document.notes, note))
    return replace(one, name=name, document=document)


def _best(same: Sequence[Candidate]) -> Candidate:
    """Return the one with speakers, else with most words; of two alike the one with times."""
    if len(same) == 1:
        return same[0]
    words = {one.path: _words(one.document) for one in same}
    most = max(counts.total() for counts in words.values())

    def worth(one: Candidate) -> tuple[bool, bool, bool, int]:
        turns = one.document.turns
        total = words[one.path].total()
        return (
            len({turn.speaker for turn in turns} - {""}) > 1,
            total >= _NEARLY_ALL * most,
            any(turn.seconds is not None for turn in turns),
            total,
        )

    best = max(same, key=worth)
    left = [one.path for one in same if one is not best]
    others = [path for path in left if not _are_same(words[best.path], words[path])]
    return replace(best, document=_with_left_out(best.document, best.path, left, others))


def _with_left_out(
    document: Document, path: Path, left: Sequence[Path], others: Sequence[Path]
) -> Document:
    note = Message(
        "read from {ending}; left out were files of the same name, for they hold it again: "
        "{endings}",
        ending=path.suffix,
        endings=enumerated([one.suffix for one in left if one not in others]),
    )
    doubts = [
        Doubt(
            Message(
                "{file} has the same name and other words, and was not read: if it is another "
                "interview, give it another name",
                file=shown_name(one.name),
            )
        )
        for one in others
    ]
    account = replace(document.account, doubts=(*document.account.doubts, *doubts))
    notes = (*document.notes, note) if len(others) < len(left) else document.notes
    return replace(document, account=account, notes=notes)


def _words(document: Document) -> Counter[str]:
    return Counter(
        word
        for turn in document.turns
        for start, end in turn.spoken
        for word in document.text[start:end].casefold().split()
    )


def _are_same(one: Counter[str], other: Counter[str]) -> bool:
    """Whether two files hold the same words, so that nothing is lost with one of them."""
    return (one & other).total() >= _SAME * min(one.total(), other.total())
