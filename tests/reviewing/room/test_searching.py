"""A rule tried while reading, and codes that are nearly another."""

import re

import civic_qual as cq


def test_a_search_finds_what_a_plain_reading_finds_whoever_says_it(study, awa):
    told = awa("search", rule="late")
    expected = [
        (one.id, found.start(), found.end())
        for one in study.corpus
        for found in re.finditer("late", one.text)
    ]
    assert [(hit["transcript"], hit["start"], hit["end"]) for hit in told["hits"]] == expected
    assert (told["of"], told["more"], told["problem"]) == (len(expected), False, "")
    (hit,) = awa("search", rule="maize", transcript="two")["hits"]
    assert (hit["words"], hit["before"][-4:], hit["after"][:1]) == ("maize", "the ", ".")


def test_a_rule_that_is_none_is_told_with_its_place(awa):
    told = awa("search", rule="late NEAR/ (")
    assert told["hits"] == []
    assert told["problem"]
    assert told["line"] == 1
    assert told["column"] > 1
    for rule in ("", "@nobody", "x" * 5000, "/(/"):
        assert awa("search", rule=rule)["problem"], rule
    assert awa("search", rule="late", language="xx")["of"] == 0


def test_a_rule_that_takes_for_ever_ends(awa, study, monkeypatch):
    monkeypatch.setattr("civic_qual.reviewing.room.searching._SECONDS", 0.02)
    text = "a" * 60 + "b."
    awa("correct", transcript="two", revision=study.corpus["two"].revision, turn=3, text=text)
    told = awa("search", rule="/(a|aa)+$/")
    assert "took more than" in told["problem"]


def test_a_code_is_made_while_reading_unless_one_is_called_nearly_so(study, awa, where):
    transcript, start, end = where("two", "The patrol slept.")
    near = awa("similar_codes", name="Lateness of all")
    assert [one["code"] for one in awa("similar_codes", name="lateness")] == ["perf.late"]
    assert all(one["why"] for one in near)
    assert [one["code"] for one in awa("similar_codes", name="come late")] == ["perf.late"]
    assert awa("similar_codes", name="Lateness", code="perf.late") == []
    assert "nearly so" in awa.refused("new_code", name="Latenes")
    said = {"transcript": transcript, "start": start, "end": end}
    made = awa("new_code", name="Sleeping", parent="perf", definition="They sleep", **said)
    assert (made["id"], made["parent"], made["definition"]) == (
        "perf.sleeping",
        "perf",
        {"en": "They sleep"},
    )
    assert made in awa("codes")["codes"]
    with cq.Study(study.path) as again:
        assert "perf.sleeping" in again.codebook
        assert "Awa" in set(again.audit["who"])
