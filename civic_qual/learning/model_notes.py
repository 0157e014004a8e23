"""What must be said of a model wherever its codings are counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from civic_qual.coding.scores import PROVISIONAL, RANKS_ONLY
from civic_qual.corpus.segments import Segments
from civic_qual.messages import some_of

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier

_MOST = 12  # codes named in a line


def model_notes(
    model: ThemeClassifier, segments: Segments, read: npt.NDArray[np.bool_], provisional: bool
) -> tuple[str, ...]:
    """Return what a model was trained on, what it leaves out and what it could not read."""
    fitted = model.model_
    notes = [f"Model {fitted.fingerprint}, trained on {fitted.about.get('trained_on', 'texts')}."]
    ranks = fitted.with_status(RANKS_ONLY, model.codes_)
    few = fitted.with_status(PROVISIONAL, model.codes_)
    if ranks:
        notes.append(
            f"Not counted, since the model only ranks them (too few examples): "
            f"{some_of(ranks, _MOST)}."
        )
    if few:
        done = (
            "Provisional, counted because it was asked for"
            if provisional
            else "Not counted, since they are provisional (fewer than 10 examples)"
        )
        notes.append(f"{done}: {some_of(few, _MOST)}.")
    lost = segments.counted & (segments.words > 0) & ~read
    if lost.any():
        found = Counter(segments.frame["language"][lost])
        languages = ", ".join(
            f"{count} in {name or 'an unknown language'}" for name, count in found.most_common()
        )
        notes.append(
            f"Not read by the model, and in no denominator: {int(lost.sum())} "
            f"{segments.unit}s ({languages}), of which it knows nothing."
        )
    return tuple(notes)
