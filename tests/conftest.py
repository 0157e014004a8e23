"""What tests of every room may ask for."""

import gc
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from civic_qual.compiled import compiled, portable
from civic_qual.prepared import FOLDER
from tests.open_databases import OpenDatabases

# Nothing is judged by the clock: machines that run tests are busy with other things too.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# What is prepared is kept for one run, by all its processes, and never in the user's own cache.
_OURS = None if FOLDER in os.environ else tempfile.mkdtemp(prefix="prepared-")
os.environ.setdefault(FOLDER, _OURS or "")
# So are compiled modules, where nothing may be written beside their sources. Elsewhere those of
# installed libraries are there already: with another folder they would all be compiled again.
if _OURS and os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    os.environ.setdefault("PYTHONPYCACHEPREFIX", f"{_OURS}/compiled")

# Looking for rubbish among all that tests keep took a seventh of their time.
gc.set_threshold(20_000, 20, 20)


def pytest_configure(config):
    # Registered, and no fixture of this folder: examples of the package and of pages are tests too.
    config.pluginmanager.register(OpenDatabases())


def pytest_collection_finish():
    """What was collected stays to the end: nobody needs to look through it for rubbish."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    if _OURS:
        shutil.rmtree(_OURS, ignore_errors=True)


@pytest.fixture(params=["portable", "compiled"], scope="module")
def engine(request):
    """Run a test with all work done in Python, then with the compiled parts."""
    if request.param == "portable":
        with portable():
            yield request.param
    elif compiled("coding.matching._scan"):
        yield request.param
    else:
        pytest.skip("no C compiler has built civic_qual.coding.matching._scan")
