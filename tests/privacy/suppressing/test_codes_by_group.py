"""Codes by group as turns, and as people in all: attackers reckon with people by group, too."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

import civic_qual as cq
from civic_qual.privacy.suppressing import suppression
from tests.privacy.field_studies import field_study
from tests.privacy.tables_by_hand import ledger

MINIMUM = 5


def tables(coded):
    """Return what a report shows of themes and codes by country, and in all."""
    return [
        cq.theme_table(coded, by="country", measure="participants", normalise="share"),
        cq.theme_table(coded, by="country", normalise="share"),
        cq.theme_table(coded, by="country", level="code", normalise="share"),
        cq.theme_table(coded, level="code", measure="participants", normalise="share"),
    ]


def shown(released):
    """Return numbers as a reader gets them: None where hidden, by kind, row and group."""
    found = {}
    for table, kind in zip(released, "PTTP", strict=True):
        for row in table.long.to_dict("records"):
            group = str(row.get("country", "all"))
            key = kind, row["code"] or row["theme"], group
            number = None if str(row["count"]) == "suppressed" else int(row["count"])
            found[key] = number if found.get(key) is None else found[key]
    return found


class Attack:
    """People P and turns T of themes and their codes, group by group; shown or not."""

    def __init__(self, known):
        rows = sorted({row for _, row, _ in known} - {"any theme"})
        self.groups = sorted({group for *_, group in known})
        self.index, less, equal = {}, [], []
        codes = {row: [one for one in rows if one.startswith(f"{row}.")] for row in rows}
        for row in rows:
            for group in self.groups:
                p, t = (self._at(kind, row, group) for kind in "PT")
                less.append({p: 1, t: -1})
                for one in codes[row]:
                    less += [{self._at(kind, one, group): 1, self._at(kind, row, group): -1}
                             for kind in "PT"]  # fmt: skip
                if codes[row]:
                    for kind in "PT":
                        below = {self._at(kind, one, group): -1 for one in codes[row]}
                        less.append({self._at(kind, row, group): 1} | below)
            for kind in "PT":
                parts = {self._at(kind, row, one): 1 for one in self.groups if one != "all"}
                equal.append((parts | {self._at(kind, row, "all"): -1}, 0))
        equal += [
            ({self._at(*key): 1}, number)
            for key, number in known.items()
            if number is not None and key[1] != "any theme"
        ]
        self._less, self._equal = less, equal

    def _at(self, kind, row, group):
        return self.index.setdefault((kind, row, group), len(self.index))

    def _matrix(self, rows):
        made = np.zeros((len(rows), len(self.index)))
        for at, row in enumerate(rows):
            for number, factor in row.items():
                made[at, number] += factor
        return made

    def width(self, key):
        wanted = np.zeros(len(self.index))
        wanted[self.index[key]] = 1
        ends = [
            linprog(
                sign * wanted,
                A_ub=self._matrix(self._less),
                b_ub=np.zeros(len(self._less)),
                A_eq=self._matrix([row for row, _ in self._equal]),
                b_eq=[number for _, number in self._equal],
            ).fun
            for sign in (1, -1)
        ]
        if ends[1] is None:  # nothing bounds it
            return np.inf
        return np.floor(-ends[1] + 1e-6) - np.ceil(ends[0] - 1e-6)


@pytest.mark.parametrize("seed", [1, 3, 7, 11, 13, 15])
def test_people_of_codes_by_group_narrow_no_hidden_number(seed):
    coded = field_study(seed, interviews=24, people=36)
    sizes = cq.theme_table(coded, by="country", measure="participants").denominator[0].tolist()
    groups = cq.theme_table(coded, by="country", measure="participants").columns.all
    read = {column.key[0]: size for column, size in zip(groups, sizes, strict=True)}
    known = shown(cq.suppress_small_cells(tables(coded)))
    attack = Attack(known)
    for key, number in known.items():
        if number is None and key[1] != "any theme":
            assert attack.width(key) >= min(MINIMUM, read[key[2]]), key


def themes_alone(*, few=False):
    """A theme shown, its only code, and another code of which nothing tells."""
    one = {0: 1, 1: -1}
    counts = ledger([9, 9, 4], [one, {0: -1, 1: 1}, {2: 1, 0: -1}])
    counts = replace(
        counts, detail=np.array([False, True, True]), small=np.array([False, few, False])
    )
    kept = np.array([0])
    search = suppression.Search(suppression.part_of(counts, kept))
    return suppression._of_part(counts, kept, search)


def test_the_only_code_of_a_theme_that_is_shown_is_not_called_hidden():
    assert themes_alone().hidden.tolist() == [False, False, True]


def test_themes_are_not_chosen_alone_where_they_tell_a_small_code():
    assert themes_alone(few=True) is None
