"""A measure is one object: a sixth one, added here, is known to the whole house."""

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from civic_qual.analysis import measures
from civic_qual.analysis.measures import (
    MEASURES,
    PARTICIPANTS,
    SEGMENTS,
    Measure,
    MeasureName,
    Normalise,
    Relations,
    Said,
    SegmentMeasureName,
    Words,
    add_measure,
    measure_named,
    segment_measures,
    things_of_segments,
    things_of_words,
)
from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.coding.columns import Labels
from civic_qual.coding.files.reading import read_codings
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.errors import CodingError, DisclosureError, TableError
from civic_qual.messages import Message
from civic_qual.privacy.suppressing.release import suppress_small_cells
from tests.analysis.naive import TWINS, Twin, naive_counts
from tests.analysis.studies import studies
from tests.analysis.tables.test_counts import cells, known
from tests.privacy.releases import random_study

# Measures that these tests do not know: nothing is said of how sentences stand to them.
OTHERS = tuple(
    name
    for name in MEASURES
    if name not in ("segments", "mentions", "participants", "transcripts", "words")
)

# Sentences, whatever unit is asked for: a thing of its own, which no measure of the house is.
ASKED = {
    "name": "sentences",
    "thing": lambda said: said.segment("sentence"),
    "segments": "sentence",
    "wholly": True,
    "by_segment": False,
    "out_of": "sentences",
    "without": {},
    "people": lambda said: said.words.participant[said.word],
    "relations": Relations(
        behind="saying",
        at_most=("words",),
        at_least=("participants", "transcripts"),
        unbound=("mentions", *OTHERS),
    ),
    "words": Words(
        things=lambda _: Message("sentences"),
        title=lambda _: Message("Sentences"),
        number=lambda n, _: Message.plural("{n} sentence", "{n} sentences", n=n),
        counted=lambda _: Message("Counted: sentences that say something of it."),
    ),
}


@pytest.fixture
def taken_back():
    """Let measures be added, and take them back afterwards."""
    before = dict(measures._REGISTRY)
    yield
    measures._REGISTRY.clear()
    measures._REGISTRY.update(before)
    TWINS.pop("sentences", None)


@pytest.fixture
def sentences(taken_back):  # noqa: ARG001 - a fixture
    TWINS["sentences"] = Twin(lambda study, word: [study.sentence[word]], wholly=True)
    return add_measure(Measure(**ASKED))


def test_type_checkers_and_the_registry_know_the_same_names():
    assert get_args(MeasureName) == tuple(MEASURES)
    assert get_args(SegmentMeasureName) == segment_measures()


def test_every_measure_has_a_twin():
    assert set(TWINS) == set(MEASURES)


def test_a_measure_is_itself_wherever_it_travels():
    for measure in MEASURES.values():
        assert pickle.loads(pickle.dumps(measure)) is measure
        assert copy.deepcopy(measure) is measure
        assert measure_named(measure) is measure


def test_what_is_no_measure_is_refused_with_those_that_are():
    with pytest.raises(TableError, match=r"'turns' is not a measure; did you mean 'segments'"):
        measure_named("turns", among=segment_measures())


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Measure)])
def test_nothing_of_a_measure_can_be_forgotten(field):
    with pytest.raises(TypeError, match=field):
        Measure(**{name: value for name, value in ASKED.items() if name != field})


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Relations)])
def test_no_relation_can_be_forgotten(field):
    relations = dataclasses.asdict(ASKED["relations"])
    with pytest.raises(TypeError, match=field):
        Relations(**{name: value for name, value in relations.items() if name != field})


@pytest.mark.parametrize(
    "wrong",
    [
        {"unbound": OTHERS},  # nothing said of mentions
        {"unbound": ("mentions", "words", *OTHERS)},  # words twice
        {"unbound": ("mentions", "laughs", *OTHERS)},  # not a measure
    ],
)
@pytest.mark.usefixtures("taken_back")
def test_how_it_stands_to_each_other_measure_must_be_said(wrong):
    relations = dataclasses.replace(ASKED["relations"], **wrong)
    with pytest.raises(ValueError, match="must name each of mentions, participants"):
        add_measure(Measure(**ASKED | {"relations": relations}))
    assert "sentences" not in MEASURES


def test_a_second_measure_of_the_same_name_is_refused():
    with pytest.raises(ValueError, match="already"):
        add_measure(SEGMENTS)


@pytest.mark.usefixtures("sentences")
def test_a_new_measure_is_counted_noted_shown_and_drawn(coded):
    table = theme_table(coded, by="country", measure="sentences", normalise="share")
    assert table.counts.loc["plan"].to_dict() == {"CAR": 2, "Mali": 1, "all": 3}
    assert (
        table.denominators.loc["plan", "all"] > theme_table(coded).denominators.loc["plan", "all"]
    )
    assert "Counted: sentences that say something of it." in table.notes
    assert any(note.startswith("Sentences read: CAR ") for note in table.notes)
    assert "2 (33%)" in table.to_html()
    assert table.plot().axes[0].get_xlabel() == "share of sentences read"
    assert len(table.passages("plan", "Mali")) == 1
    assert table.long["count"].sum() > 0


@pytest.mark.usefixtures("sentences")
def test_a_new_measure_agrees_with_its_twin():
    @settings(deadline=None, max_examples=25)
    @given(studies())
    def agrees(study):
        by = known(study.corpus)[:1]
        table = theme_table(study, by=by, level="code", measure="sentences")
        expected = naive_counts(study, by, "code", "sentences")
        assert cells(table, expected) == expected

    agrees()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("sentences")
def test_a_new_measure_is_protected_with_the_others(seed):
    coded = random_study(np.random.default_rng(seed), people=12)
    tables = [
        theme_table(coded, by="country", measure=name)
        for name in ("sentences", "participants", "segments")
    ]
    safe = suppress_small_cells(tables, minimum=3)
    assert safe.audit.safe
    assert any("counts of sentences" in note for note in safe[0].notes)


@pytest.mark.usefixtures("taken_back")
def test_what_a_new_measure_tells_of_people_is_reckoned_with():
    """Whoever is counted says a sentence: an attacker knows it where the relations say it."""

    def relations(**placed):
        measures._REGISTRY.pop("sentences", None)
        own = dataclasses.replace(ASKED["relations"], **placed)
        add_measure(Measure(**ASKED | {"relations": own}))
        coded = random_study(np.random.default_rng(2), people=12)
        tables = [theme_table(coded, measure=name) for name in ("sentences", "participants")]
        assert (tables[0].count >= tables[1].count).all()
        return suppress_small_cells(tables).audit.counts.relations.shape[0], len(tables[0].rows)

    told, rows = relations()
    untold, _ = relations(at_least=("transcripts",), unbound=("mentions", "participants", *OTHERS))
    assert told >= untold + rows + 1  # of each row, and of what was read


@pytest.mark.usefixtures("taken_back")
def test_a_measure_of_which_privacy_knows_nothing_is_not_protected(coded):
    relations = dataclasses.replace(ASKED["relations"], behind="crowd")
    add_measure(Measure(**ASKED | {"relations": relations}))
    table = theme_table(coded, measure="sentences")
    with pytest.raises(DisclosureError, match="not known what numbers of the measure 'sentences'"):
        suppress_small_cells(table)


@pytest.mark.usefixtures("sentences")
def test_a_measure_that_left_the_registry_is_not_protected(coded):
    table = theme_table(coded, measure="sentences")
    measures._REGISTRY.pop("sentences")
    with pytest.raises(DisclosureError, match="sentences"):
        suppress_small_cells(table)


def read_by(coded, unit):
    """Return codings in which every turn was read, and is said to have been coded by a unit."""
    read = dataclasses.replace(coded.read, unit=Labels.of(unit, len(coded.read)))
    return dataclasses.replace(coded, read=read)


@pytest.mark.usefixtures("sentences")
def test_a_measure_of_a_fixed_unit_refuses_codings_made_by_a_coarser_one(coded):
    for coarser in ("turn", "transcript"):
        with pytest.raises(CodingError, match=f"each {coarser} was coded as a whole"):
            theme_table(read_by(coded, coarser), measure="sentences", unit="transcript")
    for finer in ("word", "sentence"):
        assert theme_table(read_by(coded, finer), measure="sentences", unit="turn").count.any()


# What `Measure` promises, for every measure there is.


@pytest.fixture(params=sorted(MEASURES))
def measure(request):
    return MEASURES[request.param]


def test_things_of_the_unit_asked_for_are_these_segments_or_all_the_same(measure, coded):
    assert measure.unit("turn") == ("turn" if measure.segments == "asked" else measure.segments)
    if measure.name == "mentions":  # those of a row of a table
        return
    things = {unit: things_of_words(coded.corpus, measure, unit) for unit in ("turn", "sentence")}
    alike = np.array_equal(things["turn"], things["sentence"])
    assert alike == (measure.segments != "asked")


def test_what_is_by_segment_counts_a_segment_once_at_most(measure, coded):
    if measure.name == "mentions":
        assert not measure.by_segment
        return
    things = things_of_words(coded.corpus, measure, "turn")
    segment = word_segments(coded.corpus, "turn")
    each = [set(things[segment == one].tolist()) for one in np.unique(segment)]
    assert all(len(things) <= 1 for things in each) == measure.by_segment


def test_a_thing_was_read_in_part_or_only_wholly(measure, coded):
    """Of every interview only the first turn of somebody is read, and only to its half."""
    corpus = coded.corpus
    turns = [(one.id, next(turn for turn in one.turns if turn.counted)) for one in corpus]
    rows = [
        ("reading", name, turn.start, turn.spoken[0][0] + 8, "*", "word") for name, turn in turns
    ]
    columns = ["kind", "transcript", "start", "end", "code", "coded_unit"]
    frame = pd.DataFrame(rows, columns=columns).assign(coder="anna")
    half = read_codings(frame, corpus, coded.codebook)
    read = theme_table(half, measure=measure.name).denominators.iloc[0]["all"]
    assert (read == 0) == measure.wholly


def test_what_it_is_out_of_is_a_measure_that_there_is(measure, coded):
    base = MEASURES[measure.out_of]
    assert measure.base() is measure.base("share") is base
    assert measure.base("per_1000_words") is MEASURES["words"]
    own = theme_table(coded, measure=measure.name).denominators
    assert own.equals(theme_table(coded, measure=base.name).denominators)


def test_normalisations_that_mean_nothing_say_what_to_do_instead(measure, coded):
    for how in get_args(Normalise):
        if how in measure.without:
            with pytest.raises(TableError) as refused:
                theme_table(coded, measure=measure.name, normalise=how)
            assert str(refused.value) == measure.without[how]
            assert "take" in str(refused.value)
        else:
            assert len(theme_table(coded, measure=measure.name, normalise=how))


def test_the_people_behind_words_are_those_who_say_them(measure, coded):
    words = counted_words(coded.corpus)
    every = np.arange(len(words))
    said = Said(corpus=coded.corpus, words=words, unit="turn", word=every)
    expected = [
        coded.corpus.participants.of(one.id, turn.speaker) or f"{one.id}/{turn.speaker}"
        for one in coded.corpus
        for turn in one.turns
    ]
    people = [words.turns.people[person] for person in measure.people(said)]
    assert people == [expected[turn] for turn in words.turn]


def test_passages_behind_a_number_are_its_segments_or_the_mentions(measure, coded):
    found = theme_table(coded, measure=measure.name).passages("plan").frame
    spans = set(zip(found["transcript"], found["start"], found["end"], strict=True))
    turns = {(one.id, turn.start, turn.end) for one in coded.corpus for turn in one.turns}
    assert (spans <= turns) == (measure.segments is not None)


def test_the_command_line_offers_a_new_measure():
    code = (
        "from dataclasses import replace\n"
        "from civic_qual.analysis.measures import *\n"
        "from civic_qual.analysis.measures import SEGMENTS\n"
        "own = replace(SEGMENTS.relations, unbound=tuple(n for n in MEASURES if n != 'segments'))\n"
        "add_measure(replace(SEGMENTS, name='pauses', out_of='pauses', relations=own))\n"
        "from civic_qual.cli.estimate import estimate\n"
        "(option,) = [one for one in estimate.params if one.name == 'measure']\n"
        "print(*option.type.choices)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == [*segment_measures(), "pauses"]


def test_segments_count_for_things_as_their_words_do(coded):
    corpus = coded.corpus
    assert things_of_segments(corpus, SEGMENTS, "turn").max() < len(corpus.segments("turn"))
    people = things_of_segments(corpus, PARTICIPANTS, "turn")
    assert len(set(people[people >= 0].tolist())) == 5
