"""From the text of a document to its turns.

Text before the first label (title, date, summary) and the footers of transcription services are
nobody's words. A document without labels is read paragraph by paragraph, speaker unnamed. Where
only interviewers are labelled, what stands without a label is the unnamed respondent's.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from civic_qual.corpus.intake.layouts.body import (
    Body,
    Found,
    footer_start,
    header_end,
    joined,
    labelled_turn,
)
from civic_qual.corpus.intake.layouts.labels import Label, labels
from civic_qual.corpus.intake.layouts.times import BARE, STAMP, seconds
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.segments import LINES, ParagraphBreak, trimmed
from civic_qual.corpus.transcripts import Role, Span, Turn
from civic_qual.messages import Message

ASKED = "Questions"  # the speaker of the guide
FEWEST = 3
_NUMBER = re.compile(
    r"(?:Q(?:uestion)?[ .]?)?(\d{1,2})(?:[.)]?(?:[a-z]|\d{1,2}))?[.):]?"
    r"[ \t\u00a0]+(?=[^\W_])",
    re.IGNORECASE,
)
_LEAST_ASKED = 0.3  # of the numbered paragraphs that end with a question mark


def guide_questions(text: str, paragraphs: Sequence[Span]) -> dict[Span, int]:
    r"""Return the paragraphs that are questions of a guide, and where their words begin.

    Examples
    --------
    >>> text = "1. Who came?\nNobody.\n2. When?\n3. And then?\n1 house burnt."
    >>> spans = [(0, 12), (13, 20), (21, 29), (30, 42), (43, 57)]
    >>> guide_questions(text, spans)
    {(0, 12): 3, (21, 29): 24, (30, 42): 33}
    """
    found: dict[Span, int] = {}
    current = 0
    for start, end in paragraphs:
        number = _NUMBER.match(text, start, end)
        if number and int(number[1]) in {current or 1, current + 1}:
            current = int(number[1])
            found[start, end] = number.end()
    asked = sum(text[start:end].rstrip().endswith("?") for start, end in found)
    return found if len(found) >= FEWEST and asked >= _LEAST_ASKED * len(found) else {}


_LEADING_TIME = re.compile(rf"\s*(?:{STAMP}|{BARE})")

NOBODY = Message("no speaker labels: every paragraph is a turn of an unnamed speaker")
INTERVIEWERS_ONLY = Message(
    "only interviewers are labelled: paragraphs without a label are taken for the respondent's"
)
GUIDED = Message(
    "paragraphs that begin with the next number are taken for the questions of a guide"
)
QUESTIONS_BEFORE = Message(
    "only one speaker is labelled: questions right before a label are taken for the interviewer's"
)


def unlabelled(body: Body) -> Found:
    """Make a turn of every paragraph."""
    return _with_paragraphs(body, NOBODY, [(body.start, body.end)], [])


def half_labelled(body: Body, marks: Sequence[Label]) -> Found:
    """Let the labels of interviewers hold for their paragraphs only."""
    turns: list[Turn] = []
    between: list[Span] = []
    place = body.start
    for mark in marks:
        between.append((place, mark.start))
        place = _line_end(body, mark.end)
        turns.append(labelled_turn(body, mark, place))
    return _with_paragraphs(body, INTERVIEWERS_ONLY, [*between, (place, body.end)], turns)


def one_labelled(body: Body, marks: Sequence[Label]) -> Found:
    """Give questions right before the labels of the only speaker to an unnamed interviewer."""
    parted = ParagraphBreak.of(body.text, body.start, body.end)
    questions: list[Span | None] = []
    place = body.start
    for mark in marks:
        before = parted.paragraphs(body.text, place, mark.start)
        asked = bool(before) and body.text[slice(*before[-1])].endswith("?")
        questions.append(before[-1] if asked else None)
        place = max(mark.start, min(_line_end(body, mark.end), body.end))
    enough = sum(map(bool, questions)) * 2 >= len(marks)
    pairs = [
        (mark, question if enough else None)
        for mark, question in zip(marks, questions, strict=True)
    ]
    turns = joined(list(_alternating(body, pairs)))
    return Found(turns, (QUESTIONS_BEFORE,) if enough else ())


def _alternating(body: Body, pairs: Sequence[tuple[Label, Span | None]]) -> Iterable[Turn]:
    starts = [question[0] if question else mark.start for mark, question in pairs]
    for (mark, question), stop in zip(pairs, [*starts[1:], body.end], strict=True):
        if question:
            yield _paragraph_turn(body, question, question[0])
        yield labelled_turn(body, mark, stop)


def _with_paragraphs(
    body: Body, note: str, stretches: Sequence[Span], labelled: Sequence[Turn]
) -> Found:
    """Make a turn of every paragraph of stretches that no label holds for."""
    lines = [span for stretch in stretches for span in LINES.paragraphs(body.text, *stretch)]
    asked = guide_questions(body.text, lines)
    spans = list(_paragraphs(body, stretches, asked))
    turns = [*labelled, *(_paragraph_turn(body, span, asked.get(span)) for span in spans)]
    heard = sorted(
        (turn for turn in turns if turn.speaker or turn.spoken), key=lambda turn: turn.start
    )
    return Found(tuple(heard), (note, GUIDED) if asked else (note,))


def _paragraphs(body: Body, stretches: Sequence[Span], asked: Container[Span]) -> Iterable[Span]:
    """Yield paragraphs; a question of the guide is one, though its answer follows on."""
    parted = ParagraphBreak.of(body.text, body.start, body.end)
    for stretch in stretches:
        for start, end in parted.paragraphs(body.text, *stretch):
            head = trimmed(body.text, start, min(_line_end(body, start), end))
            if head in asked and head[1] < end:
                yield head
                yield trimmed(body.text, head[1], end)
            else:
                yield start, end


def _paragraph_turn(body: Body, span: Span, question: int | None) -> Turn:
    """Make a turn of a paragraph, of the interviewer if it is a question from some place on."""
    start, end = span
    stamp = _LEADING_TIME.match(body.text, start, end)
    asked = question is not None
    role: Role = "interviewer" if asked else "unknown"
    words = question if question is not None else stamp.end() if stamp else start
    return Turn(
        start=start,
        end=end,
        spoken=body.spoken(words, end),
        speaker=ASKED if asked else "",
        role=role,
        seconds=seconds(stamp[0]) if stamp else None,
    )


def _line_end(body: Body, place: int) -> int:
    stop = body.text.find("\n", place, body.end)
    return body.end if stop < 0 else stop


def find_turns(
    text: str, headings: Sequence[Span] = (), start: int = 0, speakers: frozenset[str] = frozenset()
) -> Found:
    r"""Find the turns of a document's text, from a place on; headings are not spoken.

    `speakers` are labels known to be speakers, case-folded.

    Examples
    --------
    >>> found = find_turns("Interview 3\n\nI: Who came?\nR: [sighs] Nobody.\nThey never do.")
    >>> [(turn.speaker, len(turn.spoken)) for turn in found.turns]
    [('I', 1), ('R', 1)]
    """
    top = header_end(text, start)
    body = Body(text, top, footer_start(text, top), headings)
    marks = labels(text, body.start, body.end, speakers)
    if not marks:
        return unlabelled(body)
    roles = {mark.name: role_of_label(mark.name) for mark in marks}
    if set(roles.values()) == {"interviewer"}:
        return half_labelled(body, marks)
    if len(roles) == 1:
        return one_labelled(body, marks)
    ends = [*(mark.start for mark in marks[1:]), body.end]
    return Found(joined([labelled_turn(body, *pair) for pair in zip(marks, ends, strict=True)]))
