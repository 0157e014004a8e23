"""The ledger that may travel: nothing hidden in it, and no line can be changed or left out."""

from __future__ import annotations

import json

import pytest

from civic_qual.errors import DisclosureError
from civic_qual.privacy.memory.published import CellName, Published, PublishedReleases, together
from civic_qual.privacy.memory.scope import Carries, Kind, Scope

KIND = Kind(of="human", by=("country",), measure="participants")
SCOPE = Scope({KIND: (Carries("plan", ("plan", "plan.late"), ("plan",)),)})


def release(name="first", previous=(), value=7, **more):
    told = {
        "name": name,
        "date": "2026-03-03",
        "version": "1",
        "written": ("theme_table.csv",),
        "minimum": 5,
        "hides_zeros": False,
        "rules": "r",
        "content": "c",
        "first": "stated" if not previous else "",
        "people": 40,
        "scope": SCOPE,
        "shown": {CellName(KIND, "plan", ("Mali",), "", False): value},
        "granted": {
            CellName(KIND, "plan", ("CAR",), "", False): (0, 9),
            CellName(KIND, "plan", ("CAR",), "", True): (0, None),
        },
        "previous": previous,
    }
    return Published(**(told | more))


def chain(*names):
    releases = PublishedReleases()
    for name in names:
        releases = releases.and_then(release(name, releases.heads))
    return releases


def test_it_comes_back_as_it_was(tmp_path):
    releases = chain("first", "second", "third")
    releases.save(tmp_path / "release.ledger")
    assert PublishedReleases.read(tmp_path / "release.ledger") == releases
    assert len((tmp_path / "release.ledger").read_text(encoding="utf-8").splitlines()) == 3


def test_a_changed_line_is_refused():
    lines = chain("first", "second").text().splitlines()
    changed = json.loads(lines[0])
    changed["shown"][0][-1] = 8
    with pytest.raises(DisclosureError, match=r"a file, line 1: the ledger was changed"):
        PublishedReleases.from_text("\n".join([json.dumps(changed), lines[1]]), "a file")
    for broken in ("{", "[]", '{"line": "a"}', json.dumps({**changed, "format": 2})):
        with pytest.raises(DisclosureError, match="was changed"):
            PublishedReleases.from_text(broken, "a file")


def test_a_missing_release_is_refused():
    lines = chain("first", "second", "third").text().splitlines()
    for left in ([lines[1], lines[2]], [lines[0], lines[2]]):
        with pytest.raises(DisclosureError, match="an earlier release is missing"):
            PublishedReleases.from_text("\n".join(left), "a file")


def test_copies_are_their_union_whatever_the_order():
    first = chain("first")
    one = first.and_then(release("second", first.heads))
    other = first.and_then(release("another", first.heads))
    both = one.merged(other)
    assert {release.name for release in both.releases} == {"first", "second", "another"}
    assert both == together([other, one]) == both.merged(first)
    assert len(both.heads) == 2
    after = both.and_then(release("last", both.heads))
    assert len(after.heads) == 1
    lines = after.text().splitlines()
    assert PublishedReleases.from_text("\n".join(reversed(lines)), "a file") == after


def test_no_line_says_how_it_was_hidden():
    """Intervals that were granted stand there; nothing else is said of what was hidden."""
    data = release().plain()
    assert set(data) == {
        "format", "name", "date", "version", "written", "minimum", "hides_zeros", "rules",
        "content", "first", "people", "tables", "shown", "granted", "standing", "others",
        "previous",
    }  # fmt: skip
    assert data["granted"] == [
        [0, "plan", ["CAR"], "", False, 0, 9],
        [0, "plan", ["CAR"], "", True, 0, None],
    ]


def test_what_is_no_ledger_is_refused(tmp_path):
    with pytest.raises(DisclosureError, match="no ledger of releases can be read there"):
        PublishedReleases.read(tmp_path / "none")
