"""Acts done to a study: each wholly or not at all, once, and answered in its place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from civic_qual.coding.readings import ALL_CODES, written_codes
from civic_qual.errors import CivicQualError, StudyError
from civic_qual.messages import Message, message_of, quoted
from civic_qual.study.acts.checks import check_coder
from civic_qual.study.acts.code import HUMAN, Passage, coding_of, reading_of
from civic_qual.study.acts.decide import Change, answer_to, decision_on
from civic_qual.study.acts.note import About, memo_of, note_on_coding
from civic_qual.study.contents.settled import third_look_of
from civic_qual.study.records import (
    Assignment,
    BookVersion,
    Coding,
    DoneAct,
    Key,
    Label,
    Reading,
    Undo,
)
from civic_qual.study.snapshot import read_codebook_text
from civic_qual.study.work.act_kinds import DOES, refuse_what_is_no_act, refuse_wrong_kinds
from civic_qual.study.work.acts import (
    Accept,
    ChangeCoding,
    CodePassage,
    Done,
    NoteMemo,
    ReadItem,
    Reject,
    Settle,
    Uncode,
    UndoAct,
)
from civic_qual.study.work.answering import Answering, found_again
from civic_qual.study.work.conflicts import refuse_taken_back, refuse_unseen
from civic_qual.study.work.keys import as_key
from civic_qual.study.work.queues import (
    BLIND,
    given,
    read_items,
    revealed,
    shown_in,
    terms_of,
)
from civic_qual.study.work.sight import sight_of

if TYPE_CHECKING:
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.stored import Stored
    from civic_qual.study.work.acts import Act
    from civic_qual.study.work.queues import Given

_Numbered = TypeVar("_Numbered", Coding, Reading)


def act(
    session: Session, acts: Iterable[Act], *, coder: str, queue: str, by: str = ""
) -> list[Done]:
    """Do what somebody did: all that can be done in one line of the trail, each act once.

    Raises
    ------
    CodingError
        If nobody stands for it.
    StudyError
        If it is no act, or the coder was given no such queue.
    """
    check_coder(coder)
    wanted = list(acts)
    for one in wanted:
        refuse_what_is_no_act(one)
    told = {name: value for name, value in {"queue": queue, "by": by}.items() if value}
    with session.recording(coder, "act", told) as recorder:
        doing = _Doing(session=session, recorder=recorder, coder=coder, queue=queue)
        return [doing.done(one) for one in wanted]


def done_acts(session: Session, name: str) -> list[Stored[DoneAct]]:
    """Return the records of an act by its id: none, or several if copies of a study were merged.

    The one that holds, the earliest, is the first.
    """
    stored = session.store.records(DoneAct, where={"id": [name]})
    return sorted(stored, key=lambda one: (one.record.time, one.key))


@dataclass(kw_only=True)
class _Doing:
    """One call of `act`: who does it, and what has been done so far."""

    session: Session
    recorder: Recorder
    coder: str
    queue: str
    before: Snapshot = field(init=False)
    terms: Assignment | None = field(init=False)  # on which the queue is read

    def __post_init__(self) -> None:
        self.before = self.session.snapshot()
        self.terms = terms_of(self.before, self.queue, self.coder) if self.queue else None

    @property
    def now(self) -> Snapshot:
        """The study with what was done so far."""
        return self.session.within(self.recorder) if self.recorder.new else self.before

    def done(self, one: Act) -> Done:
        """Do an act, unless it was done before; say what became of it."""
        for known in done_acts(self.session, one.id):
            return Done(
                act=one.id,
                line=known.line,
                records=tuple(known.record.records.split()),
                repeated=True,
            )
        does = DOES[type(one)]
        try:
            with self.session.attempting(self.recorder):
                refuse_wrong_kinds(one)
                made = [key.hex() for key in _DO[type(one)](self, one)]
                self.recorder.add(
                    DoneAct(
                        id=one.id,
                        does=Label(does),
                        who=Label(self.coder),
                        queue=Label(self.queue),
                        records=" ".join(made),
                        time=self.recorder.time,
                    )
                )
        except CivicQualError as error:
            return Done(act=one.id, refused=message_of(error))
        return Done(act=one.id, line=self.recorder.line, records=tuple(made))

    # One method an act: it returns the names of what it made

    def code(self, one: CodePassage) -> list[Key]:
        passage = self._passage(one.transcript, one.revision, one.start, one.end)
        made = coding_of(
            self.before,
            passage,
            one.code,
            coder=self.coder,
            fields=one.fields,
            why=one.why,
            time=self.recorder.time,
        )
        key = self._add_apart(made)
        if not one.memo:
            return [key]
        memo = note_on_coding(key, one.memo, coder=self.coder, time=self.recorder.time)
        return [key, *self.recorder.add(memo)]

    def read(self, one: ReadItem) -> list[Key]:
        found = self._given(one.item)
        snapshot, record = self.now, found.record
        stands = snapshot.place_of(found.key, record)
        if stands is None:
            raise StudyError(
                Message(
                    "passage {item} is not in the corrected transcript {transcript} any more, "
                    "so it cannot be read there; place it first, or leave it out",
                    item=one.item,
                    transcript=quoted(record.transcript),
                )
            )
        book = _book(snapshot, one.codebook)
        if read_items(snapshot, self.coder, [record.item], codebook=book[0].hex()):
            return []
        made = reading_of(
            snapshot,
            Passage(record.transcript, *stands),
            snapshot.revisions[record.transcript],
            coder=self.coder,
            codes=_codes_in(snapshot, record, book),
            book=book,
            unit=record.unit,
            sample=record.sample,
            shown=shown_in(snapshot, record),
            time=self.recorder.time,
            item=record.item,
        )
        return [self._add_apart(made)]

    def memo(self, one: NoteMemo) -> list[Key]:
        made = memo_of(
            self.session,
            one.text,
            About(one.transcript, one.code, one.participant, one.coding),
            coder=self.coder,
            start=one.start,
            end=one.end,
            instead_of=one.instead_of,
            time=self.recorder.time,
        )
        return self.recorder.add(made)

    def uncode(self, one: Uncode) -> list[Key]:
        snapshot, key, coding = self._coding(one.coding, one.seen)
        if coding.origin != HUMAN:
            return answer_to(self._answering(), key, "reject", Change(), why=one.why)
        if coding.coder == self.coder and not self._is_revealed(snapshot, key, coding):
            return self._undo([key], one.why)
        return self._decide(snapshot, key, "reject", Change(), one.why)

    def change(self, one: ChangeCoding) -> list[Key]:
        change = Change(one.start, one.end, one.code, one.fields)
        if change == Change():
            raise StudyError(Message("nothing is to become anything else: say what changes"))
        snapshot, key, coding = self._coding(one.coding, one.seen)
        if coding.origin != HUMAN:
            return answer_to(self._answering(), key, "change", change, why=one.why)
        return self._decide(snapshot, key, "change", change, one.why)

    def accept(self, one: Accept) -> list[Key]:
        return self._answering().accept(one.advice, why=one.why)

    def reject(self, one: Reject) -> list[Key]:
        return self._answering().reject(one.advice, why=one.why)

    def settle(self, one: Settle) -> list[Key]:
        passage = self._passage(one.transcript, one.revision, one.start, one.end)
        made = third_look_of(self.now, one, passage, who=self.coder, time=self.recorder.time)
        return self.recorder.add(made)

    def undo(self, one: UndoAct) -> list[Key]:
        known = done_acts(self.session, one.act)
        if not known:
            raise StudyError(Message("no act {act} was done in this study", act=quoted(one.act)))
        record = known[0].record
        if record.who != self.coder:
            raise StudyError(
                Message("{who} did this, and {who} alone takes it back", who=record.who)
            )
        gone = self.now.gone
        keys = [Key(bytes.fromhex(name)) for name in record.records.split()]
        standing = [key for key in keys if key not in gone]
        if not standing:
            raise StudyError(
                Message("nothing of this is left to take back: it was taken back, or made nothing")
            )
        return self._undo(standing, "")

    # What they share

    def _answering(self) -> Answering:
        """Return the coder as one who answers to advice, unless there is none to be seen."""
        self._refuse_blind()
        return Answering(snapshot=self.now, recorder=self.recorder, coder=self.coder)

    def _refuse_blind(self) -> None:
        if self.terms and shown_in(self.before, self.terms) == BLIND:
            raise StudyError(
                Message(
                    "the queue {queue} is read blind: what others or machines found is answered "
                    "when it was revealed",
                    queue=quoted(self.queue),
                )
            )

    def _coding(self, name: str, seen: str | None) -> tuple[Snapshot, Key, Coding]:
        """Return a coding that somebody has seen, and that is what it was seen to be.

        Raises
        ------
        StudyError
            If there is none, if somebody else has changed it meanwhile, or it is not to be seen.
        """
        snapshot = self.now
        refuse_taken_back(snapshot, name, self._is_unseen)
        _, key = self.session.find(name, Coding, snapshot=snapshot)
        coding = snapshot.store.record(Coding, key=key)
        if coding.coder != self.coder or coding.origin != HUMAN:
            self._refuse_blind()
        if seen is not None:
            refuse_unseen(snapshot, key, seen, self._is_unseen)
        return snapshot, key, coding

    def _is_unseen(self, key: Key, who: str) -> bool:
        """Whether the coder may not see what somebody did to a coding."""
        if who == self.coder or key not in self.session.store.known(Coding, [key]):
            return False
        coding = self.session.store.record(Coding, key=key)
        stands = self.before.place_of(key, coding) or (0, sys.maxsize)
        return not sight_of(self.before, self.coder).sees(coding.transcript, *stands, by=who)

    def _is_revealed(self, snapshot: Snapshot, key: Key, coding: Coding) -> bool:
        """Whether a coding stands in a passage that was read blind, and is open by now."""
        span = snapshot.place_of(key, coding)
        opened = revealed(snapshot)
        if span is None or not opened:
            return False
        return any(
            one.record.queue in opened
            and (stands := snapshot.place_of(one.key, one.record)) is not None
            and stands[0] < span[1]
            and span[0] < stands[1]
            for one in given(snapshot, coder=[self.coder], transcript=[coding.transcript])
        )

    def _decide(
        self, snapshot: Snapshot, key: Key, verdict: str, change: Change, why: str
    ) -> list[Key]:
        return decision_on(snapshot, self.recorder, key, verdict, change, coder=self.coder, why=why)

    def _undo(self, keys: Iterable[Key], why: str) -> list[Key]:
        return self.recorder.add(
            *(
                Undo(subject=key, who=Label(self.coder), why=why, time=self.recorder.time)
                for key in keys
            )
        )

    def _add_apart(self, record: _Numbered) -> Key:
        """Record what may have an equal one, of the same hand and the same moment."""
        fresh = len(self.recorder.new)
        while True:
            (key,) = self.recorder.add(record)
            if len(self.recorder.new) > fresh:
                return key
            record = replace(record, nth=record.nth + 1)

    def _passage(self, transcript: str, revision: str, start: int, end: int) -> Passage:
        """Return a passage as it stands in the transcript that holds."""
        return Passage(transcript, *found_again(self.before, transcript, revision, (start, end)))

    def _given(self, item: str) -> Given:
        """Return what the coder was given by its key."""
        found = given(self.before, item=[as_key(item) or item])
        own = [one for one in found if one.record.coder == self.coder]
        if own:
            return own[0]
        if sight_of(self.before, self.coder).blind:  # not even whether somebody else reads it
            raise StudyError(
                Message("no passage {item} was given to {who}", item=quoted(item), who=self.coder)
            )
        if found:
            raise StudyError(
                Message(
                    "passage {item} was given to {coder}, not to {who}",
                    item=item,
                    coder=found[0].record.coder,
                    who=self.coder,
                )
            )
        raise StudyError(Message("no passage {item} was given to anybody", item=quoted(item)))


_DO: Mapping[type, Callable[[_Doing, Any], list[Key]]] = {
    CodePassage: _Doing.code,
    Uncode: _Doing.uncode,
    ReadItem: _Doing.read,
    NoteMemo: _Doing.memo,
    Settle: _Doing.settle,
    UndoAct: _Doing.undo,
    Accept: _Doing.accept,
    Reject: _Doing.reject,
    ChangeCoding: _Doing.change,
}


def _book(snapshot: Snapshot, name: str) -> tuple[Key, BookVersion]:
    """Return the version of the codebook that somebody read by, the one that holds for ""."""
    if not name:
        return snapshot.book_heads[0]
    for key, book in snapshot.books:
        if key.hex() == name:
            return key, book
    raise StudyError(
        Message(
            "the study had no version {codebook} of the codebook: this was read with another "
            "study's",
            codebook=quoted(name),
        )
    )


def _codes_in(snapshot: Snapshot, record: Assignment, book: tuple[Key, BookVersion]) -> str:
    """Return for which codes a passage is read by a version of the codebook."""
    if record.codes == ALL_CODES:
        return ALL_CODES
    earlier = [key for key, one in snapshot.books if one.time <= record.time]
    version = (earlier or [snapshot.books[0][0]])[-1]
    if version == book[0]:
        return record.codes
    codes = {snapshot.moves.code(code, version.hex()) for code in record.codes.split()}
    codebook = read_codebook_text(book[1].text)
    written = written_codes(codes, codebook)
    if not written:
        raise StudyError(
            Message("none of the codes for which this was to be read is in the codebook any more")
        )
    return written
