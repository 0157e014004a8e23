"""What somebody read for whose codebook was not that of the study, told when codes come in."""

import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from tests.study.small import CODEBOOK

FEAR = CODEBOOK[CODEBOOK.index("  - id: fear") :]
JOY = FEAR.replace("fear", "joy").replace("Fear: of whom", "Joy")
WITHOUT_FEAR = CODEBOOK.removesuffix(FEAR)
HELP = {"perf", "perf.late", "perf.help"}


@pytest.mark.parametrize(
    ("theirs", "read"),
    [
        (CODEBOOK, {*HELP, "fear"}),
        (CODEBOOK + JOY, {*HELP, "fear", "joy"}),
        (WITHOUT_FEAR, HELP),
        (WITHOUT_FEAR + JOY, {*HELP, "joy"}),
    ],
    ids=["the same", "a code more", "a code less", "another code"],
)
def test_all_codes_are_those_of_the_codebook_that_was_read_by(
    tmp_path, study, corpus, theirs, read
):
    with cq.Study.create(tmp_path / "theirs.study", corpus, codebook_of(theirs)) as other:
        other.read("bria", coder="Ben")
        study.add(other.codings())
    study.change_codebook(codebook_of(CODEBOOK + JOY))
    (codes,) = study.codings().read.codes.texts()
    everything = {*HELP, "fear", "joy"}
    assert (everything if codes == "*" else set(codes.split())) == read
