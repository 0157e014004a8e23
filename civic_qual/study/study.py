"""`Study`: everything of a study in one file, kept so that nothing is ever lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.calls import helpful
from civic_qual.coding.readings import ALL_CODES
from civic_qual.errors import StudyError
from civic_qual.messages import Message
from civic_qual.study.acts.add import add, begin
from civic_qual.study.acts.backup import back_up, set_backup
from civic_qual.study.acts.code import Passage, code_passage, read_passage
from civic_qual.study.acts.correct import correct
from civic_qual.study.acts.decide import Change, decide, place, undo, undo_line
from civic_qual.study.acts.note import About, note
from civic_qual.study.acts.sample import keep_sample
from civic_qual.study.books.books import Books
from civic_qual.study.contents.open_questions import (
    Conflicts,
    Placements,
    placements,
)
from civic_qual.study.folder import read_folder, write_folder
from civic_qual.study.merging import bring_in
from civic_qual.study.opening import explained, new_store, open_store
from civic_qual.study.session import Recorder, Session

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import CodedUnit, Codings
    from civic_qual.coding.columns import Shown
    from civic_qual.corpus.model import Corpus, Transcript


class Study(Books):
    """A study file: transcripts, codebook, codings, readings, decisions, memos and samples.

    Nothing in it is ever changed or deleted: what is corrected, decided or undone is added, so
    that every earlier state can be seen again (`as_of`). What a method has acknowledged by
    returning is on the disk. Several people may write to one file at once.

    A file that is not what was recorded is damaged: it opens, `integrity` lists what is wrong, and
    everything else is refused, so that nothing wrong is ever shown.

    Parameters
    ----------
    path
        The file; `Study.create` makes one.
    backup_to
        A folder, best on another drive, in which a copy is renewed whenever the study is closed.
        It is set once: this computer remembers it for this file, until "" ends it. The file
        itself knows nothing of it.

    Raises
    ------
    StudyError
        If it is missing, no study (any more), made by a newer version, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import civic_qual as cq
    >>> path = Path(tempfile.mkdtemp()) / "mali.study"
    >>> with Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
    ...     threat = study.code("mali_13_dogon_elder", 450, 520, "plan.threat", coder="Awa")
    ...     _ = study.decide(threat, "reject", coder="Issa", why="he speaks of the market")
    ...     study.codings(status="rejected"), study.audit["action"].tolist()
    (Codings(1 codings and 0 readings by Awa), ['create', 'code', 'reject'])
    """

    @helpful
    def __init__(self, path: str | Path, *, backup_to: str | Path | None = None) -> None:
        if backup_to is not None:
            set_backup(Path(path), backup_to)
        super().__init__(Path(path), Session(open_store(Path(path))))

    def close(self) -> None:
        """Close the file, and renew its backup if it has one.

        Corpora and codings taken from it stay usable while it is there.
        """
        try:
            if not self._session.store.closed:
                back_up(self._session)
        finally:  # who makes errors of warnings wants the file closed, too
            super().close()

    @classmethod
    @helpful
    def create(
        cls,
        path: str | Path,
        corpus: Corpus,
        codebook: Codebook,
        *,
        who: str = "",
        backup_to: str | Path | None = None,
    ) -> Study:
        """Make a study file of a corpus and a codebook, and open it.

        `backup_to` is a second place for it: see `Study`.

        Raises
        ------
        StudyError
            If something stands at `path` already, or the folder cannot hold a study.
        """
        if not len(corpus):
            raise StudyError(Message("the corpus has no transcripts: a study needs at least one"))
        with new_store(Path(path)) as store, store.writing():
            recorder = Recorder(store)
            begin(recorder, corpus, codebook)
            recorder.log(who, "create")
        return cls(path, backup_to=backup_to)

    # Adding to it

    @helpful
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
        return add(self._session, what, who, why)

    @helpful
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
        fields: Mapping[str, str] | None = None,
    ) -> str:
        """Say that a passage carries a code; return the id of the coding.

        Parameters
        ----------
        transcript, start, end, code
            The passage, end exclusive, and the code.
        coder
            Who says so.
        memo, why
            A note on the coding, and the reason for it.
        fields
            What it says besides, in the fields that its code declares.

        Raises
        ------
        CodingError
            If there is no such transcript, passage, code or field.
        """
        passage = Passage(transcript, start, end)
        return code_passage(
            self._session, passage, code, coder=coder, fields=fields or {}, memo=memo, why=why
        )

    @helpful
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
        shown: Shown = "unknown",
    ) -> str:
        """Say that a passage was read for some codes; return the id of the reading.

        What is read and not coded does not carry the codes; what is not read is not known.

        Parameters
        ----------
        transcript, start, end
            The passage; the whole transcript if only that is named.
        coder
            Who has read it.
        codes
            For which codes: `*` for all. `plan` alone says nothing of the codes below it; `plan.*`
            says it of all of them.
        unit
            What was coded as a whole.
        sample
            The sample that it is part of, by its name.
        shown
            What the reader saw of other codings of it: "blind" is nothing, "rules", "model" or
            "another_coder" theirs.

        Raises
        ------
        CodingError
            If there is no such transcript, passage, code or unit, or nothing of that kind is shown.
        """
        return read_passage(
            self._session,
            transcript,
            start,
            end,
            coder=coder,
            codes=codes,
            unit=unit,
            sample=sample,
            shown=shown,
        )

    @helpful
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
        fields: Mapping[str, str] | None = None,
    ) -> str:
        """Accept, reject or change a coding; return the id of the decision, by which to undo it.

        What a machine coded is advice, which stays what it is for everybody else: to accept or to
        change it makes a coding of the coder, whose id is returned, and to reject it a rejection.

        Parameters
        ----------
        coding
            Its id, from `code` or `coding_table`.
        verdict
            "accept", "reject" or "change"; with "change", what `start`, `end`, `code` and `fields`
            become.
        coder, why
            Who decides, and the reason.

        Raises
        ------
        StudyError
            If there is no such coding or verdict.

        See Also
        --------
        rejections : What coders said no to.
        """
        change = Change(start, end, code, fields)
        return decide(self._session, coding, verdict, change, coder=coder, why=why)

    @helpful
    def undo(self, record: str, *, coder: str, why: str = "") -> str:
        """Take back a coding, reading, decision, memo, sample or undo; return the id of the undo.

        Passages given to read, rejections, reveals, settings, consents, models and areas can be
        taken back, too; a release has left. The record stays, and `as_of` shows it; it holds no
        more.

        Raises
        ------
        StudyError
            If there is no such record, or it was taken back before.
        """
        return undo(self._session, record, coder=coder, why=why)

    @helpful
    def undo_line(self, line: int, *, coder: str, why: str = "") -> int:
        """Take back all that a line of the audit trail brought; return how many records that was.

        To undo the line of the undo brings it back.

        Raises
        ------
        StudyError
            If there is no such line, or nothing of it can be taken back.

        See Also
        --------
        audit : The lines.
        """
        return undo_line(self._session, line, coder=coder, why=why)

    @helpful
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
        """Note something on one thing, or on the study; return the id of the memo.

        Parameters
        ----------
        text, coder
            What is noted, and by whom.
        transcript, start, end
            A transcript, or a passage of it.
        code, participant, coding
            A code, a participant, or a coding by its id.
        instead_of
            The id of a memo that this one stands in for.

        Raises
        ------
        StudyError
            If it is empty, on several things, or on something that is not there.
        """
        return note(
            self._session,
            text,
            About(transcript, code, participant, coding),
            coder=coder,
            start=start,
            end=end,
            instead_of=instead_of,
        )

    @helpful
    def keep_sample(self, sample: Sample, *, who: str = "") -> None:
        """Keep a sample with its inclusion probabilities.

        Raises
        ------
        StudyError
            If another sample of that name is kept.
        SampleError
            If the corpus of the study is not the one it was drawn from, or only some rows of it
            were chosen.

        See Also
        --------
        civic_qual.draw_sample : Draw one of `study.corpus`.
        """
        keep_sample(self._session, sample, who=who)

    # Changing what is coded, and by what

    @helpful
    def correct(self, transcript: Transcript, *, who: str = "", why: str = "") -> Placements:
        """Put a corrected transcript in the place of the one of its id.

        Codings, readings, memos and passages given to read are found again by alignment; those
        that cannot be come first in the table returned, and stay in `unplaced` until somebody
        places them.

        Raises
        ------
        StudyError
            If there is no transcript of that id, or nothing is different.

        See Also
        --------
        place : Say where something stands that was not found.
        """
        return placements(correct(self._session, transcript, who=who, why=why))

    @helpful
    def place(self, record: str, start: int, end: int, *, coder: str) -> str:
        """Say where something stands in its corrected transcript, as `unplaced` lists it.

        Raises
        ------
        StudyError
            If there is no such record.
        CodingError
            If there is no such passage.
        """
        return place(self._session, record, start, end, coder=coder)

    # Coming and going

    @helpful
    def merge(self, other: str | Path | Study, *, who: str = "") -> Conflicts:
        """Bring in all that another study file holds; return the conflicts there are now.

        Two files merged each way hold the same, and merging again changes nothing. The other file
        is left as it is. Of three or more, nothing is lost in any order; but a passage that can be
        followed only from one correction to the next may wait in `study.unplaced` of a file that
        got all corrections at once, until it is merged with one that got them one by one.

        Raises
        ------
        StudyError
            If it is this study, or no study file.
        """
        source = other if isinstance(other, Study) else Study(other)
        try:
            if source.path.resolve() == self.path.resolve():
                raise StudyError(
                    Message("{path}: a study cannot be merged with itself", path=self.path)
                )
            source._session.store.refuse_damage()
            bring_in(self._session, source._session.store, who=who)
        finally:
            if source is not other:
                source.close()
        return self.conflicts

    @helpful
    def export(self, folder: str | Path) -> None:
        """Write the study as a folder of plain files (csv, yaml, txt): a full copy, words included.

        Raises
        ------
        StudyError
            If something is in the folder already.
        WriteError
            If it cannot be written.
        """
        self._session.store.refuse_damage()
        with explained(self.path):
            write_folder(self._session.store, Path(folder))

    @classmethod
    @helpful
    def import_folder(cls, folder: str | Path, path: str | Path) -> Study:
        """Make a study file of a folder that `export` wrote: the same study, its trail included.

        Raises
        ------
        StudyError
            If the folder is none, or was changed, or something stands at `path`.
        """
        with new_store(Path(path)) as store:
            read_folder(store, Path(folder))
        return cls(path)

    @helpful
    def backup(self, path: str | Path) -> None:
        """Copy the study, as it is at this moment, to a new file; others may go on working.

        Raises
        ------
        StudyError
            If something stands at `path` already, or the folder cannot hold a study.
        """
        self._session.store.refuse_damage()
        with new_store(Path(path)) as store, explained(self.path):
            self._session.store.copy_to(store)
