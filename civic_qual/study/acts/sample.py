"""Samples kept by a study, each with the inclusion probability of every unit drawn."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from civic_qual.errors import StudyError
from civic_qual.study.records import KeptSample, Label
from civic_qual.study.contents.tables import kept_samples

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.study.snapshot import Moment


def sample_record(sample: Sample, moment: Moment) -> KeptSample:
    """Return the record of a sample; refuse one of a name that another sample has."""
    header = {
        "design": sample.design,
        "unit": sample.unit,
        "seed": int(sample.seed),
        "by": " + ".join(sample.by),
        "frame_hash": sample.frame_hash,
        "frame_size": int(sample.frame_size),
        "size": len(sample),
    }
    made = KeptSample(
        Label(sample.name),
        json.dumps(header),
        sample.to_frame().to_csv(index=False, lineterminator="\n"),
    )
    if any(known != made for known in kept_samples(moment).get(sample.name, ())):
        raise StudyError(
            f"another sample is called {sample.name!r}; draw this one under another name"
        )
    return made


def kept_sample(moment: Moment, name: str) -> Sample:
    """Return the sample of a name.

    Raises
    ------
    StudyError
        If none is called so.
    """
    import pandas as pd

    from civic_qual.analysis.sampling.sample import Sample

    found = kept_samples(moment)
    if name not in found:
        known = ", ".join(sorted(found)) or "none"
        raise StudyError(f"no sample is called {name!r}; there are: {known}")
    # As text: from_frame turns it into numbers, each to its last digit.
    frame = pd.read_csv(io.StringIO(found[name][0].units), keep_default_na=False, dtype=str)
    return Sample.from_frame(frame)
