"""What no estimate may rest on: each refusal says what is wrong and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from civic_qual.analysis.sampling.sample import Design, Sample
from civic_qual.coding.codings import Codings
from civic_qual.coding.scores import TRAINED
from civic_qual.errors import EstimateError

if TYPE_CHECKING:
    from civic_qual.arrays import Ints
    from civic_qual.corpus.segments import Unit


def check_estimate(machine: Codings, human: Codings, sample: Sample, unit: Unit | None) -> Ints:
    """Refuse what cannot be defended; return where the sampled segments stand in the corpus.

    Raises
    ------
    EstimateError
        If the passages were not drawn at random, or machine, person and sample do not belong
        together.
    SampleError
        If texts, roles or the cut into segments changed since the draw.
    """
    _refuse_what_is_no_sample(sample)
    for name, codings in (("machine", machine), ("human", human)):
        if not isinstance(codings, Codings):
            raise EstimateError(f"{name} must be Codings, not {type(codings).__name__}")
    check_coders(machine, human)
    _refuse_units(machine, sample, unit)
    _refuse_odd_units(sample)
    positions = sample.positions(human.corpus)
    _refuse_own_training(machine, positions)
    return positions


def check_coders(machine: Codings, human: Codings) -> None:
    """Refuse what is not a machine's and a person's word on the same texts and definitions."""
    _refuse_strangers(machine, human)
    _refuse_coders(machine, human)


def _refuse_what_is_no_sample(sample: object) -> None:
    if not isinstance(sample, Sample):
        raise EstimateError(
            f"a sample drawn at random is needed, not {type(sample).__name__}: passages that a "
            "model suggests, or that somebody chose, say nothing about the rest. Draw one with "
            "draw_sample(corpus, n=200) and have a person code it"
        )
    if sample.design not in get_args(Design):
        raise EstimateError(
            f"the sample {sample.name!r} was made by {sample.design!r}, which is no random draw "
            f"({', '.join(get_args(Design))} are); draw one with draw_sample(corpus, n=200)"
        )


def _refuse_strangers(machine: Codings, human: Codings) -> None:
    """Refuse codings of different texts, or of different versions of the codebook."""
    texts = [
        tuple((one.id, one.revision) for one in codings.corpus) for codings in (machine, human)
    ]
    if texts[0] != texts[1]:
        raise EstimateError(
            "the machine and the person coded different corpora: code the same "
            "transcripts with both, in the same revision"
        )
    ours, theirs = machine.codebook, human.codebook
    if ours.version != theirs.version:
        raise EstimateError(
            f"the machine coded by version {ours.version!r} of the codebook, the person by "
            f"{theirs.version!r}; read the person's codings with the machine's codebook if no "
            "definition changed, or code again"
        )
    if _definitions(machine) != _definitions(human):
        raise EstimateError(
            "the machine and the person coded by different definitions (the codebook's content "
            "fingerprints differ): a theme that changed its meaning cannot be checked by old "
            "codings; code again by one codebook"
        )


def _definitions(codings: Codings) -> set[str]:
    """Return the fingerprints of the definitions that somebody coded by."""
    told = codings.read.content_fingerprint
    own = {codings.codebook.content_fingerprint}
    if told is None:
        return own
    return {one or codings.codebook.content_fingerprint for one in told.values} or own


def _refuse_coders(machine: Codings, human: Codings) -> None:
    people = [one for one in machine.read.origin.values if one == "human"]
    if people:
        raise EstimateError(
            "the first argument is the machine's codings, and a person is among "
            'its coders; give machine.filter(origin="rule") or origin="model"'
        )
    machines = [one for one in human.read.origin.values if one != "human"]
    if machines:
        raise EstimateError(
            f"the second argument is one person's codings, and it holds readings "
            f'of origin {machines[0]!r}; give human.filter(origin="human")'
        )


def _refuse_units(machine: Codings, sample: Sample, unit: Unit | None) -> None:
    if unit not in (None, sample.unit):
        raise EstimateError(
            f'{sample.unit}s were drawn, so unit="{unit}" cannot be estimated '
            f"from them; leave unit out, or draw {unit}s"
        )
    scores = machine.scores
    if scores is None:
        return
    if scores.unit != sample.unit:
        raise EstimateError(
            f"the model scored {scores.unit}s, and {sample.unit}s were drawn; "
            f"score {sample.unit}s, or draw {scores.unit}s"
        )
    if len(scores.values) != len(machine.corpus.segments(scores.unit)):
        raise EstimateError(
            "the model's scores are not of this corpus: their number is not that "
            f"of its {scores.unit}s; let the model code this corpus again"
        )


def _refuse_odd_units(sample: Sample) -> None:
    """Refuse units drawn twice, and probabilities that no draw can have."""
    units = sample.units
    if not len(units):
        raise EstimateError(f"the sample {sample.name!r} is empty; draw one with draw_sample")
    twice = units[units.duplicated(["transcript", "start"])]
    if len(twice):
        one = twice.iloc[0]
        raise EstimateError(
            f"{len(twice)} passages stand twice in the sample (first: {one['transcript']}, "
            f"{one['start']}); it was changed after the draw. Take the sample as it was drawn"
        )
    probability = units["probability"].to_numpy(dtype=np.float64)
    wrong = ~((probability > 0) & (probability <= 1))
    if wrong.any():
        raise EstimateError(
            f"{int(wrong.sum())} sampled passages have no probability between 0 and 1 of having "
            "been drawn, so nobody knows what they stand for. Take the sample as draw_sample "
            "made it"
        )


def _refuse_own_training(machine: Codings, positions: Ints) -> None:
    if machine.scores is None:
        return
    seen = int((machine.scores.trained[positions] == TRAINED).sum())
    if seen:
        raise EstimateError(
            f"the model was trained on {seen} of the sampled passages and scored them itself, so "
            "it looks better there than elsewhere. Let it code the corpus with cross-fitting "
            "(model.code(corpus) of a model fitted with groups does), or draw a sample of other "
            "passages"
        )
