"""From the text of a document to its turns.

Text before the first label (title, date, summary) and the footers of transcription services are
nobody's words. A document without labels is read paragraph by paragraph, speaker unnamed. Where
only interviewers are labelled, what stands without a label is the unnamed respondent's.
"""

from __future__ import annotations

from collections.abc import Sequence

from civic_qual.corpus.intake.layouts.labels import labels
from civic_qual.corpus.intake.layouts.unlabelled import (
    half_labelled,
    one_labelled,
    unlabelled,
)
from civic_qual.corpus.layouts.header import footer_start, header_end
from civic_qual.corpus.layouts.stretch import Body, Found, joined, labelled_turn
from civic_qual.corpus.model import Span
from civic_qual.corpus.role_labels import role_of_label


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
