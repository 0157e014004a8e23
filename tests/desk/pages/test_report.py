"""The report on the desk: what is missing, what leaves, what is remembered, where it is written."""

import re
from contextlib import closing

import pandas as pd
import pytest
from playwright.sync_api import expect

import civic_qual as cq
from civic_qual.desk.desk import Desk
from civic_qual.desk.pages import report
from civic_qual.errors import DisclosureError, StudyError
from tests.desk.conftest import seated
from tests.desk.pages.asking import RefusedError, ask
from tests.study.small import SAID, place


def silent(*_):
    """Be told how far a job is."""


def test_what_is_missing_is_mended_on_the_page_it_names(small_study):
    with closing(Desk(small_study)) as desk:
        before = ask(desk, "report_state")
        assert before["protects"]
        assert "Who writes the report is not said." in [one["say"] for one in before["missing"]]
        assert {one["page"] for one in before["missing"]} <= {"/study", "/doubts", "/work"}
        with cq.Study(small_study) as study:
            study.set(author="Awa", organisation="We", period="2024")
            study.keep_sample(cq.draw_sample(study.corpus, n=2, name="two"))
        after = [one["say"] for one in ask(desk, "report_state")["missing"]]
    assert "Of the sample 'two' 0 of 2 passages are read." in after
    assert not any("not said" in one for one in after)


def test_a_report_of_few_people_leaves_with_its_numbers_hidden_and_once_only(small_study):
    with cq.Study(small_study) as study:
        made = report.report(study, {"who": "Lead", "by": []}, silent)
        (kept,) = study.earlier_releases
        page = (small_study.parent / "small_report" / "report.html").read_text(encoding="utf-8")
    assert made["folder"] == str((small_study.parent / "small_report").resolve())
    assert made["protected"]
    table = pd.read_csv(small_study.parent / "small_report" / "theme_table.csv", dtype=str)
    assert set(table["count"]) == {"suppressed", "0"}
    assert not any(words in page for said in SAID.values() for words in said)
    with closing(Desk(small_study)) as desk:
        (told,) = ask(desk, "report_state")["releases"]
        assert told["name"] == kept.name
        assert ask(desk, "declare_not_given", release=kept.name, why="only tried") == []
        with pytest.raises(RefusedError, match="no release is called"):
            ask(desk, "declare_not_given", release=kept.name)
    with cq.Study(small_study) as study:
        assert len(study.earlier_releases) == 0
        again = report.report_internal(study, {"who": "Lead"}, silent)
        assert again["folder"].endswith("small_report_internal")
        assert len(study.earlier_releases) == 0


def test_nothing_leaves_as_long_as_it_is_not_sure_who_speaks(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "a.txt").write_text("They came late.\nThey were afraid.\nWe ran.\n", encoding="utf-8")
    corpus = cq.read_corpus(folder)
    with cq.Study.create(tmp_path / "a.study", corpus, cq.example_codebook()) as study:
        with pytest.raises(DisclosureError, match="not sure who says what in a"):
            report.report(study, {"who": "Lead"}, silent)
        assert len(study.earlier_releases) == 0
    with closing(Desk(tmp_path / "a.study")) as desk:
        told = ask(desk, "report_state")
    assert told["blocked"]
    assert [one["page"] for one in told["missing"] if one["must"]] == ["/doubts"]


def test_what_changed_since_the_last_time_is_said(small_study):
    with cq.Study(small_study) as study:
        report.refresh(study, {"who": "Lead"}, silent)
        study.read("bria", *place(study.corpus, "bria", SAID["bria"][1]), coder="Awa")
        second = report.refresh(study, {"who": "Lead"}, silent)
    assert any("Awa" in one for one in second["changed"])
    assert (small_study.parent / "small_refreshed" / "report.html").is_file()


def test_a_copy_is_made_for_the_team_alone_and_is_the_same_study(small_study):
    with cq.Study(small_study) as study:
        with pytest.raises(DisclosureError, match="full copy"):
            report.export(study, {"who": "Lead"}, silent)
        made = report.export(study, {"who": "Lead", "internal": True}, silent)
        held = study.held
    again = cq.Study.import_folder(made["folder"], small_study.with_name("again.study"))
    with closing(again):
        assert again.held == held


def test_only_a_report_of_this_study_is_opened(small_study, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(report.webbrowser, "open", lambda address: opened.append(address) or True)
    beside = small_study.parent / "small_report"
    elsewhere = tmp_path / "other" / "small_report"
    for folder in (beside, elsewhere):
        folder.mkdir(parents=True)
        (folder / "report.html").write_text("", encoding="utf-8")
    with closing(Desk(small_study)) as desk:
        assert ask(desk, "open_report", folder=str(beside))
        loop = small_study.parent / "small_loop"
        loop.symlink_to(loop)
        for wrong in (elsewhere, small_study.parent, beside / ".." / ".." / "etc", loop):
            with pytest.raises(RefusedError, match="is not there"):
                ask(desk, "open_report", folder=str(wrong))
    assert opened == [(beside / "report.html").resolve().as_uri()]


def test_who_reads_blind_makes_no_report(small_study):
    with cq.Study(small_study) as study:
        line = ("bria", *place(study.corpus, "bria", SAID["bria"][1]))
        study.assign("first", [line], ["Awa", "Issa"], kind="transcripts")
        for job in report.JOBS.values():
            with pytest.raises(StudyError, match="You read blind"):
                job(study, {"who": "Awa", "internal": True}, silent)
    with closing(Desk(small_study)) as desk:
        assert set(ask(desk, "report_state", coder="Awa")) == {"why_blind"}


def test_a_report_is_made_by_one_button(chromium, small_study):
    with seated(chromium, small_study, language="fr") as page:
        page.goto(page.address + "/report")
        page.get_by_role("button", name="Faire le rapport qui peut sortir").click()
        path = page.locator(".path code")
        expect(path).to_have_text(re.compile("small_report$"), timeout=60_000)
        page.get_by_role("button", name="Personne ne l’a reçue").wait_for()
    assert (small_study.parent / "small_report" / "report.html").is_file()
