"""Somebody who has nothing but the files that left the study, and works out what they hide.

Nothing of the library is used here: files are read as text, cells are unknown whole numbers, and
what must hold between them (groups add up, codes are part of their theme, nobody counts twice) are
linear constraints. The lowest and the highest value of each hidden cell are found exactly.
"""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
from openpyxl import load_workbook
from scipy.optimize import Bounds, LinearConstraint, milp

HIDDEN = "suppressed"
ALL, ANY, GROUP = "all", "Any theme", "n"


class Tables(HTMLParser):
    """The tables of a page as rows of text, and all its words."""

    def __init__(self, page):
        super().__init__()
        self.tables, self.words, self._cell, self._skip = [], "", None, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self._skip = tag in ("style", "script")
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            span = int(dict(attributes).get("colspan") or 1)
            self.tables[-1][-1] += [""] * span
            self._cell = len(self.tables[-1][-1]) - span

    def handle_endtag(self, tag):
        self._skip = False
        if tag in ("td", "th"):
            self._cell = None

    def handle_data(self, data):
        if self._skip:
            return
        self.words += " " + data
        if self._cell is not None:
            row = self.tables[-1][-1]
            row[self._cell] = f"{row[self._cell]} {data}".strip()


def told_by_page(path, groups):
    """Return what the tables of a report say: (row, column) -> text, for some groups and all.

    In these studies everybody is one interview with one turn, so that all tables count the same.
    """
    page = Tables(Path(path).read_text(encoding="utf-8"))
    told = {}
    for rows in page.tables:
        head = next((row for row in rows if ALL in row or set(row) & set(groups)), None)
        if head is None or head[0] not in ("theme", "code"):
            continue
        for row in rows:
            if row is head or len(row) != len(head):
                continue
            for column, text in zip(head[1:], row[1:], strict=True):
                if column in (*groups, ALL) and (row[0] or text.startswith("n ")):
                    number = text.removeprefix("n = ").removeprefix("n ")
                    note(told, (row[0] or GROUP, column), number)
    return told, page.words


def told_by_rows(rows, told=None):
    """Add what a tidy table says, a row a cell: `name`, group, `margin`, `count`, `denominator`."""
    told = {} if told is None else told
    head, *cells = rows
    place = {str(name): number for number, name in enumerate(head)}
    attribute = next(name for name in ("country", "sex") if name in place)
    for cell in cells:
        if cell[place["name"]] in (None, ""):
            continue
        group = str(cell[place[attribute]])
        note(told, (str(cell[place["name"]]), group), cell[place["count"]])
        note(told, (GROUP, group), cell[place["denominator"]])
    return told


def note(told, key, text):
    """Keep what is said of a cell; a number that stands anywhere is known, and no two differ."""
    text = str(text)
    number = re.fullmatch(r"(\d+)(?: \(\d+%\))?", text)
    assert number or text == HIDDEN, (key, text)
    if number:
        assert told.get(key, HIDDEN) in (HIDDEN, int(number[1])), (key, told.get(key), text)
        told[key] = int(number[1])
    else:
        told.setdefault(key, HIDDEN)


def rows_of_csv(path):
    """Return the rows of a CSV file."""
    return list(csv.reader(Path(path).read_text(encoding="utf-8-sig").splitlines()))


def rows_of_workbook(path):
    """Return the rows of the first sheet of a workbook."""
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


class Attack:
    """Lowest and highest values of cells, given some of them and what must hold.

    Parameters
    ----------
    told
        (row, column) -> number, or `HIDDEN`; row `n` is how many were read.
    attributes
        For every attribute its groups; each adds up to the column `all`.
    codes
        For every theme its codes, those of them that are rows.
    """

    def __init__(self, told, attributes, codes):
        names = list(dict.fromkeys(row for row, _ in told if row not in (GROUP, ANY)))
        themes = [name for name in names if not any(name in below for below in codes.values())]
        columns = [ALL, *(group for groups in attributes for group in groups)]
        self.cells = {
            (row, column): place
            for place, (row, column) in enumerate(
                (row, column) for row in (*names, ANY, GROUP) for column in columns
            )
        }
        self.rules, self.low, self.high = [], [], []
        most = told[GROUP, ALL]
        for row in (*names, ANY, GROUP):
            for groups in attributes:
                self.holds({(row, ALL): -1, **{(row, group): 1 for group in groups}}, 0, 0)
        for column in columns:
            parts = [(ANY, themes), *((theme, codes[theme]) for theme in themes if theme in codes)]
            for whole, below in parts:
                below = [one for one in below if one in names]
                if not below:
                    continue
                for one in below:
                    self.holds({(whole, column): 1, (one, column): -1}, 0, most)
                self.holds({**{(one, column): 1 for one in below}, (whole, column): -1}, 0, np.inf)
            self.holds({(GROUP, column): 1, (ANY, column): -1}, 0, most)
        known = np.full(len(self.cells), np.nan)
        for key, value in told.items():
            if value != HIDDEN:
                known[self.cells[key]] = value
        self.known = known
        self.bounds = Bounds(np.nan_to_num(known, nan=0), np.nan_to_num(known, nan=most))

    def holds(self, weights, low, high):
        """Let a weighted sum of cells lie between two numbers."""
        row = np.zeros(len(self.cells))
        for key, weight in weights.items():
            row[self.cells[key]] = weight
        self.rules.append(row)
        self.low.append(low)
        self.high.append(high)

    def limits(self, key):
        """Return the lowest and the highest value that a cell can have."""
        rules = LinearConstraint(np.array(self.rules), self.low, self.high)
        found = []
        for sign in (1, -1):
            goal = np.zeros(len(self.cells))
            goal[self.cells[key]] = sign
            # Prepared, this solver has called 2 the highest value where 7 is one.
            best = milp(
                goal,
                constraints=rules,
                bounds=self.bounds,
                integrality=np.ones(len(goal)),
                options={"presolve": False},
            )
            assert best.success, best.message
            found.append(round(sign * best.fun))
        return tuple(found)
