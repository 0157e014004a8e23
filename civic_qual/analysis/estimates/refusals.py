"""What no estimate may rest on: each refusal says what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.sampling.sampling_frame import DESIGNS
from civic_qual.calls import names_given
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.scores import TRAINED
from civic_qual.corpus.segments import units_word
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, enumerated, quoted, typed

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.arrays import Ints
    from civic_qual.corpus.segments import Unit

_DRAW = typed(
    "draw_sample(corpus, n=200)", "civic-qual sample", Message("“Draw a sample” on the page Work")
)


def check_estimate(machine: Codings, human: Codings, sample: Sample, unit: Unit | None) -> Ints:
    """Refuse what cannot be defended; return the rows of the sampled segments in the corpus.

    Raises
    ------
    EstimateError
        If the passages were not drawn at random, or machine, person and sample do not belong
        together.
    SampleError
        If texts, roles or the cut into segments changed since the draw.
    """
    _refuse_what_is_no_sample(sample)
    _refuse_what_is_no_codings("machine", machine)
    check_coders(machine, human)
    _refuse_units(machine, sample, unit)
    _refuse_changed_sample(sample)
    rows = sample.rows_in(human.corpus)
    _refuse_own_training(machine, rows)
    return rows


def one_person(human: Codings, coder: str | None) -> Codings:
    """Return the codings of one person.

    Raises
    ------
    EstimateError
        If these are no codings.
    TableError
        If they are by several, and none is chosen.
    """
    _refuse_what_is_no_codings("human", human)
    return one_coder(human, coder)


def chosen_people(
    human: Codings, coder: str | Sequence[str] | None, settled: object
) -> tuple[Codings, tuple[str, ...]]:
    """Return the codings of the people whose words count, and their names.

    Parameters
    ----------
    human
        What people coded.
    coder
        Who of them, the first reader first; all if left out.
    settled
        Codings of somebody who settled what they found: that is no reader.

    Raises
    ------
    EstimateError
        If these are no codings.
    TableError
        If somebody named coded nothing, or nothing is known of what was read.
    """
    _refuse_what_is_no_codings("human", human)
    names = tuple(dict.fromkeys(names_given(coder)))
    if not names:
        third = settled.coders if isinstance(settled, Codings) else ()
        readers = set(human.read.coder.values)
        names = tuple(name for name in human.coders if name in readers and name not in third)
    if len(names) < 2:
        person = one_coder(human, names[0] if names else None)
        return person, person.coders
    for name in names:
        one_coder(human, name)
    return human.filter(coder=names), names


def check_coders(machine: Codings, human: Codings) -> None:
    """Refuse what is not a machine's and a person's word on the same texts and definitions."""
    _refuse_strangers(machine, human)
    _refuse_coders(machine, human)


def _refuse_what_is_no_codings(argument: str, codings: object) -> None:
    if not isinstance(codings, Codings):
        raise EstimateError(
            Message(
                "{argument} must be Codings, not {type}",
                argument=argument,
                type=type(codings).__name__,
            )
        )


def _refuse_what_is_no_sample(sample: object) -> None:
    # Only a Sample has a fingerprint as an attribute: a table of one has a column of them. To
    # import the class would make a circle, since a sample asks how many more passages it needs.
    if not isinstance(getattr(sample, "frame_hash", None), str):
        raise EstimateError(
            Message(
                "a sample drawn at random is needed, not {type}: passages that a model suggests, "
                "or that somebody chose, say nothing about the rest. Draw one with "
                "{draw} and have a person code it",
                draw=_DRAW,
                type=type(sample).__name__,
            )
        )
    name, design = getattr(sample, "name", ""), getattr(sample, "design", "")
    if design not in DESIGNS:
        raise EstimateError(
            Message(
                "the sample {sample} was made by {design}, which is no random draw ({designs} "
                "are); draw one with {draw}",
                draw=_DRAW,
                sample=quoted(name),
                design=quoted(design),
                designs=enumerated(DESIGNS),
            )
        )


def _refuse_strangers(machine: Codings, human: Codings) -> None:
    """Refuse codings of different texts, or of different versions of the codebook."""
    texts = [
        tuple((transcript.id, transcript.revision) for transcript in codings.corpus)
        for codings in (machine, human)
    ]
    if texts[0] != texts[1]:
        raise EstimateError(
            Message(
                "the machine and the person coded different corpora: code the same transcripts "
                "with both, in the same revision"
            )
        )
    if machine.codebook.version != human.codebook.version:
        raise EstimateError(
            Message(
                "the machine coded by version {machine} of the codebook, the person by {person}; "
                "read the person's codings with the machine's codebook if no definition changed, "
                "or code again",
                machine=quoted(machine.codebook.version),
                person=quoted(human.codebook.version),
            )
        )
    if _definitions(machine) != _definitions(human):
        raise EstimateError(
            Message(
                "the machine and the person coded by different definitions (the codebook's "
                "content fingerprints differ): a theme that changed its meaning cannot be checked "
                "by old codings; code again by one codebook"
            )
        )


def _definitions(codings: Codings) -> set[str]:
    """Return the fingerprints of the definitions that somebody coded by."""
    recorded, own = codings.read.content_fingerprint, codings.codebook.content_fingerprint
    if recorded is None:
        return {own}
    return {fingerprint or own for fingerprint in recorded.values} or {own}


def _refuse_coders(machine: Codings, human: Codings) -> None:
    if "human" in machine.read.origin.values:
        raise EstimateError(
            Message(
                "the first argument is the machine's codings, and a person is among its coders; "
                'give machine.filter(origin="rule") or origin="model"'
            )
        )
    machines = [origin for origin in human.read.origin.values if origin != "human"]
    if machines:
        raise EstimateError(
            Message(
                "the second argument is what people coded, and it holds readings of origin "
                '{origin}; give human.filter(origin="human")',
                origin=quoted(machines[0]),
            )
        )


def _refuse_units(machine: Codings, sample: Sample, unit: Unit | None) -> None:
    if unit not in (None, sample.unit):
        raise EstimateError(
            Message(
                '{drawn} were drawn, so unit="{unit}" cannot be estimated from them; leave unit '
                "out, or draw {units}",
                drawn=units_word(sample.unit),
                unit=str(unit),
                units=units_word(str(unit)),
            )
        )
    scores = machine.scores
    if scores is None:
        return
    if scores.unit != sample.unit:
        raise EstimateError(
            Message(
                "the model scored {scored}, and {drawn} were drawn; score {drawn}, or draw "
                "{scored}",
                scored=units_word(scores.unit),
                drawn=units_word(sample.unit),
            )
        )
    if len(scores.values) != len(machine.corpus.segments(scores.unit)):
        raise EstimateError(
            Message(
                "the model's scores are not of this corpus: their number is not that of its "
                "{scored}; let the model code this corpus again",
                scored=units_word(scores.unit),
            )
        )


def _refuse_changed_sample(sample: Sample) -> None:
    """Refuse units left out or drawn twice, and probabilities that no draw can have."""
    units = sample.units
    if not len(units):
        raise EstimateError(
            Message(
                "the sample {sample} is empty; draw one with {draw}",
                draw=_DRAW,
                sample=quoted(sample.name),
            )
        )
    if not sample.is_whole:
        raise EstimateError(
            Message(
                "only a part of the sample {sample} was given, and a part that somebody chose is "
                "no random draw. Take the sample as it was drawn",
                sample=quoted(sample.name),
            )
        )
    twice = units[units.duplicated(["transcript", "start"])]
    if len(twice):
        raise EstimateError(
            Message(
                "{n} passages stand twice in the sample (first: {transcript}, {start}); it was "
                "changed after the draw. Take the sample as it was drawn",
                n=len(twice),
                transcript=twice["transcript"].iloc[0],
                start=int(twice["start"].iloc[0]),
            )
        )
    probability = units["probability"].to_numpy(dtype=np.float64)
    wrong = int((~((probability > 0) & (probability <= 1))).sum())
    if wrong:
        raise EstimateError(
            Message(
                "{n} sampled passages have no probability between 0 and 1 of having been drawn, "
                "so nobody knows what they stand for. Take the sample as {draw} made it",
                draw=typed("draw_sample", "civic-qual sample", Message("the page Work")),
                n=wrong,
            )
        )


def _refuse_own_training(machine: Codings, rows: Ints) -> None:
    if machine.scores is None:
        return
    seen = int((machine.scores.trained[rows] == TRAINED).sum())
    if seen:
        raise EstimateError(
            Message(
                "the model was trained on {seen} of the sampled passages and scored them itself, "
                "so it looks better there than elsewhere. Let it code the corpus with "
                "cross-fitting ({fitted} does), or draw a sample of other passages",
                fitted=typed(
                    "model.code(corpus) of a model fitted with groups",
                    "a model that civic-qual train made of these interviews",
                    Message("a model that was trained on the page Model"),
                ),
                seen=seen,
            )
        )
