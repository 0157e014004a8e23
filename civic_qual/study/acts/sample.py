"""Samples kept by a study, each with the inclusion probability of every unit drawn."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from civic_qual.errors import SampleError, StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.records import KeptSample, Label

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Snapshot


def keep_sample(session: Session, sample: Sample, *, who: str) -> None:
    """Record a sample of the study's corpus.

    Raises
    ------
    StudyError
        If another sample of that name is kept.
    SampleError
        If the corpus of the study is not the one it was drawn from, or only some rows of it were
        chosen.
    """
    with session.recording(who, "keep sample", {"sample": sample.name}) as recorder:
        keep_whole(recorder, session.snapshot(), sample)


def keep_whole(recorder: Recorder, snapshot: Snapshot, sample: Sample) -> None:
    """Record a sample as part of something else: see `keep_sample`."""
    if not sample.is_whole:
        raise SampleError(
            Message(
                "only a part of the sample {sample} was chosen, and it is no random draw any "
                "more; keep the whole one",
                sample=quoted(sample.name),
            )
        )
    made = _record(sample)
    known = kept_samples(snapshot).get(sample.name, ())
    if made not in known:
        sample.check(snapshot.corpus)
    if any(one != made for one in known):
        raise StudyError(
            Message(
                "another sample is called {name}; draw this one under another name",
                name=quoted(sample.name),
            )
        )
    recorder.add(made)


def kept_sample(snapshot: Snapshot, name: str) -> Sample:
    """Return the sample of a name.

    Raises
    ------
    StudyError
        If none is called so.
    """
    kept = kept_samples(snapshot)
    if name not in kept:
        raise StudyError(
            Message(
                "no sample is called {name}; there are: {names}",
                name=quoted(name),
                names=enumerated(sorted(kept), empty=Message("none")),
            )
        )
    return sample_of(kept[name][0])


def sample_of(kept: KeptSample) -> Sample:
    """Return the sample of a record."""
    import pandas as pd

    from civic_qual.analysis.sampling.sample import Sample

    # As text: from_frame turns it into numbers, each to its last digit.
    frame = pd.read_csv(io.StringIO(kept.units), keep_default_na=False, dtype=str)
    sample = Sample.from_frame(frame)
    # A name is as the transcript has it: a cell would lose spaces around it, and unseen signs.
    return replace(sample, units=sample.units.assign(transcript=frame["transcript"]))


def kept_samples(snapshot: Snapshot) -> dict[str, list[KeptSample]]:
    """Return the samples that hold, by name; several of one name were drawn apart."""
    kept: dict[str, list[KeptSample]] = {}
    stored = snapshot.store.records(KeptSample, until=snapshot.line)
    for sample in sorted(stored, key=lambda sample: sample.key):
        if sample.key not in snapshot.gone:
            kept.setdefault(sample.record.name, []).append(sample.record)
    return kept


def header_of(sample: KeptSample) -> dict[str, object]:
    """Return what a sample was drawn as: design, unit, seed, by, frame_hash and sizes."""
    header: dict[str, object] = json.loads(sample.header)
    return header


def _record(sample: Sample) -> KeptSample:
    header = {
        "design": sample.design,
        "unit": sample.unit,
        "seed": int(sample.seed),
        "by": " + ".join(sample.by),
        "frame_hash": sample.frame_hash,
        "frame_size": int(sample.frame_size),
        "size": len(sample),
    }
    return KeptSample(
        name=Label(sample.name),
        header=json.dumps(header),
        units=sample.frame.to_csv(index=False, lineterminator="\n"),
    )
