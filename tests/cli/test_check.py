"""`civic-qual check`: examples as tests."""


def test_a_good_codebook_passes(civic_qual, codebook):
    outcome = civic_qual("check", codebook)
    assert outcome.status == 0, outcome.err
    assert "3 of 3 examples" in outcome.out


def test_an_example_that_does_not_fire_is_named(civic_qual, codebook):
    codebook.write_text(
        codebook.read_text(encoding="utf-8").replace("They came late.", "They were tardy."),
        encoding="utf-8",
    )
    outcome = civic_qual("check", codebook)
    assert outcome.status == 1
    assert "perf.response" in outcome.err
    assert "They were tardy." in outcome.err


def test_a_counterexample_that_fires_is_named(civic_qual, codebook):
    codebook.write_text(
        codebook.read_text(encoding="utf-8").replace("They came home.", "He came late to school."),
        encoding="utf-8",
    )
    outcome = civic_qual("check", codebook)
    assert outcome.status == 1
    assert "He came late to school." in outcome.err


def test_help_has_an_example(civic_qual):
    for command in ("demo", "code", "check"):
        assert "Example: civic-qual " in civic_qual(command, "--help").out
