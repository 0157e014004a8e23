"""Documents that came back from coders: what they say, as acts against what stands in the study."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.errors import CivicQualError, ReadError
from civic_qual.messages import Message, listed, quoted, unless_on_page
from civic_qual.reviewing.codes_meant import CodeNames
from civic_qual.reviewing.returned import NewCode, Returned
from civic_qual.reviewing.word.answers import folded
from civic_qual.reviewing.word.differences import Differences
from civic_qual.reviewing.word.opening import open_document
from civic_qual.reviewing.word.parts import Part, parts_of_document
from civic_qual.reviewing.word.placing import Placing
from civic_qual.reviewing.word.statements import Interview, Statement, Statements, told_of
from civic_qual.reviewing.word.threads import Threads, is_suggestion, threads_of
from civic_qual.study.work.queues import BLIND
from civic_qual.study.work.said import said_in

if TYPE_CHECKING:
    from civic_qual.reviewing.word.opening import OpenedDocument
    from civic_qual.study.study import Study
    from civic_qual.study.work.acts import Act
    from civic_qual.study.work.queue import Item, Queue

QueueOf = tuple[str, str]  # the name of a queue, and the coder whose it is


def is_document(path: str | Path) -> bool:
    """Return whether a file is a document that was written for a coder."""
    try:
        return bool(parts_of_document(open_document(path)))
    except CivicQualError:
        return False


def read_document(path: str | Path, study: Study, *, coder: str | None = None) -> Returned:
    """Read a document that came back.

    Parameters
    ----------
    path
        A .docx file that `documents_of` wrote, whatever was done to it since.
    study
        The study that it was written of.
    coder
        Whose it must be; None: whoever its passages were given to.

    Returns
    -------
    Returned
        What is to be done in the study so that it says what the document says; nothing, if it
        says that already.

    Raises
    ------
    ReadError
        If it cannot be read, or is no document to code in.
    """
    document = open_document(path)
    parts = parts_of_document(document)
    if not parts:
        raise ReadError(
            Message(
                "{file}: this is no document to code in, or its numbers and keys were deleted; "
                "{take}",
                file=Path(path).name,
                take=unless_on_page(
                    Message("take the one that came from civic-qual worksheet"),
                    Message("take the one that was written for the coder"),
                ),
            )
        )
    return _Reading(Path(path).name, document, parts, study, coder).returned()


@dataclass(frozen=True, eq=False)
class _Own:
    """A part of a document that is one coder's: whose, and its passages by number."""

    part: Part
    queue: Queue
    items: Mapping[int, Item]

    @property
    def of(self) -> QueueOf:
        """Its queue and coder."""
        return self.queue.name, self.queue.coder


class _Reading:
    """One document on its way to acts."""

    def __init__(
        self,
        file: str,
        document: OpenedDocument,
        parts: Sequence[Part],
        study: Study,
        coder: str | None,
    ) -> None:
        self.file, self.document, self.parts = file, document, parts
        self.study, self.coder = study, coder
        self.told: list[str] = []
        self._queues: dict[QueueOf, Queue] = {}
        table = study.queues.frame
        self._all = list(zip(table["queue"].tolist(), table["coder"].tolist(), strict=True))
        self._corpus, self._codebook = study.corpus, study.codebook
        self._names = CodeNames(self._codebook)
        self._holders = [
            [part for part in parts if part.holds(comment)] for comment in document.comments
        ]
        people = study.coders.frame
        coded = people.loc[people["origin"] == "human", "coder"].tolist()
        self._people = frozenset(map(folded, (*coded, *(who for _, who in self._all)))) - {""}

    def returned(self) -> Returned:
        """Return what the document says."""
        said: dict[str, list[tuple[_Own, Statement]]] = defaultdict(list)
        rows: set[str] = set()
        for part in self.parts:
            own = self._whose(part)
            if own:
                rows.update(item.key for item in own.items.values())
                for statement in self._statements(own):
                    said[statement.item.key].append((own, statement))
        self._elsewhere()
        return self._put_together(said, rows)

    def _tell(self, what: str) -> None:
        self.told.append(Message("{file}: {problem}", file=self.file, problem=what))

    # Whose it is

    def _whose(self, part: Part) -> _Own | None:
        """Return whose a part is; None, once told why, if it is nobody's here."""
        found = self._owners(part)
        if not found:
            self._tell(Message("its passages were given to nobody in this study; is it another's?"))
        elif len(found) > 1:
            names = sorted({coder for _, coder in found})
            self._tell(
                Message(
                    "passages of {coders} stand mixed in it, as if documents had been combined, so "
                    "nothing of it was taken; bring in the document of each by itself",
                    coders=listed(names),
                )
            )
        elif self.coder is not None and self.coder != found[0][1]:
            self._tell(
                Message(
                    "it was given to {coder}, not to {other}, and nothing of it was taken",
                    coder=found[0][1],
                    other=self.coder,
                )
            )
        elif part.print is None and self._queue(found[0]).shown != BLIND:
            self._tell(
                Message(
                    "the small print at its end is gone or was changed, so nobody knows what was "
                    "suggested, and nothing of it was taken; copy it back from the document as it "
                    "was given"
                )
            )
        else:
            queue = self._queue(found[0])
            known = queue.by_key
            items = {number: known[key] for key, number in part.number.items() if key in known}
            return _Own(part, queue, items)
        return None

    def _owners(self, part: Part) -> list[QueueOf]:
        """Return to whom the passages of a part were given."""
        seen = part.keys
        named = (part.print.queue, part.print.coder) if part.print else None
        if named in self._all and seen <= self._queue(named).by_key.keys():
            return [named]
        return [of for of in self._all if not seen.isdisjoint(self._queue(of).by_key)]

    def _queue(self, of: QueueOf) -> Queue:
        if of not in self._queues:
            self._queues[of] = self.study.queue(*of)
        return self._queues[of]

    # What it says

    def _statements(self, own: _Own) -> Iterable[Statement]:
        """Return what a part says of its passages; it is told what is not understood."""
        (name,) = {item.transcript for item in own.items.values()}
        if name not in self._corpus:
            self._tell(
                Message(
                    "the transcript {transcript} is not read any more, as somebody in it did not "
                    "agree; nothing of it was taken",
                    transcript=quoted(name),
                )
            )
            return ()
        one = self._corpus[name]
        placing = Placing(own.part, one)
        placed = {number: item for number, item in own.items.items() if item.placed}
        if placing.too_long or not any(
            placing.stands(item.start, item.end) for item in placed.values()
        ):
            self._tell(
                Message(
                    "its text is not the one of the transcript {transcript}, and nothing of it was "
                    "taken; it may have been corrected since: write the document anew",
                    transcript=quoted(name),
                )
            )
            return ()
        threads = self._threads(own.part)
        interview = Interview(
            part=own.part,
            placing=placing,
            threads=threads,
            items=placed,
            revision=one.revision,
            names=self._names,
            others=self._others(own.queue.coder),
            with_comments=bool(self.document.comments),
        )
        statements = Statements(interview)
        for problem in statements.told:
            self._tell(problem)
        return statements.passages.values()

    def _others(self, coder: str) -> frozenset[str]:
        """Return the names of other people who work in the study, folded."""
        return self._people - {folded(coder)}

    def _threads(self, part: Part) -> Threads:
        """Return the comments that stand in a part, and suggestions of it that stand in none."""
        comments = self.document.comments
        here = [
            number for number, holders in enumerate(self._holders) if part in holders or not holders
        ]
        threads = threads_of(comments, here, part.print.suggestions if part.print else ())
        for comment in threads.strange:
            if part.holds(comment):
                self._tell(told_of(comment, _STRANGE))
        return threads

    def _elsewhere(self) -> None:
        """Tell of comments that are in no interview, and no suggestions."""
        for comment, holders in zip(self.document.comments, self._holders, strict=True):
            if not holders and not is_suggestion(comment):
                self._tell(told_of(comment, _ELSEWHERE))

    # What is to be done

    def _put_together(
        self, said: Mapping[str, Sequence[tuple[_Own, Statement]]], rows: Collection[str]
    ) -> Returned:
        """Return what is to be done about all passages, of which none stands there twice."""
        counted: Counter[str] = Counter()
        by_document: dict[_Own, list[Statement]] = {}
        for several in said.values():
            own, one = self._one_of(several)
            if one.read and not one.asked:
                by_document.setdefault(own, []).append(one)
            counted["asked" if one.asked else "read" if one.read else "unread"] += 1
        acts: dict[QueueOf, list[Act]] = defaultdict(list)
        new: list[NewCode] = []
        for own, statements in by_document.items():
            differences = self._differences(own)
            acts[own.of] += differences.acts(statements)
            new += self._new_codes(own, statements, differences)
        return Returned(
            acts={of: tuple(made) for of, made in acts.items() if made},
            told=tuple(self.told),
            rows=len(rows),
            read=counted["read"],
            unread=len(rows) - counted["read"] - counted["asked"],
            asked=counted["asked"],
            new_codes=tuple(new),
        )

    def _one_of(self, several: Sequence[tuple[_Own, Statement]]) -> tuple[_Own, Statement]:
        """Return what is said of a passage, if it stands in the document more than once."""
        said = [(own, one) for own, one in several if one.read] or several
        own, one = said[0]
        if any(not one.says_as(other) for _, other in said[1:]):
            one.asked = True
            self._tell(
                Message(
                    "passage {key} stands in it more than once, and not the same is said of it "
                    "each time",
                    key=one.item.key,
                )
            )
        return own, one

    def _differences(self, own: _Own) -> Differences:
        printed = own.part.print
        return Differences(
            said_in(self.study._session, own.queue),
            self._codebook,
            printed=printed.revision if printed else "",
            version=(printed and printed.codebook) or own.queue.codebook,
        )

    def _new_codes(
        self, own: _Own, statements: Sequence[Statement], differences: Differences
    ) -> Iterator[NewCode]:
        for one in statements:
            for words, made in one.new:
                yield NewCode(
                    name=made.name,
                    definition=made.definition,
                    parent=made.parent,
                    anyway=made.anyway,
                    queue=own.queue.name,
                    coder=own.queue.coder,
                    transcript=one.item.transcript,
                    revision=words.revision,
                    start=words.start,
                    end=words.end,
                    location=Message("{file}, [{number}]", file=self.file, number=one.number),
                    act=differences.act_of_new_code(one, words, made.name),
                )


_STRANGE = Message("it is a suggestion of another document; look at it there")
_ELSEWHERE = Message("it is on no words of the interview; select words there, and comment on them")
