"""The bundled study is what its files say."""

from pathlib import Path

import civic_qual
from civic_qual.routines.examples import example_codebook, example_codings, example_corpus
from tests.routines.conftest import read

STUDY = Path(civic_qual.__file__).parents[1] / "corpora" / "protection"


def test_the_corpus_is_the_interviews_of_the_folder():
    corpus = example_corpus()
    listed = {row["transcript"]: row for row in read(STUDY / "attributes.csv")}
    assert {one.id for one in corpus} == set(listed)
    assert {one.id: one.attributes["country"] for one in corpus} == {
        name: row["country"] for name, row in listed.items()
    }
    assert corpus.invented


def test_the_codings_are_the_rows_of_the_file():
    rows = [row for row in read(STUDY / "codings.csv") if "*" not in row["code"]]
    found = example_codings().frame
    assert sorted(
        (row["transcript"], int(row["start"]), int(row["end"]), row["code"], row["coder"])
        for row in rows
        if row.get("kind", "coding") in ("", "coding")
    ) == sorted(
        found[["transcript", "start", "end", "code", "coder"]].itertuples(index=False, name=None)
    )


def test_the_codebook_has_the_codes_that_were_used():
    used = {row["code"] for row in read(STUDY / "codings.csv") if "*" not in row["code"]}
    assert len(used) > 20
    assert used <= {code.id for code in example_codebook()}
