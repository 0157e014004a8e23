"""Layouts: how an interview is put on paper, so that a person sees at a glance who speaks.

A layout is drawn by its features. What nobody could read is not drawn: a full stop after a long
label, turns without labels among more than two people, a name alone on a line inside a block.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.interviewing.model import (
    Block,
    Interview,
    Person,
    Span,
    Spans,
    Utterance,
    paragraph,
)
from benchmarks.interviewing.words import Words

UNLABELLED = ("one side", "Q and A", "dashes", "guide", "bold questions")
NUMBERS = ("{}. ", "{}) ", "({}) ", "[{}] ", "{:03} ", "{}\t", "{} ", "{}: ", "#{} ", "{}.\t")
TIMES = (
    "[{h:02}:{m:02}:{s:02}]",
    "{h:02}:{m:02}:{s:02}",
    "({m:02}:{s:02})",
    "[{m:02}:{s:02}]",
    "{m}:{s:02}",
    "#{h:02}:{m:02}:{s:02}-4#",
    "{{{h:02}:{m:02}:{s:02}}}",
    "[{h:02}:{m:02}:{s:02}.250]",
    "<{h}:{m:02}:{s:02}>",
)
DRESSES = ("bare", "bare", "bare", "bold", "square", "angle", "capitals", "lower case")
SEPARATORS = (":", ":", ":", ":", " :", "tab", "dash", "en dash", "em dash", "dot", ":tab")
WRITTEN = {
    ":": ": ",
    " :": " : ",
    "tab": "\t",
    "dash": " - ",
    "en dash": " – ",
    "em dash": " — ",
    "dot": ". ",
    ":tab": ":\t",
    "none": " ",
    "arrow": "> ",
}
QUESTION_ANSWER = {
    "en": (("Q", "A"), ("Question", "Answer"), ("Q{n}", "A{n}")),
    "fr": (("Q", "R"), ("Question", "Réponse"), ("Q{n}", "R{n}")),
}


@dataclass(frozen=True)
class Layout:
    """The features of a layout that hold for a whole file."""

    structure: str
    separator: str = ":"
    dress: str = "bare"
    number: str = ""
    number_line: bool = False
    time: str = ""
    time_at: str = ""
    described: str = "first"  # where a longer label stands: first, always or never
    spaced: bool = True
    wrap: int = 0
    indent: str = ""
    labelled: str = ""  # the role that has labels, if only one has
    pair: tuple[str, str] = ("", "")

    @property
    def name(self) -> str:
        """What figures are given by."""
        return f"label, {self.separator}" if self.structure == "labels" else self.structure

    @property
    def features(self) -> dict[str, str]:
        """What else is remarkable, for figures by feature."""
        number = ("line" if self.number_line else "in line") if self.number else "none"
        return {
            "dress": self.dress,
            "number": number,
            "time": self.time_at or "none",
            "described": self.described,
            "paragraphs": "blank lines" if self.spaced else "no blank lines",
            "wrapped": str(bool(self.wrap)),
        }


def structure_for(kind: str, draw: random.Random, *, bold: bool) -> str:
    """Return how the turns of a kind of interview may be told apart on paper."""
    if kind == "two people" and draw.random() < 0.6:
        return draw.choice(UNLABELLED if bold else UNLABELLED[:-1])
    return draw.choice(("labels", "labels", "labels", "label line"))


def layout_for(
    interview: Interview,
    structure: str,
    manner: str,
    draw: random.Random,
    *,
    bold: bool,
    wraps: bool,
) -> Layout:
    """Draw the features of a layout; `bold` and `wraps` say what the format can do."""
    labels = [one.label for one in interview.people.values()]
    one = Layout(
        structure,
        spaced=draw.random() < 0.6,
        wrap=draw.randrange(58, 90) if wraps and draw.random() < 0.3 else 0,
        described=draw.choice(("first", "first", "always", "never"))
        if manner == "described"
        else "first",
    )
    if structure in ("labels", "label line"):
        one = _dressed(one, labels, draw, bold=bold)
    elif structure == "one side":
        role = draw.choice(("interviewer", "respondent"))
        separator = draw.choice((":", " :", "tab"))
        one = replace(one, labelled=role, separator=separator, spaced=True)
    elif structure == "Q and A":
        pair = draw.choice(QUESTION_ANSWER[interview.language])
        separators = (":", " :", "dot", "tab") if len(pair[0]) < 3 else (":", " :", "tab")
        one = replace(one, pair=pair, separator=draw.choice(separators))
    elif structure == "guide":
        one = replace(one, number=draw.choice(NUMBERS[:3]), spaced=True)
    elif structure == "dashes":
        one = replace(one, separator=draw.choice(("- ", "– ", "— ", "-\t", "–\t")), wrap=0)
    elif structure == "bold questions":
        one = replace(one, spaced=True)
    return _with_counts(one, draw)


def _dressed(one: Layout, labels: list[str], draw: random.Random, *, bold: bool) -> Layout:
    dress = draw.choice(DRESSES)
    if dress == "bold" and not bold:
        dress = "bare"
    if dress in ("capitals", "lower case") and any(len(label) < 4 for label in labels):
        dress = "bare"
    separator = draw.choice(SEPARATORS)
    if separator == "dot" and any(len(label) > 3 or "." in label for label in labels):
        separator = ":"
    if dress in ("square", "angle"):
        separator = draw.choice((":", "none", "tab"))
    if dress == "lower case" and "dash" in separator:
        separator = ":"
    if one.structure == "label line":
        separator = draw.choice((":", " :", "none"))
        bare = separator == "none" and dress in ("bare", "lower case")
        one = replace(one, spaced=one.spaced or bare, wrap=0 if bare else one.wrap)
    indent = draw.choice(("", "", "    ", "\t")) if not one.spaced else ""
    return replace(one, dress=dress, separator=separator, indent=indent)


def _with_counts(one: Layout, draw: random.Random) -> Layout:
    """Draw numbers of turns and times, where the layout has room for them."""
    if one.structure not in ("labels", "label line", "Q and A"):
        return one
    if draw.random() < 0.3 and "{n}" not in one.pair[0]:
        one = replace(one, number=draw.choice(NUMBERS), number_line=draw.random() < 0.2)
    if draw.random() < 0.35:
        places = ("before", "after", "line", "end")
        if one.structure != "labels" or one.separator in ("tab", "dot", "none"):
            places = ("before", "line")
        if one.structure == "label line":
            places = ("before", "after")
        one = replace(one, time=draw.choice(TIMES), time_at=draw.choice(places))
    if one.number in ("{} ", "{:03} ", "{}: ", "{}\t") and one.time_at == "before":
        one = replace(one, number="")  # 12 00:01:05 is told apart by nobody
    return one


# Turns as paragraphs


def written(interview: Interview, layout: Layout, words: Words) -> list[list[Block]]:
    """Return the paragraphs of each turn; style "attached" follows without a blank line."""
    seconds = words.draw.randrange(0, 20)
    found = []
    asked = 0
    for number, utterance in enumerate(interview.utterances, 1):
        asked += utterance.person.role == "interviewer"
        found.append(list(_turn(utterance, layout, number, asked, seconds)))
        seconds += 3 + len(utterance.paragraphs) * words.draw.randrange(2, 40)
    return found


def _turn(one: Utterance, layout: Layout, number: int, asked: int, seconds: int) -> Iterator[Block]:
    head, ahead = _head(one, layout, number, asked, seconds)
    if layout.number_line and layout.number:
        yield paragraph(Span(layout.number.format(number).strip(), "number"))
    if layout.time_at == "line":
        yield paragraph(_time(layout, seconds), style="attached" if layout.number_line else "text")
    first = "attached" if layout.number_line or layout.time_at == "line" else "text"
    if layout.structure == "label line":
        yield Block(((*ahead, *head),), first)
        for index, spans in enumerate(one.paragraphs):
            yield Block((spans,), "continued" if index else "attached")
        return
    end = (Span(" ", "time"), _time(layout, seconds)) if layout.time_at == "end" else ()
    for index, spans in enumerate(one.paragraphs):
        whole = (*ahead, *head, *_bold(one, layout, spans)) if not index else spans
        if index == len(one.paragraphs) - 1:
            whole += end
        yield Block((whole,), "continued" if index else first)


def _bold(one: Utterance, layout: Layout, spans: Spans) -> Spans:
    asks = layout.structure == "bold questions" and one.person.role == "interviewer"
    return tuple(replace(span, bold=True) for span in spans) if asks else spans


def _time(layout: Layout, seconds: int) -> Span:
    parts = {"h": seconds // 3600, "m": seconds // 60 % 60, "s": seconds % 60}
    return Span(layout.time.format(**parts), "time")


def _head(
    one: Utterance, layout: Layout, number: int, asked: int, seconds: int
) -> tuple[Spans, Spans]:
    """Return the label with its separator, and what stands before it."""
    asks = one.person.role == "interviewer"
    if layout.structure == "bold questions":
        return (), ()
    if layout.structure == "guide":
        return (), (Span(layout.number.format(asked), "number"),) if asks else ()
    if layout.structure == "dashes":
        return (Span(layout.separator, "label"),), ()
    if layout.structure == "one side" and one.person.role != layout.labelled:
        return (), ()
    ahead: list[Span] = []
    if layout.number and not layout.number_line:
        ahead.append(Span(layout.number.format(number), "number"))
    if layout.time_at == "before":
        ahead += [_time(layout, seconds), Span(" ", "time")]
    label = (
        layout.pair[0 if asks else 1].format(n=asked) if layout.pair[0] else label_of(one, layout)
    )
    between = WRITTEN[layout.separator]
    if layout.structure == "label line":
        between = between.rstrip()
    bold = layout.dress == "bold"
    head = [Span(dressed(label, layout.dress), "label", bold=bold)]
    if layout.time_at == "after":
        head += [Span(" ", "time"), _time(layout, seconds)]
    return (*head, Span(between, "label", bold=bold)), tuple(ahead)


def label_of(one: Utterance, layout: Layout) -> str:
    """Return the label of a turn: the longer one where the layout has it."""
    person: Person = one.person
    longer = layout.described == "always" or (layout.described == "first" and one.first)
    return person.first_label if longer else person.label


def dressed(label: str, dress: str) -> str:
    """Return a label in its dress."""
    return {
        "square": f"[{label}]",
        "angle": f"<{label}>",
        "capitals": label.upper(),
        "lower case": label.lower(),
    }.get(dress, label)
