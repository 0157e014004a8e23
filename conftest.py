"""How notebooks and examples are run; what tests share is in `tests/conftest.py`."""

import sys
from functools import cache

import pytest

# The module that nbmake loads in the end to check addresses in schemas builds 38 grammars: more
# than a second in every process. Who misses it goes without. So nbmake is loaded here, after that.
sys.modules.setdefault("rfc3987_syntax", None)

pytest_plugins = ["nbmake.pytest_plugin"]


@cache
def _read_once(read):
    """Return a reader of a bundled thing that reads it once."""
    return cache(read)


@pytest.fixture(autouse=True)
def _examples_share_the_bundled_study(request):
    """Let examples of docstrings and pages read the bundled study once; tests read it anew."""
    if not isinstance(request.node, pytest.DoctestItem):
        yield
        return
    from civic_qual.routines import examples

    with pytest.MonkeyPatch.context() as patch:
        for name in ("example_corpus", "example_codebook"):
            patch.setattr(examples, name, _read_once(getattr(examples, name)))
        yield
