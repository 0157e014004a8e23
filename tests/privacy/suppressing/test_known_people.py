"""Who knows the people, and how much each one said, works out nothing that is hidden."""

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.privacy.suppressing.known_people import tangents
from tests.analysis.small import codebook, codings, interview
from tests.privacy.acquaintance import ALL, ANY, HIDDEN, Acquaintance

BELOW = {ANY: ["Plan", "Fear"], "Plan": ["Plan Late", "Plan Well"]}
CODES = {"plan.late": "Plan Late", "plan.well": "Plan Well", "fear": "Fear"}
BOOK = codebook("plan", "plan.late", "plan.well", "fear")
FEW = 5


def coded(interviews):
    """Make codings: an interview is (country, {person: [codes of each turn]})."""
    transcripts, speaks, rows = [], {}, []
    for number, (country, people) in enumerate(interviews):
        name = f"t{number}"
        lines = [f"{who}: we said so" for who, turns in people.items() for _ in turns]
        one = interview(name, lines, country=country)
        said = [codes for turns in people.values() for codes in turns]
        rows += [
            (name, turn.spoken[0], code)
            for turn, codes in zip(one.turns, said, strict=True)
            for code in codes
        ]
        speaks |= {(name, who): who for who in people}
        transcripts.append(one)
    return codings(Corpus(tuple(transcripts), Participants(speaks, {})), BOOK, rows)


def truth(interviews):
    """Count by hand: (measure, row, country) -> things."""
    found = {}
    for number, (country, people) in enumerate(interviews):
        for who, turns in people.items():
            for place, codes in enumerate(turns):
                rows = {CODES[code] for code in codes}
                rows |= {"Plan"} if rows & {"Plan Late", "Plan Well"} else set()
                for row in [*rows, *([ANY] if rows else [])]:
                    for where in (country, ALL):
                        for measure, thing in (
                            ("turns", (number, who, place)),
                            ("people", who),
                            ("interviews", number),
                        ):
                            found.setdefault((measure, row, where), set()).add(thing)
    return found


TABLES = (
    ("theme", "turns", "segments"),
    ("theme", "people", "participants"),
    ("theme", "interviews", "transcripts"),
    ("code", "turns", "segments"),
)


def attacked(interviews, tables=TABLES):
    """Release tables, attack every number that they hide; return how many there were."""
    made = [
        cq.theme_table(coded(interviews), by="country", level=level, measure=measure)
        for level, _, measure in tables
    ]
    safe = cq.suppress_small_cells(made)
    parts = [
        (who, number, country, len(turns))
        for number, (country, people) in enumerate(interviews)
        for who, turns in people.items()
    ]
    knows, true, hidden = Acquaintance(parts, BELOW), truth(interviews), []
    for (_, measure, _), table in zip(tables, safe, strict=True):
        for row in table.frame.itertuples():
            for country, cell in zip(table.frame.columns, row[1:], strict=True):
                key = measure, _named(row[0]), country
                if cell == HIDDEN:
                    hidden.append(key)
                else:
                    assert cell == len(true.get(key, ())), key
                    knows.told(*key, int(cell))
    for key in dict.fromkeys(hidden):
        low, high = knows.limits(*key)
        assert low <= len(true.get(key, ())) <= high
        assert high - low >= declared(key, true, parts), (key, low, high)
    return len(hidden)


def _named(label):
    """Return a row as it is called here."""
    last = [one for one in (label if isinstance(label, tuple) else (label,)) if one][-1]
    return {one.casefold(): one for one in (ANY, "Plan", *CODES.values())}[
        last.replace(".", " ").casefold()
    ]


def declared(key, true, parts):
    """Return how wide a hidden number must stay."""
    measure, row, country = key
    here = [part for part in parts if country in (ALL, part[2])]
    behind, number = (len(true.get((what, row, country), ())) for what in ("people", measure))
    if measure == "turns":
        wide = max(FEW, -(-number // 2)) if behind < FEW else FEW
        return min(wide, sum(part[3] for part in here))
    return min(FEW, len({part[measure == "interviews"] for part in here}))


def alone(country, start, *people):
    """Make interviews with one person each: of every person the codes of their turns."""
    return [(country, {f"p{start + place}": turns}) for place, turns in enumerate(people)]


FEAR, NONE = ["fear"], []


def test_what_one_person_said_is_not_what_is_left_of_a_total():
    """C is one person of one turn, and it is known who."""
    study = [
        *alone("A", 0, *[[FEAR, NONE]] * 9),
        *alone("B", 20, *[[FEAR, FEAR]] * 7, *[[NONE]] * 6),
        *alone("C", 50, [FEAR]),
    ]
    assert attacked(study)


@pytest.mark.parametrize("seed", range(4))
def test_studies_of_people_alone_and_together_tell_acquaintances_nothing(seed):
    rng = np.random.default_rng(seed)
    often = dict(zip(CODES, rng.choice([0.1, 0.4, 0.8], 3), strict=True))
    study, person = [], 0
    while person < 26:
        together = min(int(rng.choice([1, 1, 1, 3])), 26 - person)
        people = {}
        for _ in range(together):
            raises = [code for code, chance in often.items() if rng.random() < chance]
            people[f"p{person}"] = [
                [code for code in raises if rng.random() < 0.6] for _ in range(rng.integers(1, 4))
            ]
            person += 1
        study.append((str(rng.choice(list("ABC"), p=[0.5, 0.35, 0.15])), people))
    assert attacked(study)


def test_of_some_who_hold_so_much_no_more_is_held_than_by_the_largest():
    rng = np.random.default_rng(1)
    for _ in range(50):
        sizes = rng.integers(1, 9, int(rng.integers(1, 12)))
        lines = tangents(sizes)
        for number in range(len(sizes) + 1):
            most = sorted(sizes, reverse=True)[:number]
            assert min(line.slope * number + line.rest for line in lines) >= sum(most)
            if number in (0, 1, len(sizes) - 1, len(sizes)):
                assert min(line.slope * number + line.rest for line in lines) <= max(
                    sum(most), lines[0].slope * number
                )
