"""What an estimate must say of itself, in plain words."""

from __future__ import annotations

from typing import NamedTuple

from civic_qual.analysis.estimates.comparison import LinedUp
from civic_qual.analysis.tables.notes import INVENTED, counted_phrase

_FRACTIONS = (
    (0.15, "a tenth"),
    (0.225, "a fifth"),
    (0.29, "a quarter"),
    (0.42, "a third"),
    (0.58, "a half"),
    (0.71, "two thirds"),
    (0.87, "three quarters"),
)
_NEARLY = 0.05  # less than this is no difference worth a word
_HANDFUL = 3  # cases below which the limits lean on the machine

WITHOUT_SCORES = (
    "The model's codings came without its scores (a study keeps codings, not scores): limits are "
    "wider than they need be, and nobody can tell whether the model was trained on the sampled "
    "passages, which would make it look too good. Let it code again: model.code(study.corpus), or "
    "civic-qual estimate ... --model FILE."
)
_DRAWN = {
    "simple": "each with the same chance",
    "stratified": "by strata, the chances known",
    "scores": "with a higher chance where the machine's scores are high, the chances known",
    "interviews": "as whole interviews",
}


class Row(NamedTuple):
    """The numbers of one row that notes are about."""

    raw: float
    estimate: float
    low: float
    high: float
    human_n: int
    human_positive: int
    scored: bool


def row_note(row: Row) -> str:
    """Say how far raw counts can be believed, and what the numbers rest on.

    Examples
    --------
    >>> row_note(Row(0.16, 0.12, 0.09, 0.15, 200, 24, True))
    'Raw counts overstate this theme by about a third.'
    """
    parts = [_on_raw(row)]
    if not row.scored:
        parts.append(
            "The machine's scores say nothing of it: this rests on the passages coded by "
            "hand alone."
        )
    if not row.human_positive:
        parts.append(
            f"Not found in the {row.human_n:,} coded by hand: only the upper limit says something."
        )
    elif row.human_positive < _HANDFUL:
        parts.append(
            f"Found by hand only {'once' if row.human_positive == 1 else 'twice'}: the "
            "estimate leans on the machine."
        )
    return " ".join(part for part in parts if part)


def unused_note(human_n: int) -> str:
    """Say that nobody used a code."""
    return (
        f"Nobody used this code, neither the machine nor the person in {human_n:,} read by "
        "hand: no estimate, only an upper limit."
    )


def too_few_note(number: int, needed: int, what: str) -> str:
    """Say that a group is too small, and how many more it takes."""
    return (
        f"Too few to say anything: {counted_phrase(number, what)} of this group coded by "
        f"hand. Code at least {needed - number:,} more, or join groups."
    )


def _on_raw(row: Row) -> str:
    if row.raw != row.raw:
        return ""
    if row.low <= row.raw <= row.high:
        return "Raw counts lie within the limits."
    more = row.raw > row.estimate
    verb = "overstate" if more else "understate"
    if not row.estimate:
        return f"Raw counts {verb} this theme."
    return f"Raw counts {verb} this theme{_by_how_much(row.raw / row.estimate)}."


def _by_how_much(ratio: float) -> str:
    """Return " by about a third" and the like for raw ÷ estimate.

    Examples
    --------
    >>> _by_how_much(1.34), _by_how_much(0.5), _by_how_much(2.1)
    (' by about a third', ' by about a half', ': they are about 2.1 times too high')
    """
    far = ratio - 1 if ratio > 1 else 1 - ratio
    if far < _NEARLY:
        return " a little"
    for most, words in _FRACTIONS:
        if far < most:
            return f" by about {words}"
    return f": they are about {ratio:.2g} times too high" if ratio > 1 else ": most is missed"


def about_estimates(lined: LinedUp, measure: str, confidence: float, cells: int) -> tuple[str, ...]:
    """Say what the whole table rests on, and where its limits end."""
    sample, people = lined.sample, ", ".join(lined.human.coders)
    machine = ", ".join(lined.machine.coders)
    percent = f"{100 * confidence:g} %"
    corpus = lined.machine.corpus
    fixed = ([INVENTED] if corpus.invented else []) + [
        f"Machine: {machine}. Coded by hand: {len(lined.positions):,} of {len(lined.places):,} "
        f"{sample.unit}s by {people}, drawn at random {_DRAWN[sample.design]} (sample "
        f"{sample.name!r}, seed {sample.seed}).",
        f"Counted: {measure}. Limits hold for each row alone at {percent}; of {cells} rows some "
        f"will miss. For all rows at once take confidence={1 - (1 - confidence) / cells:.5g}.",
        "The person's codings are taken as the truth: show their agreement with a second person.",
        "“estimate” has the smallest error, and leans to the machine where a code is rarer than "
        "1 %; “estimate_unbiased” is for sums and further analysis.",
        ("The sample is of this corpus, and says nothing about people who were not interviewed."),
    ]
    if lined.machine.scores is None and "model" in lined.machine.read.origin.values:
        fixed.append(WITHOUT_SCORES)
    if lined.unread:
        fixed.append(
            f"{lined.unread} sampled passages were not read; it is assumed that they are "
            "like the others of their stratum."
        )
    return tuple(fixed)
