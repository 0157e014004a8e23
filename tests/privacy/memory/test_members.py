"""Seals tell who counted, and whether they are stated and coded as then, and nothing else."""

from __future__ import annotations

import os
import stat

import pytest

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.errors import DisclosureError
from civic_qual.privacy.memory.members import Members, Sealed, compared, sealed
from civic_qual.privacy.memory.scope import Scope
from tests.analysis.small import codebook, codings, interview

BOOK = codebook("plan", "alert", "alert.radio")
LINES = ["R: we plan", "R: then we plan", "S: radio"]


def study(*, lines=None, countries="AAB", sexes="mww", rows=(), extra=None, book=BOOK):
    transcripts, speaks, attributes, coded = [], {}, {}, []
    for number, country in enumerate(countries):
        name = f"t{number}"
        one = interview(name, (lines or {}).get(name, LINES), country=country)
        transcripts.append(one)
        coded += [(name, "we plan", "plan"), (name, "radio", "alert.radio")]
        for speaker, sex in (("R", sexes[number]), ("S", "m")):
            speaks[name, speaker] = f"{speaker}{number}"
            attributes[f"{speaker}{number}"] = {"sex": sex, **(extra or {})}
    corpus = Corpus(tuple(transcripts), Participants(speaks, attributes))
    return codings(corpus, book, [*coded, *rows])


def scope_of(coded, by="country", measure="segments", **how):
    return Scope.of([("human", theme_table(coded, by=by, measure=measure, **how))])


def compare(before, now, key=b"k" * 32, **how):
    scope = scope_of(before, **how)
    then = tuple(sealed(before, scope, key).values())
    return compared(sealed(now, scope, key), then)


def test_nothing_changed_where_others_joined():
    changes = compare(study(), study(countries="AABB", sexes="mwwm"))
    assert changes.grown_only
    assert changes.same == {
        *(f"person {who}{number}" for who in "RS" for number in range(3)),
    }


def test_another_coding_is_a_correction_of_one_person():
    corrected = study(rows=[("t1", "then we plan", "alert")])
    changes = compare(study(), corrected)
    assert (changes.corrected, changes.restated, changes.left) == (1, 0, 0)
    assert "person R1" not in changes.same
    assert "person S1" in changes.same


def test_what_was_not_released_may_change():
    # In another code of the same theme, in the same turn; and a theme that stood in no table.
    same = study(rows=[("t1", "radio", "alert")])
    assert compare(study(), same).grown_only
    more = codebook("plan", "alert", "alert.radio", "amends")
    only_plan = theme_table(study(), by="country").only(theme="plan")
    scope = Scope.of([("human", only_plan)])
    then = tuple(sealed(study(), scope, b"k").values())
    richer = study(rows=[("t1", "then we plan", "amends")], book=more)
    assert compared(sealed(richer, scope, b"k"), then).grown_only


def test_another_attribute_is_told_from_another_coding():
    changes = compare(study(), study(countries="AAA"))
    assert (changes.corrected, changes.restated, changes.left) == (0, 2, 0)
    # An attribute by which nothing was released may be stated later.
    assert compare(study(), study(sexes="mmm", extra={"age": "40"})).grown_only


def test_who_is_gone_has_left():
    changes = compare(study(), study(countries="AA"))
    assert (changes.corrected, changes.restated, changes.left) == (0, 0, 2)


@pytest.mark.parametrize(
    ("measure", "grown"), [("segments", True), ("participants", True), ("words", False)]
)
def test_a_corrected_word_changes_what_counts_words_only(measure, grown):
    now = study(lines={"t0": ["R: we plan", "R: then we plan so", "S: radio"]})
    assert compare(study(), now, measure=measure).grown_only is grown


def test_one_more_turn_is_another_record():
    now = study(lines={"t0": [*LINES, "R: so"]})
    changes = compare(study(), now)
    assert changes.corrected + changes.restated == 1


def test_keys_and_people_make_other_seals():
    scope = scope_of(study())
    one, other = (sealed(study(), scope, key) for key in (b"a", b"b"))
    assert not {seal for of in one.values() for seal in of} & {
        seal for of in other.values() for seal in of
    }
    labels = [seal for of in one.values() for seal in of]
    assert len(set(labels)) == len(labels)


def test_the_file_is_its_owners_and_comes_back(tmp_path):
    members = Members({"a" * 64: {"people": Sealed.of(study(), scope_of(study()))}})
    members.save(tmp_path / "members")
    assert Members.read(tmp_path / "members") == members
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "members").stat().st_mode) == 0o600
    text = (tmp_path / "members").read_text(encoding="utf-8")
    assert "R0" not in text
    assert "country" not in text


def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "members").write_text('{"members": {"a": {"people": {}}}}', encoding="utf-8")
    for path in (tmp_path / "members", tmp_path / "none"):
        with pytest.raises(DisclosureError, match="missing or damaged"):
            Members.read(path)


def test_every_release_has_a_key_of_its_own():
    """So nobody can follow a person from one release to the next."""
    one, other = (Sealed.of(study(), scope_of(study())) for _ in range(2))
    assert one.key != other.key
    assert not {label for of in one.seals for label in of} & {
        label for of in other.seals for label in of
    }
    merged = Members({"a": {"people": one}}).merged(Members({"b": {"people": other}}))
    assert set(merged.of) == {"a", "b"}
