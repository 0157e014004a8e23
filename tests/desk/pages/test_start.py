"""A study made by somebody who opens no terminal: folder, doubts, and what the study then holds."""

import pytest

import civic_qual as cq
from civic_qual.desk.pages.start import make_study
from civic_qual.errors import ReadError
from tests.desk.conftest import running, seated
from tests.desk.pages.asking import RefusedError, ask
from tests.study.small import CODEBOOK

FILES = {
    "01_roles.txt": "Awa: We ran to the church.\nMoussa: They came late.\nAwa: At night.\n",
    "02_hope.txt": "I: Who came?\nR: Nobody.\nHope: is all we had.\nI: Why?\nR: Fear.\n",
    "03_sure.txt": "Interviewer: Who?\nChief: Women.\nInterviewer: Why?\nChief: Fear.\n",
    "04_broken.docx": "no zip at all",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of messy interviews, in the home of somebody whose settings are their own."""
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "Documents" / "messy"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    return folder


def test_a_study_is_made_and_its_doubts_are_answered(chromium, folder):
    with seated(chromium, coder="") as page:
        page.get_by_role("button", name="Choose …").first.click()
        chooser = page.get_by_role("dialog")
        for name in ("Documents", "messy 4 interviews"):
            chooser.get_by_role("listitem").get_by_role("button", name=name).click()
        chooser.get_by_text("4 files here can be read").wait_for()
        chooser.get_by_role("button", name="Choose this folder").click()
        page.get_by_text("4 files can be read").wait_for()
        assert page.get_by_label("Path of a codebook").input_value().endswith("codebook.yaml")
        page.get_by_role("button", name="Make the study").click()
        page.get_by_text("Say your name: it stands").wait_for()
        page.locator("#who").fill("Awa")
        page.get_by_role("button", name="Make the study").click()
        page.get_by_role("heading", name="3 interviews read").wait_for(timeout=120_000)
        hope = page.get_by_role("group", name="Who is “Hope”?")
        hope.get_by_role("radio", name="Nobody: part of the speech").check()
        page.get_by_role("region", name="02_hope.txt").get_by_role(
            "button", name="Take these answers"
        ).click()
        page.get_by_text("1 answer is in the study. 1 file left.").wait_for()
        assert page.evaluate("document.activeElement.tagName") == "H1"
        page.get_by_text("What came in").click()
        page.get_by_role("button", name="Read it now: 04_broken.docx").click()
        page.get_by_role("alert").get_by_text("not a complete Word document").wait_for()
        page.get_by_role("button", name="Confirm the one shown").click()
        page.get_by_text("nothing need be asked").wait_for()
    with cq.Study(folder.with_suffix(".study")) as study:
        assert study.audit["action"].tolist() == ["create", "state people", "state people"]
        assert set(study.audit["who"]) == {"Awa"}
        assert study.codebook.title == "Small"
        assert study.corpus.intake["sure"].all()
        said = study.corpus["02_hope"].turns[1]
        assert study.corpus["02_hope"].text[said.spoken[-1][0] : said.spoken[-1][1]] == (
            "Hope: is all we had."
        )


def test_studies_are_remembered_and_opened(folder):
    with running() as (desk, _, _):
        assert ask(desk, "studies")["opened"] == []
        values = {"folder": str(folder), "study": str(folder) + ".study"}
        made = make_study(None, values, lambda *_: None)
        assert made["interviews"] == 3
        assert [one["path"] for one in ask(desk, "studies")["near"]] == [made["path"]]
        with pytest.raises(RefusedError, match="no study"):
            ask(desk, "open_study", path=str(folder / "nowhere.study"))
        with pytest.raises(RefusedError, match="is no study"):
            ask(desk, "open_study", path=str(folder / "03_sure.txt"))
        ask(desk, "open_study", path=f' "{made["path"]}" ')
        assert ask(desk, "doubts_left") == {"asked": 2, "of": 3, "namesakes": 0}
        assert [one["path"] for one in ask(desk, "studies")["opened"]] == [made["path"]]


def test_what_cannot_be_read_makes_no_study(folder):
    (folder / "empty").mkdir()
    values = {"folder": str(folder / "empty"), "study": str(folder / "a.study")}
    with pytest.raises(ReadError, match="no transcripts"):
        make_study(None, values, lambda *_: None)
    assert not (folder / "a.study").exists()
