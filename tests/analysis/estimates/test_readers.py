"""Several people who read the same sample: who counts, when their errors do, and what is said."""

import dataclasses

import numpy as np
import pytest

import civic_qual as cq
from benchmarks.readers import QUICK
from civic_qual.analysis.estimates.readers.settled import _verdict
from civic_qual.coding.carried import TableRow
from civic_qual.coding.coders import together
from civic_qual.coding.columns import Labels
from civic_qual.statistics.readers.reader_shares import reader_shares
from tests.analysis.estimating import THEMES, Study, numbers


@pytest.fixture(scope="module")
def study():
    return Study(interviews=40, turns=30, prevalence=(0.2, 0.06))


@pytest.fixture(scope="module")
def sample(study):
    return cq.draw_sample(study.corpus, n=400, seed=1, double=0.3)


class Readers:
    """Two people who err: A reads all that was drawn, B what was drawn for two."""

    def __init__(self, study, sample, missed=0.15, added=0.03, seed=7):
        rng = np.random.default_rng(seed)
        self.study = study
        self.drawn = sample.rows_in(study.corpus)
        self.double = self.drawn[sample.units["double"].to_numpy(bool)]
        self.marks = [
            np.where(study.truth, rng.random(study.truth.shape) >= missed, wrong < added)
            for wrong in rng.random((2, *study.truth.shape))
        ]

    def first(self, rows=None, name="A"):
        return self._read(0, self.drawn if rows is None else rows, name)

    def second(self, rows=None, name="B"):
        return self._read(1, self.double if rows is None else rows, name)

    def both(self, rows=None):
        return together([self.first(), self.second(rows)])

    def third(self, rows=None, name="C"):
        return self.study.person(self.double if rows is None else rows, name)

    def _read(self, who, rows, name):
        here = np.isin(np.arange(len(self.study.truth)), rows)
        return self.study._coded(
            self.marks[who] & here[:, None], name, "human", np.flatnonzero(here)
        )

    def decisions(self, what):
        """What a third look says, as a table; of disagreements, or of all that either found."""
        a, b = (marks[self.double] for marks in self.marks)
        place, code = np.nonzero(a != b if what == "disagreements" else a | b)
        return self._table(self.double[place], code)

    def _table(self, rows, code):
        import pandas as pd

        segments, corpus = self.study.segments, self.study.corpus
        ids = [one.id for one in corpus]
        return pd.DataFrame(
            {
                "transcript": [ids[one] for one in segments.transcript[rows]],
                "start": segments.start[rows],
                "end": segments.end[rows],
                "code": [THEMES[one] for one in code],
                "decision": np.where(self.study.truth[rows, code], "yes", "no"),
                "decided_by": "C",
                "why": "",
            }
        )


@pytest.fixture(scope="module")
def readers(study, sample):
    return Readers(study, sample)


def about_readers(table):
    (note,) = [one for one in table.notes if one.startswith(("Limits hold if", "The readers'"))]
    return note


NUMBERS = ["human_n", "human_positive", "raw", "human_only", "estimate", "low", "high"]


def test_one_reader_stays_what_it_was_and_says_if(study, sample, readers):
    alone = cq.estimate_themes(study.model(), readers.first(), sample)
    chosen = cq.estimate_themes(study.model(), readers.both(), sample, coder="A")
    assert chosen.frame.equals(alone.frame)
    assert numbers(alone, "plan")["method"] == "banded"
    for table in (alone, chosen):
        assert about_readers(table).startswith("Limits hold if the person who coded the sample is")


def test_two_readers_are_both_used(study, sample, readers):
    alone = cq.estimate_themes(study.model(), readers.first(), sample)
    table = cq.estimate_themes(study.model(), readers.both(), sample)
    assert "if they err independently of each other" in about_readers(table)
    assert "120 turns read twice" in about_readers(table)
    (rates,) = [one for one in table.notes if one.startswith("Readers' errors:")]
    assert "the first reader misses" in rates
    assert "the second reader misses" in rates
    assert not {" A ", " B "} & {rates}
    for theme, truth in zip(THEMES, study.truth.mean(axis=0), strict=True):
        row, before = numbers(table, theme), numbers(alone, theme)
        assert row["low"] <= truth <= row["high"]
        assert row["method"] == "banded, several readers"
        assert row[NUMBERS[:4]].equals(before[NUMBERS[:4]])  # what was counted is what A found
        assert row["low"] <= row["estimate"] <= row["high"]


def test_how_often_readers_err_is_told_by_theme_and_role(study, sample, readers):
    both = readers.both()
    assert cq.estimate_themes(study.model(), both, sample, coder="A").reader_errors is None
    table = cq.estimate_themes(study.model(), both, sample, settled=readers.decisions("all"))
    errors = table.reader_errors.frame
    assert errors["theme"].tolist() == [one for one in ("all", *THEMES) for _ in range(2)]
    assert errors["reader"].astype(str).tolist() == ["the first reader", "the second reader"] * 3
    a, _ = readers.marks
    drawn, truth = readers.drawn, study.truth
    for place, theme in enumerate(THEMES):
        row = errors[(errors["theme"] == theme) & (errors["reader"] == "the first reader")].iloc[0]
        there = truth[drawn, place]
        missed, added = (~a[drawn, place][there]).mean(), a[drawn, place][~there].mean()
        assert row["misses_low"] - 0.01 <= missed <= row["misses_high"] + 0.01
        assert row["adds_low"] - 0.01 <= added <= row["adds_high"] + 0.01
        assert row["misses_high"] - row["misses_low"] < 0.25
        assert row["adds_high"] - row["adds_low"] < 0.05


def test_a_theme_in_which_readers_err_more_is_named(study):
    sample = cq.draw_sample(study.corpus, n=600, seed=2, double=0.5)
    readers = Readers(study, sample, missed=0.03, added=0.01)
    plain = cq.estimate_themes(
        study.model(), readers.both(), sample, settled=readers.decisions("all")
    )
    assert not [note for note in plain.notes if "err more often" in note]
    rng = np.random.default_rng(3)
    for marks in readers.marks:
        marks[:, 1] = np.where(rng.random(len(marks)) < 0.5, marks[:, 1], False)
    table = cq.estimate_themes(
        study.model(), readers.both(), sample, settled=readers.decisions("all")
    )
    (note,) = [note for note in table.notes if "err more often" in note]
    assert "with harm than with the others. Its limits" in note


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("disagreements", "their disagreements are settled"),
        ("all", "all that any reader found was settled by a third look"),
    ],
)
def test_what_a_third_look_settled_is_said(study, sample, readers, what, said, tmp_path):
    decided = readers.decisions(what)
    table = cq.estimate_themes(study.model(), readers.both(), sample, settled=decided)
    assert said in about_readers(table)
    file = tmp_path / "decisions.csv"
    decided.to_csv(file, index=False)
    from_file = cq.estimate_themes(study.model(), readers.both(), sample, settled=file)
    reference = cq.adjudicate(readers.both(), decided)
    from_reference = cq.estimate_themes(study.model(), readers.both(), sample, settled=reference)
    for other in (from_file, from_reference):
        assert other.frame.equals(table.frame)
        assert other.notes == table.notes


def test_what_is_to_be_settled_is_listed_without_telling_who_said_what(study, sample, readers):
    both = readers.both()
    listed = cq.disagreements(both, agreed=True).frame
    assert not listed[["said", "found_nothing", "memos", "decision"]].any(axis=None)
    ids = {one.id: place for place, one in enumerate(study.corpus)}
    segments = study.segments
    row_of = {
        (transcript, start): row
        for row, (transcript, start) in enumerate(
            zip(segments.transcript.tolist(), segments.start.tolist(), strict=True)
        )
    }
    rows = [row_of[ids[one.transcript], one.start] for one in listed.itertuples()]
    codes = [THEMES.index(one) for one in listed["code"]]
    a, b = readers.marks
    found = a[rows, codes] | b[rows, codes]
    everything = sum((a | b)[readers.double].sum(axis=0))
    assert found.sum() == everything
    assert 0 < (~found).sum() <= 0.1 * everything + len(THEMES)
    assert set(rows) <= set(readers.double.tolist())
    listed["decision"] = np.where(study.truth[rows, codes], "yes", "no")
    table = cq.estimate_themes(study.model(), both, sample, settled=listed)
    assert "all that any reader found was settled by a third look" in about_readers(table)


def test_a_reference_written_to_a_file_counts_for_disagreements_only(
    study, sample, readers, tmp_path
):
    reference = cq.adjudicate(readers.both(), readers.decisions("disagreements"))
    reference.to_csv(tmp_path / "reference.csv")
    again = cq.read_codings(tmp_path / "reference.csv", study.corpus, study.book)
    given = cq.estimate_themes(study.model(), readers.both(), sample, settled=again)
    assert "their disagreements are settled" in about_readers(given)


def test_a_third_person_may_be_one_of_those_given(study, sample, readers):
    three = together([readers.both(), readers.third()])
    table = cq.estimate_themes(study.model(), three, sample, settled="C")
    assert "A third person read the 120 turns that were read twice" in about_readers(table)
    apart = cq.estimate_themes(study.model(), readers.both(), sample, settled=readers.third())
    assert apart.frame.equals(table.frame)
    people = next(note for note in table.notes if note.startswith("Machine:"))
    assert "by A, B, drawn" in people


def test_three_readers_share_a_sample(study, sample, readers):
    lists = sample.worklists(["A", "B", "C"])
    where = {
        (one.transcript, one.start): row
        for row, one in zip(readers.drawn, sample.units.itertuples(), strict=True)
    }
    rows = {
        name: np.array([where[one.transcript, one.start] for one in table.frame.itertuples()])
        for name, table in lists.items()
    }
    shared = together(
        [readers.first(rows["A"]), readers.second(rows["B"]), readers.third(rows["C"])]
    )
    table = cq.estimate_themes(study.model(), shared, sample)
    assert numbers(table, "plan")["human_n"] == 400
    assert "the third reader misses" in " ".join(table.notes)
    for theme, truth in zip(THEMES, study.truth.mean(axis=0), strict=True):
        assert numbers(table, theme)["low"] <= truth <= numbers(table, theme)["high"]


def seen(codings, shown):
    labels = Labels.of([shown] * len(codings.read), len(codings.read))
    return dataclasses.replace(codings, read=dataclasses.replace(codings.read, shown=labels))


def why_not(readers, reason):
    """Second readings that tell nothing of errors, and how that is said."""
    few, first = readers.double[:30], readers.marks[0][readers.drawn].any(axis=1)
    return {
        "few": (readers.second(few), "90 of the 120 passages drawn for two people"),
        "seen": (seen(readers.second(), "another_coder"), "made with an answer in view"),
        "chosen": (readers.second(readers.drawn[first]), "passages drawn for two people were read"),
    }[reason]


@pytest.mark.parametrize("reason", ["few", "seen", "chosen"])
def test_a_second_reading_that_tells_nothing_is_not_used_and_why_is_said(
    study, sample, readers, reason
):
    second, said = why_not(readers, reason)
    alone = cq.estimate_themes(study.model(), readers.first(), sample)
    table = cq.estimate_themes(study.model(), together([readers.first(), second]), sample)
    assert table.frame.equals(alone.frame)
    note = about_readers(table)
    assert note.startswith("Limits hold if the first person who read a passage is right.")
    assert said in note


def test_passages_that_nobody_drew_for_two_must_be_said_to_be_by_chance(study):
    sample = cq.draw_sample(study.corpus, n=400, seed=1)
    readers = Readers(study, sample)
    rng = np.random.default_rng(1)
    some = rng.choice(readers.drawn, 100, replace=False)
    machine, both = study.model(), readers.both(some)
    table = cq.estimate_themes(machine, both, sample)
    assert "nothing says that the passages read twice were drawn by chance" in about_readers(table)
    table = cq.estimate_themes(machine, both, sample, unread="ignore")
    assert "100 turns read twice" in about_readers(table)
    found = readers.drawn[readers.marks[0][readers.drawn].any(axis=1)]
    table = cq.estimate_themes(machine, readers.both(found), sample, unread="ignore")
    assert "were hardly chosen by chance" in about_readers(table)
    table = cq.estimate_themes(machine, readers.both(some[:30]), sample, unread="ignore")
    assert "only 30 passages were read twice" in about_readers(table)


def test_what_was_read_twice_beyond_what_was_drawn_for_it_counts_once(study, sample, readers):
    found = readers.drawn[readers.marks[0][readers.drawn].any(axis=1)]
    more = readers.both(np.union1d(readers.double, found))
    table = cq.estimate_themes(study.model(), more, sample)
    assert "120 turns read twice" in about_readers(table)
    assert table.frame.equals(cq.estimate_themes(study.model(), readers.both(), sample).frame)


@pytest.mark.parametrize(("what", "apart"), [(None, False), ("disagreements", True), ("all", True)])
def test_rates_are_learned_apart_where_disagreements_are_settled(
    study, sample, readers, what, apart, monkeypatch
):
    asked = []

    def noted(groups, *, by_band):
        asked.append(by_band)
        return reader_shares(groups, by_band=by_band, chains=QUICK)

    monkeypatch.setattr("civic_qual.analysis.estimates.readers.with_errors.reader_shares", noted)
    settled = what and readers.decisions(what)
    cq.estimate_themes(study.model(), readers.both(), sample, settled=settled)
    assert asked == [apart]


def test_groups_and_differences_reckon_with_errors_too(study, sample, readers):
    how = {"by": "country", "settled": readers.decisions("all")}
    table = cq.estimate_themes(study.model(), readers.both(), sample, **how)
    country = np.array([int(one.attributes["country"][1]) for one in study.corpus])
    of_segment = country[study.segments.transcript]
    for group in (0, 1):
        truth = study.truth[of_segment == group].mean(axis=0)
        for theme, share in zip(THEMES, truth, strict=True):
            row = numbers(table, theme, f"C{group}")
            assert row["low"] <= share <= row["high"]
            assert row["method"] == "banded, several readers"
    differences = cq.theme_differences(study.model(), readers.both(), sample, **how)
    shares = differences.frame.set_index("theme")["share"]
    assert shares["plan"] == pytest.approx(numbers(table, "plan", "C0")["estimate"])
    assert about_readers(differences) == about_readers(table)


def test_how_many_more_takes_readers_for_right_and_says_so(study, sample, readers):
    alone = sample.how_many_more(study.model(), readers.first(), width=0.04)
    both = sample.how_many_more(study.model(), readers.both(), width=0.04)
    assert both.frame.equals(alone.frame)
    assert "still to be coded do not reckon with errors" in about_readers(both)


def test_people_and_interviews_are_given_as_if_readers_were_right(study):
    sample = cq.draw_sample(study.corpus, design="interviews", n=15, seed=1, double=0.3)
    readers = Readers(study, sample)
    table = cq.estimate_themes(study.model(), readers.both(), sample, measure="transcripts")
    assert "shares of passages only" in about_readers(table)
    by_turn = cq.estimate_themes(study.model(), readers.both(), sample)
    assert "if they err independently" in about_readers(by_turn)


@pytest.mark.parametrize(
    ("decided", "said", "verdict"),
    [
        ({"p.a": True, "p.b": False}, {"p.a", "p.b"}, True),
        ({"p.a": False}, {"p.a"}, False),
        ({"p.a": False}, {"p.a", "p.b"}, None),
        ({"p.a": False}, set(), None),
        ({"p": False, "p.a": False, "p.b": False}, set(), False),
        ({"q": True}, {"p.a"}, None),
        ({}, set(), None),
    ],
)
def test_a_theme_is_settled_by_what_was_decided_of_its_codes(decided, said, verdict):
    row = TableRow(id="p", name="P", theme="p", depth=0, members=("p", "p.a", "p.b"), needed=("p",))
    assert _verdict(decided, said, row) is verdict


def test_whoever_saw_an_answer_tells_nothing_of_errors_even_where_all_are_taken(
    study, sample, readers
):
    both = together([seen(readers.first(), "model"), seen(readers.second(), "model")])
    table = cq.estimate_themes(study.model(), both, sample, shown="any")
    assert table.notes[0].startswith("People were shown the machine's answer")
    assert "made with an answer in view" in about_readers(table)
    blindly = together([seen(readers.first(), "model"), readers.second()])
    table = cq.estimate_themes(study.model(), blindly, sample, shown="any")
    assert "120 turns read twice" in about_readers(table)
