"""From the text of a document to its turns, and what in them was said.

Text before the first label (title, date, summary) and the footers of transcription services are
nobody's words. A document without labels is read paragraph by paragraph, speaker unnamed. Where
only interviewers are labelled, what stands without a label is the unnamed respondent's.

Notes, times, headings and Markdown comments stand in a turn and were not said. Square brackets,
braces and double parentheses always hold a transcriber's words. Single parentheses, asterisks and
angle brackets may hold speech, so they count as notes only when they read like one: `(rires)`,
`*laughs*`, `(The participant reads the page)`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from civic_qual.corpus.intake.layouts.labels import Label, is_header_key, labels
from civic_qual.corpus.intake.layouts.times import BARE, STAMP, seconds
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.segments import LINES, ParagraphBreak, trimmed
from civic_qual.corpus.transcripts import Role, Span, Turn
from civic_qual.messages import Message

_HEARD = (
    r"laugh\w*|chuckl\w*|giggl\w*|sigh\w*|cough\w*|cr(?:y|ies|ying)|sob\w*|silen\w*|pauses?|"
    r"(?:long|short|brief) (?:pause|silence)|inaudible|unintelligible|unclear|indistinct|"
    r"cross[ -]?talk|overlap\w*|interrupt\w*|noises?|background noise|music|applause|nod\w*|"
    r"shakes? h\w*|shrugs?|smil\w*|joking|ironically|whisper\w*|phone rings?|"
    r"recording (?:paused|stopped|resumed|ends?)|off[ -]record|speak(?:s|ing) in|"
    r"point(?:s|ing) (?:at|to)|show(?:s|ing)|referring|gestur\w*|reads|reading|sic|redacted|"
    r"the (?:participants?|interviewe[re]s?|respondents?|interpreter)|participants? \w+s|"
    r"rires?|rit|souri\w*|soupir\w*|tousse|toux|pleure\w*|sanglot\w*|"
    r"pause longue|(?:longue|courte|brève) pause|(?:long|court) silence|inaudibles?|"
    r"incompréhensibles?|brouhaha|bruits?|musique|applaudissements|hésit\w*|interruption|"
    r"chuchot\w*|ironique\w*|en riant|montre|désigne|gestes?|hoche\w*|fait signe|lit|relit|"
    r"parle en|le participant|la participante|l['’]enquêt\w*|l['’]interprète|"
    r"l[ea] répondante?|(?:le )?téléphone sonne|sonnerie|ton ironique|hors micro|"
    r"(?:début|fin) de l\w*"
)
_ASIDE = (
    r"(?:[^\W\d_][\w .'’-]{0,25})[ \u00a0\u202f]?:[^()\n]{1,60}"
    r"|(?:m+[ -]?h+m*|hm+|oui|yes|ok(?:ay)?)"
)
NOTE = re.compile(
    rf"{STAMP}"
    r"|\[[^\[\]\n]{0,300}\]"
    r"|\{[^{}\n]{0,300}\}"
    r"|\(\([^()\n]{0,300}\)\)"
    rf"|\([ ]?(?:{_HEARD})\b[^()\n]{{0,300}}\)|\([ ]?(?:x{{2,}}|\?{{1,3}}|\.{{2,}}|…)[ ]?\)"
    rf"|\((?:{_ASIDE})[ .]{{0,2}}\)"
    rf"|\*(?:{_HEARD})\b[^*\n]{{0,40}}\*|<(?:{_HEARD})\b[^<>\n]{{0,40}}>"
    r"|<!--[^<>\n]{0,300}-->",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[\[{(*<#]")
_SAID = re.compile(r"[^\W_]")


def notes(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of a text between two places that hold notes and times."""
    if not _OPENING.search(text, start, end):
        return []
    return [match.span() for match in NOTE.finditer(text, start, end)]


def spoken_pieces(
    text: str, start: int, end: int, unspoken: Iterable[Span] = ()
) -> tuple[Span, ...]:
    """Return the trimmed pieces of a stretch that were said: all but notes and `unspoken` spans.

    Examples
    --------
    >>> said = "Ils sont venus [rires] photographier la fumée."
    >>> [said[a:b] for a, b in spoken_pieces(said, 0, len(said))]
    ['Ils sont venus', 'photographier la fumée.']
    """
    barred = sorted([*notes(text, start, end), *unspoken])
    return tuple(_trimmed(text, _between(barred, start, end)))


def _between(barred: Sequence[Span], start: int, end: int) -> list[Span]:
    pieces, place = [], start
    for first, last in barred:
        if first > place:
            pieces.append((place, min(first, end)))
        place = max(place, last)
    if place < end:
        pieces.append((place, end))
    return pieces


def _trimmed(text: str, pieces: Iterable[Span]) -> Iterable[Span]:
    for start, end in pieces:
        piece = text[start:end]
        if _SAID.search(piece):
            lead = len(piece) - len(piece.lstrip())
            yield start + lead, start + len(piece.rstrip())


_BOLD = r"(?:\*\*|__)?"
_FACT_LINE = re.compile(
    rf"[ \t]*(?:[-*•] )?{_BOLD}([^\W_][^:\n]{{0,40}}?){_BOLD}[ \t\u00a0]?:"
    rf"{_BOLD}[ \t]*([^\n]*)"
)
_LINE = re.compile(r"[^\n]*\n?")
_FOOTER = re.compile(
    r"\W*(?:transcribed by\b.{0,80}|transcription by\b.{0,80}|transcrit par\b.{0,80}"
    r"|.{0,60}(?:started|stopped) transcription"
    r"|(?:the )?end of (?:the )?(?:interview|recording|transcript|transcription)"
    r"|fin de (?:l['’]|la )(?:entretien|enregistrement|interview|discussion|transcription))\W*",
    re.IGNORECASE,
)
_LONGEST_HEADER = 40  # lines


def header_end(text: str, start: int = 0) -> int:
    r"""Return where the lines of facts (`Date: ...`, `Place: ...`) at the top of a text end.

    Examples
    --------
    >>> top = "Interview 7\nDate: 2022-05\nInterviewer: E1\n\nInterviewer: Hello."
    >>> top[header_end(top):]
    '\nInterviewer: Hello.'
    """
    end, facts, open_block = start, False, True
    place = start
    for line in _first_lines(text, start):
        place += len(line)
        fact = _FACT_LINE.match(line)
        if fact and role_of_label(fact[1]) and line.rstrip().endswith("?"):
            break  # an interview has begun
        if fact and is_header_key(fact[1]):
            end, facts = place, True
        elif not line.strip():
            open_block = False
        elif facts and open_block and fact and len(fact[2].split()) < 9:
            # `Interviewer: E1` among the facts, but only if a blank line closes their block.
            block_end = text.find("\n\n", place - 1)
            if 0 <= block_end < place + 400 and _all_short(text[place:block_end]):
                end = place
    return end


def footer_start(text: str, start: int = 0) -> int:
    """Return where the lines below an interview (`Transcribed by ...`) begin, or the text's end."""
    end = len(text)
    for _ in range(4):
        body = text[max(start, end - 400) : end].rstrip()
        line = body[body.rfind("\n") + 1 :]
        if not line or not _FOOTER.fullmatch(line):
            break
        end = max(start, end - 400) + len(body) - len(line)
    return end


def _first_lines(text: str, start: int) -> list[str]:
    lines: list[str] = []
    for match in _LINE.finditer(text, start):
        if len(lines) == _LONGEST_HEADER or not match[0]:
            break
        lines.append(match[0])
    return lines


def _all_short(block: str) -> bool:
    return all(len(line.split()) < 11 for line in block.split("\n"))


@dataclass(frozen=True, slots=True)
class Found:
    """The turns of a text, and what had to be assumed to find them."""

    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The part of a text that holds an interview; headings in it are not spoken."""

    text: str
    start: int
    end: int
    headings: Sequence[Span]

    def spoken(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the spoken pieces of a stretch."""
        first = bisect_left(self.headings, (start, start))
        last = bisect_left(self.headings, (end, end))
        return spoken_pieces(self.text, start, end, self.headings[first:last])


def labelled_turn(body: Body, mark: Label, stop: int) -> Turn:
    """Make a turn of all that stands from a label to a place."""
    start, end = trimmed(body.text, mark.start, stop)
    return Turn(
        start=start,
        end=end,
        spoken=body.spoken(mark.end, stop),
        speaker=mark.name,
        seconds=mark.seconds,
    )


def joined(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Join neighbouring turns of one speaker: a turn ends where another takes over."""
    groups = (list(group) for _, group in groupby(turns, key=lambda turn: turn.speaker))
    return tuple(run_on(group) for group in groups)


def run_on(turns: Sequence[Turn]) -> Turn:
    """Make one turn of several of one speaker."""
    if len(turns) == 1:
        return turns[0]
    spoken = tuple(piece for turn in turns for piece in turn.spoken)
    return replace(turns[0], end=turns[-1].end, spoken=spoken)


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
