"""What a coder can take back, also after the page was closed: it comes from the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civic_qual.messages import Message, quoted, render
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.reviewing.sheet.passages import Passages
from civic_qual.study.contents.done import standing_acts
from civic_qual.study.records import Coding, Decision, Memo, Reading, Rejection, Undo

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.contents.done import StandingAct
    from civic_qual.study.records import Record
    from civic_qual.study.snapshot import Snapshot

_MOST, _WORDS = 50, 40  # acts that are listed, letters of their words


def undoable(seat: Seat) -> Answer:
    """Return the last acts of the coder that stand, the latest first.

    Each has its id, what it did in words, `does`, and where. To take one back is an `undo` of
    it. An act that `does` "undo" is listed as long as it can be taken back itself, which is a redo:
    it is offered where it is the first of the list.
    """
    coder = seat.person
    with seat.study._session.reading() as snapshot:
        telling = _Telling(snapshot, seat.language)
        return [telling.told(one) for one in standing_acts(snapshot, coder, _MOST)]


class _Telling:
    """Says what acts did."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self.snapshot, self.language = snapshot, language
        self.corpus: Corpus = snapshot.corpus
        self.codebook: Codebook = snapshot.codebook
        self.passages = Passages(self.corpus)

    def told(self, one: StandingAct) -> dict[str, Any]:
        about = self._about(one)
        return {
            "act": one.id,
            "does": one.does,
            "say": render(_SAID[one.does](self._what(about))),
            "transcript": getattr(about, "transcript", ""),
            "start": getattr(about, "start", 0),
            "queue": one.queue,
        }

    def _about(self, one: StandingAct) -> Record:
        """Return the record that tells where an act was done, and to what."""
        record = next((r for r in one.made if not isinstance(r, Undo)), one.made[0])
        for _ in range(3):
            if isinstance(record, Undo):
                record = one.of.get(record.subject, record)
            elif isinstance(record, Decision):
                record = one.of.get(record.coding, record)
        return record

    def _what(self, record: Record) -> str:
        """Return in words what an act is about."""
        if isinstance(record, Coding | Rejection):
            code = self.snapshot.moves.code(record.code, record.codebook) or record.code
            name = self.codebook[code].label(self.language) if code in self.codebook else code
            return Message("{words}: {code}", words=quoted(self._words(record)), code=name)
        if isinstance(record, Reading):
            return quoted(self._words(record))
        if isinstance(record, Memo):
            return quoted(_short(record.text))
        return ""

    def _words(self, record: Coding | Rejection | Reading) -> str:
        if self.snapshot.revisions.get(record.transcript) != record.revision:
            return record.transcript
        return _short(self.passages.words(record.transcript, record.start, record.end))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _WORDS else line[: _WORDS - 1] + "…"


_SAID = {
    "code": lambda what: Message("coded {what}", what=what),
    "uncode": lambda what: Message("taken off {what}", what=what),
    "change": lambda what: Message("changed {what}", what=what),
    "accept": lambda what: Message("accepted {what}", what=what),
    "reject": lambda what: Message("rejected {what}", what=what),
    "read": lambda what: Message("read {what}", what=what),
    "memo": lambda what: Message("noted {what}", what=what),
    "undo": lambda what: Message("taken back: {what}", what=what),
}
