"""What is compared and settled of a study: people's work, and no reference made of it."""

import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
from civic_qual.routines.source import Source
from civic_qual.routines.team.agreeing import (
    compared_codings,
    listed,
    people_compared,
    reference_coding,
)


def test_a_reference_is_made_once_and_compared_only_if_it_is_named(tmp_path):
    path = tmp_path / "a.study"
    with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        study.add(cq.example_codings())
        people = sorted(cq.example_codings().coders)
        source = Source(path=path, study=study)
        assert sorted(people_compared(source)) == people
        rows = listed(source, compared_codings(source), coders=people).frame
        rows.loc[0, ["decision", "decided_by"]] = "yes", "Cai"
        made = reference_coding(source, rows, "reference")
        assert len(made.undecided) == len(rows) - 1
        study.add(made, who="Cai")

        again = Source(path=path, study=study)
        assert sorted(people_compared(again)) == people
        assert sorted(compared_codings(again).coders) == people
        assert "reference" in compared_codings(again, coders=["reference"]).coders
        assert "rules" in " ".join(compared_codings(again, rules=True).coders)
        with pytest.raises(StudyError, match="reference"):
            reference_coding(again, None, "reference")
