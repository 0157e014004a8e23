"""Which readings may judge: held to a count character by character, through files and decisions."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.coding.blind import blind
from civic_qual.coding.columns import reading_columns
from civic_qual.errors import EstimateError
from tests.analysis.small import codebook, interview

PARENT = {"plan": "", "plan.patrol": "plan", "plan.base": "plan", "harm": "", "harm.fear": "harm"}
SEEN = {"rules", "model", "another_coder"}
SIZE = 40


@pytest.fixture(scope="module")
def corpus():
    return cq.Corpus(tuple(interview(name, ["R: " + "a b c d e f " * 5]) for name in ("x", "y")))


@pytest.fixture(scope="module")
def book():
    return codebook(*PARENT)


def coded(corpus, book, readings):
    """Codings that hold readings alone: transcript, start, end, codes, coder, origin, shown."""
    empty = cq.read_codings(
        pd.DataFrame(columns=["transcript", "start", "end", "code"]), corpus, book
    )
    names = ("transcript", "start", "end", "codes", "coder", "origin", "shown")
    columns = {name: [row[number] for row in readings] for number, name in enumerate(names)}
    return dataclasses.replace(empty, read=reading_columns(unit="word", **columns))


def named(codes):
    return set(PARENT) if codes == "*" else set(codes.split())


def kin(code):
    """The code, those above it, those below it."""
    above = {code, PARENT[code]} - {""}
    return above | {one for one, parent in PARENT.items() if parent == code}


def naive(readings):
    """What each coder read blind: coder, transcript, place, code."""
    cells = {True: set(), False: set()}
    for transcript, start, end, codes, coder, origin, shown in readings:
        seen = origin == "human" and shown in SEEN
        wanted = named(codes)
        if seen:
            wanted = set().union(*map(kin, wanted))
        cells[seen] |= {
            (coder, transcript, place, code) for place in range(start, end) for code in wanted
        }
    return cells[False] - cells[True]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_left_is_what_was_read_blind_and_not_seen_too(corpus, book, seed):
    rng = np.random.default_rng(seed)
    codes = ("*", "plan", "plan.patrol plan.base", "harm.fear", "harm plan.base")
    readings = []
    for _ in range(8):
        start, end = sorted(rng.choice(SIZE, 2, replace=False).tolist())
        coder = str(rng.choice(["A", "B", "rules"]))
        readings.append(
            (
                int(rng.integers(2)),
                start,
                end,
                str(rng.choice(codes)),
                coder,
                "rule" if coder == "rules" else "human",
                str(rng.choice(["blind", "unknown", "rules", "model", "another_coder"])),
            )
        )
    given = coded(corpus, book, readings)
    left = blind(given, "blind").codings.readings
    found = {
        (row["coder"], corpus.positions[row["transcript"]], place, code)
        for row in left.to_dict("records")
        for place in range(row["start"], row["end"])
        for code in named(row["codes"])
    }
    assert found == naive(readings)
    assert blind(given, "any").codings is given


def test_who_saw_what_is_told_and_who_is_not_known(corpus, book):
    readings = [(0, 0, 9, "*", "A", "human", "model"), (0, 9, 20, "*", "A", "human", "model")]
    readings += [
        (1, 0, 9, "*", "B", "human", "another_coder"),
        (1, 0, 9, "*", "C", "human", "unknown"),
    ]
    seen = blind(coded(corpus, book, readings), "blind")
    assert seen.warning == ()
    assert "2 readings by A, who saw what a model found" in seen.notes[0]
    assert "1 reading by B, who saw what another coder found" in seen.notes[0]
    assert "whether C saw" in seen.notes[1]
    everybody = blind(seen.given, "any")
    assert everybody.warning[0].startswith("People were shown the machine's answer")
    others = blind(coded(corpus, book, readings[2:]), "any")
    assert others.warning[0].startswith("People were shown another coder's answer")
    with pytest.raises(EstimateError, match="is not known"):
        blind(seen.given, "blnd")


def test_a_file_keeps_what_was_seen_also_in_a_part_of_a_segment(corpus, book, tmp_path):
    turn = corpus["x"].turns[0]
    readings = [(0, turn.start, turn.end, "*", "A", "human", "blind")]
    readings += [(0, turn.start + 3, turn.start + 9, "harm harm.fear", "A", "human", "model")]
    given = coded(corpus, book, readings)
    given.to_csv(tmp_path / "c.csv", unit="turn")
    again = cq.read_codings(tmp_path / "c.csv", corpus, book)
    (row,) = blind(again, "blind").codings.readings.to_dict("records")
    assert named(row["codes"]) == {"plan", "plan.patrol", "plan.base"}


def test_rows_of_codings_say_what_was_seen_where_no_row_is_a_reading(corpus, book):
    rows = pd.DataFrame(
        {
            "transcript": ["x", "x", "y"],
            "start": [3, 5, 3],
            "end": [9, 9, 9],
            "code": "plan",
            "coder": "A",
            "shown": ["", "model", "blind"],
        }
    )
    codings = cq.read_codings(rows, corpus, book)
    assert codings.readings["shown"].tolist() == ["model", "blind"]


def test_what_is_decided_is_as_blind_as_what_it_rests_on(corpus, book):
    people = coded(
        corpus,
        book,
        [
            (0, 0, len(corpus["x"].text), "*", "A", "human", "blind"),
            (0, 0, len(corpus["x"].text), "*", "B", "human", "blind"),
            (1, 0, len(corpus["y"].text), "*", "A", "human", "blind"),
            (1, 0, len(corpus["y"].text), "*", "B", "human", "model"),
        ],
    )
    assert cq.adjudicate(people).readings["shown"].tolist() == ["blind", "model"]
    machine = coded(
        corpus,
        book,
        [
            (0, 0, len(corpus["x"].text), "*", "A", "human", "blind"),
            (0, 0, len(corpus["x"].text), "*", "rules", "rule", "unknown"),
        ],
    )
    assert cq.adjudicate(machine).readings["shown"].tolist() == ["rules"]
