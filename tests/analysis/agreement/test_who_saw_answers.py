"""Who settled what others differ on is no party to how far these agree, unless somebody asks."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from tests.small_codebook import CODEBOOK

TEXTS = ["They came late.", "We planted maize.", "They came late again.", "Nothing grew."]


@pytest.fixture
def study(tmp_path):
    corpus = cq.Corpus.from_frame(pd.DataFrame({"text": TEXTS}), language="en")
    with cq.Study.create(tmp_path / "a.study", corpus, codebook_of(CODEBOOK)) as made:
        for coder, shown, late in (
            ("Awa", "blind", [0, 2]),
            ("Issa", "blind", [0]),
            ("Cai", "another_coder", [0, 2]),
        ):
            for number, one in enumerate(made.corpus):
                made.read(one.id, coder=coder, shown=shown)
                if number in late:
                    made.code(one.id, 0, 15, "perf", coder=coder)
        yield made


@pytest.mark.parametrize(
    "measure", [cq.agreement, cq.unitised_agreement], ids=lambda one: one.__name__
)
def test_it_is_left_out_and_said(study, measure):
    table = measure(study.codings(), draws=20)
    assert set(table["coders"]) == {"Awa, Issa"}
    assert any("4 readings by Cai" in note for note in table.notes)
    with pytest.raises(cq.CivicQualError, match="Nothing that 'Cai' read"):
        measure(study.codings(), coders=["Awa", "Cai"], draws=20)


def test_with_any_all_are_compared(study):
    table = cq.agreement(study.codings(), shown="any", draws=20)
    assert "Awa, Cai, Issa" in set(table["coders"])
    both = cq.agreement(study.codings(), draws=20).only(code="perf")
    assert both["percent"].tolist() == [0.75]  # one of four passages apart


def test_where_only_one_is_left_it_is_refused(study):
    with pytest.raises(cq.CivicQualError, match="coded blind"):
        cq.agreement(study.codings(coder=["Awa", "Cai"]), draws=20)
