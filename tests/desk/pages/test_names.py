"""Every call and every job has a name of its own: the later of two would answer for both."""

from collections import Counter

import pytest

from civic_qual.desk import calls


@pytest.mark.parametrize("kind", ["calls", "jobs"])
def test_no_two_pages_call_something_alike(kind):
    names = Counter(calls.ROOM.by_name.keys() if kind == "calls" else ())
    for page in calls._PAGES:
        names.update((page.CALLS.by_name if kind == "calls" else page.JOBS).keys())
    assert [name for name, times in names.items() if times > 1] == []
