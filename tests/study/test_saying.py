"""What a study says to people is said in their language, in errors, tables and files."""

import pytest

import civic_qual as cq
from civic_qual.errors import CivicQualError
from civic_qual.messages import PSEUDO, render, speaking
from civic_qual.results import Result
from civic_qual.study.contents import kept, open_questions, tables
from tests.study.small import SAID, place, transcript
from tests.unmarked import unmarked_words

KINDS = [
    kind
    for module in (kept, tables, open_questions)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Result) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", KINDS)
def test_titles_are_translated(kind):
    with speaking(PSEUDO):
        assert unmarked_words(render(kind._title)) == []


@pytest.mark.parametrize(
    ("call", "data"),
    [
        (lambda study: study.code("gao", 0, 3, "fear", coder="Awa"), ["gao", *SAID]),
        (lambda study: study.code("bria", 5, 5, "fear", coder="Awa"), ["bria"]),
        (lambda study: study.decide("ff", "accept", coder="Awa"), ["ff"]),
        (lambda study: study.codings(as_of="yesterday"), ["yesterday"]),
        (lambda study: study.correct(transcript("gao", ["x"])), ["gao", *SAID]),
        (lambda study: study.merge(study.path), ["small.study"]),
        (
            lambda study: cq.Study(study.path.with_name("none.study")),
            ["none.study", "Study.create"],
        ),
        (lambda study: study.backup(study.path), ["small.study"]),
    ],
)
def test_refusals_are_translated(study, call, data):
    with pytest.raises(CivicQualError) as error:
        call(study)
    with speaking(PSEUDO):
        said = render(error.value).replace(str(study.path.parent), "")
        assert unmarked_words(said, data) == []


def test_what_lost_its_place_says_why_in_their_language(study, corpus):
    study.code("bria", *place(corpus, "bria", "carry the wounded"), "perf.help", coder="Awa")
    (moved,) = study.correct(transcript("bria", SAID["bria"][:2]))
    (lost,) = study.unplaced
    with speaking(PSEUDO):
        for why in (moved.why, lost.why):
            assert unmarked_words(render(why), ["study.place"]) == []


@pytest.mark.parametrize("given", [["Awa", "Cai"], "Awa", 5, []])
def test_names_where_codings_are_wanted_are_refused_in_a_sentence(study, given):
    with pytest.raises(CivicQualError, match="takes codings as codings, and got"):
        study.disagreements(given)
