"""One-on-one interviews: an attacker who knows that each person was heard once, alone.

The attacker reads the tables as a reader gets them, and sets up the linear programs by hand.
"""

import numpy as np
import pytest
from scipy.optimize import linprog

import civic_qual as cq
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from tests.analysis.small import codebook, codings, interview

MINIMUM = 5
BOOK = codebook("plan", "alert", "amends")
COUNTRIES = ("Mali", "CAR", "DRC")


def one_on_one(seed):
    """Draw interviews with one person each, who says one to six turns."""
    rng = np.random.default_rng(seed)
    often = rng.choice([0.03, 0.2, 0.5, 0.8], 3)
    transcripts, speaks, rows = [], {}, []
    for number in range(int(rng.integers(18, 40))):
        lines = [f"R: said so {turn}" for turn in range(int(rng.integers(1, 7)))]
        country = str(rng.choice(COUNTRIES, p=[0.5, 0.3, 0.2]))
        one = interview(f"t{number}", lines, country=country)
        speaks[f"t{number}", "R"] = f"p{number}"
        transcripts.append(one)
        rows += [
            (one.id, turn.spoken[0], code)
            for code, chance in zip(("plan", "alert", "amends"), often, strict=True)
            if rng.random() < chance
            for turn in one.turns
            if rng.random() < 0.5
        ]
    return codings(Corpus(tuple(transcripts), Participants(speaks, {})), BOOK, rows)


def read(table):
    """Return what a table shows by row and group: counts and what they are out of, or None."""
    shown = {}
    for row in table.long.to_dict("records"):
        key = row["code"] or row["theme"], row["country"]
        shown[key] = tuple(
            None if str(row[name]) == "suppressed" else int(row[name])
            for name in ("count", "denominator")
        )
    return shown


class Attack:
    """Numbers as unknowns: people P (interviews are as many), turns T, and those read, n and N."""

    def __init__(self, people, interviews, turns):
        self.rows, self.groups = (sorted({key[at] for key in people}) for at in (0, 1))
        self.index, self.less, self.equal = {}, [], []
        for row in self.rows:
            for group in self.groups:
                names = [(kind, row, group) for kind in "PT"] + [(kind, group) for kind in "nN"]
                p, t, n, big = (self.index.setdefault(name, len(self.index)) for name in names)
                self.less += [{p: 1, t: -1}, {p: 1, n: -1}, {t: 1, big: -1}, {n: 1, big: -1}]
                self.less.append({n: 1, p: -1, big: -1, t: 1})  # turns of those without it
                for table, count, base in ((people, p, n), (interviews, p, n), (turns, t, big)):
                    number, out_of = table[row, group]
                    self.equal += [({count: 1}, number)] if number is not None else []
                    self.equal += [({base: 1}, out_of)] if out_of is not None else []
        self._add_up()

    def _add_up(self):
        apart = [group for group in self.groups if group != "all"]
        for kind in ("P", "T"):
            for row in self.rows:
                parts = {self.index[kind, row, group]: 1 for group in apart}
                self.equal.append((parts | {self.index[kind, row, "all"]: -1}, 0))
        for kind in "nN":
            parts = {self.index[kind, group]: 1 for group in apart}
            self.equal.append((parts | {self.index[kind, "all"]: -1}, 0))

    def width(self, name):
        def matrix(rows):
            made = np.zeros((len(rows), len(self.index)))
            for at, row in enumerate(rows):
                for number, factor in row.items():
                    made[at, number] += factor
            return made

        wanted = np.zeros(len(self.index))
        wanted[self.index[name]] = 1
        ends = [
            linprog(
                sign * wanted,
                A_ub=matrix(self.less),
                b_ub=np.zeros(len(self.less)),
                A_eq=matrix([row for row, _ in self.equal]),
                b_eq=[number for _, number in self.equal],
            ).fun
            for sign in (1, -1)
        ]
        return np.floor(-ends[1] + 1e-6) - np.ceil(ends[0] - 1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_no_hidden_number_of_people_is_narrowed(seed):
    coded = one_on_one(seed)
    tables = [
        cq.theme_table(coded, by="country", measure=measure, normalise="share")
        for measure in ("participants", "transcripts", "segments")
    ]
    people, interviews, turns = (read(table) for table in cq.suppress_small_cells(tables))
    attack = Attack(people, interviews, turns)
    hidden = [key for key, (count, _) in people.items() if count is None]
    for row, group in hidden:
        read_there = people[row, group][1]
        promised = min(MINIMUM, read_there) if read_there is not None else 1
        assert attack.width(("P", row, group)) >= promised, (row, group)


@pytest.mark.parametrize("seed", range(6))
def test_whole_transcripts_are_interviews(seed):
    coded = one_on_one(seed)
    both = [
        cq.theme_table(coded, by="country", measure="transcripts"),
        cq.theme_table(coded, by="country", measure="segments", unit="transcript"),
    ]
    interviews, segments = (read(table) for table in cq.suppress_small_cells(both))
    for key, (count, _) in interviews.items():
        assert (count is None) is (segments[key][0] is None), key
