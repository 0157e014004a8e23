"""Fails the very test that leaves a database open.

Python 3.13 complains of such a database when it looks for rubbish, and so blames the test that
runs just then; earlier versions say nothing; Windows neither moves nor deletes its file.
"""

import inspect
import sqlite3
import traceback
from contextlib import contextmanager, suppress

import pytest

_NEAREST = 6  # how many calls are shown to tell who opened it


class OpenDatabases:
    """All databases that were opened and not yet looked at, and by whom: a plugin of pytest."""

    def __init__(self):
        self._opened = []
        self._connect = sqlite3.connect

    def pytest_configure(self):
        sqlite3.connect = self.connect

    def pytest_unconfigure(self):
        sqlite3.connect = self._connect

    def connect(self, *arguments, **options):
        made = self._connect(*arguments, **options)
        calls = traceback.walk_stack(inspect.currentframe().f_back)
        by = traceback.StackSummary.extract(calls, limit=_NEAREST, lookup_lines=False)
        # Kept until the test ends: what nobody else holds would be closed, and blamed, at random.
        self._opened.append((made, str(arguments[0]), by))
        return made

    @contextmanager
    def all_closed(self):
        """Fail if what is opened in the block is still open at its end."""
        self._opened.clear()
        yield
        left = [one for one in self._opened if _is_open(one[0])]
        self._opened.clear()
        for made, *_ in left:
            with suppress(sqlite3.ProgrammingError):  # of another thread
                made.close()
        if left:
            told = (f"{name}, opened by\n{''.join(by.format())}" for _, name, by in left)
            pytest.fail("left open: " + "\n".join(told), pytrace=False)

    @pytest.fixture(autouse=True)
    def _databases_are_closed(self):
        """Look after the fixtures that are made anew for a test; wider ones may keep theirs."""
        with self.all_closed():
            yield


def _is_open(database):
    try:
        return database.total_changes >= 0
    except sqlite3.ProgrammingError:
        return False
