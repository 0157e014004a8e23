"""Work shared out and done: `Study` has these acts, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from civic_qual.calls import helpful
from civic_qual.coding.readings import ALL_CODES
from civic_qual.study.acts.beside import Beside
from civic_qual.study.contents.settled import ThirdLookTable, third_look_table
from civic_qual.study.work.acting import act
from civic_qual.study.work.assigning import assign
from civic_qual.study.work.queues import queue_of
from civic_qual.study.work.sight import Sight, reveal, sight_of
from civic_qual.study.work.tables import QueueTable, RejectionTable, queue_table, rejection_table

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.codings import CodedUnit
    from civic_qual.coding.columns import Shown
    from civic_qual.study.work.acts import Act, Done
    from civic_qual.study.work.assigning import Passages
    from civic_qual.study.work.queue import Queue, QueueKind


class Work(Beside):
    """A study, with who reads what in it, and what they do, one act each."""

    @helpful
    def assign(
        self,
        name: str,
        what: Sample | str | Passages,
        coders: str | Sequence[str],
        *,
        kind: QueueKind | None = None,
        unit: CodedUnit | None = None,
        codes: str | Sequence[str] = ALL_CODES,
        shown: Shown | None = None,
        share: bool = False,
        asked: str = "",
        who: str = "",
    ) -> dict[str, Queue]:
        """Give coders passages to read; return the queue of each. What was given stays theirs.

        A sample is shared out evenly and at random, what is doubled to two. A coder who is named
        later gets what nobody has, and second readings that are missing, and nothing else.

        Parameters
        ----------
        name
            What the queue is called.
        what
            A sample, or the name of one that is kept; or passages: a table with the columns
            transcript, start and end, or rows of these.
        coders
            Who reads; several, or one name.
        kind
            Where passages come from: "suggestions", "disagreements", "search" or "transcripts".
        unit
            What is coded as a whole; if left out what was drawn, or turns.
        codes
            For which codes it is read: `*` for all.
        shown
            What readers see beside a passage: "blind", "rules", "model" or "another_coder". If
            left out, samples and transcripts are read blind.
        share
            Whether passages are shared out, too; else everybody named gets all of them.
        asked
            What passages were found by: the rule of a search, the name of a model.
        who
            Who assigns.

        Raises
        ------
        StudyError
            If a queue of that name is read on other terms, or nothing is given.
        SampleError
            If nothing of a sample is left for a coder, or it is not of this study.
        CodingError
            If there is no such passage, code or unit.

        See Also
        --------
        queue : The queue of one coder.
        act : What the coder does in it.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import civic_qual as cq
        >>> path = Path(tempfile.mkdtemp()) / "mali.study"
        >>> sample = cq.draw_sample(cq.example_corpus(), n=10, double=0.2, name="first")
        >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        ...     queues = study.assign("first", sample, ["Awa", "Issa"])
        ...     {coder: len(queue.items) for coder, queue in queues.items()}
        {'Awa': 6, 'Issa': 6}
        """
        return assign(
            self._session,
            name,
            what,
            coders,
            kind=kind,
            unit=unit,
            codes=codes,
            shown=shown,
            share=share,
            asked=asked,
            who=who,
        )

    @helpful
    def queue(self, name: str, coder: str) -> Queue:
        """Return what a coder was given to read, in order, with how far they are.

        Raises
        ------
        StudyError
            If the coder was given no queue of that name.
        """
        with self._session.reading() as snapshot:
            return queue_of(snapshot, name, coder)

    @property
    def queues(self) -> QueueTable:
        """What coders were given: queue, kind, coder, assigned, read, shown, sample."""
        with self._session.reading() as snapshot:
            return queue_table(snapshot)

    @helpful
    def sight(self, coder: str) -> Sight:
        """Return what a coder may see of what others did: in blind queues nothing.

        Whatever shows something to a coder asks here first: `sees` of a passage, `of_table` of a
        table of codings or memos.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import civic_qual as cq
        >>> path = Path(tempfile.mkdtemp()) / "mali.study"
        >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        ...     _ = study.add(cq.example_codings())
        ...     passage = [("mali_13_dogon_elder", 450, 520)]
        ...     _ = study.assign("first", passage, ["Awa", "Issa"], kind="transcripts")
        ...     sight = study.sight("Awa")
        ...     shown = sight.of_table(study.coding_table().frame)
        >>> sight.blind, sight.sees("mali_13_dogon_elder", 500, 510, by="Issa")
        (('first',), False)
        """
        with self._session.reading() as snapshot:
            return sight_of(snapshot, coder)

    @helpful
    def act(
        self, acts: Act | Iterable[Act], *, coder: str, queue: str = "", by: str = ""
    ) -> list[Done]:
        """Do what a coder did; return what became of each act, in their order.

        Each is done wholly or not at all, and one that is refused does not stop the others. An
        act whose id was done before is answered as it was then, and not done twice. What is
        answered is on the disk; all of one call is one line of the audit trail.

        Parameters
        ----------
        acts
            What was done: see `civic_qual.study.work.acts`.
        coder
            By whom.
        queue
            In which of their queues.
        by
            Who brought it in for the coder, for the audit trail.

        Raises
        ------
        CodingError
            If nobody stands for it.
        StudyError
            If it is no act, or the coder was given no such queue.

        See Also
        --------
        assign : Who reads what.
        """
        return act(
            self._session,
            acts if isinstance(acts, Iterable) else [acts],
            coder=coder,
            queue=queue,
            by=by,
        )

    @property
    def rejections(self) -> RejectionTable:
        """What coders said no to: id, transcript, start, end, code, coder, origin, by, and more."""
        with self._session.reading() as snapshot:
            return rejection_table(snapshot)

    @property
    def third_looks(self) -> ThirdLookTable:
        """What was settled where coders differ, one by one, in rounds that are open or closed.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import civic_qual as cq
        >>> from civic_qual.study.work.acts import Settle
        >>> path = Path(tempfile.mkdtemp()) / "mali.study"
        >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        ...     _ = study.add(cq.example_codings())
        ...     first = study.disagreements()[["transcript", "start", "end", "code"]].iloc[0]
        ...     said = Settle(reference="reference", revision="", decision="yes", **first)
        ...     _ = study.act(said, coder="Cai")
        ...     study.third_looks[["code", "decision", "decided_by"]].values.tolist()
        [['assessment.fails', 'yes', 'Cai']]
        """
        with self._session.reading() as snapshot:
            return third_look_table(snapshot)

    @helpful
    def reveal(self, queue: str, *, who: str, why: str = "") -> str:
        """Open a blind queue for all who work in it; return the id of that, to undo it by.

        What is read in it afterwards is marked as read with others' answers in view.

        Raises
        ------
        StudyError
            If there is no blind queue of that name, or it is open.
        """
        return reveal(self._session, queue, who=who, why=why)
