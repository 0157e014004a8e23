"""What a document says of each passage: read or not, which codes, which suggestions hold.

A passage of which something is not understood is asked about: nothing of it is done until that is
settled, since what was read and not coded would not carry the code. Nothing is decided by silence:
what is not said to be read is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from civic_qual.messages import Message, quoted
from civic_qual.reviewing.word.answers import Said, folded, said_in
from civic_qual.reviewing.word.extents import Extent, extent_of, written_numbers
from civic_qual.reviewing.word.shown import MARK
from civic_qual.reviewing.word.threads import written_into

if TYPE_CHECKING:
    from civic_qual.corpus.model import Span
    from civic_qual.reviewing.codes_meant import CodeNames
    from civic_qual.reviewing.new_codes import WrittenCode
    from civic_qual.reviewing.word.opening import Comment
    from civic_qual.reviewing.word.parts import Box, Part
    from civic_qual.reviewing.word.placing import Placing
    from civic_qual.reviewing.word.small_print import Suggestion
    from civic_qual.reviewing.word.threads import Answered, Threads
    from civic_qual.study.work.queue import Item

_SEVERAL = 3  # suggestions of which no comment is left: lost on the way, or all rejected?
_SHOWN = 60  # characters of words that are told again


class Words(NamedTuple):
    """Words of one revision of a transcript."""

    start: int
    end: int
    revision: str


@dataclass(kw_only=True)
class Statement:
    """What a document says of one passage.

    Attributes
    ----------
    item, number
        The passage, and its number in the document.
    read, asked
        Whether it is said to be read, and whether something of it is not understood.
    codes
        Codes on words.
    accepted, rejected
        Suggestions that hold, and that do not.
    new
        Codes that are made, with their words.
    remarks
        Notes, with their words.
    """

    item: Item
    number: int
    read: bool = False
    asked: bool = False
    codes: dict[tuple[Words, str], None] = field(default_factory=dict)
    accepted: list[Suggestion] = field(default_factory=list)
    rejected: list[Suggestion] = field(default_factory=list)
    new: dict[tuple[Words, WrittenCode], None] = field(default_factory=dict)
    remarks: dict[tuple[Words, str], None] = field(default_factory=dict)

    def says_as(self, other: Statement) -> bool:
        """Return whether the same is said of the same passage elsewhere in a document."""
        return not other.asked and all(
            set(one) == set(there)
            for one, there in (
                (self.codes, other.codes),
                (self.accepted, other.accepted),
                (self.rejected, other.rejected),
                (self.new, other.new),
                (self.remarks, other.remarks),
            )
        )


@dataclass(frozen=True, kw_only=True)
class Interview:
    """A part of a document, and all that is needed to understand it.

    Attributes
    ----------
    part, placing
        The part, and where its words stand in the transcript.
    threads
        Its suggestions as they came back, and what coders wrote on their own.
    items
        Its passages as the study has them, by number.
    revision
        Of the transcript, that holds.
    names
        Of the codes.
    others
        Names, folded, of people who code in the study and for whom the document is not.
    with_comments
        Whether any comment came back in the document.
    """

    part: Part
    placing: Placing
    threads: Threads
    items: Mapping[int, Item]
    revision: str
    names: CodeNames
    others: Collection[str]
    with_comments: bool


class Statements:
    """Reads what a part of a document says: of its `passages`, by number, and what is `told`."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.told: list[str] = []
        self.passages = {
            number: Statement(item=item, number=number) for number, item in interview.items.items()
        }
        self._no_to_all: set[int] = set()
        self._answers: defaultdict[str, list[Comment]] = defaultdict(list)
        self._waiting = 0
        for token, answered in interview.threads.answered.items():
            self._answers[token] += answered.answers
        self._read_boxes()
        self._look_at_text()
        for thread in interview.threads.own:
            if interview.part.holds(thread[0]):
                self._own(thread)
        for comment, tokens in interview.threads.unsure:
            self._unsure(comment, tokens)
        self._all_suggestions()
        self._say_what_waits()

    # What was read

    def _read_boxes(self) -> None:
        part = self.interview.part
        numbers = part.print.number if part.print else {}
        last = max(self.passages, default=0)
        filled: dict[int, Extent | None] = {}
        # What the box of a part says counts more than what the one at the head says.
        for box in sorted(part.boxes, key=lambda box: box.first - box.last):
            extent = extent_of(box.written, box.first, min(box.last, last), numbers)
            if extent is None:
                self.told.append(_box_not_understood(box))
            if extent is None or not extent.empty:
                filled |= dict.fromkeys(range(box.first, min(box.last, last) + 1), extent)
        for number, one in self.passages.items():
            extent = filled.get(number)
            one.read = extent is not None and number in extent.numbers
            if extent is not None and one.read and extent.no_to_all:
                self._no_to_all.add(number)

    def _look_at_text(self) -> None:
        """Ask about passages whose text is not the one of the study."""
        placing = self.interview.placing
        for one in self.passages.values():
            if one.read and not placing.stands(one.item.start, one.item.end):
                one.asked = True
                self.told.append(
                    Message(
                        "[{number}]: its text here is not the one of the study any more, so "
                        "nothing of it counts; read it in a document that is written anew",
                        number=one.number,
                    )
                )

    def _say_what_waits(self) -> None:
        if self._waiting:
            self.told.append(
                Message.plural(
                    "1 comment stands in a passage that is not said to be read, and does not "
                    "count; say in the box what was read",
                    "{n} comments stand in passages that are not said to be read, and do not "
                    "count; say in the box what was read",
                    n=self._waiting,
                )
            )

    # What coders wrote on their own

    def _own(self, thread: Sequence[Comment]) -> None:
        first, placing = thread[0], self.interview.placing
        span = placing.span(first.start, first.end)
        spoken = placing.spoken(*span) if span else None
        if spoken is None:
            self._nowhere(first)
            return
        here = self._passages_at(*spoken)
        if not here:
            self._tell(first, Message("its words are in no passage that is to be read here"))
        elif not any(one.read for one in here):
            self._waiting += len(thread)
        else:
            self._take(thread, spoken, here)

    def _unsure(self, comment: Comment, tokens: Collection[str]) -> None:
        """Ask about the passages of suggestions of which one is answered, nobody knows which."""
        answered = self.interview.threads.answered
        keys = {answered[token].suggestion.item for token in tokens}
        here = [one for one in self.passages.values() if one.item.key in keys and one.read]
        if here:
            self._tell(
                comment, Message("it may answer one suggestion or another on its words"), here
            )

    def _passages_at(self, start: int, end: int) -> list[Statement]:
        return [
            one for one in self.passages.values() if one.item.start < end and start < one.item.end
        ]

    def _nowhere(self, comment: Comment) -> None:
        """Tell of a comment without words, and ask about the passages that it may belong to."""
        text, part, placing = (
            self.interview.part.document.text,
            self.interview.part,
            self.interview.placing,
        )
        if part.words(comment.start, comment.end).strip():
            why = Message(
                "where its words stand in the interview is not sure, since the text of the "
                "document was changed there; put it on words that were not"
            )
        else:
            why = Message("it is on no words that somebody says; select words, and comment on them")
        reach = range(max(comment.start, 0), min(len(text), max(comment.start, 0) + 2000))
        after = next((place for place in reach if text[place].isalnum()), -1)
        near = placing.span(after, after + 1) if after >= 0 else None
        self._tell(comment, why, self._passages_at(*near) if near else ())

    def _take(self, thread: Sequence[Comment], spoken: Span, here: Sequence[Statement]) -> None:
        """Take what a thread says of words in a passage that was read; of several it is asked."""
        read = [one for one in here if one.read]
        said = self._said(thread, read)
        if said != Said() and len(here) > 1 and not self._in_one(spoken, here):
            self._ask_of_several(thread[0], here)
            return
        if said.yes or said.no or (said != Said() and self._was_ours(thread[0])):
            token = self._meant(spoken, read, said)
            if token:
                self._answers[token] += thread
                return
        if said.yes or said.no:
            why = Message("it is said of no suggestion, or one of several; answer its comment")
            self._tell(thread[0], why, read)
            return
        if said.unclear:
            self._tell(thread[0], said.unclear, read)
        words = Words(*spoken, self.interview.revision)
        read[0].codes |= dict.fromkeys((words, code) for code in said.codes)
        read[0].new |= dict.fromkeys((words, name) for name in said.new)
        if said.remark:
            read[0].remarks[words, said.remark] = None
        if said != Said():
            self._tell_if_moved(thread[0], spoken)

    def _in_one(self, spoken: Span, here: Iterable[Statement]) -> bool:
        """Return whether words stand in one of the passages, blanks at their ends aside."""
        start, end = self.interview.placing.bare(*spoken)
        return any(one.item.start <= start and end <= one.item.end for one in here)

    def _ask_of_several(self, comment: Comment, here: Sequence[Statement]) -> None:
        """Ask about a comment over several passages, and about each of them that was read."""
        words = self.interview.part.words(comment.start, comment.end)
        why = Message(
            "its words {words} reach over the passages {numbers}; put a comment of its own on the "
            "words of each passage that it is about",
            words=_few(words),
            numbers=written_numbers(one.number for one in here),
        )
        self._tell(comment, why, [one for one in here if one.read])

    def _said(self, thread: Sequence[Comment], read: Sequence[Statement]) -> Said:
        """Return what the comments of a thread say together."""
        whole = Said()
        for comment in thread:
            if not self._by_another(comment, read):
                said = said_in(comment.text, self.interview.names)
                if said == Said():
                    said = Said(unclear=Message("it is empty"))
                if comment is not thread[0] and said == Said(no=True):
                    whole = Said(remark=whole.remark)  # taken back by whoever wrote it
                elif comment is thread[0] or said != Said(yes=True):
                    whole = whole.and_also(said)
        return whole

    def _was_ours(self, comment: Comment) -> bool:
        """Return whether a comment stands where a suggestion did: its mark is among the words."""
        return self.interview.part.document.text.startswith(MARK, max(comment.start, 0))

    def _meant(self, spoken: Span, read: Sequence[Statement], said: Said) -> str:
        """Return of which suggestion somebody says something who did not answer its comment."""
        keys = {one.item.key for one in read}
        there = [
            (token, self._words_of(answered.suggestion), bool(answered.comments))
            for token, answered in self.interview.threads.answered.items()
            if answered.suggestion.item in keys
        ]
        start, end = spoken = self.interview.placing.bare(*spoken)
        same = [(token, written) for token, span, written in there if span == spoken]
        touched = [token for token, span, _ in there if span and span[0] < end and start < span[1]]
        for tokens in (
            [token for token, written in same if not written],  # whose comment was written over
            *(([token for token, _ in same], touched) if said.yes or said.no else ()),
        ):
            if len(tokens) == 1:
                found: str = tokens[0]
                return found
        return ""

    def _words_of(self, made: Suggestion) -> Span | None:
        """Return the first words of a suggestion, if the transcript is the one that it was of."""
        printed = self.interview.part.print
        if printed is None or printed.revision != self.interview.revision:
            return None
        words = self.interview.placing.spoken(*made.spans[0])
        return self.interview.placing.bare(*words) if words else None

    def _tell_if_moved(self, comment: Comment, spoken: Span) -> None:
        """Tell of a comment on words that are other ones in the study."""
        part, placing = self.interview.part, self.interview.placing
        there = part.words(comment.start, comment.end)
        span = placing.span(comment.start, comment.end)
        if not placing.same and not (span and placing.unchanged(*span, there)):
            start, end = spoken
            self._tell(
                comment,
                Message(
                    "its words {words} are not quite those of the interview; it is taken for "
                    "characters {start} to {end}",
                    words=_few(there),
                    start=start,
                    end=end,
                ),
            )

    def _by_another(self, comment: Comment, read: Sequence[Statement]) -> bool:
        """Ask about a comment of somebody for whom the document is not."""
        if folded(comment.author) not in self.interview.others:
            return False
        why = Message(
            "{author} wrote it, and the document is for another coder",
            author=comment.author,
        )
        self._tell(comment, why, read)
        return True

    def _tell(self, comment: Comment, why: str, asked: Iterable[Statement] = ()) -> None:
        """Tell of a comment, and ask about passages because of it."""
        numbers = []
        for one in asked:
            one.asked = True
            numbers.append(one.number)
        if numbers:
            self.told.append(
                Message(
                    "[{number}], comment {text}: {problem}",
                    number=numbers[0],
                    text=_few(comment.text),
                    problem=why,
                )
            )
        else:
            self.told.append(told_of(comment, why))

    # Suggestions

    def _all_suggestions(self) -> None:
        by_key = {one.item.key: one for one in self.passages.values() if one.read}
        here = [
            (by_key[answered.suggestion.item], answered)
            for answered in self.interview.threads.answered.values()
            if answered.suggestion.item in by_key
        ]
        unsaid = [one for one, _ in here if one.number not in self._no_to_all]
        lost = len(unsaid) >= _SEVERAL and not self.interview.with_comments
        if lost:
            self.told.append(
                Message(
                    "no comment is left of {n} suggestions, as if a program had lost them; if none "
                    "of them holds, write into the box: all, no to all",
                    n=len(unsaid),
                )
            )
        for one, answered in here:
            if lost and one.number not in self._no_to_all:
                one.asked = True
            else:
                self._suggestion(one, answered)

    def _suggestion(self, one: Statement, answered: Answered) -> None:
        made, comments = answered.suggestion, answered.comments
        printed = self.interview.part.print
        language = printed.language if printed else ""
        written = {written_into(comment, made, language) for comment in comments} or {""}
        if len(written) > 1:
            why = Message("it is there more than once, and does not say the same each time")
            self._tell(comments[0], why, [one])
            return
        said = said_in(written.pop(), self.interview.names)
        for comment in self._answers[made.token]:
            if not self._by_another(comment, [one]):
                said = said.and_also(said_in(comment.text, self.interview.names))
        if said.unclear or (said.yes and said.no):
            about = (self._answers[made.token] or comments)[0]
            self._tell(about, said.unclear or Message("both yes and no are said"), [one])
            return
        self._decide(one, made, said, left=bool(comments) and one.number not in self._no_to_all)

    def _decide(self, one: Statement, made: Suggestion, said: Said, *, left: bool) -> None:
        others = [code for code in said.codes if code != made.code]
        kept = said.yes or len(others) < len(said.codes)
        instead = bool(others or said.new) and not kept
        printed = self.interview.part.print
        revision = printed.revision if printed else self.interview.revision
        words = [Words(*span, revision) for span in made.spans]
        anew = [each for each in words if self._own_code(one, each, made.code)]
        holds = kept or (left and not said.no and not instead)
        holds = holds or (words[0] in anew and not said.no)  # deleted, and written anew
        (one.accepted if holds else one.rejected).append(made)
        if holds:  # said once, if somebody also wrote it on the same words
            for each in anew:
                for own in self._own_code(one, each, made.code):
                    del one.codes[own]
        one.codes |= dict.fromkeys((each, code) for each in words for code in others)
        one.new |= dict.fromkeys((each, name) for each in words for name in said.new)
        if said.remark:
            one.remarks[words[0], said.remark] = None

    def _own_code(self, one: Statement, words: Words, code: str) -> list[tuple[Words, str]]:
        """Return where somebody wrote a code on these very words; blanks at the ends aside."""
        bare = self.interview.placing.bare
        return [
            (own, said)
            for own, said in one.codes
            if said == code
            and own.revision == words.revision
            and bare(own.start, own.end) == bare(words.start, words.end)
        ]


def told_of(comment: Comment, why: str) -> str:
    """Say which comment is meant, and what of it."""
    return Message("comment {text}: {problem}", text=_few(comment.text), problem=why)


def _few(words: str) -> str:
    text = " ".join(words.split())
    return quoted(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def _box_not_understood(box: Box) -> str:
    return Message(
        "the box for [{first}] to [{last}] says {written}, which is not understood, so nothing "
        "there counts; write all, nothing, or up to {last}",
        first=box.first,
        last=box.last,
        written=_few(box.written),
    )
