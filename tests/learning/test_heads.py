"""Which weights of views are chosen: the first, unless others rank left-out passages better."""

import numpy as np
import pytest
from scipy import sparse

from civic_qual.learning import heads
from civic_qual.learning.heads import CLEARLY_BETTER, Examples, _chosen

TELLING, NOISE = "words", "characters"
CHOICES = ({TELLING: 1.0}, {NOISE: 1.0}, {NOISE: 2.0})


@pytest.fixture(scope="module")
def examples():
    """Forty passages: one view tells the code and another does not."""
    generator = np.random.default_rng(3)
    targets = (np.arange(40) % 2).astype(float)[:, None]
    noise = generator.normal(size=(40, 3)).astype(np.float32)
    telling = np.hstack([targets, 1 - targets]).astype(np.float32)
    return Examples(
        seen={TELLING: sparse.csr_array(telling), NOISE: sparse.csr_array(noise)},
        targets=targets,
        folds=np.arange(40) // 4,
        passages=40,
    )


@pytest.mark.parametrize("choices", [CHOICES, CHOICES[::-1], (CHOICES[1], CHOICES[0], CHOICES[2])])
def test_the_view_that_tells_is_chosen_wherever_it_stands(examples, choices):
    weights, _ = _chosen(examples, [TELLING, NOISE], choices, [0.5, 2.0])
    assert weights == {TELLING: 1.0}


def test_of_choices_as_good_the_first_is_taken(examples):
    same = [{TELLING: 1.0}, {TELLING: 2.0}]
    assert _chosen(examples, [TELLING, NOISE], same, [0.5])[0] is same[0]
    assert _chosen(examples, [TELLING, NOISE], same[::-1], [0.5])[0] is same[1]


def test_where_there_is_one_choice_a_penalty_is_chosen_all_the_same(examples):
    weights, penalty = _chosen(examples, [TELLING], CHOICES[:1], [0.5, 2.0])
    assert (weights, penalty) == ({TELLING: 1.0}, 0.5)  # both rank alike


@pytest.mark.parametrize(("more", "taken"), [(0.5, 0), (1.5, 1)])
def test_others_must_be_clearly_better(examples, monkeypatch, more, taken):
    class Trial:
        """What each is told to reach."""

        @staticmethod
        def of(*_):
            return Trial()

        def reached(self, weights, _):
            return 0.6 + more * CLEARLY_BETTER * (weights is CHOICES[1])

    monkeypatch.setattr(heads, "_Trial", Trial)
    assert _chosen(examples, [TELLING, NOISE], CHOICES, [0.5])[0] is CHOICES[taken]
