"""What is to be done so that a study says what a document says: nothing, if it says it already.

Only what documents brought is taken off by a document; what a coder did elsewhere stays, and what
others decided since holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from civic_qual.reviewing.act_ids import ActIds
from civic_qual.reviewing.word.statements import Words
from civic_qual.study.work.acts import (
    Accept,
    Act,
    CodePassage,
    NoteMemo,
    ReadItem,
    Reject,
    Uncode,
    UndoAct,
)

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.reviewing.word.small_print import Suggestion
    from civic_qual.reviewing.word.statements import Statement
    from civic_qual.study.work.queue import Advice
    from civic_qual.study.work.said import Said as SaidBefore
    from civic_qual.study.work.said import SaidCoding

MAKER = "word"


class Differences:
    """Works out acts for passages of one coder in one queue.

    Parameters
    ----------
    known
        What the coder said of them so far.
    codebook
        The one that holds.
    printed, version
        The revision of the transcript that the document was written of, and the version of the
        codebook that it lists.
    """

    def __init__(
        self, known: SaidBefore, codebook: Codebook, *, printed: str, version: str
    ) -> None:
        self._known, self._codebook = known, codebook
        self._printed, self._version = printed, version
        self._ids = ActIds(MAKER, known.done)
        self._standing = frozenset(
            coded.id for codings in known.codings.values() for coded in codings
        )

    def acts(self, statements: Sequence[Statement]) -> Iterator[Act]:
        """Yield what is to be done, in order.

        Parameters
        ----------
        statements
            What a document says of passages that were read, and of which all is understood.
        """
        for one in statements:
            for made in one.rejected:
                yield from self._reject(one, made)
            for made in one.accepted:
                yield from self._accept(one, made)
            yield from self._codes(one)
            yield from self._taken_off(one)
            for words, text in sorted(one.remarks):
                yield from self._remark(one, words, text)
            if self._version not in self._known.read.get(one.item.key, frozenset()):
                name = self._ids.fresh(one.item.key, "read", self._version)
                yield ReadItem(id=name, item=one.item.key, codebook=self._version)

    def act_of_new_code(self, one: Statement, words: Words, name: str) -> str:
        """Return the id of the act that gives words a code that is made."""
        return self._ids.fresh(one.item.key, "new", name, words)

    # Suggestions

    def _accept(self, one: Statement, made: Suggestion) -> Iterator[Act]:
        said = self._about(one, made)
        words = [Words(*span, self._printed) for span in made.spans]
        if all(self._is_coded(one, each, made.code) for each in words) or self._holds(said):
            return
        before = self._ids.last("reject", *said)
        if before and made.code in self._known.rejected.get(one.item.key, ()):
            yield UndoAct(id=self._ids.fresh(one.item.key, "undo", before), act=before)
        name = self._ids.fresh("accept", *said)
        yield Accept(id=name, advice=self._advice(one, made))

    def _reject(self, one: Statement, made: Suggestion) -> Iterator[Act]:
        said = self._about(one, made)
        if before := self._holds(said):
            yield UndoAct(id=self._ids.fresh(one.item.key, "undo", before), act=before)
        elif made.code in self._known.rejected.get(one.item.key, ()):
            return
        name = self._ids.fresh("reject", *said)
        yield Reject(id=name, advice=self._advice(one, made))

    def _holds(self, said: Sequence[object]) -> str:
        """Return the act that accepted a suggestion, if what it made stands; else ""."""
        before = self._ids.last("accept", *said)
        made = self._known.done(before) if before else None
        return before if made and not self._standing.isdisjoint(made) else ""

    def _about(self, one: Statement, made: Suggestion) -> list[object]:
        whose = [made.origin, made.by]
        return [one.item.key, made.code, whose, self._printed, made.spans]

    def _advice(self, one: Statement, made: Suggestion) -> Advice:
        return made.advice(one.item.transcript, self._printed)

    # Codings

    def _codes(self, one: Statement) -> Iterator[Act]:
        for words, code in sorted(one.codes):
            if not self._is_coded(one, words, code) and not self._brought_before(one, words, code):
                yield CodePassage(
                    id=self._ids.fresh(one.item.key, "code", code, words),
                    transcript=one.item.transcript,
                    revision=words.revision,
                    start=words.start,
                    end=words.end,
                    code=code,
                )

    def _is_coded(self, one: Statement, words: Words, code: str) -> bool:
        """Return whether words carry a code, or somebody decided since that they do not."""
        return words.revision == one.item.revision and any(
            (coded.start, coded.end, coded.code) == (words.start, words.end, code)
            for coded in self._known.codings.get(one.item.key, ())
        )

    def _brought_before(self, one: Statement, words: Words, code: str) -> bool:
        """Return whether a document coded these words before a correction moved them."""
        before = self._ids.last(one.item.key, "code", code, words)
        return not self._standing.isdisjoint(self._known.done(before) or () if before else ())

    def _taken_off(self, one: Statement) -> Iterator[Act]:
        """Yield how codings are taken off that a document brought, and that this one lacks."""
        said = {(words.start, words.end, code) for words, code in one.codes}
        said |= {(*span, made.code) for made in one.accepted for span in made.spans}
        for coded in self._known.codings.get(one.item.key, ()):
            if (coded.start, coded.end, coded.code) not in said and not coded.decided:
                before = self._brought(one, coded)
                if before:
                    name = self._ids.fresh(one.item.key, "uncode", before)
                    yield Uncode(id=name, coding=coded.id)

    def _brought(self, one: Statement, coded: SaidCoding) -> str:
        """Return the act of a document that made a coding; "" if none did."""
        key, words = one.item.key, Words(coded.start, coded.end, one.item.revision)
        names = self._codebook[coded.code].name.values()
        tried = [("code", coded.as_coded), *(("new", name) for name in names)]
        return next(
            filter(None, (self._ids.brought(coded.id, key, *said, words) for said in tried)), ""
        )

    def _remark(self, one: Statement, words: Words, text: str) -> Iterator[Act]:
        here = words if words.revision == one.item.revision else one.item
        if not self._ids.last(one.item.key, "memo", words, text):
            yield NoteMemo(
                id=self._ids.fresh(one.item.key, "memo", words, text),
                text=text,
                transcript=one.item.transcript,
                start=here.start,
                end=here.end,
            )
