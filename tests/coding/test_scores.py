import numpy as np
import pytest

from civic_qual.coding.scores import NOT_TRAINED, Scores
from civic_qual.errors import ModelError


def test_scores_are_found_by_code():
    scores = Scores(
        unit="turn",
        codes=("a", "b"),
        values=np.array([[0.1, 0.9], [0.2, 0.8]]),
        trained=np.full(2, NOT_TRAINED, dtype=np.int8),
    )
    assert scores.of("b").tolist() == [0.9, 0.8]
    assert scores.frame["a"].tolist() == [0.1, 0.2]
    with pytest.raises(ModelError, match=r"no scores for 'c'; it has a, b"):
        scores.of("c")
