"""Files of one name: one recording in several formats, or interviews in several folders."""

import json

import pytest

import civic_qual as cq

SAID = [("Who came that night?", 0), ("Nobody came, and we ran to the river.", 4), ("Why?", 9)]


def stamp(seconds, comma=","):
    return f"00:00:{seconds:02d}{comma}000"


@pytest.fixture
def whisper(tmp_path):
    """The five files that Whisper writes of one recording, as its writers lay them out."""
    folder = tmp_path / "interviews"
    folder.mkdir()
    segments = [
        {"id": i, "start": float(at), "end": at + 2.0, "text": f" {words}"}
        for i, (words, at) in enumerate(SAID)
    ]
    (folder / "bria.json").write_text(
        json.dumps({"text": "", "segments": segments, "language": "en"}), "utf-8"
    )
    (folder / "bria.txt").write_text("\n".join(words for words, _ in SAID) + "\n", "utf-8")
    cues = [(stamp(at), stamp(at + 2), words) for words, at in SAID]
    (folder / "bria.srt").write_text(
        "".join(f"{n}\n{a} --> {b}\n{w}\n\n" for n, (a, b, w) in enumerate(cues, 1)), "utf-8"
    )
    (folder / "bria.vtt").write_text(
        "WEBVTT\n\n"
        + "".join(f"{a[3:]} --> {b[3:]}\n{w}\n\n" for a, b, w in cues).replace(",", "."),
        "utf-8",
    )
    (folder / "bria.tsv").write_text(
        "start\tend\ttext\n" + "".join(f"{at * 1000}\t{at * 1000 + 2000}\t{w}\n" for w, at in SAID),
        "utf-8",
    )
    return folder


def words(corpus, name):
    return corpus.intake.set_index("transcript").loc[name, "words"]


def test_five_files_of_one_recording_are_one_interview(whisper):
    corpus = cq.read_corpus(whisper)
    assert [one.id for one in corpus] == ["bria"]
    assert words(corpus, "bria") == 13
    assert corpus["bria"].turns[0].seconds == 0
    (note,) = [one for one in corpus.notes if "same name" in one]
    left = {".json", ".srt", ".tsv", ".txt", ".vtt"} - {"." + corpus["bria"].source.split(".")[-1]}
    assert all(ending in note.partition("left out")[2] for ending in left)
    assert not corpus.problems


def test_the_one_with_speakers_is_read_even_if_others_have_more_words(whisper):
    (whisper / "bria.docx.txt").unlink(missing_ok=True)
    (whisper / "bria.md").write_text("I: Who came?\nR: Nobody, we ran to the river.\n", "utf-8")
    corpus = cq.read_corpus(whisper)
    assert {turn.speaker for turn in corpus["bria"].turns} == {"I", "R"}


def test_another_interview_of_the_same_name_must_be_asked_about(whisper):
    (whisper / "bria.md").write_text(
        "I: How is the harvest?\nR: The millet has failed again, and cattle died of thirst.\n",
        "utf-8",
    )
    corpus = cq.read_corpus(whisper)
    row = corpus.intake.iloc[0]
    assert len(corpus) == 1
    assert not row["sure"]
    assert "bria.json has the same name and other words" in row["doubt"]
    stated = corpus.with_people(_confirmed("bria"))
    assert "other words" not in stated.intake.iloc[0]["doubt"]


def _confirmed(name):
    import pandas as pd

    return pd.DataFrame({"transcript": [name], "reading": ["confirmed"]})


def test_one_name_in_two_folders_is_two_interviews(tmp_path):
    for country, answer in (("car", "Nobody came."), ("mali", "The army came.")):
        (tmp_path / country).mkdir()
        for name in ("01", "02" if country == "car" else "03"):
            (tmp_path / country / f"{name}.txt").write_text(f"I: Who?\nR: {answer}\n", "utf-8")
        (tmp_path / country / "participants.csv").write_text(
            f"transcript;speaker;participant\n1;R;{country} one\n", "cp1252"
        )
    corpus = cq.read_corpus([tmp_path / "car", tmp_path / "mali"])
    assert [one.id for one in corpus] == ["02", "03", "car_01", "mali_01"]
    assert corpus.participants.of("car_01", "R") == "car one"
    assert corpus.participants.of("mali_01", "R") == "mali one"
    (note,) = [one for one in corpus.notes if "called after its folder" in one]
    assert note.startswith("car_01, mali_01: ")
    assert corpus.participants.count == 4


def test_rows_of_two_surveys_keep_apart(tmp_path):
    for year in ("2023", "2024"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "answers.csv").write_text(
            "start,_uuid,Why did you leave?\n"
            f"{year}-01-01,a,They burned the whole village that night\n"
            f"{year}-01-02,b,We were afraid of the armed men\n",
            "utf-8",
        )
    corpus = cq.read_corpus([tmp_path / "2023", tmp_path / "2024"])
    assert len(corpus) == 4
    assert corpus.participants.count == 4


def survey(path, ids, when):
    rows = [f"{when}-01,u{one},{one},They came late and we ran to the river {when}" for one in ids]
    text = "start;_uuid;participant_id;What happened that night?\n".replace(";", ",")
    path.write_text(text + "\n".join(rows) + "\n", "cp1252")


def test_a_respondent_who_answers_twice_is_one_participant(tmp_path):
    survey(tmp_path / "first.csv", ["001", "002", "003"], "2023-01")
    survey(tmp_path / "second.csv", ["1", "2"], "2024-01")  # Excel took the zeros
    corpus = cq.read_corpus(tmp_path)
    assert len(corpus) == 5
    assert corpus.participants.count == 3
    assert set(corpus.participants.speaks.values()) >= {"001", "002", "003"}


def test_a_table_calls_a_respondent_by_the_number_of_the_survey(tmp_path):
    survey(tmp_path / "answers.csv", ["001", "002"], "2023-01")
    (tmp_path / "attributs.csv").write_text("Entretien;Pays\n1;Mali\n2;RCA\n", "cp1252")
    corpus = cq.read_corpus(tmp_path)
    assert {one.id: one.attributes["Pays"] for one in corpus} == {
        "answers_001": "Mali",
        "answers_002": "RCA",
    }
    assert not corpus.problems
