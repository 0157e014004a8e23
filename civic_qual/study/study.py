"""`Study`: everything of a study in one file, kept so that nothing is ever lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import ALL_CODES
from civic_qual.corpus.model import Corpus
from civic_qual.errors import StudyError
from civic_qual.study.acts.add import add_codings, add_corpus, book_version
from civic_qual.study.acts.decide import coding_of, decide, place, reading_of, undo
from civic_qual.study.opening import explained, new_store, open_store
from civic_qual.study.records import TABLES, digest_of
from civic_qual.study.session import AsOf, Recorder, Session
from civic_qual.study.view import Chosen, Names, View, chosen_view, view

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.codebook.changes import Moves
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import CodedUnit, Status
    from civic_qual.coding.columns import Origin
    from civic_qual.coding.theme_rows import Level
    from civic_qual.corpus.model import Transcript
    from civic_qual.corpus.segments import Unit


class Study:
    """A study file: transcripts, codebook, codings, readings, decisions, memos and samples.

    Nothing in it is ever changed or deleted: what is corrected, decided or undone is added, so
    that every earlier state can be seen again (`as_of`). What a method has acknowledged by
    returning is on the disk. Several people may write to one file at once.

    Parameters
    ----------
    path
        The file; `Study.create` makes one.

    Raises
    ------
    StudyError
        If it is missing, no study, damaged, made by a newer version, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import civic_qual as cq
    >>> path = Path(tempfile.mkdtemp()) / "mali.study"
    >>> with Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
    ...     one = study.code("mali_13_dogon_elder", 450, 520, "plan.threat", coder="Awa")
    ...     _ = study.decide(one, "reject", coder="Issa", why="he speaks of the market")
    ...     study.codings(status="rejected"), study.audit["action"].tolist()
    (Codings(1 codings and 0 readings by Awa), ['create', 'code', 'reject'])
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._session = Session(open_store(self.path))

    @classmethod
    def create(
        cls, path: str | Path, corpus: Corpus, codebook: Codebook, *, who: str = ""
    ) -> Study:
        """Make a study file of a corpus and a codebook, and open it.

        Raises
        ------
        StudyError
            If something stands at `path` already, or the folder cannot hold a study.
        """
        if not len(corpus):
            raise StudyError("the corpus has no transcripts: a study needs at least one")
        with new_store(Path(path)) as store, store.writing():
            recorder = Recorder(store)
            add_corpus(recorder, corpus, {})
            recorder.add(book_version(codebook))
            recorder.log(who, "create")
        return cls(path)

    def __enter__(self) -> Study:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Corpora and codings taken from it stay usable while it is there."""
        self._session.store.close()

    def __repr__(self) -> str:
        if self._session.store.closed:
            return f"Study({str(self.path)!r}, closed)"
        counts = (
            f"{self._session.store.count(kind):,} {name}"
            for kind, name in TABLES.items()
            if name in ("coding", "reading", "decision", "memo")
        )
        return f"Study({str(self.path)!r}: {len(self.corpus)} transcripts; {', '.join(counts)})"

    # What is in it

    @property
    def corpus(self) -> Corpus:
        """The transcripts in their latest revisions; texts are read from the file when needed."""
        with self._session.reading() as moment:
            return moment.corpus

    @property
    def codebook(self) -> Codebook:
        """The latest version of the codebook."""
        with self._session.reading() as moment:
            return moment.codebook

    def codings(
        self,
        coder: Names = None,
        *,
        origin: Origin | Sequence[Origin] | None = None,
        status: Status | Sequence[Status] | None = None,
        code: Names = None,
        transcript: Names = None,
        as_of: AsOf = None,
    ) -> Codings:
        """Return codings and readings, with what was decided on them, as they hold.

        Parameters
        ----------
        coder, origin, code, transcript
            Only those; of readings, those of the coders, origins and transcripts.
        status
            Only codings that are suggested, accepted or rejected now.
        as_of
            A line of the audit trail or a time (UTC unless it says otherwise; a day alone is
            meant to its end): the study as it was then, transcripts and codebook included.

        Raises
        ------
        StudyError
            If the study did not exist at `as_of`.
        """
        return self._view(as_of, Chosen(coder, origin, status, code, transcript)).codings

    def coding_table(
        self,
        coder: Names = None,
        *,
        origin: Origin | Sequence[Origin] | None = None,
        status: Status | Sequence[Status] | None = None,
        code: Names = None,
        transcript: Names = None,
        as_of: AsOf = None,
    ) -> pd.DataFrame:
        """Return the codings as a table with their ids, who decided on each, and why."""
        from civic_qual.study.tables import coding_table

        with self._session.reading(as_of) as moment:
            chosen = Chosen(coder, origin, status, code, transcript)
            return coding_table(moment, chosen_view(moment, chosen))

    def disagreements(
        self,
        coders: Sequence[str] | None = None,
        *,
        unit: Unit | None = None,
        level: Level = "code",
        blind: bool = True,
    ) -> pd.DataFrame:
        """List what coders disagree on, with the memos: see `civic_qual.disagreements`.

        If no coders are named, those of people are compared, and no reference coding that
        `adjudicate` made of them.
        """
        from civic_qual.study.tables import study_disagreements

        return study_disagreements(self, self.codings(), coders, unit, level, blind)

    @property
    def coders(self) -> pd.DataFrame:
        """Who has coded and read how much: coder, origin, codings, readings, last."""
        from civic_qual.study.tables import coder_table

        with self._session.reading() as moment:
            return coder_table(moment)

    @property
    def memos(self) -> pd.DataFrame:
        """The memos that hold: id, about, target, transcript, start, end, text, coder, time."""
        from civic_qual.study.acts.note import memo_table

        with self._session.reading() as moment:
            return memo_table(moment)

    @property
    def adjudicated(self) -> pd.DataFrame:
        """What `adjudicate` settled of every passage and code, once added: by whom, and why."""
        from civic_qual.study.tables import ruling_table

        with self._session.reading() as moment:
            return ruling_table(moment)

    @property
    def audit(self) -> pd.DataFrame:
        """The audit trail: everything that was ever done, a line each, numbered from 1."""
        from civic_qual.study.tables import audit_table

        with self._session.reading() as moment:
            return audit_table(moment)

    @property
    def unplaced(self) -> pd.DataFrame:
        """What has no place in the latest transcripts and codebook, for a person to place."""
        from civic_qual.study.tables import unplaced_table

        with self._session.reading() as moment:
            return unplaced_table(moment, view(moment, {}, {}).unplaced.tolist())

    @property
    def conflicts(self) -> pd.DataFrame:
        """What was decided, corrected or changed in different ways by people who worked apart."""
        from civic_qual.study.tables import conflict_table

        with self._session.reading() as moment:
            return conflict_table(moment)

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits of all records: two studies that hold the same have the same."""
        store = self._session.store
        with explained(self.path):
            return digest_of(key for kind in TABLES for (key,) in store.rows(kind, ("key",)))

    # Adding to it

    def add(self, what: Codings | Corpus, *, who: str = "", why: str = "") -> int:
        """Add codings with their readings, or transcripts; return how many records were new.

        What is there already is left out, so that adding the same again does no harm. Scores of
        a model (`Codings.scores`) are not kept: let the model code the study's corpus again.

        Raises
        ------
        CodingError
            If codings are of a transcript, a text or a code that the study does not have.
        StudyError
            If a transcript of the same id has another text.
        """
        if not isinstance(what, Codings | Corpus):
            raise StudyError(f"a study takes Codings or a Corpus, not {what!r:.60}")
        told = {"why": why} if why else {}
        coders = who or (", ".join(what.coders) if isinstance(what, Codings) else "")
        with self._session.recording(coders, "add", told) as recorder:
            moment = self._session.moment()
            if isinstance(what, Codings):
                add_codings(recorder, what, moment)
            else:
                add_corpus(recorder, what, moment.revisions, moment.people)
            return len(recorder.new)

    def code(
        self,
        transcript: str,
        start: int,
        end: int,
        code: str,
        *,
        coder: str,
        memo: str = "",
        why: str = "",
    ) -> str:
        """Say that a passage carries a code; return the id of the coding.

        Raises
        ------
        CodingError
            If there is no such transcript, passage or code.
        """
        with self._session.recording(coder, "code") as recorder:
            moment = self._session.moment()
            (key,) = recorder.add(
                coding_of(moment, transcript, start, end, code, coder, recorder.time, why)
            )
            if memo:
                from civic_qual.study.acts.note import note_on_coding

                recorder.add(note_on_coding(key, memo, coder, recorder.time))
            recorder.details |= {"transcript": transcript, "code": code}
            return key.hex()

    def read(
        self,
        transcript: str,
        start: int = 0,
        end: int | None = None,
        *,
        coder: str,
        codes: str | Sequence[str] = ALL_CODES,
        unit: CodedUnit = "turn",
        sample: str = "",
    ) -> str:
        """Say that a passage was read for some codes (`*`: for all); return the reading's id.

        `plan` alone says nothing of the codes below it; `plan.*` says it of all of them.

        What is read and not coded does not carry the codes; what is not read is not known.

        Raises
        ------
        CodingError
            If there is no such transcript, passage or code.
        """
        with self._session.recording(coder, "read") as recorder:
            moment = self._session.moment()
            if end is None and transcript in moment.revisions:
                end = len(moment.corpus[transcript].text)
            (key,) = recorder.add(
                reading_of(
                    moment, transcript, start, end or 0, coder, codes, unit, sample, recorder.time
                )
            )
            recorder.details["transcript"] = transcript
            return key.hex()

    def decide(
        self,
        coding: str,
        verdict: str,
        *,
        coder: str,
        why: str = "",
        start: int | None = None,
        end: int | None = None,
        code: str | None = None,
    ) -> str:
        """Accept, reject or change a coding; return the id of the decision, by which to undo it.

        Parameters
        ----------
        coding
            Its id, from `code` or `coding_table`.
        verdict
            "accept", "reject" or "change"; with "change", what `start`, `end` and `code` become.
        coder, why
            Who decides, and the reason.

        Raises
        ------
        StudyError
            If there is no such coding or verdict.
        """
        with self._session.recording(coder, verdict) as recorder:
            return decide(
                self._session, recorder, coding, verdict, coder, why, (start, end, code)
            ).hex()

    def undo(self, record: str, *, coder: str, why: str = "") -> str:
        """Take back a coding, reading, decision, memo or undo; return the id of the undo.

        The record stays, and `as_of` shows it; it holds no more.
        """
        with self._session.recording(coder, "undo") as recorder:
            return undo(self._session, recorder, record, coder, why).hex()

    def memo(
        self,
        text: str,
        *,
        coder: str,
        transcript: str | None = None,
        start: int | None = None,
        end: int | None = None,
        code: str | None = None,
        participant: str | None = None,
        coding: str | None = None,
        instead_of: str = "",
    ) -> str:
        """Note something on a passage, transcript, code, participant, coding, or the study.

        `instead_of` is the id of a memo that this one stands in for. Returns the memo's id.
        """
        from civic_qual.study.acts.note import memo_of

        about = {
            "transcript": transcript,
            "code": code,
            "participant": participant,
            "coding": coding,
        }
        with self._session.recording(coder, "memo") as recorder:
            (key,) = recorder.add(
                memo_of(self._session, text, coder, recorder.time, about, (start, end), instead_of)
            )
            return key.hex()

    # Samples

    def keep_sample(self, sample: Sample, *, who: str = "") -> None:
        """Keep a sample with its inclusion probabilities.

        Raises
        ------
        StudyError
            If another sample of that name is kept.
        SampleError
            If the corpus of the study is not the one it was drawn from.
        """
        from civic_qual.study.acts.sample import sample_record

        with self._session.recording(who, "keep sample", {"sample": sample.name}) as recorder:
            moment = self._session.moment()
            sample.check(moment.corpus)
            recorder.add(sample_record(sample, moment))

    def sample(self, name: str) -> Sample:
        """Return a kept sample by its name."""
        from civic_qual.study.acts.sample import kept_sample

        with self._session.reading() as moment:
            return kept_sample(moment, name)

    @property
    def samples(self) -> pd.DataFrame:
        """The kept samples: sample, design, unit, seed, by, frame_hash, frame_size, size."""
        from civic_qual.study.tables import sample_table

        with self._session.reading() as moment:
            return sample_table(moment)

    # Changing what is coded, and by what

    def correct(self, transcript: Transcript, *, who: str = "", why: str = "") -> pd.DataFrame:
        """Put a corrected transcript in the place of the one of its id.

        Codings, readings and memos are found again by alignment; those that cannot be come first
        in the table returned, and stay in `unplaced` until somebody places them.

        Raises
        ------
        StudyError
            If there is no transcript of that id, or nothing is different.
        """
        from civic_qual.study.acts.correct import correct, settle
        from civic_qual.study.tables import placing_table

        with self._session.recording(who, "correct", {"why": why}) as recorder:
            correct(recorder, self._session.moment(), transcript)
            moment = self._session.within(recorder)
            placings = settle(recorder, moment, transcript.id)
            return placing_table(moment, placings)

    def place(self, record: str, start: int, end: int, *, coder: str) -> str:
        """Say where a coding, reading or memo stands in its corrected transcript."""
        with self._session.recording(coder, "place") as recorder:
            return place(self._session, recorder, record, start, end, coder).hex()

    def change_codebook(
        self, codebook: Codebook, *, moves: Moves | None = None, who: str = "", why: str = ""
    ) -> pd.DataFrame:
        """Put a changed codebook in the place of the one there is.

        Parameters
        ----------
        codebook
            The new version.
        moves
            What became of codes, as `civic_qual.codebook.changes.codebook_changes` takes it.

        Returns
        -------
        pandas.DataFrame
            What must be looked at again: code, change (removed, renamed, merged, split,
            definition, name, moved, rules, added), becomes, codings, transcripts, coders,
            look_again.
        """
        from civic_qual.codebook.changes import codebook_changes, followed_moves
        from civic_qual.study.tables import changes_table

        with self._session.recording(who, "change codebook", {"why": why}) as recorder:
            moment = self._session.moment()
            changes = codebook_changes(moment.codebook, codebook, moves)
            table = changes_table(moment, changes)
            before = " ".join(key.hex() for key, _ in moment.book_heads)
            recorder.add(
                book_version(codebook, json.dumps(followed_moves(changes)), before, recorder.time)
            )
            return table

    # Coming and going

    def merge(self, other: str | Path | Study, *, who: str = "") -> pd.DataFrame:
        """Bring in all that another study file holds; return the conflicts there are now.

        Merging in any order, and again, comes to the same. The other file is left as it is.
        """
        from civic_qual.study.merging import bring_in

        own = not isinstance(other, Study)
        source = Study(other) if not isinstance(other, Study) else other
        try:
            if source.path.resolve() == self.path.resolve():
                raise StudyError(f"{self.path}: a study cannot be merged with itself")
            with self._session.recording(who, "merge", {"file": source.path.name}) as recorder:
                bring_in(self._session, recorder, source._session.store)
        finally:
            if own:
                source.close()
        return self.conflicts

    def export(self, folder: str | Path) -> None:
        """Write the study as a folder of plain files (csv, yaml, txt): a full copy, words included.

        Raises
        ------
        StudyError
            If something is in the folder already.
        """
        from civic_qual.study.folder import write_folder

        with explained(self.path):
            write_folder(self._session.store, Path(folder))

    @classmethod
    def import_folder(cls, folder: str | Path, path: str | Path) -> Study:
        """Make a study file of a folder that `export` wrote: the same study, its trail included.

        Raises
        ------
        StudyError
            If the folder is none, or was changed, or something stands at `path`.
        """
        from civic_qual.study.folder import read_folder

        with new_store(Path(path)) as store:
            read_folder(store, Path(folder))
        return cls(path)

    def backup(self, path: str | Path) -> None:
        """Copy the study, as it is at this moment, to a new file; others may go on working."""
        with new_store(Path(path)) as store, explained(self.path):
            self._session.store.copy_to(store)

    def integrity(self) -> list[str]:
        """Return what is wrong with the file, a line each; an empty list if all is well.

        Pages, references, texts, every record, and that the audit trail accounts for all of them.
        """
        from civic_qual.study.checking import problems

        with explained(self.path):
            return problems(self._session.store)

    def _view(self, as_of: AsOf, chosen: Chosen) -> View:
        with self._session.reading(as_of) as moment:
            return chosen_view(moment, chosen)
