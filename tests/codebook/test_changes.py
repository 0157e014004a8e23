"""What changed from one codebook to the next."""

import pytest

from civic_qual.codebook.changes import Change, codebook_changes, followed_moves
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import CodebookError

BASE = """\
title: T
languages: [en]
codes:
  - id: a
    name: {en: A}
    definition: {en: What a is.}
    rules: {en: ["alpha"]}
    children:
      - {id: a.x, name: {en: X}, definition: {en: What x is.}}
      - {id: a.y, name: {en: Y}}
  - {id: b, name: {en: B}}
"""


def changes(edit, moves=None):
    return codebook_changes(codebook_of(BASE), codebook_of(edit(BASE)), moves)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("What x is.", "What x is not.", [Change("a.x", "definition", ("a.x",))]),
        ("{en: B}", "{en: Bee}", [Change("b", "name", ("b",))]),
        ("alpha", "beta", [Change("a", "rules", ("a",))]),
        ("a.x", "a.z", [Change("a.x", "renamed", ("a.z",))]),
        ("  - {id: b, name: {en: B}}\n", "", [Change("b", "removed")]),
        (
            "{id: b, name: {en: B}}",
            "{id: b, name: {en: B}, children: [{id: b.n, name: {en: N}}]}",
            [Change("b", "split", ("b.n",)), Change("b.n", "added")],
        ),
        (
            "- {id: a.y, name: {en: Y}}\n  - {id: b, name: {en: B}}",
            "- {id: b, name: {en: B}}\n  - {id: a.y, name: {en: Y}}",
            [Change("a.y", "moved", ("a.y",)), Change("b", "moved", ("b",))],
        ),
    ],
)
def test_what_a_change_is_taken_for(old, new, expected):
    assert changes(lambda text: text.replace(old, new) if old else text) == expected


def test_merged_and_split_as_people_say():
    def edit(text):
        return text.replace("      - {id: a.y, name: {en: Y}}\n", "").replace(
            "{id: b, name: {en: B}}", "{id: c, name: {en: C}}\n  - {id: d, name: {en: D}}"
        )

    found = changes(edit, {"a.y": "a.x", "b": ["c", "d"]})
    assert Change("a.y", "merged", ("a.x",)) in found
    assert Change("b", "split", ("c", "d")) in found
    assert followed_moves(found) == {"a.y": "a.x"}
    assert all(change.look_again for change in found)


def test_two_that_could_be_meant_are_not_guessed():
    base = codebook_of("title: T\nlanguages: [en]\ncodes: [{id: a, name: {en: N}}]")
    new = codebook_of(
        "title: T\nlanguages: [en]\ncodes: [{id: b, name: {en: N}}, {id: c, name: {en: N}}]"
    )
    kinds = [one.change for one in codebook_changes(base, new)]
    assert kinds == ["removed", "added", "added"]


def test_moves_of_codes_that_are_not_there_are_refused():
    with pytest.raises(CodebookError, match="there is no code 'nowhere'"):
        changes(lambda text: text, {"a": "nowhere"})
