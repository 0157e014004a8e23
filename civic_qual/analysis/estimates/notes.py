"""What an estimate must say of itself, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from civic_qual.analysis.estimates.readers.in_few import in_few_notes
from civic_qual.analysis.estimates.side_by_side import SideBySide
from civic_qual.analysis.measures import Measure
from civic_qual.analysis.sampling.sampling_frame import how_drawn
from civic_qual.analysis.tables.notes import INVENTED
from civic_qual.corpus.segments import units_word
from civic_qual.messages import Message, count, decimal, enumerated, quoted, sentences, typed

WITHOUT_SCORES = Message(
    "The model's codings came without its scores (a study keeps codings, not scores): limits are "
    "wider than they need be, and nobody can tell whether the model was trained on the sampled "
    "passages, which would make it look too good. Let it code again: {code}.",
    code=typed(
        "model.code(study.corpus)",
        Message("civic-qual estimate ... --model FILE"),
        Message("train it again on the page Model"),
    ),
)
THIS_CORPUS = Message(
    "Limits are about this corpus: what would stand here had a person read all of it. They say "
    "nothing about people who were not interviewed."
)
NOT_LOOKED_FOR_NOTE = Message("The person who coded the sample did not look for it.")
# Up to which share of what is there raw counts are wrong by so much.
_FRACTIONS = (
    (0.15, Message("a tenth")),
    (0.225, Message("a fifth")),
    (0.29, Message("a quarter")),
    (0.42, Message("a third")),
    (0.58, Message("a half")),
    (0.71, Message("two thirds")),
    (0.87, Message("three quarters")),
)
_NEARLY = 0.05  # less than this is no difference worth a word
_HANDFUL = 3  # cases below which the limits lean on the machine


def about_estimates(
    side: SideBySide, *, measure: Measure, confidence: float, cells: int, readers: Sequence[str]
) -> tuple[str, ...]:
    """Say what the whole table rests on, and where its limits end.

    Parameters
    ----------
    side, measure, confidence
        As in the table.
    cells
        How many rows it has.
    readers
        What is to be said of the readers' own errors.
    """
    machine = side.machine
    without_scores = machine.scores is None and "model" in machine.read.origin.values
    stricter = f"{1 - (1 - confidence) / max(cells, 1):.5g}"
    notes = [
        *side.seen.warning,
        *([INVENTED] if machine.corpus.invented else []),
        _who_coded(side),
        *machine.notes,
        Message(
            "Counted: {measure}. Limits hold for each row alone at {confidence} %; of {cells} "
            "rows some will miss. For all rows at once take {stricter}.",
            measure=measure.words.things(side.sample.unit),
            confidence=decimal(100 * confidence),
            cells=cells,
            stricter=typed(
                f"confidence={stricter}",
                f"--confidence {stricter}",
                Message("limits at {p} %", p=decimal(100 * float(stricter), 3)),
            ),
        ),
        *readers,
        Message(
            "“estimate” has the smallest error, and leans to the machine where a code is rarer "
            "than 1 %; “estimate_unbiased” is for sums and further analysis."
        ),
        THIS_CORPUS,
        *([WITHOUT_SCORES] if without_scores else []),
        *_left_unread(side.by_person.unread),
        *in_few_notes(side.ids, side.by_person.in_few, side.sample.name),
        *side.seen.notes,
    ]
    return tuple(notes)


def _who_coded(side: SideBySide) -> str:
    sample = side.sample
    return Message(
        "Machine: {machine}. Coded by hand: {coded} of {all} {units} by {people}, drawn at random "
        "{drawn} (sample {sample}, seed {seed}).",
        machine=enumerated(side.machine.coders),
        coded=count(len(side.by_person.index)),
        all=count(len(side.segments)),
        units=units_word(sample.unit),
        people=enumerated(side.human.coders),
        drawn=how_drawn(sample.design),
        sample=quoted(sample.name),
        seed=sample.seed,
    )


def _left_unread(unread: int) -> list[str]:
    if not unread:
        return []
    return [
        Message.plural(
            "{n} sampled passage was not read; it is assumed that it is like the others of its "
            "stratum.",
            "{n} sampled passages were not read; it is assumed that they are like the others of "
            "their stratum.",
            n=unread,
        )
    ]


def row_note(
    *,
    raw: float,
    estimate: float,
    low: float,
    high: float,
    human_n: int,
    human_positive: int,
    scored: bool,
) -> str:
    """Say how far raw counts can be believed, and what the numbers of a row rest on.

    Parameters
    ----------
    raw, estimate, low, high, human_n, human_positive
        As in the table.
    scored
        Whether the machine's scores say something of the row.

    Examples
    --------
    >>> row_note(raw=0.16, estimate=0.12, low=0.09, high=0.15, human_n=200, human_positive=24,
    ...          scored=True)
    'Raw counts overstate this theme by about a third.'
    """
    return sentences(
        [
            _on_raw(raw, estimate, low, high),
            "" if scored else _ON_HAND_ALONE,
            _on_cases(human_n, human_positive),
        ]
    )


_ON_HAND_ALONE = Message(
    "The machine's scores say nothing of it: this rests on the passages coded by hand alone."
)


def _on_cases(human_n: int, human_positive: int) -> str:
    """Warn where few cases were found by hand."""
    if not human_positive:
        return Message(
            "Not found in the {coded} coded by hand: only the upper limit says something.",
            coded=count(human_n),
        )
    if human_positive >= _HANDFUL:
        return ""
    if human_positive == 1:
        return Message("Found by hand only once: the estimate leans on the machine.")
    return Message("Found by hand only twice: the estimate leans on the machine.")


def _on_raw(raw: float, estimate: float, low: float, high: float) -> str:
    if raw != raw:  # NaN: the machine read nothing
        return ""
    if low <= raw <= high:
        return Message("Raw counts lie within the limits.")
    if raw > estimate:
        return _overstated(raw / estimate - 1 if estimate else None)
    return _understated(1 - raw / estimate)


def _overstated(by: float | None) -> str:
    """Say by what share of what is there the machine counts too much.

    Examples
    --------
    >>> _overstated(0.34)
    'Raw counts overstate this theme by about a third.'
    >>> _overstated(1.1)
    'Raw counts overstate this theme: they are about 2.1 times too high.'
    """
    if by is None:
        return Message("Raw counts overstate this theme.")
    if by < _NEARLY:
        return Message("Raw counts overstate this theme a little.")
    for most, fraction in _FRACTIONS:
        if by < most:
            return Message(
                "Raw counts overstate this theme by about {fraction}.", fraction=fraction
            )
    return Message(
        "Raw counts overstate this theme: they are about {times} times too high.",
        times=decimal(float(f"{1 + by:.2g}")),
    )


def _understated(by: float) -> str:
    """Say what share of what is there the machine misses.

    Examples
    --------
    >>> _understated(0.5), _understated(0.9)
    ('Raw counts understate this theme by about a half.',
     'Raw counts understate this theme: most is missed.')
    """
    if by < _NEARLY:
        return Message("Raw counts understate this theme a little.")
    for most, fraction in _FRACTIONS:
        if by < most:
            return Message(
                "Raw counts understate this theme by about {fraction}.", fraction=fraction
            )
    return Message("Raw counts understate this theme: most is missed.")


def unused_note(human_n: int) -> str:
    """Say that nobody used a code."""
    return Message(
        "Nobody used this code, neither the machine nor the person in {coded} read by hand: no "
        "estimate, only an upper limit.",
        coded=count(human_n),
    )


def too_few_units_note(number: int, needed: int) -> str:
    """Say that too few units of a group were coded, and how many more it takes."""
    return Message.plural(
        "Too few to say anything: {n} unit of this group coded by hand. Code at least {more} more, "
        "or join groups.",
        "Too few to say anything: {n} units of this group coded by hand. Code at least {more} "
        "more, or join groups.",
        n=number,
        more=count(needed - number),
    )


def too_few_interviews_note(number: int, needed: int) -> str:
    """Say that too few interviews of a group were coded, and how many more it takes."""
    return Message.plural(
        "Too few to say anything: {n} interview of this group coded by hand. Code at least {more} "
        "more, or join groups.",
        "Too few to say anything: {n} interviews of this group coded by hand. Code at least "
        "{more} more, or join groups.",
        n=number,
        more=count(needed - number),
    )
