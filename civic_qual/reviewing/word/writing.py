"""Documents to code in: each transcript of a queue as a Word file, with what to do at its head."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.coding.readings import listed_codes
from civic_qual.messages import Message, quoted, render
from civic_qual.results import INTERNAL
from civic_qual.reviewing.word.look import Look
from civic_qual.reviewing.word.marked_text import marked_lines
from civic_qual.reviewing.word.parts import BEGINS, BOX, ENDS
from civic_qual.reviewing.word.small_print import SmallPrint, Suggestion, comment_lines
from civic_qual.study.work.keys import key_of_item

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Transcript
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Advice, Item, Queue

AUTHOR = "civic-qual"  # of the comments that are suggestions
_LONGEST = 100  # characters of a file's name
_PART = 20  # passages below one box, where there are many
_FEW = 30  # passages for which the box at the head is enough

_HOW = Message("How to work in this document")
_BARRED = Message(
    "Read the passages that have a number, like [3], and a bar beside them. What stands around "
    "them in grey is there to be understood, and is not coded."
)
_NUMBERED = Message(
    "Read the passages that have a number, like [3]. What stands around them in grey is there to "
    "be understood, and is not coded."
)
_SUGGESTED = Message(
    "The comments of civic-qual are suggestions; the first line is the name of a code. Leave the "
    "comment if the code is right. If it is not, delete the comment or answer: no. If another code "
    "is right, answer with that code. The last line of the comment must stay as it is."
)
_COMMENT = Message(
    "To code words, select them, put a comment on them, and write the code into it: its name or "
    "its short form from the list at the end. Several codes: one a line. A code that is missing "
    "in the list you can make: new: name, or new: name = what it means."
)
_SAY_WHAT_IS_READ = Message(
    "Say in the box below what you have read. Only that counts: in a passage that you have read, "
    "what has no comment has no code. As long as the box is empty, nothing in this document counts."
)
_PARTS = Message(
    "Every part has a box of its own, too. Fill in the box at the head, or those of the parts that "
    "you have read."
)
_REMARKS = Message(
    'Begin a comment that is a remark, and no code, with "memo:". Do not write into the text '
    "itself: what you change there is not kept."
)
_READ = Message("I have read, of")
_READ_HERE = Message("I have read in this part, of")
_ENDS_HERE = Message("The interview ends here; below are the codes.")
_CODES = Message("Codes")
_LEAVE_ALONE = Message("For the program, which reads the document back: please leave it as it is.")


def documents_of(study: Study, queue: Queue, *, language: str = "en") -> dict[str, CodingDocument]:
    """Return the transcripts of a queue as documents in which its coder works.

    Parameters
    ----------
    queue
        With the advice that is to be shown beside its passages.
    language
        Of all that is not the transcript's own.

    Returns
    -------
    dict of str to CodingDocument
        By the name of the file; each is written by its `save`. Passages that are not found any
        more in a transcript that was corrected are not in it, nor transcripts that are withheld.
    """
    corpus, codebook = study.corpus, study.codebook
    by_transcript: dict[str, list[Item]] = {}
    for item in queue.items:
        if item.placed and item.transcript in corpus:
            by_transcript.setdefault(item.transcript, []).append(item)
    documents: dict[str, CodingDocument] = {}
    for name, items in sorted(by_transcript.items()):
        file = _file_name(name, documents)
        documents[file] = CodingDocument(corpus[name], items, queue, codebook, language)
    return documents


def _file_name(transcript: str, taken: Collection[str]) -> str:
    """Return what the document of a transcript is called, on any system."""
    plain = re.sub(r"[^\w .()-]+", "_", transcript).strip(" .")[:_LONGEST] or "_"
    known = {name.casefold() for name in taken}
    names = (plain if number == 1 else f"{plain}_{number}" for number in count(1))
    return next(f"{name}.docx" for name in names if f"{name}.docx".casefold() not in known)


@dataclass(frozen=True, eq=False)
class CodingDocument:
    """A transcript with the passages that a coder is to read, to be saved as a Word file."""

    transcript: Transcript
    items: Sequence[Item]
    queue: Queue
    codebook: Codebook
    language: str

    def save(self, path: str | Path) -> None:
        """Write it as a .docx file.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        _Writer(self).document().save(str(path))


class _Writer:
    """Writes one document from its head to its small print."""

    def __init__(self, given: CodingDocument) -> None:
        self.given, self.queue, self.language = given, given.queue, given.language
        self.items = sorted(given.items, key=lambda item: (item.start, item.end))
        self.print = small_print_of(given, self.items)
        self.lines = marked_lines(given.transcript, self.items, self.print.suggestions)
        self.look = Look()

    def document(self) -> Look:
        """Return the whole."""
        self._head()
        self._text()
        self._codes()
        self.look.small_print(self._said(_LEAVE_ALONE), self.print.lines)
        return self.look

    def _said(self, message: str) -> str:
        return render(message, self.language)

    def _head(self) -> None:
        look, name = self.look, self.given.transcript.id
        look.title(name, author=AUTHOR, language=self.language)
        look.plain(self._said(self._for_whom()))
        look.plain(self._said(INTERNAL), bold=True)
        look.footer(f"{name} · {self._said(INTERNAL)}")
        look.help(self._said(_HOW), [self._said(line) for line in self._help()])
        self._box(_READ, 1, len(self.items))

    def _for_whom(self) -> str:
        return Message(
            "For {coder}: {passages} of the list {queue}",
            coder=self.queue.coder,
            passages=Message.plural("1 passage", "{n} passages", n=len(self.items)),
            queue=quoted(self.queue.name),
        )

    def _help(self) -> Iterator[str]:
        yield _NUMBERED if self.queue.kind == "transcripts" else _BARRED
        if self.print.suggestions:
            yield _SUGGESTED
        yield _COMMENT
        yield _SAY_WHAT_IS_READ
        if len(self.items) > _FEW:
            yield _PARTS
        yield _REMARKS

    def _box(self, asks: str, first: int, last: int) -> None:
        how = Message("write: all, nothing, or up to {n}", n=(first + last) // 2)
        self.look.box(f"{BOX} {self._said(asks)} [{first}]\u2013[{last}]", f"({self._said(how)}):")

    def _text(self) -> None:
        look, whole = self.look, self.queue.kind == "transcripts"
        look.border(f"{BEGINS} {self.given.transcript.id}")
        for line in self.lines:
            for number in line.begins:
                if len(self.items) > _FEW and number % _PART == 1:
                    self._box(_READ_HERE, number, min(number + _PART - 1, len(self.items)))
            look.line(line, bar=line.asked and not whole)
        for suggestion in self.print.suggestions:
            text = "\n".join(comment_lines(suggestion, self.language))
            look.comment(suggestion.token, text, AUTHOR)
        look.border(f"{ENDS} {self._said(_ENDS_HERE)}")

    def _codes(self) -> None:
        codebook = self.given.codebook
        asked = {
            below
            for code in listed_codes(self.queue.codes, codebook) & codebook.positions.keys()
            for below in codebook.with_descendants(code)
        }
        rows = [
            (
                code.label(self.language),
                code.id,
                code.definition.get(self.language, next(iter(code.definition.values()), "")),
                not code.parent,
            )
            for code in codebook
            if code.id in asked
        ]
        self.look.codes(self._said(_CODES), rows)


def small_print_of(given: CodingDocument, items: Sequence[Item]) -> SmallPrint:
    """Return what a document says of itself; its items stand in the order of the text."""
    one, queue = given.transcript, given.queue
    suggestions: dict[str, Suggestion] = {}
    for item in items:
        for advice in item.advice if queue.shown != "blind" else ():
            made = _suggestion(item.key, advice, given)
            suggestions[made.token] = made
    ordered = sorted(suggestions.values(), key=lambda made: (made.spans, made.code))
    return SmallPrint(
        queue=queue.name,
        coder=queue.coder,
        codebook=queue.codebook,
        transcript=one.id,
        revision=one.revision,
        language=given.language,
        items=tuple(item.key for item in items),
        suggestions=tuple(ordered),
    )


def _suggestion(item: str, advice: Advice, given: CodingDocument) -> Suggestion:
    spans = tuple(sorted(advice.spans))
    token = key_of_item(
        queue=item,
        coder=f"{advice.origin} {advice.by}",
        transcript=advice.code,
        revision=advice.revision,
        start=spans[0][0],
        end=spans[-1][1],
    )
    codebook = given.codebook
    known = advice.code in codebook
    return Suggestion(
        token=token,
        item=item,
        name=codebook[advice.code].label(given.language) if known else advice.code,
        code=advice.code,
        origin=advice.origin,
        score=round(advice.score, 6),
        by=advice.by,
        why=advice.why,
        spans=spans,
    )
