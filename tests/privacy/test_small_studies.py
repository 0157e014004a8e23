"""Small studies stay useful: how much of a table by country is shown, and what its files tell."""

import numpy as np
import pytest

import civic_qual as cq
from tests.privacy import attacker
from tests.privacy.attacker import ALL, ANY, GROUP, HIDDEN, Attack
from tests.privacy.field_studies import COUNTRIES, field_study

FEW = 5
SEEDS = (1, 3, 5, 6)


def released(coded):
    """Protect what `civic-qual code --by country` counts of themes, with people and interviews."""
    tables = [
        cq.theme_table(coded, by="country", level=level, measure=measure)
        for level, measure in (
            ("theme", "segments"),
            ("theme", "participants"),
            ("theme", "transcripts"),
            ("code", "segments"),
        )
    ]
    return cq.suppress_small_cells(tables)


def shown(table):
    """Return the share of the cells of themes by country that are shown."""
    cells = table.frame.iloc[:-1, :-1]  # without "Any theme", without all countries
    assert list(cells.columns) == sorted(COUNTRIES)
    return float((cells != HIDDEN).to_numpy().mean())


def who_said(coded):
    """Count by hand who stands behind each cell: (row, country) -> names of people."""
    corpus, behind = coded.corpus, {}
    for row in coded.frame.itertuples():
        transcript = corpus[row.transcript]
        turn = next(one for one in transcript.turns if one.start <= row.start < one.end)
        person = corpus.participants.speaks[transcript.id, turn.speaker]
        theme = row.code.partition(".")[0]
        for name in {theme.title(), row.code.replace(".", " ").title(), ANY}:
            for country in (transcript.attributes["country"], ALL):
                behind.setdefault((name, country), set()).add(person)
    return behind


def attacked(tmp_path, table, coded, width):
    """Attack the small cells of one file by themselves; return how many there were."""
    table.to_csv(tmp_path / "table.csv")
    told = attacker.told_by_rows(attacker.rows_of_csv(tmp_path / "table.csv"))
    below = {}
    for code in coded.codebook:
        if code.parent:
            below.setdefault(code.parent.title(), []).append(code.id.replace(".", " ").title())
    attack, behind, found = Attack(told, [COUNTRIES], below), who_said(coded), 0
    for (row, column), value in told.items():
        few = 0 < len(behind.get((row, column), ())) < FEW
        if row == GROUP or not few:
            continue
        assert value == HIDDEN, (row, column, value)
        low, high = attack.limits((row, column))
        assert high - low >= width, (row, column, low, high)
        found += 1
    return found


def test_three_fifths_of_a_study_of_sixty_interviews_are_shown():
    shares = [shown(released(field_study(seed))[0]) for seed in SEEDS]
    assert np.median(shares) >= 0.6, shares


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_what_is_shown_more_tells_an_attacker_nothing_of_few_people(seed, tmp_path):
    coded = field_study(seed)
    turns, people, _, codes = released(coded)
    assert attacked(tmp_path, people, coded, FEW)
    assert attacked(tmp_path, turns, coded, FEW)
    assert attacked(tmp_path, codes, coded, FEW)


@pytest.mark.parametrize("seed", [2])
def test_what_stands_in_no_table_is_reckoned_with(seed):
    """No table counts codes by country in people; and yet five stand behind one that is shown."""
    coded = field_study(seed, 24, 36)
    safe = released(coded)
    turns = safe[3].frame[list(COUNTRIES)]
    hidden = safe.audit.frame
    hidden = hidden[(hidden["table"] == 1) & (hidden["number"] == "count")]
    of_codes = 0
    for cell in hidden.itertuples():
        codes = [code for code in turns.index if code.startswith(f"{cell.row}.")]
        if cell.column in COUNTRIES and any(
            turns.loc[code, cell.column] not in (HIDDEN, 0) for code in codes
        ):
            assert cell.low >= FEW
            of_codes += 1
        assert cell.high - cell.low >= cell.declared
    assert of_codes
