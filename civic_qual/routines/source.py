"""What a run works on: a study file, or transcripts and what lies beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.analysis.agreement.adjudicate import third_looks
from civic_qual.codebook.files.reading import read_codebook
from civic_qual.coding.coders import together
from civic_qual.coding.files.reading import read_codings
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.errors import CodingError, NotNamedError, ReadError, SampleError, StudyError
from civic_qual.messages import Message, alternatives, enumerated, quoted, unless_on_page
from civic_qual.sheets.reading import text_frame
from civic_qual.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.files.coverage import Coverage
    from civic_qual.corpus.model import Corpus

CODEBOOK = "codebook.yaml"  # the codebook of a folder, if none is named
CODINGS = "codings.csv"  # what people coded of a folder, if no file is named
_DATABASE = b"SQLite format 3\0"  # how every study file begins


@dataclass(frozen=True, eq=False, kw_only=True)
class Source:
    """A study file, or a folder or file of transcripts; what it holds is read when asked for.

    Parameters
    ----------
    path
        The study file, or the transcripts.
    study
        The study that is open; None for transcripts.
    codebook_file
        A codebook that is named; else the study's own, or `codebook.yaml` in the folder.
    codings_files
        What people coded; else the study's own, or `codings.csv` in the folder.
    coverage
        What people have read where their file does not say so; None: nobody said.
    people_file, folders, large, encoding
        As `read_corpus` takes them.
    """

    path: Path
    study: Study | None
    codebook_file: Path | None = None
    codings_files: tuple[Path, ...] = ()
    coverage: Coverage | Path | None = None
    people_file: Path | None = None
    folders: str | None = None
    large: bool = False
    encoding: str | None = None

    @cached_property
    def corpus(self) -> Corpus:
        """The transcripts."""
        if self.study is not None:
            return self.study.corpus
        book = self._codebook_beside()
        return read_corpus(
            self.path,
            people=self.people_file,
            folders=self.folders,
            languages=languages_of(read_codebook(book).languages if book else ()),
            large=self.large,
            encoding=self.encoding,
        )

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook: the one that is named, the study's, or the one in the folder.

        Raises
        ------
        NotNamedError
            If there is none.
        """
        if self.codebook_file is None and self.study is not None:
            return self.study.codebook
        book = self._codebook_beside()
        if book is None:
            raise NotNamedError(
                Message(
                    "{source} has no codebook: name one with --codebook FILE, put it there as "
                    "{name}, or make a study of both with: civic-qual new",
                    source=self.path,
                    name=CODEBOOK,
                )
            )
        return read_codebook(book)

    @cached_property
    def everybody(self) -> Codings:
        """What was coded and read, by people and machines alike: by the study, or its files.

        Raises
        ------
        NotNamedError
            If there is no file of codings.
        """
        if self.study is not None and not self.codings_files:
            return self.study.codings()
        files = self.codings_files or self._codings_beside()
        if isinstance(self.coverage, Path):
            return together(self._with_sheet(files, self.coverage))
        found = together(
            [
                read_codings(file, self.corpus, self.codebook, coverage=self.coverage)
                for file in files
            ]
        )
        self._refuse_assumed(found)
        return found

    def _refuse_assumed(self, found: Codings) -> None:
        """Refuse files that do not say what was read, where people read samples."""
        if not found.assumed or self.study is None:
            return
        if not len(self.study.samples) and not len(self.study.queues):
            return
        raise CodingError(
            Message(
                "the codings do not say what was read by {coders}, and people read samples in "
                "{study}: whole interviews would count as read without a code. Add the file to "
                "the study with civic-qual add, which takes --coverage assigned; or say here with "
                "--coverage what was read",
                coders=enumerated(found.assumed),
                study=self.path,
            )
        )

    def what_is_assumed(self, people: Codings) -> list[str]:
        """Say of whom it is only taken what they read, since no file says it."""
        if not people.assumed:
            return []
        read = people.filter(coder=people.assumed).read
        return [
            Message(
                "It is not said what was read by {coders}: taken to be all of every interview in "
                "which something was coded ({interviews}). If it was less, such as a worklist, "
                "say so: a row with the code * for each passage read, or --coverage.",
                coders=enumerated(people.assumed),
                interviews=Message.plural(
                    "{n} interview", "{n} interviews", n=len(set(read.transcript.tolist()))
                ),
            )
        ]

    def _with_sheet(self, files: Sequence[Path], sheet: Path) -> list[Codings]:
        """Return the codings of files, each with what a sheet says that its coders have read."""
        told = text_frame(sheet)
        told.columns = told.columns.str.strip().str.casefold()
        if not {"transcript", "coder"}.issubset(told.columns):
            raise CodingError(
                Message(
                    "{file}: a table of what was read needs the columns transcript and coder",
                    file=sheet.name,
                )
            )
        coders, parts = told["coder"].str.strip(), []
        for file in files:
            here = coders.isin(read_codings(file, self.corpus, self.codebook).coders)
            parts.append(read_codings(file, self.corpus, self.codebook, coverage=told[here]))
            told, coders = told[~here], coders[~here]
        # Whoever coded nothing at all stands in no file of codings.
        return [*parts, read_codings(told, self.corpus, self.codebook)] if len(told) else parts

    @cached_property
    def people(self) -> Codings:
        """What people coded and read.

        Raises
        ------
        CodingError
            If nobody coded anything.
        """
        found = self.everybody.filter(origin="human")
        if not found.coders:
            raise CodingError(
                Message("{source} holds nothing that a person coded or read", source=self.path)
            )
        return found

    def people_called(self, coder: str) -> Codings:
        """Return what one person coded.

        Raises
        ------
        CodingError
            If nobody is called so.
        """
        if coder not in self.people.coders:
            raise CodingError(
                Message(
                    "nobody called {name} coded here; there are: {names}",
                    name=quoted(coder),
                    names=enumerated(self.people.coders),
                )
            )
        return self.people.filter(coder=coder)

    def readers_called(self, coders: Sequence[str]) -> Codings:
        """Return what people coded, for calls that choose among them; no reference of a study.

        Raises
        ------
        CodingError
            If nobody is called as one of them.
        """
        for coder in coders:
            self.people_called(coder)
        readers = self.without_references(coders)
        readers = [name for name in self.people.coders if name in readers]
        return self.people.filter(coder=readers) if readers else self.people

    def without_references(self, named: Sequence[str] = ()) -> list[str]:
        """Return all who coded but for reference codings of a study that are not named."""
        made = [] if self.study is None else list(self.study.adjudicated["coder"])
        return [name for name in self.everybody.coders if name in named or name not in made]

    def settled(self, named: str | None) -> Path | pd.DataFrame | Codings | None:
        """Return what a third look settled: a file, what a study keeps, or somebody's codings.

        If none is named it is the reference coding of a study that has just one.

        Raises
        ------
        CodingError
            If there is none of that name.
        """
        kept = [] if self.study is None else sorted(set(self.study.adjudicated["coder"]))
        if named is None:
            return self._decided_for(kept[0]) if len(kept) == 1 else None
        if named in kept:
            return self._decided_for(named)
        if Path(named).is_file():
            return Path(named)
        return self.people_called(named)

    def _decided_for(self, reference: str) -> pd.DataFrame:
        """Return what somebody decided for a reference coding, of transcripts as they are now."""
        assert self.study is not None
        decided = third_looks(self.study.adjudicated.frame)
        revisions = {one.id: one.revision for one in self.corpus}
        now = decided["transcript"].map(revisions) == decided["revision"]
        return decided[(decided["coder"] == reference) & now]

    def sample(self, named: str | None = None) -> Sample:
        """Return the sample of that name, or in that file; of a study with just one, that one.

        Raises
        ------
        SampleError
            If there is none of that name, or several and none is named.
        """
        from civic_qual.analysis.sampling.read_sample import read_sample

        if named is not None and (self.study is None or Path(named).is_file()):
            return read_sample(named)
        if self.study is None:
            raise NotNamedError(
                Message("say which sample was coded, the file that was drawn: --sample sample.csv")
            )
        names = list(self.study.samples["sample"])
        if named is None and len(names) != 1:
            raise SampleError(
                Message(
                    "{study} keeps no sample: {draw}",
                    study=self.path,
                    draw=unless_on_page(
                        Message("draw one with civic-qual sample"),
                        Message("draw one on the page Work"),
                    ),
                )
                if not names
                else Message(
                    "{study} keeps several samples: choose one with --sample {names}",
                    study=self.path,
                    names=alternatives(names),
                )
            )
        return self.study.sample(named or names[0])

    def close(self) -> None:
        """Close the study file, if it is one."""
        if self.study is not None:
            self.study.close()

    def _codebook_beside(self) -> Path | None:
        lying = self.path / CODEBOOK
        return self.codebook_file or (lying if lying.is_file() else None)

    def _codings_beside(self) -> Sequence[Path]:
        lying = self.path / CODINGS
        if lying.is_file():
            return (lying,)
        raise NotNamedError(
            Message(
                "{source} holds no codings of people: name them with --codings FILE, or put them "
                "there as {name}",
                source=self.path,
                name=CODINGS,
            )
        )


def open_source(
    path: str | Path,
    *,
    codebook_file: Path | None = None,
    codings_files: Sequence[Path] = (),
    coverage: Coverage | Path | None = None,
    people: Path | None = None,
    folders: str | None = None,
    large: bool = False,
    encoding: str | None = None,
) -> Source:
    """Open a study file, or take a folder or file of transcripts; nothing is read yet.

    Raises
    ------
    ReadError
        If nothing stands there.
    StudyError
        If it is a study file that cannot be opened.
    """
    path = Path(path)
    if not path.exists():
        raise ReadError(Message("{path} does not exist", path=path))
    return Source(
        path=path,
        study=Study(path) if is_study(path) else None,
        codebook_file=codebook_file,
        codings_files=tuple(codings_files),
        coverage=coverage,
        people_file=people,
        folders=folders,
        large=large,
        encoding=encoding,
    )


def languages_of(own: Sequence[str]) -> tuple[str, ...]:
    """Return the languages to look for: a codebook's own, and those it may have no rules for.

    These must be recognised too, or what is said in them would count as read.

    Examples
    --------
    >>> languages_of(["fr", "sw"])
    ('fr', 'sw', 'en')
    """
    return tuple(dict.fromkeys((*own, "en", "fr")))


def is_study(path: Path) -> bool:
    """Whether a path is a study file: by its name, or by how it begins."""
    if path.is_dir():
        return False
    if path.suffix == ".study":
        return True
    with path.open("rb") as file:
        return file.read(len(_DATABASE)) == _DATABASE


def refuse_no_study(path: Path) -> None:
    """Refuse a path at which no study stands.

    Raises
    ------
    StudyError
        If it is a folder, or a file of another kind.
    """
    if path.exists() and not is_study(path):
        raise StudyError(
            unless_on_page(
                Message(
                    "{path} is no study; make one of interviews and a codebook with civic-qual new",
                    path=path,
                ),
                Message(
                    "{path} is no study; choose one, or make one of a folder of interviews on the "
                    "first page",
                    path=path,
                ),
            )
        )
