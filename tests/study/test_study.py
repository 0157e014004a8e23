"""What goes into a study comes out of it the same, and earlier states stay."""

import pickle
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.codebook.files.yaml_writing import codebook_yaml
from civic_qual.coding.codings import Codings
from civic_qual.corpus.model import Transcript
from civic_qual.errors import CodingError, StudyError
from tests.study.small import CODEBOOK, place


def same_transcript(one, other):
    return (
        all(getattr(one, field.name) == getattr(other, field.name) for field in fields(Transcript))
        and one.revision == other.revision
    )


def test_the_corpus_comes_back_with_its_people_and_notes(study, corpus):
    kept = study.corpus
    assert list(kept.positions) == list(corpus.positions)
    assert all(map(same_transcript, kept, corpus))
    assert kept.participants == corpus.participants
    assert (kept.problems, kept.notes) == (corpus.problems, corpus.notes)
    assert kept.segments("turn").words.tolist() == corpus.segments("turn").words.tolist()


def test_transcripts_are_read_when_asked_for_and_are_transcripts_like_others(study, corpus):
    kept = study.corpus["bria"]
    assert "text" not in vars(kept)
    moved = pickle.loads(pickle.dumps(kept))
    assert type(moved) is Transcript
    assert same_transcript(moved, corpus["bria"])
    assert replace(kept, source="").turns == corpus["bria"].turns


def test_the_codebook_comes_back(study, codebook):
    kept = study.codebook
    assert codebook_yaml(kept) == codebook_yaml(codebook)
    assert kept.rules_fingerprint == codebook.rules_fingerprint
    assert kept.content_fingerprint == codebook.content_fingerprint


def of_two_interviews(codings):
    """Keep the first two interviews, where everything there is can be met."""
    coded, read = (part.take(part.transcript < 2) for part in (codings.coded, codings.read))
    places = np.flatnonzero(codings.coded.transcript < 2).tolist()
    return Codings(
        corpus=codings.corpus.with_transcripts(codings.corpus.transcripts[:2]),
        codebook=codings.codebook,
        coded=coded,
        read=read,
        evidence=codings.evidence.take(places),
    )


@pytest.mark.parametrize("make", ["people", "rules"])
def test_codings_come_back_as_they_were(tmp_path, make):
    people = of_two_interviews(cq.example_codings())
    codings = people if make == "people" else cq.RuleCoder(people.codebook).code(people.corpus)
    with cq.Study.create(tmp_path / "x.study", codings.corpus, codings.codebook) as study:
        assert study.add(codings) == len(codings) + len(codings.read)
        assert study.add(codings) == 0
        kept = study.codings()
    pd.testing.assert_frame_equal(kept.frame, codings.frame)
    pd.testing.assert_frame_equal(kept.readings, codings.readings)
    if make == "people":
        one, other = (cq.theme_table(one.filter(coder="A")).frame for one in (codings, kept))
        pd.testing.assert_frame_equal(one, other)


def test_codings_are_chosen_by_coder_origin_status_code_and_transcript(study, corpus):
    first = study.code("bria", *place(corpus, "bria", "afraid of the road"), "fear", coder="Awa")
    study.code("bria", *place(corpus, "bria", "helped us"), "perf.help", coder="Issa")
    study.code("ansongo", *place(corpus, "ansongo", "came late"), "perf.late", coder="Awa")
    study.read("bria", coder="Issa")
    study.decide(first, "reject", coder="Issa")
    assert len(study.codings()) == 3
    assert len(study.codings(coder="Awa")) == 2
    assert len(study.codings(coder=["Awa", "Issa"])) == 3
    assert len(study.codings(coder="Awa").read) == 0
    assert study.codings(status="rejected").rows["code"].tolist() == ["fear"]
    assert study.codings(code="perf.late").rows["transcript"].tolist() == ["ansongo"]
    assert len(study.codings(transcript="ménaka")) == 0
    assert len(study.codings(origin="rule")) == 0
    assert len(study.codings(theme="perf")) == len(study.codings(code="perf")) == 2
    assert len(study.codings(theme="perf", code=["fear", "perf.late"])) == 1
    assert len(study.codings(theme="perf", coder="Awa").read) == 0
    assert len(study.codings(theme="fear", coder="Issa").read) == 1
    assert len(study.codings(participant="p-bria", status="accepted")) == 1
    assert len(study.codings(country="Mali", gender=["woman"])) == 3
    assert study.coding_table(status="rejected")["id"].tolist() == [first]
    assert study.coding_table(gender="woman", coder="Issa")["code"].tolist() == ["perf.help"]


def test_every_coding_is_a_record_with_what_was_said(study, corpus):
    study.code("bria", *place(corpus, "bria", "afraid of the road"), "fear", coder="Awa")
    (coding,) = study.codings()
    assert (coding.text, coding.theme, coding.participant) == (
        "afraid of the road",
        "fear",
        "p-bria",
    )


def test_who_had_done_nothing_yet_is_no_slip_of_the_pen(study):
    study.code("bria", 3, 9, "fear", coder="Awa")
    assert len(study.codings(coder="Awa", as_of=1)) == 0
    assert len(study.codings(coder="Awa", code="perf")) == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"status": "gone"}, "no status 'gone'"),
        ({"coder": "Awaa"}, "no coder 'Awaa'; did you mean 'Awa'"),
        ({"coder": ["Awa", "Bo"]}, "no coder 'Bo'"),
        ({"code": "fare"}, "no code 'fare'; did you mean 'fear'"),
        ({"theme": "joy"}, "no code 'joy'"),
        ({"transcript": "bira"}, "no transcript 'bira'; did you mean 'bria'"),
        ({"origin": "people"}, "no origin 'people'"),
        ({"contry": "Mali"}, "contry"),
        ({"country": "Malli"}, "no country 'Malli'"),
    ],
)
def test_what_nobody_could_mean_is_refused_and_not_read_as_nothing_found(study, asked, said):
    study.code("bria", 3, 9, "fear", coder="Awa")
    for method in (study.codings, study.coding_table):
        with pytest.raises(CodingError, match=said):
            method(**asked)


def test_near_misses_are_answered_with_the_right_name(study):
    with pytest.raises(TypeError, match="no argument user; did you mean coder"):
        study.code("bria", 3, 9, "fear", user="Awa")
    with pytest.raises(AttributeError, match=r"take \.frame\.groupby"):
        study.audit.groupby("who")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (["fear", "perf.help"], "perf.help fear"),
        ("perf", "perf"),
        ("*", "*"),
        ("perf.*", "perf perf.late perf.help"),
    ],
)
def test_a_reading_takes_codes_as_tables_tell_them(study, told, kept):
    study.read("bria", coder="Awa", codes=told)
    assert study.codings().read.codes.texts() == [kept]


def test_read_and_found_without_is_not_not_read(study):
    study.read("bria", coder="Awa", codes="fear perf.help", sample="first")
    (row,) = study.codings().readings.to_dict("records")
    assert (row["codes"], row["sample"], row["start"]) == ("perf.help fear", "first", 0)
    table = cq.theme_table(study.codings(coder="Awa"), measure="segments")
    assert "fear" in table.long["theme"].tolist()


def test_decisions_supersede_and_undo_brings_back(study, corpus):
    coding = study.code("bria", *place(corpus, "bria", "afraid of the road"), "fear", coder="Awa")
    accepted = study.decide(coding, "accept", coder="Issa")
    changed = study.decide(coding, "change", coder="Issa", code="perf.help", why="no fear in it")
    assert study.codings().rows[["code", "coder"]].values.tolist() == [["perf.help", "Issa"]]
    undone = study.undo(changed, coder="Awa", why="there is")
    table = study.coding_table()
    assert table[["id", "code", "status", "decided_by"]].values.tolist() == [
        [coding, "fear", "accepted", "Issa"]
    ]
    study.undo(undone, coder="Issa")
    assert study.codings().rows["code"].tolist() == ["perf.help"]
    with pytest.raises(StudyError, match="was undone before"):
        study.undo(undone, coder="Issa")
    study.undo(accepted, coder="Issa")
    study.undo(coding, coder="Awa")
    assert len(study.codings()) == 1  # what it was changed to is Issa's coding


def test_as_of_shows_every_earlier_state(study, corpus):
    states = [study.codings().frame]
    coding = study.code("bria", *place(corpus, "bria", "afraid"), "fear", coder="Awa")
    states.append(study.codings().frame)
    decision = study.decide(coding, "reject", coder="Issa")
    states.append(study.codings().frame)
    study.undo(decision, coder="Issa")
    states.append(study.codings().frame)
    for line, state in enumerate(states, 1):
        pd.testing.assert_frame_equal(study.codings(as_of=line).frame, state)
    times = study.audit["recorded"].tolist()
    for time, state in zip(times, states, strict=True):
        pd.testing.assert_frame_equal(study.codings(as_of=time).frame, state)
    assert len(study.codings(as_of="2999-01-01")) == 1
    for wrong in (0, 9, "2001-01-01", "yesterday"):
        with pytest.raises(StudyError):
            study.codings(as_of=wrong)


def test_the_trail_says_who_did_what(study):
    coding = study.code("bria", 3, 9, "fear", coder="Awa", memo="is this fear?")
    study.decide(coding, "reject", coder="Issa", why="no")
    trail = study.audit
    assert trail[["line", "who", "action", "records"]].values.tolist() == [
        [1, "Awa", "create", 12],
        [2, "Awa", "code", 2],
        [3, "Issa", "reject", 1],
    ]
    assert trail["recorded"].is_monotonic_increasing
    assert study.integrity() == []


def test_codings_outlive_the_study(study, corpus):
    study.code("bria", 3, 9, "fear", coder="Awa", why="he says so")
    kept = study.codings()
    study.close()
    assert kept.corpus["bria"].text == corpus["bria"].text
    assert kept.frame["evidence"].tolist() == ["he says so"]
    with pytest.raises(StudyError, match="is closed; open it again"):
        study.codings()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda study: study.code("gao", 0, 3, "fear", coder="Awa"), "no transcript 'gao'"),
        (lambda study: study.code("bria", 5, 5, "fear", coder="Awa"), "5 to 5 is no passage"),
        (lambda study: study.code("bria", 0, 9999, "fear", coder="Awa"), "is no passage"),
        (lambda study: study.code("bria", 0, 3, "joy", coder="Awa"), "no code 'joy'"),
        (lambda study: study.code("bria", 0, 3, "fear", coder=" "), "say who does this"),
        (lambda study: study.read("bria", coder="Awa", codes="joy"), "not for 'joy'"),
        (lambda study: study.read("bria", coder="Awa", unit="line"), "unit='line' is none of"),
        (lambda study: study.decide("ff", "accept", coder="Awa"), "names no coding"),
        (lambda study: study.decide("no id", "accept", coder="Awa"), "is no id"),
        (lambda study: study.decide("ff", "maybe", coder="Awa"), "is no decision"),
        (lambda study: study.memo(" ", coder="Awa"), "the memo is empty"),
        (
            lambda study: study.memo("x", coder="Awa", code="fear", transcript="bria"),
            "on one thing",
        ),
        (lambda study: study.memo("x", coder="Awa", code="joy"), "no code 'joy'"),
        (lambda study: study.memo("x", coder="Awa", participant="me"), "no participant"),
        (lambda study: study.add("codings.csv"), "takes codings or a corpus as what"),
        (lambda study: study.sample("first"), "no sample is called 'first'"),
        (
            lambda study: study.code("bria", 1.5, 3, "fear", coder="Awa"),
            "takes a whole number as start",
        ),
        (
            lambda study: study.code("bria", "1", "3", "fear", coder="Awa"),
            "takes a whole number as start",
        ),
        (lambda study: study.code("bria", 1, 3, ["fear"], coder="Awa"), "takes a text as code"),
        (
            lambda study: study.code("bria", 1, 3, "fear", coder="Awa", why=3),
            "takes a text as why",
        ),
        (
            lambda study: study.change_codebook(codebook_of(CODEBOOK + " "), who=3),
            "takes a text as who",
        ),
        (lambda study: study.memo(None, coder="Awa"), "takes a text as text"),
        (lambda study: study.codings(as_of=1.5), "as_of=1.5 is no line"),
        (lambda study: study.memo("half \ud800", coder="Awa"), "lone surrogate"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_no_trace(study, call, said):
    before = study.fingerprint
    with pytest.raises(cq.CivicQualError, match=said):
        call(study)
    assert study.fingerprint == before
    assert len(study.audit) == 1


def test_what_was_settled_is_kept_with_who_and_why(tmp_path):
    codings = cq.example_codings()
    found = cq.adjudicate(codings)
    differ = (
        cq.disagreements(codings)
        .head(3)
        .frame.assign(decision="yes", decided_by="Issa", why="we talked")
    )
    decided = cq.adjudicate(codings, differ)
    with cq.Study.create(tmp_path / "x.study", codings.corpus, codings.codebook) as study:
        study.add(codings)
        study.add(decided, who="Issa")
        kept = study.adjudicated
        pd.testing.assert_frame_equal(study.codings(coder="reference").rows, decided.rows)
        assert study.add(decided) == 0
        assert study.integrity() == []
    assert len(kept) == len(decided.decided) > len(found.decided)
    assert (kept["why"] == "we talked").sum() == 3
    assert set(kept["coder"]) == {"reference"}


def test_a_memo_stays_on_its_passage(study, corpus):
    start, end = place(corpus, "bria", "afraid of the road")
    for words, where in (
        ("who?", {"start": start, "end": end}),
        ("from here", {"start": start}),
        ("all", {}),
    ):
        study.memo(words, coder="Awa", transcript="bria", **where)
    told = study.memos.frame.set_index("text")[["about", "start", "end"]]
    whole = len(corpus["bria"].text)
    assert told.loc["who?"].tolist() == ["passage", start, end]
    assert told.loc["from here"].tolist() == ["passage", start, whole]
    assert told.loc["all"].tolist() == ["transcript", 0, whole]
