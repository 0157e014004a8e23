"""`civic-qual code` on folders as people have them, good and bad."""

import zipfile

import pandas as pd
import pytest

from civic_qual.codebook.files.reading import read_codebook
from civic_qual.coding.files.reading import read_codings
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.errors import CodingError


def test_codes_a_folder_and_writes_four_files(civic_qual, interviews, codebook, tmp_path):
    outcome = civic_qual(
        "code", interviews, "--codebook", codebook, "--out", tmp_path / "out", "--by", "country"
    )
    assert outcome.status == 0, outcome.err
    assert "Mali" in outcome.out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "codings.csv",
        "notes.txt",
        "release.ledger",
        "report.html",
        "theme_table.csv",
    }


def test_words_of_the_interviews_stay_home_unless_internal(
    civic_qual, interviews, codebook, tmp_path
):
    for flags, expected in (((), False), (("--internal",), True)):
        civic_qual("code", interviews, "--codebook", codebook, "--out", tmp_path / "out", *flags)
        written = "".join(
            (tmp_path / "out" / name).read_text(encoding="utf-8-sig")
            for name in ("codings.csv", "report.html", "theme_table.csv")
        )
        assert ("Always late" in written) is expected


def test_who_said_what_stays_home_unless_internal(civic_qual, codebook, tmp_path):
    folder, out = tmp_path / "many", tmp_path / "out"
    folder.mkdir()
    rows = ["transcript,country"]
    for place in range(20):
        late = "They came late." if place < 2 or place > 11 else "They came home."
        talk = f"Interviewer: When did they come?\nRespondent: {late}\n"
        (folder / f"t{place}.txt").write_text(talk, encoding="utf-8")
        rows.append(f"t{place},{'Chad' if place < 10 else 'Mali'}")
    (folder / "attributes.csv").write_text("\n".join(rows), encoding="utf-8")
    call = ("code", folder, "--codebook", codebook, "--out", out, "--by", "country")

    civic_qual(*call, "--internal")
    assert (pd.read_csv(out / "codings.csv")["kind"] == "reading").sum() == 20

    outcome = civic_qual(*call)
    assert "Protected: these files may leave the study" in outcome.out
    codings = pd.read_csv(out / "codings.csv")
    assert codings["kind"].tolist() == ["withheld"]
    assert "--internal" in codings["evidence"][0]
    table = pd.read_csv(out / "theme_table.csv", encoding="utf-8-sig").set_index(
        ["theme", "country"]
    )
    assert table.loc[("perf", "Chad"), ["count", "denominator"]].tolist() == ["suppressed", 10]
    assert table.loc[("perf", "all"), "count"] == "10"  # text, beside the marks
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "t3" not in report
    assert ">2 (20%)<" not in report

    civic_qual(*call, "--minimum", "2")
    table = pd.read_csv(out / "theme_table.csv", encoding="utf-8-sig").set_index(
        ["theme", "country"]
    )
    assert table.loc[("perf", "Chad"), "count"] == 2


def test_withheld_codings_are_not_read_back_as_codings(civic_qual, interviews, codebook, tmp_path):
    civic_qual("code", interviews, "--codebook", codebook, "--out", tmp_path / "out")
    with pytest.raises(CodingError, match="withheld"):
        read_codings(
            tmp_path / "out" / "codings.csv", read_corpus(interviews), read_codebook(codebook)
        )


def test_quiet_prints_nothing(civic_qual, interviews, codebook, tmp_path):
    outcome = civic_qual(
        "code", interviews, "--codebook", codebook, "--out", tmp_path / "out", "--quiet"
    )
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


def test_an_unreadable_file_is_named_and_the_others_are_coded(
    civic_qual, interviews, codebook, tmp_path
):
    (interviews / "broken.docx").write_bytes(b"PK\x03\x04 and then nothing")
    outcome = civic_qual(
        "code", interviews, "--codebook", codebook, "--out", tmp_path / "out", "--internal"
    )
    assert outcome.status == 0
    assert "broken.docx" in outcome.err
    codings = pd.read_csv(tmp_path / "out" / "codings.csv", encoding="utf-8-sig")
    assert set(codings["transcript"]) == {"one", "two"}


def test_an_empty_folder_is_refused_and_leaves_nothing(civic_qual, codebook, tmp_path):
    (tmp_path / "empty").mkdir()
    outcome = civic_qual(
        "code", tmp_path / "empty", "--codebook", codebook, "--out", tmp_path / "out"
    )
    assert outcome.status == 1
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_typo_in_an_operator_names_file_line_and_column(
    civic_qual, interviews, codebook, tmp_path
):
    codebook.write_text(
        codebook.read_text(encoding="utf-8").replace("NEAR/5", "NAER/5"), encoding="utf-8"
    )
    outcome = civic_qual("code", interviews, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 1
    assert "codebook.yaml:16:" in outcome.err
    assert "NEAR" in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_very_large_file_is_refused_unless_told(civic_qual, codebook, tmp_path):
    folder = tmp_path / "large"
    folder.mkdir()
    line = "Respondent: They came late. " + "We waited by the road until night. " * 30 + "\n"
    (folder / "long.txt").write_text(line * (11_000_000 // len(line)), encoding="utf-8")
    outcome = civic_qual("code", folder, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 1
    assert "--large" in outcome.err


def test_two_files_of_one_stem_are_one_interview(civic_qual, interviews, codebook, tmp_path):
    (interviews / "one.md").write_text("Respondent: Fine.\n", encoding="utf-8")
    outcome = civic_qual("code", interviews, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 0
    assert "one.md has the same name and other words" in outcome.err
    assert "Not to leave the study yet" in outcome.out
    assert "Read 2 transcripts, 2 participants" in outcome.err


def test_an_unknown_attribute_names_those_that_exist(civic_qual, interviews, codebook, tmp_path):
    outcome = civic_qual(
        "code", interviews, "--codebook", codebook, "--out", tmp_path / "out", "--by", "contry"
    )
    assert outcome.status == 1
    assert "country" in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_wrong_call_exits_with_2(civic_qual, interviews):
    assert civic_qual("code", interviews).status == 2
    assert civic_qual("code", "no_such_folder", "--codebook", "x", "--out", "y").status == 2


def test_results_that_stand_survive_a_failed_run(civic_qual, interviews, codebook, tmp_path):
    out = tmp_path / "out"
    civic_qual("code", interviews, "--codebook", codebook, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    civic_qual("code", interviews, "--codebook", codebook, "--out", out, "--by", "nothing")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_where_a_file_stands_is_refused(civic_qual, interviews, codebook, tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    outcome = civic_qual("code", interviews, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 2
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_zip_bomb_is_named_not_opened(civic_qual, interviews, codebook, tmp_path):
    with zipfile.ZipFile(interviews / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 200_000_000)
    outcome = civic_qual("code", interviews, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 0
    assert "bomb.docx" in outcome.err


def test_forty_groups_are_reported_without_a_chart(civic_qual, codebook, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"t{number}.txt").write_text("Respondent: They came late.\n", encoding="utf-8")
    outcome = civic_qual(
        "code", folder, "--codebook", codebook, "--out", tmp_path / "out", "--by", "transcript"
    )
    assert outcome.status == 0, outcome.err
    assert "No chart" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_no_name_of_a_speaker_leaves_the_study(civic_qual, codebook, tmp_path):
    folder = tmp_path / "named"
    folder.mkdir()
    (folder / "talk.txt").write_text(
        "Ada Lund: Who came?\nMariama Keita: They came late.\n" * 3, encoding="utf-8"
    )
    civic_qual("code", folder, "--codebook", codebook, "--out", tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        assert "Keita" not in path.read_text(encoding="utf-8-sig")


def test_a_language_without_rules_is_not_read(civic_qual, codebook, tmp_path):
    folder = tmp_path / "french"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Enquêteur : Qui est venu ?\nChef : Personne n'est venu cette nuit-là, on a attendu.\n",
        encoding="utf-8",
    )
    outcome = civic_qual("code", folder, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 1
    assert "people speak fr, and the codebook is for en" in outcome.err


def test_only_interviewers_is_said_plainly(civic_qual, codebook, tmp_path):
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "a.txt").write_text("Interviewer: Who came late that night?\n", encoding="utf-8")
    outcome = civic_qual("code", folder, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 1
    assert "all speakers were taken for interviewer" in outcome.err


def test_whole_transcripts_are_not_broken_down_by_people(
    civic_qual, interviews, codebook, tmp_path
):
    (interviews / "participants.csv").write_text(
        "transcript,speaker,participant,sex\none,Respondent,p1,woman\n", encoding="utf-8"
    )
    outcome = civic_qual(
        "code",
        interviews,
        "--codebook",
        codebook,
        "--out",
        tmp_path / "out",
        "--by",
        "sex",
        "--unit",
        "transcript",
    )
    assert outcome.status == 1
    assert "--unit turn" in outcome.err


def test_formulas_are_not_left_for_spreadsheets_to_run(civic_qual, interviews, codebook, tmp_path):
    (interviews / "attributes.csv").write_text(
        "transcript,country,altitude\none,=1+1,-2\ntwo,CAR,5\n", encoding="utf-8"
    )
    civic_qual(
        "code",
        interviews,
        "--codebook",
        codebook,
        "--out",
        tmp_path / "out",
        "--by",
        "country",
        "--internal",
    )
    for name in ("codings.csv", "theme_table.csv"):
        written = pd.read_csv(tmp_path / "out" / name, encoding="utf-8-sig", dtype=str)
        assert set(written["country"]) & {"'=1+1", "=1+1"} == {"'=1+1"}
    altitudes = pd.read_csv(tmp_path / "out" / "codings.csv", encoding="utf-8-sig")["altitude"]
    assert set(altitudes) == {-2, 5}


def test_an_unknown_encoding_is_a_wrong_call(civic_qual, interviews, codebook, tmp_path):
    outcome = civic_qual(
        "code",
        interviews,
        "--codebook",
        codebook,
        "--out",
        tmp_path / "out",
        "--encoding",
        "klingon",
    )
    assert outcome.status == 2


def test_a_table_by_language_goes_by_what_is_spoken(civic_qual, interviews, codebook, tmp_path):
    (interviews / "attributes.csv").write_text(
        "transcript,language\none,English\n", encoding="utf-8"
    )
    civic_qual(
        "code",
        interviews,
        "--codebook",
        codebook,
        "--out",
        tmp_path / "out",
        "--by",
        "language",
        "--internal",
    )
    table = pd.read_csv(tmp_path / "out" / "theme_table.csv", encoding="utf-8-sig")
    assert set(table["language"][~table["margin"]]) == {"en"}
    codings = pd.read_csv(tmp_path / "out" / "codings.csv", encoding="utf-8-sig")
    assert set(codings["language"]) == {"en"}


def test_nothing_may_leave_the_study_while_it_is_not_sure_who_speaks(
    civic_qual, codebook, tmp_path
):
    folder, out = tmp_path / "unsure", tmp_path / "out"
    folder.mkdir()
    talk = "Ada Lund: They came late.\nDi: Yes, they did.\n" * 2
    (folder / "bria.txt").write_text(talk, encoding="utf-8")
    call = ("code", folder, "--codebook", codebook, "--out", out)

    outcome = civic_qual(*call)
    assert outcome.err.startswith("doubt: bria: the role of Ada Lund, Di is unknown")
    assert "may leave the study" not in outcome.out
    assert "Not to leave the study yet" in outcome.out
    assert "participants.csv" in outcome.out
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "Protected for readers outside the study" not in report
    assert "Not to leave the study yet" in report

    stopped = civic_qual(*call[:-1], tmp_path / "none", "--strict")
    assert stopped.status == 1
    assert "bria.txt: the role of Ada Lund, Di is unknown" in stopped.err
    assert not (tmp_path / "none").exists()

    told = "transcript,speaker,role\nbria,Ada Lund,interviewer\nbria,Di,respondent\n"
    (folder / "participants.csv").write_text(told, encoding="utf-8")
    outcome = civic_qual(*call, "--strict")
    assert "doubt:" not in outcome.err
    assert "Protected: these files may leave the study" in outcome.out
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "Protected for readers outside the study" in report


def test_many_doubts_are_counted_and_asked_before_what_is_told(civic_qual, codebook, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for place in range(7):
        talk = f"Ada{place} Lund: They came late.\nDi: Yes, they did.\n" * 2
        (folder / f"a{place}.txt").write_text(talk, encoding="utf-8")
    sure = "Interviewer: When?\nRespondent: In May.\n"
    (folder / "b.txt").write_text(sure, encoding="utf-8")
    outcome = civic_qual("code", folder, "--codebook", codebook, "--out", tmp_path / "out")
    lines = outcome.err.splitlines()
    assert [line.startswith("doubt: ") for line in lines[:6]] == [True] * 5 + [False]
    assert lines[5] == "... and 2 more doubts; --strict names all, civic-qual look shows them"
    assert lines[6].startswith("note: b: ")
    everything = civic_qual(
        "code", folder, "--codebook", codebook, "--out", tmp_path / "none", "--strict"
    )
    assert everything.err.count("is unknown: they count") == 7


def test_larger_groups_are_proposed_on_the_terminal_only(civic_qual, codebook, tmp_path):
    folder, out = tmp_path / "villages", tmp_path / "out"
    folder.mkdir()
    rows = ["transcript,village,region"]
    for number in range(24):
        said = "They came late." if number % 2 else "They came home."
        talk = f"Interviewer: When did they come?\nRespondent: {said}\n"
        (folder / f"t{number}.txt").write_text(talk, encoding="utf-8")
        village = number // 2 % 4
        rows.append(f"t{number},v{village},{'coast' if village < 2 else 'hills'}")
    (folder / "attributes.csv").write_text("\n".join(rows), encoding="utf-8")
    call = ("code", folder, "--codebook", codebook, "--out", out, "--by")
    outcome = civic_qual(*call, "village")
    proposed = "By region instead of by village, 100% of the numbers can be shown (now "
    assert proposed in outcome.out
    written = [path.read_text(encoding="utf-8") for path in out.iterdir()]
    assert not any("instead of by" in text for text in written)
    assert "instead of by" not in civic_qual(*call, "region").out
    assert "instead of by" not in civic_qual(*call, "village", "--internal").out


def test_a_title_of_two_lines_stands_on_one(civic_qual, interviews, codebook, tmp_path):
    text = codebook.read_text(encoding="utf-8")
    codebook.write_text(text.replace("title: Small", "title: |\n  Small\n  study"), "utf-8")
    outcome = civic_qual("code", interviews, "--codebook", codebook, "--out", tmp_path / "out")
    assert outcome.status == 0, outcome.err
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<title>Theme report: Small study</title>" in report
    assert "\\n" not in report.partition("<title>")[2].partition("</title>")[0]
