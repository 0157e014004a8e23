"""Files that leave a study, in the hands of somebody who reads nothing else."""

import ast
import random
import re
from pathlib import Path

import pytest

import civic_qual as cq
from civic_qual.coding.codings import Codings
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from tests.analysis.small import codebook, codings, interview
from tests.privacy import attacker
from tests.privacy.attacker import ALL, ANY, GROUP, HIDDEN, Attack

FEW = 5
COUNTRIES, SEXES = ("North", "East", "West"), ("man", "woman")
CODES = {"plan": ("plan.late", "plan.well"), "fear": (), "food": ()}
SHOWN = {code: code.replace(".", " ").title() for theme in CODES for code in (theme, *CODES[theme])}


def people(seed):
    """Draw a study: everybody is one interview with one turn, of a country and a sex."""
    draw = random.Random(seed)
    often = {
        code: draw.choice((0.05, 0.2, 0.5)) for code in ("plan.late", "plan.well", "fear", "food")
    }
    return [
        {
            "country": draw.choice(["North", "North", "North", "East", "East", "West"]),
            "sex": draw.choice(SEXES),
            "codes": {code for code, chance in often.items() if draw.random() < chance},
        }
        for _ in range(44)
    ]


def coded(everybody) -> Codings:
    """Make codings of a study."""
    transcripts = tuple(
        interview(f"t{place}", ["R: we said so"], country=one["country"])
        for place, one in enumerate(everybody)
    )
    persons = Participants(
        {(f"t{place}", "R"): f"p{place}" for place in range(len(everybody))},
        {f"p{place}": {"sex": one["sex"]} for place, one in enumerate(everybody)},
    )
    rows = [
        (f"t{place}", "said", code)
        for place, one in enumerate(everybody)
        for code in sorted(one["codes"])
    ]
    book = codebook("plan", "plan.late", "plan.well", "fear", "food")
    return codings(Corpus(transcripts, persons), book, rows)


def truth(everybody):
    """Count afresh: (row, column) -> people."""
    counts = {}
    columns = {ALL: everybody}
    for attribute, groups in (("country", COUNTRIES), ("sex", SEXES)):
        for group in groups:
            columns[group] = [one for one in everybody if one[attribute] == group]
    for column, here in columns.items():
        counts[GROUP, column] = len(here)
        counts[ANY, column] = sum(bool(one["codes"]) for one in here)
        for code, name in SHOWN.items():
            counts[name, column] = sum(
                any(held == code or held.startswith(f"{code}.") for held in one["codes"])
                for one in here
            )
    return counts


def small(value, number):
    """Whether a number is of few people, or leaves out few."""
    return 0 < value < FEW or 0 < number - value < FEW


def judged(told, counted, attributes):
    """Hold what files tell against the truth, and attack what they hide; return the hidden."""
    below = {SHOWN[theme]: [SHOWN[code] for code in codes] for theme, codes in CODES.items()}
    attack = Attack(told, attributes, below)
    hidden = []
    for (row, column), value in told.items():
        true = counted[row, column]
        few = 0 < true < FEW if row == GROUP else small(true, counted[GROUP, column])
        if value != HIDDEN:
            assert value == true, (row, column)
            assert not few, (row, column, true)
        elif few:
            low, high = attack.limits((row, column))
            assert low <= true <= high
            assert high - low >= FEW, (row, column, true, low, high)
            hidden.append((row, column))
    return hidden


def test_the_attacker_knows_nothing_of_the_library():
    tree = ast.parse(Path(attacker.__file__).read_text(encoding="utf-8"))
    names = [
        name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in [getattr(node, "module", None), *(one.name for one in node.names)]
    ]
    assert not [name for name in names if name and name.split(".")[0] in ("civic_qual", "tests")]


def test_the_attacker_finds_what_is_hidden_badly():
    everybody = people(1)
    told = truth(everybody)
    careless = {
        key: HIDDEN if small(value, told[GROUP, key[1]]) else value for key, value in told.items()
    }
    assert HIDDEN in careless.values()
    with pytest.raises(AssertionError):
        judged(careless, told, [COUNTRIES, SEXES])


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_tables_that_left_tell_nothing_of_few_people(seed, tmp_path):
    everybody = people(seed)
    codes = coded(everybody)
    asked = [
        {"by": "country", "level": "code", "measure": "participants"},
        {"by": "sex", "measure": "participants"},
        {"by": "country", "normalise": "share"},
        {"by": "sex", "level": "code", "measure": "transcripts"},
    ]
    tables = [cq.theme_table(codes, **one) for one in asked]
    told = {}
    for number, table in enumerate(cq.suppress_small_cells(tables)):
        table.to_csv(tmp_path / f"{number}.csv")
        table.to_excel(tmp_path / f"{number}.xlsx")
        attacker.told_by_rows(attacker.rows_of_csv(tmp_path / f"{number}.csv"), told)
        attacker.told_by_rows(attacker.rows_of_workbook(tmp_path / f"{number}.xlsx"), told)
    assert judged(told, truth(everybody), [COUNTRIES, SEXES])


@pytest.mark.parametrize("seed", [6, 7])
def test_a_report_that_left_tells_nothing_of_few_people(seed, tmp_path):
    everybody = people(seed)
    codes = coded(everybody)
    cq.theme_report(codes, by="country").save(tmp_path / "report.html")
    told, words = attacker.told_by_page(tmp_path / "report.html", COUNTRIES)
    assert judged(told, truth(everybody), [COUNTRIES])
    for row, number in re.findall(r"(\w[\w.]*) \((\d+) of 44 interviews", words):
        assert told[row, ALL] == int(number)
    for row, column in told:
        if told[row, column] == HIDDEN and row != GROUP:
            assert not re.search(rf"\b{re.escape(row)}: raised in no interview of {column}", words)
