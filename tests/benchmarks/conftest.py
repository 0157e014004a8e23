"""Benchmarks are tried here for what they say, not for how long they take."""

import gc

import pytest


@pytest.fixture(autouse=True, scope="package")
def _rubbish_stays():
    """Collect nobody's rubbish before each measurement: other tests keep much to look through."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "collect", lambda generation=2: 0)
        yield
