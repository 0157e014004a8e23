"""Turns of documents that label nobody, or only one side of the conversation.

Without labels every paragraph is a turn. Where only interviewers are labelled, a label holds for
its paragraph and the others are the respondent's. Where only one other person is labelled, a
question right before a label is the interviewer's.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from civic_qual.corpus.intake.layouts.times import BARE, STAMP, seconds
from civic_qual.corpus.layouts.guide import ASKED, guide_questions
from civic_qual.corpus.layouts.label_shapes import Label
from civic_qual.corpus.layouts.stretch import Body, Found, joined, labelled_turn
from civic_qual.corpus.model import Role, Span, Turn
from civic_qual.corpus.paragraphs import LINES, ParagraphBreak, trimmed

_LEADING_TIME = re.compile(rf"\s*(?:{STAMP}|{BARE})")

NOBODY = "no speaker labels: every paragraph is a turn of an unnamed speaker"
INTERVIEWERS_ONLY = (
    "only interviewers are labelled: paragraphs without a label are taken for the respondent's"
)
GUIDED = "paragraphs that begin with the next number are taken for the questions of a guide"
QUESTIONS_BEFORE = (
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
        start,
        end,
        body.spoken(words, end),
        ASKED if asked else "",
        role,
        seconds=seconds(stamp[0]) if stamp else None,
    )


def _line_end(body: Body, place: int) -> int:
    stop = body.text.find("\n", place, body.end)
    return body.end if stop < 0 else stop
