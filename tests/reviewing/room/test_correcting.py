"""A transcript corrected where it is read: codings are found again, or listed until placed."""

import civic_qual as cq


def test_what_stands_on_corrected_words_is_found_or_listed_and_can_be_placed(study, awa, where):
    late = study.code(*where("one", "came late"), "perf.late", coder="Awa")
    maize = study.code(*where("one", "We planted maize, and maize again."), "crop", coder="Awa")
    study.assign(
        "q", [where("one", "Yes, they came late. Always too late.")], ["Awa"], kind="transcripts"
    )
    one = study.corpus["one"]
    told = awa(
        "correct",
        transcript="one",
        revision=one.revision,
        turn=1,
        text="Yes! They came late. Always too late.",
    )
    assert told["unplaced"] == []
    assert awa("queue", queue="q")["items"][0]["state"] == "open"
    seen = awa("transcript", transcript="one")
    rows = [dict(zip(seen["columns"], row, strict=True)) for row in seen["codings"]]
    words = {row["id"]: seen["text"][row["start"] : row["end"]] for row in rows}
    assert words == {late: "came late", maize: "We planted maize, and maize again."}

    told = awa("correct", transcript="one", revision=told["revision"], turn=5, text="Goats.")
    assert [(row["id"], row["code"], row["words"]) for row in told["unplaced"]] == [
        (maize, "crop", "We planted maize, and maize again.")
    ]
    start = awa("transcript", transcript="one")["text"].index("Goats")
    awa("place", record=maize, start=start, end=start + 5)
    with cq.Study(study.path) as again:
        assert set(again.coding_table()["id"]) == {late, maize}
        assert len(again.unplaced.frame) == 0


def test_an_open_passage_whose_words_are_gone_is_told_to_be_lost(study, awa, where):
    passages = [
        where("one", "We planted maize, and maize again."),
        where("two", "The patrol slept."),
    ]
    study.assign("q", passages, ["Awa"], kind="transcripts")
    revision = study.corpus["one"].revision
    told = awa("correct", transcript="one", revision=revision, turn=5, text="Goats.")
    assert [row["kind"] for row in told["unplaced"]] == ["assignment"]
    first, second = awa("queue", queue="q")["items"]
    assert (first["state"], first["before"], second["state"]) == ("lost", None, "open")
    assert (
        "is not in the corrected transcript" in awa.act("read", "q", item=first["key"])["refused"]
    )


def test_what_somebody_corrected_meanwhile_is_not_overwritten(study, awa, asking):
    revision = study.corpus["one"].revision
    asking(study, "Issa")(
        "correct", transcript="one", revision=revision, turn=5, text="We planted rice."
    )
    why = awa.refused("correct", transcript="one", revision=revision, turn=5, text="Goats.")
    assert "meanwhile" in why
    assert "rice" in study.corpus["one"].text
    now = study.corpus["one"].revision
    assert "just so" in awa.refused(
        "correct", transcript="one", revision=now, turn=5, text="We planted rice."
    )
    assert "onee" in awa.refused("correct", transcript="onee", revision=now, text="x")


def test_a_passage_of_the_old_revision_is_coded_where_it_stands_now(study, awa, where):
    _, start, end = where("one", "maize")
    revision = study.corpus["one"].revision
    awa("correct", transcript="one", revision=revision, turn=1, text="Yes.")
    said = {"transcript": "one", "revision": revision, "start": start, "end": end, "code": "crop"}
    assert not awa.act("code", **said)["refused"]
    (row,) = study.coding_table().frame.to_dict("records")
    assert study.corpus["one"].text[row["start"] : row["end"]] == "maize"
