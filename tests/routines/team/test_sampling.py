"""A sample of a source is what the library draws of its corpus, and a study shares it out."""

import civic_qual as cq
from civic_qual.routines.source import Source
from civic_qual.routines.team.sampling import drawn_sample, given_to


def test_a_sample_of_a_study_is_drawn_and_given_once(tmp_path):
    path = tmp_path / "a.study"
    with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        source = Source(path=path, study=study)
        drawn = drawn_sample(source, n=20, double=0.5, seed=3, name="first")
        twin = cq.draw_sample(cq.example_corpus(), n=20, double=0.5, seed=3)
        assert drawn.units.equals(twin.units)
        pulled = drawn_sample(source, n=20, rules=True)
        assert pulled.design == "scores"
        assert pulled.units["probability"].nunique() > 1
        whole = drawn_sample(source, n=2, interviews=True)
        assert whole.units["transcript"].nunique() == 2
        study.keep_sample(drawn)
        assert given_to(study, "first", [], "Lead") == {}
        given = given_to(study, "first", ["Awa", "Issa"], "Lead")
        assert sum(given.values()) == 20 + 10
        assert given_to(study, "first", ["Awa"], "Lead") == {"Awa": given["Awa"]}
