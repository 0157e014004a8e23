"""A study made of a folder of interviews and a codebook, or of the bundled interviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from civic_qual.bundled import bundled
from civic_qual.codebook.files.reading import read_codebook
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.messages import Message
from civic_qual.routines.beginning.places import place
from civic_qual.routines.source import CODEBOOK, languages_of
from civic_qual.study.opening import refuse_existing
from civic_qual.study.study import Study

PROTECTION = "codebooks/protection.yaml"
CODINGS = "corpora/protection/codings.csv"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a study of a folder could be made of.

    Attributes
    ----------
    folder
        The folder of interviews.
    interviews
        How many files in it can be read as interviews.
    folders
        Sub-folders that hold interviews, each with how many.
    codebook
        A codebook that lies in it.
    study
        Where the study could stand: nothing is there yet.
    """

    folder: Path
    interviews: int
    folders: dict[str, int]
    codebook: Path | None
    study: Path


def proposed(folder: str | Path) -> Proposal:
    """Return what a study of a folder could be made of.

    Raises
    ------
    ReadError
        If there is no such folder, or this user may not read it.
    """
    here = place(folder)
    book = here.path / CODEBOOK
    return Proposal(
        folder=here.path,
        interviews=len(here.interviews),
        folders={one.path.name: one.interviews for one in here.folders if one.interviews},
        codebook=book if book in here.codebooks else None,
        study=free_place(here.path.parent / f"{here.path.name}.study"),
    )


def free_place(path: Path) -> Path:
    """Return a path, with a number in its name if something stands there.

    Examples
    --------
    >>> import tempfile
    >>> taken = Path(tempfile.mkdtemp()) / "mali.study"
    >>> taken.touch()
    >>> free_place(taken).name
    'mali 2.study'
    """
    number, free = 2, path
    while free.exists():
        free, number = path.with_name(f"{path.stem} {number}{path.suffix}"), number + 1
    return free


def make_study(
    path: str | Path,
    interviews: str | Path | Sequence[str | Path],
    *,
    codebook: str | Path | None = None,
    folders: Sequence[str] | None = None,
    who: str = "",
    backup_to: str | Path | None = None,
) -> Study:
    """Read interviews and make a study of them; open it.

    Parameters
    ----------
    path
        Where it is to stand.
    interviews
        A folder or a file of them, or a list of either.
    codebook
        A codebook file; if left out, the bundled one on the protection of civilians.
    folders
        What sub-folders are, as `read_corpus` takes it.
    who
        Who makes it.
    backup_to
        A second place for it: see `Study`.

    Raises
    ------
    StudyError
        If something stands at `path`, or the folder cannot hold a study.
    ReadError
        If none of the interviews can be read.
    CodebookError
        If the codebook cannot be read.
    """
    refuse_existing(Path(path))
    book = read_codebook(codebook or bundled(PROTECTION))
    corpus = read_corpus(interviews, folders=folders, languages=languages_of(book.languages))
    return Study.create(path, corpus, book, who=who, backup_to=backup_to)


def make_example(path: str | Path, *, who: str = "") -> Study:
    """Make a study of the 24 bundled interviews, which are invented, coded by two people.

    Raises
    ------
    StudyError
        If something stands at `path`, or the folder cannot hold a study.
    """
    from civic_qual.coding.files.reading import read_codings
    from civic_qual.routines.examples import example_codebook, example_corpus

    study = Study.create(path, example_corpus(), example_codebook(), who=who)
    codings = read_codings(bundled(CODINGS), study.corpus, study.codebook)
    study.add(codings, why=str(Message("the bundled reference codings")))
    return study
