"""What a model learns from: the codings of one person, or of several made one."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.adjudicate import Adjudicated, adjudicate
from civic_qual.analysis.agreement.disagreements import disagreements
from civic_qual.analysis.agreement.judgements import compared_rows
from civic_qual.coding.carried import carried_rows
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import counting_unit
from civic_qual.learning.card import ModelCard
from civic_qual.learning.theme_classifier import ThemeClassifier
from civic_qual.learning.validation import ALL, CrossValidation, validated
from civic_qual.messages import Message, enumerated, unless_on_page

if TYPE_CHECKING:
    from civic_qual.coding.blind import Judges
    from civic_qual.corpus.segments import Unit

DEFAULT = "model"  # what a study calls its model, unless told otherwise
LEARNED_FROM, QUALITY, CARD = "learned_from", "f1", "card"  # of what a model says of itself
BY_CODE = "by_code"  # how well each code is found: of CrossValidation, those of _OF_CODE
_OF_CODE = (
    "code", "status", "support", "precision", "precision_low", "precision_high", "recall",
    "recall_low", "recall_high",
)  # fmt: skip
_PLACE = ["transcript", "start", "end"]
_CODED = [*_PLACE, "code", "coder", "origin", "status"]
_READ = [*_PLACE, "unit", "codes", "coder", "origin", "shown"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Gold:
    """Codings to learn from, as those of one person.

    Attributes
    ----------
    codings
        The codings and readings.
    people
        Whose they are.
    told
        What must be said of them: what each read, and what was left out.
    each
        What each of several people coded and read; None of one.
    """

    codings: Codings
    people: tuple[str, ...]
    told: tuple[str, ...] = ()
    each: Codings | None = None

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits of what was coded and read, and by which codebook."""
        of, digest = self.codings, blake2b(digest_size=16)
        digest.update(of.codebook.rules_fingerprint.encode())
        digest.update(of.codebook.content_fingerprint.encode())
        revisions = {one.id: one.revision for one in of.corpus}
        for table, columns in ((of.rows, _CODED), (of.readings, _READ)):
            told = table[columns].astype(str)
            told["revision"] = table["transcript"].astype(str).map(revisions)
            for row in sorted(told.itertuples(index=False, name=None)):
                digest.update(f"{row!r}".encode())
        return digest.hexdigest()


def gold_of(people: Codings, settled: Path | pd.DataFrame | Codings | None = None) -> Gold:
    """Make one of the codings of several people: what each read counts.

    Where two read the same passage and differ on a code, what was settled holds; where nothing
    was, the passage is left out for that code.

    Parameters
    ----------
    people
        What the readers coded and read.
    settled
        What a third look settled, as `Source.settled` gives it.

    Raises
    ------
    CodingError
        If the decisions do not fit what was read.
    """
    given, people = people, readers_of(people)
    silent = [name for name in given.coders if name not in people.coders]
    left_out: list[str] = [_left_out(silent)] if silent and people.coders else []
    if len(people.coders) < 2:
        alone = (
            people if people.coders else given
        )  # who read nothing is refused where it is learned
        return Gold(codings=alone, people=alone.coders, told=tuple(left_out))
    unit = counting_unit(people)
    if isinstance(settled, Codings):
        settled = _said_by(settled, people, unit)
    elif isinstance(settled, pd.DataFrame):
        settled = _of_these(settled, people, unit)
    made = adjudicate(
        people, settled, coder=", ".join(people.coders), coders=people.coders, unit=unit
    )
    told = (*left_out, *_told(people, made))
    return Gold(codings=made, people=people.coders, told=told, each=people)


def readers_of(people: Codings) -> Codings:
    """Return the codings of those of whom it is known what they read."""
    readers = set(people.read.coder.values)
    known = [name for name in people.coders if name in readers]
    return people if len(known) == len(people.coders) else people.filter(coder=known)


def _left_out(silent: list[str]) -> str:
    return Message(
        "Left out, since it is not recorded what they read: {coders}.", coders=enumerated(silent)
    )


def _said_by(third: Codings, people: Codings, unit: Unit) -> pd.DataFrame:
    """Return what a third person says of all that the readers disagree on, as decisions."""
    frame = disagreements(people, coders=people.coders, unit=unit, blind=False).frame
    rows = compared_rows(people.codebook, "code", own=True)
    said = carried_rows(one_coder(third), rows, unit)
    segments = _row_of_segment(people, unit)
    where = [
        segments[cells] for cells in zip(*(frame[name].tolist() for name in _PLACE), strict=True)
    ]
    which = [[row.id for row in rows].index(code) for code in frame["code"]]
    read, found = said.read[where, which], said.matrix.toarray()[where, which] > 0
    return frame.assign(
        decision=np.where(read, np.where(found, "yes", "no"), ""),
        decided_by=third.coders[0] if third.coders else "",
    )


def _of_these(decided: pd.DataFrame, people: Codings, unit: Unit) -> pd.DataFrame:
    """Return the decisions on passages of this unit, and on codes that there are still."""
    segments = _row_of_segment(people, unit)
    there = [
        (transcript, int(start), int(end)) in segments and code in people.codebook
        for transcript, start, end, code in decided[[*_PLACE, "code"]].itertuples(index=False)
    ]
    return decided[there]


def _row_of_segment(codings: Codings, unit: Unit) -> dict[tuple[str, int, int], int]:
    frame = codings.corpus.segments(unit).frame
    columns = (frame[name].tolist() for name in _PLACE)
    return {place: row for row, place in enumerate(zip(*columns, strict=True))}


def _told(people: Codings, made: Adjudicated) -> list[str]:
    """Say what each read, what two read, and what of that nobody settled."""
    read = segments_read(people)
    twice = int((np.sum(list(read.values()), axis=0) > 1).sum())
    told: list[str] = [
        Message(
            "Of several people: {read}; {twice} read by two or more.",
            read=enumerated(
                Message("{coder} read {n}", coder=name, n=_passages(int(rows.sum())))
                for name, rows in read.items()
            ),
            twice=_passages(twice),
        )
    ]
    left = made.undecided.frame
    if len(left):
        told.append(
            Message(
                "Where they differ and nobody settled it, the passage is left out for that code: "
                "{cells} in {passages}. {settle}",
                settle=unless_on_page(
                    Message(
                        "List them with civic-qual agree --disagreements, and settle them with "
                        "civic-qual adjudicate."
                    ),
                    Message("Settle them on the page Disagreements."),
                ),
                cells=Message.plural("{n} code", "{n} codes", n=len(left)),
                passages=_passages(len(left[_PLACE].drop_duplicates())),
            )
        )
    return told


def segments_read(people: Codings) -> dict[str, np.typing.NDArray[np.bool_]]:
    """Return which segments each of several people is known to have read, by their names."""
    known = readers_of(people)
    unit: Unit = counting_unit(known) if known.coders else "turn"
    rows = compared_rows(people.codebook, "code")
    nothing = np.zeros(len(people.corpus.segments(unit)), dtype=np.bool_)
    return {
        name: np.asarray(carried_rows(people.filter(coder=name), rows, unit).read.any(axis=1))
        if name in known.coders
        else nothing
        for name in people.coders
    }


def _passages(number: int) -> str:
    return Message.plural("{n} passage", "{n} passages", n=number)


@dataclass(frozen=True, eq=False, kw_only=True)
class Trained:
    """A model, its card, and what must be said of what it learned from."""

    model: ThemeClassifier
    card: ModelCard
    told: tuple[str, ...]


def trained(
    gold: Gold, model: ThemeClassifier, *, shown: Judges = "blind", progress: bool = False
) -> Trained:
    """Teach a model what people coded, and judge it on interviews that it has not seen.

    Raises
    ------
    ModelError
        If nothing can be learned.
    EstimateError
        If nothing was coded blind.
    """
    model.fit_corpus(gold.codings)
    performance = validated(model, gold.codings, gold.each, progress=progress, shown=shown)
    model.model_.about["people"] = len(gold.people)
    card = model.card(performance, gold.codings)
    # What the next training must know, and who opens a study that keeps it.
    model.model_.about[LEARNED_FROM] = gold.fingerprint
    model.model_.about[QUALITY] = _quality(performance)
    model.model_.about[BY_CODE] = _by_code(performance)
    model.model_.about[CARD] = card.html
    return Trained(model=model, card=card, told=gold.told)


def _quality(performance: CrossValidation) -> dict[str, float]:
    averages = performance.frame[performance.frame["language"] == ALL].set_index("code")["f1"]
    return {name: float(averages[name]) for name in ("micro", "macro")}


def _by_code(performance: CrossValidation) -> list[dict[str, Any]]:
    """Return how well each code is found on interviews left out, in plain values."""
    frame = performance.frame
    codes = frame[(frame["language"] == ALL) & (frame["kind"] == "code")][list(_OF_CODE)]
    return [
        {
            str(name): value if isinstance(value, str) else None if value != value else float(value)
            for name, value in row.items()
        }
        for row in codes.to_dict("records")
    ]
