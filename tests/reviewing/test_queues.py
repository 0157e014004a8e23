"""What goes into a queue, and what stands beside it, worked out from the texts by plain words."""

import warnings

import pytest

import civic_qual as cq
from civic_qual.reviewing.advice import with_advice
from civic_qual.reviewing.queues import disagreed, searched, suggested, whole_transcripts
from civic_qual.study.work.queue import Item, Queue

TURNS = [
    ("one", "Respondent: Yes, they came late. Always too late."),
    ("one", "Respondent: The peacekeepers came and chased them."),
    ("one", "Respondent: We planted maize, and maize again."),
    ("two", "Respondent: It was too late for the maize."),
    ("two", "Respondent: The patrol slept."),
]


def texts(study, gathered):
    return [(one, study.corpus[one].text[start:end]) for one, start, end in gathered.passages]


def test_whole_transcripts_are_all_turns_that_count(study):
    gathered = whole_transcripts(study)
    assert texts(study, gathered) == TURNS
    assert (gathered.kind, gathered.codes, gathered.shown) == ("transcripts", "*", "blind")
    assert texts(study, whole_transcripts(study, ["two"])) == TURNS[3:]
    with pytest.raises(cq.CivicQualError, match=r"'tow'.*'two'"):
        whole_transcripts(study, ["tow"])


def test_a_search_finds_passages_of_people_who_count(study):
    gathered = searched(study, "late")
    assert texts(study, gathered) == [TURNS[0], TURNS[3]]  # the interviewer says it, too
    assert (gathered.codes, gathered.shown, gathered.asked) == ("*", "blind", "late")
    assert texts(study, searched(study, "@helmets")) == [TURNS[1], TURNS[4]]
    assert texts(study, searched(study, "@helmets NEAR/3 chase")) == [TURNS[1]]


def test_a_search_for_a_code_shows_what_it_found(study):
    gathered = searched(study, "late", code="perf.late")
    assert (gathered.codes, gathered.shown) == ("perf.late", "rules")


def test_a_search_says_what_is_wrong(study):
    with pytest.raises(cq.CivicQualError, match="finds nothing"):
        searched(study, "elephant")
    with pytest.raises(cq.CivicQualError, match=r"perf\.late"):
        searched(study, "late", code="perf.lat")
    with pytest.raises(cq.CivicQualError):
        searched(study, "late AND (")
    with pytest.raises(cq.CivicQualError, match="hats"):
        searched(study, "@hats")


def test_a_search_by_sentence(study):
    found = texts(study, searched(study, "too late", unit="sentence"))
    assert [words for _, words in found] == ["Always too late.", "It was too late for the maize."]


def two_readers(study, where):
    for coder, codes in (("Awa", ["perf.late"]), ("Issa", ["crop"])):
        for turn in TURNS[:3]:
            study.read(*where(*turn), coder=coder, shown="blind")
        for code in codes:
            study.code(*where("one", "came late"), code, coder=coder)
        study.code(*where("one", "maize", 1), "crop", coder=coder)


def test_disagreements_are_passages_on_which_two_differ(study, where):
    two_readers(study, where)
    gathered = disagreed(study)
    assert texts(study, gathered) == [TURNS[0]]
    assert (gathered.kind, gathered.shown, gathered.codes) == (
        "disagreements",
        "another_coder",
        "*",
    )


def test_who_saw_the_answers_is_no_party_to_a_disagreement(study, where):
    two_readers(study, where)
    study.read(*where(*TURNS[2]), coder="Chief", shown="another_coder")  # and finds no maize
    assert texts(study, disagreed(study)) == [TURNS[0]]


def test_where_nobody_differs_there_is_nothing_to_settle(study, where):
    for coder in ("Awa", "Issa"):
        study.read(*where(*TURNS[0]), coder=coder)
    with pytest.raises(cq.CivicQualError, match="nothing to settle"):
        disagreed(study)


# What stands beside


def beside(study, queue):
    """Return what is shown beside each passage: the code, who says so, and the words."""
    return [
        [
            (one.code, one.origin, [study.corpus[one.transcript].text[a:b] for a, b in one.spans])
            for one in item.advice
        ]
        for item in with_advice(study, queue).items
    ]


def test_blind_is_nothing(study, where, queue_of):
    two_readers(study, where)
    queue = queue_of([where(*turn) for turn in TURNS])
    assert beside(study, queue) == [[]] * 5


def test_rules_ask_once_a_code_and_passage(study, where, queue_of):
    queue = queue_of([where(*turn) for turn in TURNS], shown="rules")
    assert beside(study, queue) == [
        [("perf.late", "rule", ["came late", "too late"])],
        [],
        [("crop", "rule", ["maize", "maize"])],
        [("perf.late", "rule", ["too late"]), ("crop", "rule", ["maize"])],
        [],
    ]
    (advice,) = with_advice(study, queue).items[0].advice
    assert (advice.why, advice.by) == ("came late … too late", study.codebook.rules_fingerprint)
    assert advice.revision == study.corpus["one"].revision


def test_only_the_codes_that_are_read_for_are_shown(study, where, queue_of):
    passages = [where(*turn) for turn in TURNS]
    late = queue_of(passages, shown="rules", codes="perf.*")
    assert [code for found in beside(study, late) for code, *_ in found] == ["perf.late"] * 2


def test_what_a_search_found_is_advice_for_its_code(study, queue_of):
    gathered = searched(study, "late", code="crop")
    queue = queue_of(
        gathered.passages, kind="search", shown="rules", codes="crop", asked=gathered.asked
    )
    assert beside(study, queue) == [
        [("crop", "rule", ["late", "late"])],
        [("crop", "rule", ["late"])],
    ]


def test_advice_ends_where_the_passage_does(study, where, queue_of):
    queue = queue_of([where("one", "Respondent: Yes, they came")], shown="rules")
    assert beside(study, queue) == [[("perf.late", "rule", ["came"])]]


def test_what_has_no_place_has_no_advice(study, where, queue_of):
    assert beside(study, queue_of([where(*TURNS[0])], shown="rules", placed=False)) == [[]]


def test_disagreeing_coders_are_letters(study, where, queue_of):
    two_readers(study, where)
    gathered = disagreed(study)
    queue = queue_of(gathered.passages, kind="disagreements", shown="another_coder", coder="Chief")
    (item,) = with_advice(study, queue).items
    assert {(one.code, one.origin) for one in item.advice} == {
        ("perf.late", "human"),
        ("crop", "human"),
    }
    letters = {one.code: one.by for one in item.advice}
    table = study.disagreements().frame.set_index("code")["said"]  # the list a person fills in
    assert letters == {"perf.late": table["perf.late"], "crop": table["crop"]}
    assert "Awa" not in repr(item)
    assert "Issa" not in repr(item)


def test_what_several_say_is_one_question(study, where, queue_of):
    two_readers(study, where)
    queue = queue_of([where(*TURNS[2])], kind="disagreements", shown="another_coder", coder="Cai")
    ((advice,),) = (item.advice for item in with_advice(study, queue).items)
    assert (advice.code, advice.by, len(advice.spans)) == ("crop", "P, Q", 1)


def test_a_second_reader_sees_the_first_by_name(study, where, queue_of):
    two_readers(study, where)
    queue = queue_of([where(*TURNS[2])], shown="another_coder", coder="Issa")
    assert beside(study, queue) == [[("crop", "human", ["maize"])]]
    assert with_advice(study, queue).items[0].advice[0].by == "Awa"


def test_a_model_suggests_what_it_has_not_learned_from(tmp_path):
    corpus, known = cq.example_corpus(), [one.id for one in cq.example_corpus()][:16]
    gold = cq.example_codings().filter(coder="A", transcript=known)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cq.CivicQualWarning)  # codes with few examples
        model = cq.ThemeClassifier(encoder=None, rules=False).fit_corpus(gold)
    with cq.Study.create(tmp_path / "bundled.study", corpus, gold.codebook) as study:
        study.keep_model("first", model)
        gathered = suggested(study, study.model("first"), n=5, name="first")
        assert len(gathered.passages) == 5
        assert not {name for name, *_ in gathered.passages} & set(known)
        table = model.suggest(corpus, n=5).frame
        assert [*gathered.passages] == [
            *table[["transcript", "start", "end"]].itertuples(index=False)
        ]
        assert (gathered.kind, gathered.shown, gathered.asked) == ("suggestions", "blind", "first")
        with pytest.raises(cq.CivicQualError, match="n=0"):
            suggested(study, model, n=0)
        items = tuple(
            Item(key=str(n), transcript=name, revision=corpus[name].revision, start=start, end=end)
            for n, (name, start, end) in enumerate(
                whole_transcripts(study, ["mali_13_dogon_elder"]).passages
            )
        )
        terms = {"name": "q", "kind": "transcripts", "coder": "Awa", "unit": "turn", "sample": ""}
        queue = Queue(**terms, codes="*", shown="model", items=items)
        shown = {
            (item.start, one.code, one.origin)
            for item in with_advice(study, queue).items
            for one in item.advice
        }
        machine = model.code(corpus).frame.query("transcript == 'mali_13_dogon_elder'")
    assert shown == {
        (start, code, "model") for start, code in machine[["start", "code"]].itertuples(index=False)
    }
    assert shown


def test_without_a_model_that_is_said(study, where, queue_of):
    with pytest.raises(cq.CivicQualError, match="no model"):
        with_advice(study, queue_of([where(*TURNS[0])], shown="model"))
