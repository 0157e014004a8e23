"""What a coder answers to advice of a machine or of others: yes, no, or something else.

A yes is a coding of the coder, a no a rejection by the coder: the advice stays what it is, for
everybody else. The later answer to the same words and code counts, so it takes the earlier back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from civic_qual.coding.anchoring import Reanchoring
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.study.acts.checks import check_code, check_coder, check_passage
from civic_qual.study.acts.code import Passage, coding_of
from civic_qual.study.records import Coding, Key, Label, Rejection, Undo, Version

if TYPE_CHECKING:
    from civic_qual.corpus.model import Span
    from civic_qual.study.records import Placed
    from civic_qual.study.session import Recorder
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.work.queue import Advice

ACCEPT = "accept"  # the verdict
ACCEPTED = "accepted"  # how the reason of a coding begins that was advice before
_Answer = TypeVar("_Answer", Coding, Rejection)


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Somebody who answers to advice, in a recording, before which the study was as it is here."""

    snapshot: Snapshot
    recorder: Recorder
    coder: str

    def accept(
        self, advice: Advice, *, why: str = "", fields: Mapping[str, str] | None = None
    ) -> list[Key]:
        """Record that advice holds: a coding for each of its spans; return what was made.

        Raises
        ------
        CodingError, StudyError
            If there is no such passage or code, or nobody stands for it.
        """
        placed = self._placed(advice)
        known = {(one.start, one.end) for _, one in self.own(Coding, placed)}
        made = self._take_back(key for key, _ in self.own(Rejection, placed))
        for start, end in placed.spans:
            if (start, end) not in known:
                made += self.code(
                    Passage(placed.transcript, start, end),
                    placed.code,
                    fields=fields or {},
                    why=_reason(ACCEPTED, advice.why, why),
                )
        return made

    def reject(self, advice: Advice, *, why: str = "") -> list[Key]:
        """Record that advice does not hold, says this coder; return what was made.

        Raises
        ------
        CodingError, StudyError
            As `accept`.
        """
        placed = self._placed(advice)
        book, _ = self.snapshot.book_heads[0]
        known = {(one.start, one.end) for _, one in self.own(Rejection, placed)}
        accepted = (
            key for key, one in self.own(Coding, placed) if one.evidence.startswith(ACCEPTED)
        )
        made = self._take_back(accepted)
        made += self.recorder.add(
            *(
                Rejection(
                    transcript=Label(placed.transcript),
                    revision=Label(placed.revision),
                    start=start,
                    end=end,
                    code=Label(placed.code),
                    codebook=Label(book.hex()),
                    coder=Label(self.coder),
                    origin=Label(placed.origin),
                    by=Label(placed.by),
                    score=float(placed.score),
                    why=why,
                    time=self.recorder.time,
                )
                for start, end in placed.spans
                if (start, end) not in known
            )
        )
        return made

    def change(
        self, advice: Advice, passage: Passage, code: str, fields: Mapping[str, str], why: str
    ) -> list[Key]:
        """Record what advice becomes: another code is a no to the one advised; return what is made.

        Raises
        ------
        CodingError, StudyError
            As `accept`.
        """
        made = self.code(passage, code, fields=fields, why=_reason("changed", advice.why, why))
        return made if code == advice.code else [*made, *self.reject(advice, why=why)]

    def code(
        self, passage: Passage, code: str, *, fields: Mapping[str, str], why: str
    ) -> list[Key]:
        """Record a coding of the coder."""
        return self.recorder.add(
            coding_of(
                self.snapshot,
                passage,
                code,
                coder=self.coder,
                fields=fields,
                why=why,
                time=self.recorder.time,
            )
        )

    def _placed(self, advice: Advice) -> Advice:
        """Return advice as it stands in the transcript that holds, once sure that it can be."""
        check_coder(self.coder)
        check_code(self.snapshot, advice.code)
        if not advice.spans:
            raise StudyError(Message("this advice stands on no words: there is nothing to answer"))
        spans = [
            found_again(self.snapshot, advice.transcript, advice.revision, span)
            for span in advice.spans
        ]
        for start, end in spans:
            check_passage(self.snapshot, advice.transcript, start, end)
        return replace(
            advice,
            revision=self.snapshot.revisions[advice.transcript],
            spans=tuple(dict.fromkeys(spans)),
        )

    def own(self, kind: type[_Answer], placed: Advice) -> Iterator[tuple[Key, _Answer]]:
        """Yield what the coder said of just these words and this code, as far as it stands."""
        snapshot, spans = self.snapshot, set(placed.spans)
        where: dict[str, list[Any]] = {
            "transcript": [placed.transcript],
            "coder": [self.coder],
        }
        if not _was_corrected(snapshot, placed.transcript):
            where |= {"start": [start for start, _ in spans]}
        for stored in snapshot.store.records(kind, where=where, until=snapshot.line):
            one = stored.record
            code = snapshot.moves.code(one.code, one.codebook)
            if code != placed.code or stored.key in snapshot.gone:
                continue
            span = snapshot.place_of(stored.key, cast("Placed", one))
            if span in spans and not self._is_overruled(stored.key):
                yield stored.key, replace(one, start=span[0], end=span[1])

    def _is_overruled(self, key: Key) -> bool:
        """Whether somebody decided that an answer does not hold, or is another one."""
        decisions = self.snapshot.decisions_on(key)
        return bool(decisions) and decisions[0][1].verdict != ACCEPT

    def _take_back(self, keys: Iterable[Key]) -> list[Key]:
        return self.recorder.add(
            *(
                Undo(subject=key, who=Label(self.coder), why="", time=self.recorder.time)
                for key in keys
            )
        )


def found_again(snapshot: Snapshot, transcript: str, revision: str, span: Span) -> Span:
    """Return where a passage of a revision stands in the transcript that holds.

    Raises
    ------
    StudyError
        If nobody could be sure, or the transcript never had that revision.
    """
    now = snapshot.revisions.get(transcript)
    if now is None or revision in (now, ""):
        return span
    store = snapshot.store
    where = {"transcript": [transcript], "revision": [revision]}
    known = store.columns(Version, "key", where=where, until=snapshot.line)["key"]
    found = Reanchoring(store.passage(revision), store.passage(now)).span(*span) if known else None
    if found is None:
        raise StudyError(
            Message(
                "the transcript {transcript} was corrected since, and this passage is not found "
                "in it any more: look at it again and choose the words anew",
                transcript=quoted(transcript),
            )
        )
    return found


def _was_corrected(snapshot: Snapshot, transcript: str) -> bool:
    versions = snapshot.transcripts.get(transcript, [])
    return any(one.supersedes for _, one in versions)


def _reason(begins: str, advised: str, why: str) -> str:
    """Return the reason of a coding that was advice: what that said, and what the coder says."""
    said = " · ".join(one for one in (advised, why) if one)
    return ": ".join([begins, said] if said else [begins])
