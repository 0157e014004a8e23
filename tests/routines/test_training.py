"""What is learned of several people: recounted from plain rows by sets."""

import re

import pandas as pd
import pytest

from civic_qual.codebook.files.reading import codebook_of
from civic_qual.coding.coders import together
from civic_qual.coding.files.reading import read_codings
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.routines.training import gold_of

BOOK = """\
title: Small
version: "1"
languages: [en]
codes:
  - id: perf
    kind: theme
    name: {en: Performance}
    definition: {en: How they act}
    children:
      - {id: perf.late, name: {en: Late}}
      - {id: perf.kind, name: {en: Kind}}
"""
LINES, WIDTH = 12, 10
READ = {"Awa": range(0, 8), "Issa": range(4, 12), "Cai": range(6, 10)}
FOUND = {
    "Awa": {(0, "perf.late"), (5, "perf.late"), (6, "perf.kind"), (7, "perf.late")},
    "Issa": {(5, "perf.late"), (6, "perf.late"), (9, "perf.kind"), (11, "perf.late")},
    "Cai": {(6, "perf.late"), (7, "perf.late"), (9, "perf.kind")},
}


@pytest.fixture(scope="module")
def corpus():
    """One interview, whose twelve turns stand each ten characters after the other."""
    text = "".join(f"said {n:02}x.\n" for n in range(LINES))
    turns = tuple(
        Turn(start=n * WIDTH, end=n * WIDTH + 9, spoken=((n * WIDTH, n * WIDTH + 9),),
             speaker="R", role="respondent", language="en")
        for n in range(LINES)
    )  # fmt: skip
    return Corpus((Transcript(id="t", text=text, turns=turns),))


@pytest.fixture(scope="module")
def by(corpus):
    """What some of the three coded and read, their rows mixed in one table."""
    book = codebook_of(BOOK)

    def by(*coders):
        rows = [
            ("t", line * WIDTH, line * WIDTH + 9, code, coder)
            for line in range(LINES)
            for coder in coders
            if line in READ[coder]
            for code in ("*", *(code for at, code in sorted(FOUND[coder]) if at == line))
        ]
        titles = ["transcript", "start", "end", "code", "coder"]
        return read_codings(pd.DataFrame(rows, columns=titles), corpus, book)

    return by


def cells(codings):
    """Return which codes each turn was read for and carries, from the tables of codings."""
    below = {"*": ["perf.late", "perf.kind"], "perf.*": ["perf.late", "perf.kind"]}
    read = {
        (start // WIDTH, code)
        for start, codes in codings.readings[["start", "codes"]].itertuples(index=False)
        for one in codes.split()
        for code in below.get(one, [one])
        if code != "perf"
    }
    rows = codings.rows[["start", "code"]].astype({"code": str}).itertuples(index=False)
    return read, {(start // WIDTH, code) for start, code in rows}


def expected(*coders, settled=()):
    """Work it out by sets: what all who read a turn say alike, and what was settled."""
    settled = dict(settled)
    read, found, open_ = set(), set(), set()
    for line in range(LINES):
        who = [coder for coder in coders if line in READ[coder]]
        for code in ("perf.late", "perf.kind") if who else ():
            said = {(line, code) in FOUND[coder] for coder in who}
            verdict = settled.get((line, code), said.pop() if len(said) == 1 else None)
            if verdict is None:
                open_.add((line, code))
                continue
            read.add((line, code))
            if verdict:
                found.add((line, code))
    return read, found, open_


@pytest.mark.parametrize("coders", [("Awa", "Issa"), ("Issa", "Cai"), ("Awa", "Issa", "Cai")])
def test_what_each_read_counts_and_what_they_differ_on_is_left_out(by, coders):
    gold = gold_of(by(*coders))
    read, found, left = expected(*coders)
    assert cells(gold.codings) == (read, found)
    assert left
    assert gold.people == tuple(sorted(coders))
    twice = sum(sum(line in READ[coder] for coder in coders) > 1 for line in range(LINES))
    assert f"{twice} passages read by two or more" in gold.told[0]
    lines = {line for line, _ in left}
    assert re.findall(r"(\d+) codes? in (\d+) passage", gold.told[1]) == [
        (str(len(left)), str(len(lines)))
    ]


def test_one_person_is_taken_as_she_coded(by):
    alone = by("Awa")
    assert gold_of(alone).codings is alone
    assert gold_of(alone).told == ()


def test_a_third_person_settles_what_she_read(by):
    """Of lines 6 and 7 Cai has a word; on 11 nobody differs."""
    both = together([by("Awa", "Issa"), by("Cai")])
    gold = gold_of(both.filter(coder=["Awa", "Issa"]), both.filter(coder="Cai"))
    settled = {
        cell: cell in FOUND["Cai"] for cell in expected("Awa", "Issa")[2] if cell[0] in READ["Cai"]
    }
    assert settled
    assert cells(gold.codings) == expected("Awa", "Issa", settled=settled)[:2]


def test_decisions_settle_and_those_of_what_is_gone_are_passed_over(by):
    people = by("Awa", "Issa")
    columns = ["transcript", "start", "end", "code", "decision"]
    rows = [
        ("t", 60, 69, "perf.late", "no"),
        ("t", 60, 69, "perf.kind", "yes"),
        ("t", 70, 79, "perf.gone", "yes"),  # a code that there was
        ("t", 71, 76, "perf.late", "yes"),  # a passage of another unit
    ]
    gold = gold_of(people, pd.DataFrame(rows, columns=columns))
    settled = {(6, "perf.late"): False, (6, "perf.kind"): True}
    assert cells(gold.codings) == expected("Awa", "Issa", settled=settled)[:2]


def test_the_fingerprint_tells_what_was_coded_and_read_and_nothing_else(by):
    same = gold_of(by("Awa", "Issa")).fingerprint
    assert gold_of(by("Issa", "Awa")).fingerprint == same
    assert len({same, gold_of(by("Awa")).fingerprint, gold_of(by("Awa", "Cai")).fingerprint}) == 3
