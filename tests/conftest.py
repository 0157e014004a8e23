"""What tests of every room may ask for."""

import gc
import os
import shutil
import sys
import sysconfig
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

# Looking for rubbish among all that tests keep took a seventh of their time.
gc.disable()
# What is prepared is kept for one run, by all its processes, and never in the user's own cache.
_FOLDER = "CIVIC_QUAL_CACHE"
_OURS = None if _FOLDER in os.environ else tempfile.mkdtemp(prefix="prepared-")
os.environ.setdefault(_FOLDER, _OURS or "")


def _link_compiled(home: str) -> None:
    """Let a folder of compiled modules begin with what is there of Python and its libraries."""
    for place in ("stdlib", "purelib"):
        for folder, inner, files in os.walk(sysconfig.get_path(place)):
            inner[:] = [name for name in inner if name not in ("site-packages", "test", "tests")]
            if folder.endswith("__pycache__"):
                beside = Path(home, *Path(folder).parent.parts[1:])
                beside.mkdir(parents=True, exist_ok=True)
                for name in files:
                    _link(f"{folder}/{name}", beside / name)


def _link(file: str, name: Path) -> None:
    """Give a file another name; on the same disk without a file of its own, which takes longer."""
    try:
        os.link(file, name)
    except OSError:
        name.symlink_to(file)


# So are compiled modules, where nothing may be written beside their sources.
if _OURS and os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    sys.pycache_prefix = f"{_OURS}/compiled"
    os.environ.setdefault("PYTHONPYCACHEPREFIX", sys.pycache_prefix)
    sys.dont_write_bytecode = False
    with suppress(OSError):  # where there are no links, they are all compiled again
        _link_compiled(sys.pycache_prefix)

# What costs time to load comes after that.
from hypothesis import HealthCheck, settings  # noqa: E402

from civic_qual.compiled import compiled, portable  # noqa: E402
from tests.open_databases import OpenDatabases  # noqa: E402

# Nothing is judged by the clock: machines that run tests are busy with other things too.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure(config):
    # Registered, and no fixture of this folder: examples of the package and of pages are tests too.
    config.pluginmanager.register(OpenDatabases())


def pytest_collection_finish():
    """What was collected stays to the end: nobody needs to look through it for rubbish."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


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


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, by Playwright: one for all tests, and `another()` for one to kill."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        launch = partial(playwright.chromium.launch, executable_path=found, args=["--no-sandbox"])
        browser = launch()
        browser.another = launch
        yield browser
        browser.close()
