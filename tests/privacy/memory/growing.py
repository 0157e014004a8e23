"""Invented studies that grow, their releases as they are made, and what a reader has of them."""

from __future__ import annotations

import datetime

import numpy as np

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.privacy.memory.history import History
from civic_qual.privacy.memory.members import MARK
from civic_qual.privacy.memory.remembering import Remembering
from civic_qual.privacy.outlet.release import released
from tests.analysis.small import codebook, codings, interview
from tests.privacy.memory.attacker import PEOPLE, TURNS, Attacker, Person, Told

THEMES = ("plan", "alert", "amends")
ROWS = (*THEMES, "any theme")
BOOK = codebook(*THEMES)
MEASURES = {"segments": TURNS, "participants": PEOPLE}


def drawn_people(rng, size):
    """Draw people: a country, a sex, some turns, and which themes each of them carries."""
    often, weight = rng.beta(1.2, 2.0, 3), rng.dirichlet(np.ones(3) * 3)
    made = []
    for number in range(size):
        turns = int(rng.integers(1, 9))
        groups = {"country": "ABC"[rng.choice(3, p=weight)], "sex": "mw"[rng.integers(2)]}
        made.append((f"p{number}", groups, coded(rng, often, turns)))
    return made, often


def coded(rng, often, turns):
    """Draw in which turns somebody carries each theme."""
    carries = np.zeros((turns, 3), bool)
    for theme in range(3):
        if rng.random() < often[theme]:
            carries[:, theme] = rng.random(turns) < rng.uniform(0.1, 0.9)
    return carries


def study(people):
    """Return the codings of one interview a person."""
    transcripts, speaks, attributes, rows = [], {}, {}, []
    for name, groups, carries in people:
        one = interview(f"t{name}", ["R: said so"] * len(carries), country=groups["country"])
        for turn, themes in zip(one.turns, carries, strict=True):
            start = turn.spoken[0][0]
            rows += [
                (one.id, (start, start + 4), theme)
                for theme, there in zip(THEMES, themes, strict=True)
                if there
            ]
        speaks[one.id, "R"], attributes[name] = name, {"sex": groups["sex"]}
        transcripts.append(one)
    corpus = Corpus(tuple(transcripts), Participants(speaks, attributes))
    return codings(corpus, BOOK, rows, unit="turn")


class Said:
    """Stands where earlier releases are asked for, with a memory made by the test."""

    def __init__(self, made):
        self.made = made

    def memory(self, **_):
        return self.made


class Releases:
    """Releases of one study, one after the other, with what each of them showed."""

    def __init__(self, minimum=5, *, remembers=False):
        self.remembers = remembers
        self.history, self.minimum = History(past=self._past), minimum
        self._lines, self._studies = [], []
        self.told, self.standing, self.stands = [], [], []
        self.people, self._records = [], {}

    def release(self, people, by, *, forget=False):
        """Release tables of turns and people by each attribute; forget: as if it were the first."""
        coding = study(people)
        self._coding = coding, list(people)
        self.forgot = forget
        memory = Remembering(
            History() if forget else self.history,
            keep=self._keep,
            minimum=self.minimum,
            day=datetime.date(2024, 1, 1 + len(self.told)),
        )
        named = {
            f"{measure} by {attribute}": theme_table(coding, by=attribute, measure=measure)
            for attribute in by
            for measure in MEASURES
        }
        made = released(named, minimum=self.minimum, earlier=Said(memory))
        made.outgoing.files()
        made.outgoing.written()
        self.stands.append(memory._admission.stands)
        self._tell(people, by, made, memory)
        return made

    def _keep(self, line, members):
        self.history = self.history.and_then(line, members)
        self._lines.append(line.line)
        self._studies.append(self._coding)

    def _past(self, line, _):
        """Return the codings of then, as a study that shows its earlier states."""
        return self._studies[self._lines.index(line)][0] if self.remembers else None

    def _tell(self, people, by, made, memory):
        members = memory._admission.names
        counted = [one for one in people if f"person {one[0]}" in members]
        before = self._studies[:-1] if self._lines and not self.forgot else []
        for state, (_, were) in enumerate(reversed(before), start=1):
            counted += [one for one in were if f"person {one[0]}{MARK}{state}" in members]
        shown, hidden, standing = {}, [], {}
        named = [(measure, attribute) for attribute in by for measure in MEASURES]
        for (measure, attribute), table in zip(named, made.tables, strict=True):
            for group, column in table.counts.items():
                for row, value in column.items():
                    place = () if group == "all" else (attribute, group)
                    key = (place, ROWS.index(row), MEASURES[measure])
                    if not isinstance(value, str):
                        shown[key] = int(value)
                    else:
                        hidden.append(key)
                        if value != "suppressed":
                            standing[key] = value
        if self.stands[-1]:
            assert not shown
            counted, hidden = [], []
        self.told.append(Told(frozenset(map(self._record, counted)), shown, hidden))
        self.standing.append(standing)

    def _record(self, one):
        """Return the number of a record: another one if the person is coded otherwise."""
        name, groups, carries = one
        key = (name, tuple(groups.items()), carries.tobytes())
        if key not in self._records:
            self._records[key] = len(self.people)
            found = (*map(int, carries.sum(0)), int(carries.any(1).sum()))
            self.people.append(Person(name, groups, len(carries), found))
        return self._records[key]

    def attacked(self):
        """Return how much was at stake, and what all releases together narrow, but none alone."""
        told = [one for one in self.told if one.members]
        attacker = Attacker(self.people, told, self.minimum)
        targets, names = attacker.targets()
        bad = attacker.narrowed(targets)
        for release in range(len(told)) if bad else ():
            attacker.use([release])
            left = [targets[one[0]] for one in bad]
            alone = {index for index, *_ in attacker.narrowed(left)}
            bad = [one for index, one in enumerate(bad) if index not in alone]
        return len(targets), [(names[index], low, high) for index, low, high, _ in bad]
