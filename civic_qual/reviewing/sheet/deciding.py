"""Acts worked out of what a sheet says of a passage, and what stands in the study already.

Only what a sheet brought is taken off by a sheet; what a coder did elsewhere stays, and what
others decided since holds. Against a study that has it all there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civic_qual.messages import Message, clauses, enumerated, quoted
from civic_qual.reviewing.act_ids import ActIds
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
from civic_qual.texts import normalise

if TYPE_CHECKING:
    from civic_qual.study.work.queue import Advice, Item
    from civic_qual.study.work.said import Said, SaidCoding


@dataclass(frozen=True, kw_only=True)
class PartAnswer:
    """What a sheet says of a passage, or of one of its parts.

    Attributes
    ----------
    number
        Which part, from 0.
    start, end
        Where it stands, in characters of the transcript.
    codes
        Its codes, with what is said in their fields.
    memo
        A note on it; None if the sheet has no place for one.
    """

    number: int
    start: int
    end: int
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    memo: str | None = ""


@dataclass(frozen=True, kw_only=True)
class ItemAnswer:
    """What a sheet says of a passage, as a whole.

    Attributes
    ----------
    item
        The passage.
    parts
        What is said of its parts.
    nothing
        Whether it says that nothing is here.
    answers
        Advice that was answered, with yes or no.
    codebook
        By which version of the codebook it was read.
    whole
        Whether the sheet still has all its columns of codes: else nothing is taken off.
    """

    item: Item
    parts: Sequence[PartAnswer]
    nothing: bool = False
    answers: Sequence[tuple[Advice, bool]] = ()
    codebook: str = ""
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What is to be done about a passage, and what is to be told of it.

    Attributes
    ----------
    acts, told
        What is done, and what a person should know.
    elsewhere
        Whether it carries codes that the row does not name, and that no sheet brought.
    """

    acts: Sequence[Act]
    told: Sequence[str]
    elsewhere: bool


def memo_acts(item: Item, part: PartAnswer, standing: Said, *, answered: bool) -> Iterator[Act]:
    """Yield what is to be done about a note; one that was taken out goes if the row is answered."""
    if part.memo is None:
        return
    ids = ActIds("sheet", standing.done)
    here = [
        one
        for one in standing.memos.get(item.key, ())
        if (one.start, one.end) == (part.start, part.end)
    ]
    wanted = normalise(part.memo).strip()
    if any(one.text.strip() == wanted for one in here):
        return
    own = [one for one in here if ids.brought(one.id, item.key, part.number, "memo", one.text)]
    if wanted:
        yield NoteMemo(
            id=ids.fresh(item.key, part.number, "memo", wanted),
            text=wanted,
            transcript=item.transcript,
            start=part.start,
            end=part.end,
            instead_of=own[0].id if own else "",
        )
    elif own and answered:
        before = ids.brought(own[0].id, item.key, part.number, "memo", own[0].text)
        yield UndoAct(id=ids.fresh(item.key, part.number, "no memo", before), act=before)


def decided(
    answer: ItemAnswer,
    standing: Said,
    called: Callable[[str], Iterable[str]],
    asked: frozenset[str] | None = None,
) -> Decided:
    """Return what is to be done about a passage that was answered as a whole.

    Parameters
    ----------
    answer, standing
        What the sheet says, and what stands.
    called
        What a code was called where a sheet made it.
    asked
        The codes that the sheet is read for: of others it takes nothing off. None if it is for all.
    """
    deciding = _Deciding(answer, standing, called, asked)
    acts = [*deciding.codes(), *deciding.advice(), *deciding.notes(), *deciding.reading()]
    return Decided(acts=acts, told=deciding.told(), elsewhere=deciding.elsewhere)


class _Deciding:
    """Compares what a sheet says of one passage with what stands."""

    def __init__(
        self,
        answer: ItemAnswer,
        standing: Said,
        called: Callable[[str], Iterable[str]],
        asked: frozenset[str] | None,
    ) -> None:
        self.answer, self.standing, self.item = answer, standing, answer.item
        self.called, self.asked = called, asked
        self.ids = ActIds("sheet", standing.done)
        self.codings = list(standing.codings.get(self.item.key, ()))
        self.read_before = bool(standing.read.get(self.item.key))
        self.added: list[str] = []
        self.taken_off: list[str] = []
        self.remarks: list[str] = []
        self.elsewhere = False

    # Codes

    def codes(self) -> Iterator[Act]:
        kept: set[str] = set()
        for part in self.answer.parts:
            for code, said in part.codes.items():
                here = [one for one in self._in(part) if one.code == code]
                kept |= {one.id for one in here}
                yield from self._code(part, code, said, here)
        if self.answer.whole:
            for one in self.codings:
                if one.id not in kept and not one.decided and self._takes_off(one):
                    self.taken_off.append(one.code)
                    yield self._uncode(one)
        answered = {advice.code for advice, _ in self.answer.answers}
        stays = [
            one
            for one in self.codings
            if not (one.id in kept or one.decided or one.code in answered or self._takes_off(one))
        ]
        self._tell_stays(stays)

    def _is_asked(self, one: SaidCoding) -> bool:
        return self.asked is None or one.code in self.asked

    def _takes_off(self, one: SaidCoding) -> bool:
        """Whether a row that does not name a coding says that it does not hold."""
        return self._is_asked(one) and bool(self._brought(one))

    def _tell_stays(self, stays: Sequence[SaidCoding]) -> None:
        """Say what stays although the row does not name it; what was not asked, only if of here."""
        asked = [one.code for one in stays if self._is_asked(one)]
        self.elsewhere = bool(asked) and not self.answer.nothing
        if self.answer.nothing and asked:
            self.remarks.append(
                Message(
                    "the row says that nothing is here, and the passage carries {codes}, which "
                    "was coded elsewhere and stays; take it off there if it does not hold",
                    codes=_named(asked),
                )
            )
        others = [one.code for one in stays if not self._is_asked(one) and self._brought(one)]
        if others:
            self.remarks.append(
                Message(
                    "the row does not name {codes} any more, which was written here before; this "
                    "sheet is not for it, and it stays",
                    codes=_named(others),
                )
            )

    def _in(self, part: PartAnswer) -> list[SaidCoding]:
        """Return the codings in a part of the passage; of a passage in one part all."""
        if len(self.answer.parts) == 1:
            return self.codings
        return [one for one in self.codings if one.start < part.end and one.end > part.start]

    def _code(
        self, part: PartAnswer, code: str, said: Mapping[str, str], here: list[SaidCoding]
    ) -> Iterator[Act]:
        """Yield what is to be done so that a part carries a code; here are codings that say so."""
        holding = [one for one in here if not one.decided]
        if any(_agrees(one.fields, said) for one in holding):
            return
        if not holding and here:
            self._tell_decided(here[0])
            return
        own = [one for one in holding if self._brought(one)]
        if holding and not own:
            self.remarks.append(
                Message(
                    "{code} was coded elsewhere with other fields, which stay",
                    code=quoted(code),
                )
            )
            return
        fields = {**(own[0].fields if own else {}), **said}
        for one in own:
            yield self._uncode(one)
        self.added.append(code)
        yield CodePassage(
            id=self.ids.fresh(self.item.key, part.number, "code", code, sorted(fields.items())),
            transcript=self.item.transcript,
            revision=self.item.revision,
            start=part.start,
            end=part.end,
            code=code,
            fields=fields,
        )

    def _tell_decided(self, one: SaidCoding) -> None:
        self.remarks.append(
            Message(
                "{who} decided since that {code} does not hold here, and that stays",
                who=one.decided,
                code=quoted(one.code),
            )
        )

    def _brought(self, one: SaidCoding) -> str:
        """Return the act of a sheet that made a coding, "" if none did."""
        for part in self.answer.parts:
            said = (self.item.key, part.number, "code", one.as_coded, sorted(one.fields.items()))
            if act := self.ids.brought(one.id, *said):
                return act
            for name in self.called(one.code):
                if act := self.ids.brought(one.id, self.item.key, part.number, "new", name):
                    return act
        return ""

    def _uncode(self, one: SaidCoding) -> Uncode:
        return Uncode(id=self.ids.fresh(self.item.key, "uncode", self._brought(one)), coding=one.id)

    # Advice

    def advice(self) -> Iterator[Act]:
        rejected = self.standing.rejected.get(self.item.key, frozenset())
        for advice, holds in self.answer.answers:
            yields = self._accepted if holds else self._rejected
            yield from yields(advice, advice.code in rejected)

    def _accepted(self, advice: Advice, rejected: bool) -> Iterator[Act]:
        here = [one for one in self.codings if one.code == advice.code]
        if any(not one.decided for one in here):
            return
        if here:
            self._tell_decided(here[0])
            return
        if rejected and (before := self.ids.last(self.item.key, "reject", advice.code)):
            yield UndoAct(id=self.ids.fresh(self.item.key, "undo", before), act=before)
        self.added.append(advice.code)
        yield Accept(id=self.ids.fresh(self.item.key, "accept", advice.code), advice=advice)

    def _rejected(self, advice: Advice, rejected: bool) -> Iterator[Act]:
        here = [one for one in self.codings if one.code == advice.code and not one.decided]
        before = self.ids.last(self.item.key, "accept", advice.code)
        made = set(self.standing.done(before) or ()) if before else set()
        if any(one.id in made for one in here):
            self.taken_off.append(advice.code)
            yield UndoAct(id=self.ids.fresh(self.item.key, "undo", before), act=before)
        if any(one.id not in made and not self._brought(one) for one in here):
            self.remarks.append(
                Message(
                    "{code} is answered with no, and the coder coded it elsewhere, where it stays",
                    code=quoted(advice.code),
                )
            )
        elif not rejected:
            yield Reject(id=self.ids.fresh(self.item.key, "reject", advice.code), advice=advice)

    # Notes and readings

    def notes(self) -> Iterator[Act]:
        for part in self.answer.parts:
            for act in memo_acts(self.item, part, self.standing, answered=True):
                if isinstance(act, UndoAct):
                    self.remarks.append(Message("its memo is empty now, and was taken off"))
                yield act

    def reading(self) -> Iterator[Act]:
        if self.answer.codebook not in self.standing.read.get(self.item.key, frozenset()):
            yield ReadItem(
                id=self.ids.fresh(self.item.key, "read", self.answer.codebook),
                item=self.item.key,
                codebook=self.answer.codebook,
            )

    def told(self) -> list[str]:
        changed = []
        if self.read_before and self.added:
            changed.append(Message("now coded: {codes}", codes=_named(self.added)))
        if self.taken_off:
            changed.append(Message("taken off: {codes}", codes=_named(self.taken_off)))
        return [*([clauses(changed)] if changed else []), *self.remarks]


def _agrees(standing: Mapping[str, str], said: Mapping[str, str]) -> bool:
    """Whether fields say nothing else than those that stand; what is empty says nothing."""
    return all(standing.get(name, "") == value for name, value in said.items())


def _named(codes: Sequence[str]) -> str:
    return enumerated(map(quoted, dict.fromkeys(codes)))
