"""Settings, people, copies and history of a study, and what who reads blind sees of them."""

import pytest

import civic_qual as cq
from civic_qual.desk.pages.upkeep import export_study, merge_copy
from civic_qual.errors import StudyError
from tests.desk.conftest import running, seated
from tests.desk.pages.asking import RefusedError, ask


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


def test_a_study_is_kept_without_a_terminal(chromium, small_study):
    with seated(chromium, small_study) as page:
        page.get_by_role("link", name="Study", exact=True).click()
        page.get_by_label("Author").fill("Awa Keïta")
        page.get_by_label("Minimum of people").fill("none")
        page.get_by_role("button", name="Set", exact=True).click()
        page.get_by_role("alert").get_by_text("minimum").wait_for()
        page.get_by_label("Minimum of people").fill("7")
        page.get_by_role("button", name="Set", exact=True).click()
        page.get_by_text("It is set: Author, Minimum").wait_for()
        page.get_by_text("Show them").click()
        page.get_by_role("button", name="Change bria", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("A new attribute").fill("district")
        dialog.get_by_role("button", name="Add it").click()
        dialog.get_by_label("district").fill("North")
        dialog.get_by_label("Consent").select_option("withdrawn")
        dialog.get_by_role("button", name="Keep it").click()
        page.get_by_text("withdrawn: neither coded nor counted").wait_for()
        page.get_by_text("Show it").click()
        page.get_by_role("button", name="Take back line 3").click()
        page.get_by_role("dialog").get_by_role("button", name="Take back").click()
        page.get_by_text("1 record was taken back.").wait_for()
        page.get_by_role("button", name="Check the file").click()
        page.get_by_text("All is well").wait_for()
    with cq.Study(small_study) as study:
        assert (study.settings.author, study.settings.minimum) == ("Awa Keïta", 7)
        assert study.corpus["bria"].attributes["district"] == "North"
        assert any(turn.spoken for turn in study.corpus["bria"].turns)
        actions = study.audit["action"].tolist()
        assert actions == ["create", "set", "withdraw", "state people", "undo"]


def test_copies_are_made_merged_and_written_out(small_study, tmp_path):
    second = tmp_path / "second"
    second.mkdir()
    with running(small_study) as (desk, _, _):
        assert ask(desk, "upkeep")["backup"] == ""
        ask(desk, "back_up_to", folder=str(second))
        copy = ask(desk, "back_up_now", folder=str(second))["path"]
        with cq.Study(copy) as other:
            other.set(author="Issa", who="Issa")
        ask(desk, "set_settings", values={"author": "Awa"})
        with pytest.raises(StudyError, match="no study"):
            merge_copy(desk, {"path": str(second / "nowhere.study")}, lambda *_: None)
    with cq.Study(small_study) as study:
        told = []
        values = {"path": copy, "who": "Lead"}
        merged = merge_copy(study, values, lambda *far: told.append(far))
        assert (merged, len(told)) == ({"conflicts": 1, "lines": 2}, 1)
    with running(small_study) as (desk, _, _):
        assert ask(desk, "open_questions")["conflicts"][0]["kind"] == "setting"
        ask(desk, "set_settings", values={"author": "Awa and Issa"})
        assert ask(desk, "open_questions")["conflicts"] == []
    with cq.Study(small_study) as study:
        folder = export_study(study, {"folder": str(second)}, lambda *_: None)["path"]
    with cq.Study.import_folder(folder, tmp_path / "again.study") as again:
        assert again.settings.author == "Awa and Issa"
    with cq.Study(second / small_study.name) as renewed:  # when the desk was closed
        assert renewed.settings.author == "Awa and Issa"


def test_who_reads_blind_sees_nothing_of_others(small_study):
    with cq.Study(small_study) as study:
        study.assign("first", [("bria", 0, 40)], ["Awa", "Issa"], kind="transcripts", who="Lead")
        study.code("bria", 22, 40, "fear", coder="Issa", why="a reason of Issa")
        study.set(author="Lead", who="Lead")
    with running(small_study) as (desk, _, _):
        for coder, hidden in (("Awa", True), ("", True), ("Lead", False)):
            told = ask(desk, "history", coder=coder)
            assert told["hidden"] is hidden
            assert any(one["who"] == "Issa" for one in told["lines"]) is not hidden
            assert any(one["what"] == "set" for one in told["lines"])


def test_people_are_known_by_what_is_stated(small_study):
    with running(small_study) as (desk, _, _):
        (person, *_) = ask(desk, "people")["people"]
        ask(desk, "know", about="participant", of=person["name"], values={"sex": " woman "})
        again = next(one for one in ask(desk, "people")["people"] if one["name"] == person["name"])
        assert again["known"]["sex"] == "woman"
        ask(desk, "agree", about="participant", of=person["name"], consent="none")
        with pytest.raises(RefusedError, match="participant"):
            ask(desk, "agree", about="participant", of="nobody", consent="none")
    with cq.Study(small_study) as study:
        assert study.corpus.participants.attributes[person["name"]]["consent"] == "none"
