"""What is said of a model that was trained on what was sampled."""

from types import SimpleNamespace

import numpy as np
import pytest

from civic_qual.analysis.estimates.side_by_side import SideBySide
from civic_qual.coding.scores import CROSS_FITTED, NOT_TRAINED, TRAINED


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([NOT_TRAINED, NOT_TRAINED, CROSS_FITTED], False),  # the last was not sampled
        ([NOT_TRAINED, CROSS_FITTED, NOT_TRAINED], True),
        ([TRAINED, NOT_TRAINED, NOT_TRAINED], False),  # scored by the very fit that learned it
        ([TRAINED, CROSS_FITTED, NOT_TRAINED], True),
    ],
)
def test_scores_from_other_fits_are_those_of_sampled_passages_that_were_learned(marks, said):
    side = SimpleNamespace(
        machine=SimpleNamespace(scores=SimpleNamespace(trained=np.array(marks))),
        segments=SimpleNamespace(row=np.array([2, 0, 1])),
        by_person=SimpleNamespace(index=np.array([1, 2])),
    )
    assert SideBySide.cross_fitted.fget(side) is said
    side.machine.scores = None
    assert SideBySide.cross_fitted.fget(side) is False
