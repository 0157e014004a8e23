"""Judgements on several codes added up."""

import numpy as np

from civic_qual.analysis.agreement.compared import Compared


def test_of_two_codes_everything_is_added():
    """Sums by interview are numbers here; the second coder read nothing for the first code."""
    one = Compared(1, np.array([2, 0, 0]), np.array([4, 0, 0]))
    other = Compared(2, np.array([1, 3, 0]), np.array([6, 6, 0]))
    both = one + other
    assert both.sums == 3
    assert both.yes.tolist() == [3, 3, 0]
    assert both.read.tolist() == [10, 6, 0]
    np.testing.assert_array_equal(both.shares, [0.3, 0.5, np.nan])
