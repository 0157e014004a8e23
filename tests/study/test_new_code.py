"""A code made while reading: in the next version of the codebook, with its history, and once."""

import json
from dataclasses import replace

import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of

BOOK = """\
title: Small
version: "3"
languages: [en, fr]
codes:
  - id: plan
    name: {en: Planning, fr: Planification}
    children:
      - id: plan.threat
        name: {en: Threat analysis, fr: Analyse de la menace}
"""
SAID = "The patrol came at night. The market was closed."


@pytest.fixture
def study(tmp_path):
    turn = cq.Turn(start=0, end=len(SAID), spoken=((0, len(SAID)),), role="respondent")
    other = replace(turn, end=len(SAID) - 1, spoken=((0, len(SAID) - 1),))
    corpus = cq.Corpus(
        (
            cq.Transcript(id="one", text=SAID, turns=(turn,)),
            cq.Transcript(id="two", text=SAID[:-1], turns=(other,)),
        )
    )
    with cq.Study.create(tmp_path / "a.study", corpus, codebook_of(BOOK)) as made:
        yield made


def test_it_is_in_the_next_version_with_who_when_and_from_what(study):
    before = study.audit["line"].max()
    made = study.new_code(
        "Night patrols",
        parent="plan",
        definition="Soldiers go round after dark",
        who="Awa",
        transcript="one",
        start=0,
        end=25,
        why="said by three people",
    )
    assert made == "plan.night_patrols"
    assert study.codebook.version == "3+1"
    assert dict(study.codebook[made].definition) == {"en": "Soldiers go round after dark"}
    assert made not in study.codings(as_of=int(before)).codebook
    line = study.audit.frame.iloc[-1]
    assert (line["who"], line["action"], line["records"]) == ("Awa", "new code", 1)
    assert json.loads(line["details"]) == {
        "code": made,
        "why": "said by three people",
        "transcript": "one",
        "place": "0-25",
        "codebook": 1,
    }
    assert study.integrity() == []


def test_what_was_read_before_was_not_read_for_it(study):
    study.read("one", coder="Awa")
    made = study.new_code("Night patrols", parent="plan", who="Awa")
    study.code("one", 0, 25, made, coder="Awa")
    study.read("two", coder="Awa")
    table = cq.theme_table(study.codings(), level="code")
    read = {row["transcript"]: row["codes"] for row in study.codings().readings.to_dict("records")}
    assert read == {"one": "plan plan.threat", "two": "*"}
    denominators = table.long.set_index("code")["denominator"]
    assert denominators.to_dict()[made] == 1  # "two" alone was read for it
    assert table.frame.loc[made].iloc[0] == 0
    assert table.frame.loc["plan"].iloc[0] == 1  # the theme was read for, and is carried


def test_a_code_added_leaves_the_others_what_they_were(study):
    """Who coded before has the definitions that hold, and can judge a machine that codes now."""
    study.read("one", coder="Awa", shown="blind")
    study.code("one", 0, 25, "plan.threat", coder="Awa")
    study.new_code("Night patrols", parent="plan", who="Awa")
    now = study.codebook.content_fingerprint
    assert set(study.codings().readings["content_fingerprint"]) == {now}
    assert set(study.codings().frame["content_fingerprint"]) == {now}
    other = BOOK.replace("{en: Threat analysis", "{en: Threats")
    study.change_codebook(codebook_of(other), who="Chief")
    assert study.codebook.content_fingerprint not in {
        *study.codings().readings["content_fingerprint"]
    }


@pytest.mark.parametrize("again", ["night  PATROLS", "plan.night_patrols", "Night patrols"])
def test_it_is_made_once(study, again):
    made = study.new_code("Night patrols", parent="plan", who="Awa")
    lines = len(study.audit)
    assert study.new_code(again, who="Issa") == made
    assert (len(study.audit), study.codebook.version) == (lines, "3+1")


def test_nearly_the_same_is_asked_about(study):
    study.new_code("Night patrols", parent="plan", who="Awa")
    with pytest.raises(cq.CivicQualError, match=r"plan\.night_patrols · Night patrols"):
        study.new_code("Patrol at night", who="Issa")
    assert study.codebook.version == "3+1"
    assert study.new_code("Patrol at night", who="Issa", anyway=True) == "patrol_at_night"


def test_what_became_another_is_that_one(study):
    made = study.new_code("Night patrols", parent="plan", who="Awa")
    tidied = codebook_of(BOOK + "      - id: plan.rounds\n        name: {en: Rounds}\n")
    study.change_codebook(tidied, moves={made: "plan.rounds"}, who="Chief")
    assert study.new_code("Night patrols", who="Awa") == "plan.rounds"
    assert len(study.codebook) == len(tidied)


def test_what_was_taken_out_is_not_made_again(study):
    study.new_code("Night patrols", parent="plan", who="Awa")
    study.change_codebook(codebook_of(BOOK), who="Chief")
    with pytest.raises(cq.CivicQualError, match="taken out"):
        study.new_code("Night patrols", who="Awa")
    assert study.new_code("Patrouilles", language="fr", who="Awa") == "patrouilles"


def test_nobody_and_nowhere_are_refused(study):
    with pytest.raises(cq.CivicQualError, match="who"):
        study.new_code("Night patrols", who=" ")
    with pytest.raises(cq.CivicQualError, match="three"):
        study.new_code("Night patrols", who="Awa", transcript="three", start=0, end=5)
    assert study.codebook.version == "3"


def test_another_who_made_it_meanwhile_is_met(study):
    with cq.Study(study.path) as other:
        made = other.new_code("Night patrols", parent="plan", who="Issa")
        assert study.new_code("Night patrols", who="Awa") == made
    assert study.codebook.version == "3+1"


def test_it_comes_along(study, tmp_path):
    made = study.new_code("Night patrols", parent="plan", who="Awa")
    study.code("one", 0, 25, made, coder="Awa")
    study.export(tmp_path / "plain")
    with cq.Study.import_folder(tmp_path / "plain", tmp_path / "again.study") as again:
        assert again.codings().frame["code"].tolist() == [made]
        assert again.codebook == study.codebook


def apart(study, tmp_path):
    """Return the study and a copy of it, as two people take along."""
    study.backup(tmp_path / "b.study")
    return study, cq.Study(tmp_path / "b.study")


def test_codes_made_apart_come_together(study, tmp_path):
    one, other = apart(study, tmp_path)
    with other:
        night = one.new_code("Night patrols", parent="plan", who="Awa")
        market = other.new_code("Market days", who="Issa")
        one.code("one", 0, 25, night, coder="Awa")
        other.code("one", 26, 48, market, coder="Issa")
        assert not len(one.merge(other))
        other.merge(one)
        for made in (one, other):
            assert [code.id for code in made.codebook] == ["plan", "plan.threat", night, market]
            assert made.codebook.version == "3+2"
            assert set(made.codings().frame["code"]) == {night, market}
            assert not len(made.unplaced)
            assert made.integrity() == []
        assert one.fingerprint == other.fingerprint
        lines = len(one.audit)
        one.merge(other)
        assert len(one.audit) == lines


def test_the_same_code_made_apart_is_one(study, tmp_path):
    one, other = apart(study, tmp_path)
    with other:
        for made, who in ((one, "Awa"), (other, "Issa")):
            made.new_code("Night patrols", parent="plan", who=who)
        assert not len(one.merge(other))
        assert len(one.codebook) == 3


def test_what_was_also_changed_otherwise_stays_a_conflict(study, tmp_path):
    one, other = apart(study, tmp_path)
    with other:
        one.new_code("Night patrols", parent="plan", who="Awa")
        other.change_codebook(codebook_of(BOOK.replace("Threat analysis", "Threats")), who="Chief")
        assert one.merge(other)["kind"].tolist() == ["codebook"]


def test_a_code_taken_out_apart_does_not_come_back(study, tmp_path):
    one, other = apart(study, tmp_path)
    with other:
        one.new_code("Night patrols", parent="plan", who="Awa")
        without = BOOK.partition("    children:")[0]
        other.change_codebook(codebook_of(without), who="Chief")
        assert one.merge(other)["kind"].tolist() == ["codebook"]


def test_three_who_worked_apart(study, tmp_path):
    study.backup(tmp_path / "b.study")
    study.backup(tmp_path / "c.study")
    with cq.Study(tmp_path / "b.study") as second, cq.Study(tmp_path / "c.study") as third:
        files = [study, second, third]
        for made, name in zip(files, ["Night patrols", "Market days", "Rumours"], strict=True):
            made.new_code(name, who="Awa")
        for _ in range(3):
            for made in files:
                for one in files:
                    if one is not made:
                        made.merge(one)
        assert {len(made.codebook) for made in files} == {5}
        assert len({made.fingerprint for made in files}) == 1
        assert not len(study.conflicts)
