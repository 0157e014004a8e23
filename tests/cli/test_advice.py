"""What a command advises can be typed there; in Python the same advice is Python."""

import pytest

import civic_qual as cq
from civic_qual.errors import SampleError


@pytest.mark.parametrize(
    ("call", "advised"),
    [
        ("-n 0", "-n 0: draw at least one"),
        ("-n 900", "ask for -n 4 or fewer"),
        ("--seed -1", "--seed -1: take 0 or more"),
        ("-n 2 --double 2", "--double 2: the share"),
        ("-n 2 --double 1 --coder Awa", "draw a sample with --double 0"),
        ("-n 2 --by country --by country", "--by country --by country names an attribute twice"),
        ("-n 2 --interviews --rules", "leave --rules or --model out, or --interviews"),
    ],
)
def test_advice_names_options(civic_qual, interviews, codebook, call, advised):
    rules = ["--codebook", codebook] if "--rules" in call else []
    outcome = civic_qual("sample", interviews, *call.split(), *rules, "--quiet")
    assert outcome.status == 1
    assert advised in outcome.err
    assert not {"n=", "seed=", "double=", "by=", "design="} & set(outcome.err.split())


def test_a_study_that_stands_is_left_with_advice_for_the_command(
    civic_qual, interviews, codebook, tmp_path
):
    call = ["new", tmp_path / "a.study", interviews, "--codebook", codebook, "--quiet"]
    assert civic_qual(*call).status == 0
    outcome = civic_qual(*call)
    assert outcome.status == 1
    assert "civic-qual add" in outcome.err
    assert "Study(" not in outcome.err


def test_in_python_advice_is_python():
    with pytest.raises(SampleError, match="n=0: draw at least one"):
        cq.draw_sample(cq.example_corpus(), n=0)
