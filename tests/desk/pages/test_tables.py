"""Tables on the desk: every number is recounted from exported files, by pandas alone."""

from contextlib import closing

import pandas as pd
import pytest
from playwright.sync_api import expect

import civic_qual as cq
from civic_qual.corpus.intake.people_workbook import stated
from civic_qual.desk.desk import Desk
from civic_qual.desk.pages.tables import JOBS
from civic_qual.errors import StudyError
from tests.desk.conftest import seated
from tests.desk.pages.asking import RefusedError, ask, done
from tests.study.small import SAID, place

LINES = {
    "Awa": [("bria", 1, "fear"), ("bria", 2, "perf.help"), ("ansongo", 1, "perf.late")],
    "Issa": [("bria", 1, "perf"), ("ansongo", 1, "perf.late")],
}


@pytest.fixture
def coded_study(small_study):
    """The small study, read by Awa and Issa as a whole but for one interview."""
    with cq.Study(small_study) as study:
        for coder, lines in LINES.items():
            for name in ("bria", "ansongo"):
                for said in SAID[name]:
                    if not said.endswith("?"):
                        study.read(name, *place(study.corpus, name, said), coder=coder)
            for name, line, code in lines:
                study.code(name, *place(study.corpus, name, SAID[name][line]), code, coder=coder)
    return small_study


def exported(study_path, folder):
    with cq.Study(study_path) as study:
        study.coding_table().to_csv(folder / "codings.csv")
    return pd.read_csv(folder / "codings.csv", encoding="utf-8-sig")


def test_a_count_is_what_the_exported_codings_say(coded_study, tmp_path):
    codings = exported(coded_study, tmp_path)
    with closing(Desk(coded_study)) as desk:
        for coder in ("Awa", "Issa"):
            asked = {"whose": f"coder:{coder}"}
            table = ask(desk, "counted_table", asked=asked)
            own = codings[codings["coder"] == coder]
            for row in table["rows"][:-1]:
                here = own[own["code"].str.split(".").str[0] == row["id"]]
                number = len(here[["transcript", "start"]].drop_duplicates())
                text, leads, *_ = row["cells"][0]
                assert text.split()[0] == str(number)
                assert leads == (number > 0)
                if not number:
                    continue
                told = ask(desk, "table_passages", asked=asked, row=row["id"], column=["all"])
                assert told["of"] == number
                assert {(one["transcript"], one["coded"][0]) for one in told["passages"]} == {
                    *zip(here["transcript"], here["start"], strict=True)
                }


def test_the_words_of_a_passage_are_those_of_the_transcript(coded_study):
    with closing(Desk(coded_study)) as desk:
        asked = {"whose": "coder:Awa", "kind": "cases"}
        told = ask(desk, "table_passages", asked=asked, row="bria", column=["perf"])
    (one,) = told["passages"]
    with cq.Study(coded_study) as study:
        text = study.corpus["bria"].text
    assert "".join(words for words, _ in one["pieces"]) == text[one["start"] : one["end"]]
    assert [words for words, coded in one["pieces"] if coded] == [SAID["bria"][2]]


def test_who_reads_blind_is_shown_their_own_and_why(coded_study):
    with cq.Study(coded_study) as study:
        study.assign(
            "first", [("ansongo", *place(study.corpus, "ansongo", SAID["ansongo"][1]))],
            ["Awa", "Issa"], kind="transcripts",
        )  # fmt: skip
    with closing(Desk(coded_study)) as desk:
        told = ask(desk, "table_choices", coder="Awa")
        assert [one["whose"] for one in told["whose"]] == ["coder:Awa"]
        assert "first" in told["why_blind"]
        assert ask(desk, "counted_table", coder="Awa", asked={"whose": "coder:Awa"})["rows"]
        for whose in ("people", "rules", "coder:Issa"):
            with pytest.raises(RefusedError, match="You read blind"):
                ask(desk, "counted_table", coder="Awa", asked={"whose": whose})
            with pytest.raises(RefusedError, match="You read blind"):
                ask(
                    desk, "table_passages", coder="Awa", asked={"whose": whose}, row="perf",
                    column=["all"],
                )  # fmt: skip
        with pytest.raises(RefusedError, match="say who you are first"):
            ask(desk, "table_choices", coder="")
    with cq.Study(coded_study) as study, pytest.raises(StudyError, match="You read blind"):
        JOBS["give_table"](study, {"asked": {"whose": "rules"}, "who": "Awa"}, print)


def test_a_number_of_a_table_leads_to_its_words_and_back(chromium, coded_study):
    with seated(chromium, coded_study, coder="Awa") as page:
        page.goto(page.address + "/tables?whose=coder:Awa&by=country")
        page.locator("select[name=measure]").focus()
        page.locator("select[name=measure]").select_option("participants")
        expect(page.locator("select[name=measure]")).to_be_focused()
        page.locator("select[name=measure]").select_option("segments")
        link = page.get_by_role("link", name="Performance, Mali: 2 (")
        link.click()
        expect(page.locator("mark")).to_have_count(2)
        read = page.get_by_role("link", name="bria read it there")
        with cq.Study(coded_study) as study:
            start, end = place(study.corpus, "bria", SAID["bria"][2])
        expect(read).to_have_attribute("href", f"/read/bria#{start}-{end}")
        page.go_back()
        expect(link).to_be_visible()
        expect(page.locator("select[name=whose]")).to_have_value("coder:Awa")


def test_what_leaves_hides_small_numbers_and_is_remembered(coded_study):
    with cq.Study(coded_study) as study:
        study.set(minimum=2)
    asked = {"whose": "coder:Awa", "measure": "participants"}
    with closing(Desk(coded_study)) as desk:
        inside = ask(desk, "counted_table", asked=asked)
        written = done(desk, "give_table", asked=asked)
    folder = coded_study.parent / "small_table"
    assert written["folder"] == str(folder.resolve())
    assert written["protected"]
    table = pd.read_csv(folder / "theme_table.csv", encoding="utf-8-sig", dtype=str)
    counted = {row["id"]: row["cells"][0][0].split()[0] for row in inside["rows"]}
    assert counted == {"perf": "2", "fear": "1", "any theme": "2"}
    assert dict(zip(table["theme"], table["count"], strict=True)) == {
        "perf": "2", "fear": "suppressed", "any theme": "2",
    }  # fmt: skip
    with cq.Study(coded_study) as study:
        assert study.earlier_releases.frame["files"].str.contains("theme_table.csv").tolist() == [
            True
        ]


def test_how_a_file_was_read_is_nothing_to_count_by(small_study):
    with cq.Study(small_study) as study:
        rows = [
            {"transcript": "bria", "reading": "confirmed", "consent": "yes", "district": "North"}
        ]
        study.state_people(stated(rows, name="what was written"), who="Awa")
        assert {"reading", "consent"} <= {*study.corpus["bria"].attributes}
    with closing(Desk(small_study)) as desk:
        for call, name in (
            ("table_choices", "by"),
            ("report_state", "by"),
            ("models", "by"),
            ("work_choices", "attributes"),
        ):
            assert "district" in ask(desk, call)[name]
            assert not {"reading", "consent"} & {*ask(desk, call)[name]}, call
