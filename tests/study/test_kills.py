"""Writers that are killed lose nothing that was acknowledged; the benchmark kills more of them."""

import sys

import pytest

from benchmarks.killed import killed


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_was_acknowledged_outlives_kills(study):
    study.close()
    found = killed(study.path, kills=2, states=20)
    assert found["kills"] == 2
    assert found["acknowledged"] > 0
    assert (found["lost"], found["twice"]) == (0, 0)
    assert (found["integrity"], found["explained"]) == ("ok", True)
