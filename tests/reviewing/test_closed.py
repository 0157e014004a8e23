"""Nothing of others is shown beside a passage that somebody also reads blind."""

from civic_qual.reviewing.advice import with_advice


def test_advice_waits_for_the_reveal_of_a_blind_queue(study, where):
    passages = [where("one", "Respondent: Yes, they came late."), where("two", "too late")]
    study.assign("sample", passages[:1], ["Awa", "Issa"], kind="transcripts")
    study.assign("late", passages, ["Awa", "Bo"], kind="search", asked="late", codes="perf.late")
    shown = {
        coder: [len(item.advice) for item in with_advice(study, study.queue("late", coder)).items]
        for coder in ("Awa", "Bo")
    }
    assert shown == {"Awa": [0, 1], "Bo": [1, 1]}
    study.reveal("sample", who="Cai")
    opened = with_advice(study, study.queue("late", "Awa"))
    assert [len(item.advice) for item in opened.items] == [1, 1]
