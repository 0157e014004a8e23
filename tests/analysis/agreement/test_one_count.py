"""Agreement and disagreements count alike: by the same unit, the same judgements."""

import pickle

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.analysis.agreement.confusion import NOTHING, confusion
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import coding_columns, reading_columns
from civic_qual.coding.evidence import TextEvidence
from civic_qual.corpus.model import Corpus
from tests.analysis.small import codebook, interview

CODES = ("plan", "plan.patrol", "plan.late", "harm", "view", "view.good")
TEXTS = [
    "R: Patrols came. They were late. We fled.",
    "I: And then?",
    "R: Nobody came. It was night.",
]


def travelled(made):
    """Return what comes back from another process."""
    return pickle.loads(pickle.dumps(made))


def coded_at_random(seed, unit, coder):
    """Return codings of one coder who read most segments of a unit, for all codes or for some."""
    rng = np.random.default_rng([seed, sum(map(ord, coder))])
    book = codebook(*CODES, families=("view",))
    corpus = Corpus(tuple(interview(f"i{number}", TEXTS) for number in range(4)))
    segments = corpus.segments(unit)
    read = np.flatnonzero(rng.random(len(segments)) < 0.8)
    considered = [" ".join(CODES[:4]) if rng.random() < 0.3 else "*" for _ in read]
    looked_for = np.array([[one == "*"] * 6 for one in considered])
    looked_for[:, :4] = True
    segment, code = np.nonzero((rng.random((len(read), 6)) < 0.3) & looked_for)
    coded, order = coding_columns(
        transcript=segments.transcript[read[segment]],
        start=segments.start[read[segment]],
        end=segments.end[read[segment]],
        code=code,
        coder=coder,
        origin="human",
        status="accepted",
    )
    readings = reading_columns(
        transcript=segments.transcript[read],
        start=segments.start[read],
        end=segments.end[read],
        unit=unit,
        codes=considered,
        coder=coder,
        origin="human",
    )
    return Codings(
        corpus=corpus,
        codebook=book,
        coded=coded,
        read=readings,
        evidence=TextEvidence(("",) * len(order)),
    )


def counted(parts, unit, code, members):
    """Recount, from the tables alone: (jointly read, on how many of them two people differ)."""
    joint = differ = 0
    for row in parts[0].corpus.segments(unit).frame.to_dict("records"):
        if not row["counted"]:
            continue
        said = []
        for part in parts:
            within = part.readings["transcript"].eq(row["transcript"])
            within &= part.readings["start"].le(row["start"]) & part.readings["end"].ge(row["end"])
            lists = [codes.split() for codes in part.readings["codes"][within]]
            if not any("*" in codes or code in codes for codes in lists):
                continue
            rows = part.rows
            here = rows["transcript"].eq(row["transcript"]) & rows["code"].isin(members)
            here &= rows["start"].lt(row["end"]) & rows["end"].gt(row["start"])
            said.append(bool(here.any()))
        joint += len(said) == 2
        differ += len(set(said)) == 2
    return joint, differ


@pytest.mark.parametrize("unit", ["sentence", "turn"])
@pytest.mark.parametrize("seed", range(4))
def test_there_are_as_many_disagreements_as_agreement_counts(seed, unit):
    both = [coded_at_random(seed, unit, coder) for coder in ("Aya", "Ben")]
    table, listed = cq.agreement(both, draws=5), cq.disagreements(both)
    assert any(f"Counted by {unit};" in note for note in table.notes)
    assert table.notes[0] == listed.notes[0]
    own = {code: counted(both, unit, code, [code]) for code in CODES}
    assert listed["code"].value_counts().to_dict() == {
        code: differ for code, (_, differ) in own.items() if differ
    }
    assert len(listed) == sum(differ for _, differ in own.values())
    leaves = [code for code in CODES if not any(one.startswith(code + ".") for one in CODES)]
    for row in table:
        if row.code == "all codes":
            joint, differ = (sum(own[code][side] for code in leaves) for side in (0, 1))
            assert differ == len(listed[listed["code"].isin(leaves)])
        else:
            below = [code for code in CODES if (code + ".").startswith(row.code + ".")]
            joint, differ = counted(both, unit, row.code, below)
        assert (row.units, round(row.units * (1 - row.percent))) == (joint, differ)
        assert len(table.passages(row.code)) == differ


@pytest.mark.parametrize("seed", range(3))
def test_themes_disagree_as_often_in_both(seed):
    both = [coded_at_random(seed, "sentence", coder) for coder in ("Aya", "Ben")]
    table = cq.agreement(both, level="theme", draws=5)
    listed = cq.disagreements(both, level="theme")
    whole = next(iter(table.only(code="all codes")))
    assert len(listed) == len(table.passages()) == round(whole.units * (1 - whole.percent))


def test_pairs_have_passages_of_their_own():
    three = [coded_at_random(1, "turn", coder) for coder in ("Aya", "Ben", "Cai")]
    table = cq.agreement(three, draws=5)
    for row in table.only(coders="Aya, Cai"):
        passages = table.passages(row.code, coders=["Aya", "Cai"])
        assert len(passages) == round(row.units * (1 - row.percent))
        assert set(passages["said"]) | set(passages["found_nothing"]) <= {"Aya", "Cai"}
    with pytest.raises(cq.CivicQualError, match="no coder 'Awa'; did you mean 'Aya'"):
        table.passages("plan", coders=["Awa"])
    with pytest.raises(cq.CivicQualError, match="no code 'plans'; did you mean 'plan'"):
        table.passages("plans")


def test_every_cell_of_a_confusion_leads_to_its_segments():
    both = [coded_at_random(2, "turn", coder) for coder in ("Aya", "Ben")]
    table = confusion(both)
    for cell in table.long.to_dict("records"):
        passages = table.passages(cell["first"], cell["second"])
        assert len(passages) == cell["segments"]
    assert table.long["segments"].sum() == table.frame.to_numpy().sum()
    with pytest.raises(cq.CivicQualError, match="no code 'plan'"):
        table.passages("plan", NOTHING)


def test_what_was_marked_freely_leads_to_the_marks_of_each_coder():
    both = [coded_at_random(3, "sentence", coder) for coder in ("Aya", "Ben")]
    table = cq.unitised_agreement(both, draws=5)
    marked = table.passages("plan")
    rows = pd.concat([part.rows for part in both])
    assert len(marked) == rows["code"].str.startswith("plan").sum()
    assert set(marked["coder"]) == {"Aya", "Ben"}


def test_what_was_compared_travels():
    both = [coded_at_random(4, "turn", coder) for coder in ("Aya", "Ben")]
    listed = cq.disagreements(both)
    reference = cq.adjudicate(both, listed.frame.assign(decision="yes"))
    for made in (
        cq.agreement(both, draws=5),
        cq.unitised_agreement(both, draws=5),
        listed,
        confusion(both),
        reference.decided,
        reference.undecided,
    ):
        back = travelled(made)
        assert back.equals(made)
        assert back.notes == made.notes
    table = travelled(cq.agreement(both, draws=5))
    assert len(table.only(code="plan").passages("plan")) == len(table.passages("plan"))
    back = travelled(reference)
    assert back.rows.equals(reference.rows)
    assert back.decided.equals(reference.decided)
