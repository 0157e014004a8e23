"""The codebook page: what it says before a change, does and takes back, recounted outside."""

import json
from pathlib import Path

import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.desk.pages.codebook import CALLS
from civic_qual.desk.seat import DeskSeat
from tests.desk.axe import violations
from tests.desk.conftest import seated
from tests.study.small import place

HOSTILE = """\
title: "<img src=x onerror=alert(1)>"
version: "<b>"
languages: [en]
codes:
  - id: "<script>alert(1)<b>"
    name: {en: "<img src=x onerror=alert(1)>"}
    definition: {en: "\\u202Etxt.exe javascript:alert(1)"}
    examples: {en: ["</textarea><script>alert(1)</script>"]}
    rules: {en: ["came late"]}
  - id: "a&b?#%2e"
    name: {en: "=cmd|' /C calc'!A0"}
"""


@pytest.fixture
def coded(small_study):
    with cq.Study(small_study) as study:
        corpus = study.corpus
        late = place(corpus, "ansongo", "came late")
        study.code("ansongo", *late, "perf.late", coder="Awa")
        study.code("ansongo", *late, "perf.late", coder="Issa")
        study.code("ansongo", *place(corpus, "ansongo", "Nobody came"), "perf.late", coder="Issa")
        study.code("bria", *place(corpus, "bria", "They helped us"), "perf.help", coder="Issa")
        study.read("ansongo", coder="Awa")
        study.memo("late or never?", coder="Issa", code="perf.late")
    return small_study


@pytest.fixture
def asking(coded):
    """What calls answer, as JSON, and refuse."""
    with cq.Study(coded) as study:

        def ask(name, coder="Awa", language="en", **values):
            seat = DeskSeat(opened=study, coder=coder, language=language, desk=None)
            told = json.loads(json.dumps(CALLS.answer(name, seat, values)))
            if "refused" in told:
                raise LookupError(told["refused"])
            return told["answer"]

        ask.study = study
        yield ask


def version(ask):
    return ask("codebook_now")["seen"]


def codes(study):
    return sorted(study.coding_table()["code"])


def test_every_change_is_said_before_it_is_made_and_can_be_taken_back(asking):
    study, seen = asking.study, version(asking)
    act = {"do": "merge", "codes": ["perf.late"], "into": "perf.help"}
    told = asking("say_change", act=act)
    assert "3 codings of 2 coders by Coming late will be called Helping" in told["sentences"]
    assert "2 passages will have to be looked at again" in told["sentences"]
    assert version(asking) == seen
    made = asking("make_change", act=act, seen=seen, why="one thing")
    assert codes(study) == ["perf.help"] * 4
    assert study.codebook.version == "2"
    asking("restore_codebook", version=made["before"], seen=made["seen"])
    assert codes(study) == ["perf.help"] + ["perf.late"] * 3
    french = asking("say_change", act=act, language="fr")["sentences"]
    assert any("3 codages de 2 codeurs" in one for one in french)


def test_who_comes_second_is_told_and_nothing_is_overwritten(asking):
    seen = version(asking)
    words = {"do": "write", "code": "fear", "definition": {"en": "Afraid of soldiers."}}
    asking("make_change", "Issa", act=words, seen=seen)
    with pytest.raises(LookupError, match="Issa changed the codebook meanwhile"):
        asking("make_change", act={**words, "definition": {"en": "Afraid."}}, seen=seen)
    assert asking.study.codebook["fear"].definition["en"] == "Afraid of soldiers."
    with pytest.raises(LookupError, match="say who you are first"):
        asking("make_change", "", act=words, seen=version(asking))


def test_counts_passages_and_memos_are_those_that_sight_allows(asking):
    study = asking.study

    def numbers(coder):
        known = {one["id"]: one for one in asking("codebook_tree", coder)["codes"]}
        return [known[one]["people"] for one in ("perf.late", "perf.help")]

    assert numbers("Awa") == [3, 1]
    study.assign("q", [("bria", 0, 40)], ["Awa", "Issa"], kind="transcripts")
    assert numbers("Awa") == [1, 0]
    assert numbers("Issa") == [2, 1]
    assert numbers("") == [0, 0]
    assert numbers("Binta") == [3, 1]
    assert asking("codebook_passages", code="perf.late")["of"] == 1
    assert asking("codebook_passages", code="perf.help")["coders"] == []
    page = asking("codebook_code", code="perf.late")
    assert (page["people"], page["coders"], page["memos"]) == (1, 1, [])
    assert asking("codebook_code", "Binta", code="perf.late")["memos"][0]["coder"] == "Issa"
    told = json.dumps(asking("say_change", act={"do": "retire", "code": "perf.late"}))
    assert "1 coding of 1 coder" in told
    assert "Issa" not in told
    tried = asking("try_rules", code="perf.late", rules=[{"text": "came", "language": "en"}])
    assert tried["coded"] == 1
    others = study.coding_table(coder="Issa")["id"].tolist()[0]
    with pytest.raises(LookupError, match="your own"):
        asking("share_out", goes={others: "fear"})


def test_a_rule_tells_what_it_finds_loses_and_where_it_is_wrong(asking):
    entries = asking("codebook_code", code="perf.late")["rules"]
    same = asking("try_rules", code="perf.late", rules=entries)
    assert (same["now"], same["gained"], same["lost"], same["problems"]) == (1, 0, 0, [])
    entries = [
        {"text": "nobody came", "language": "en"},
        {"text": "late NEAR/2 (", "language": "en"},
    ]
    told = asking("try_rules", code="perf.late", rules=entries)
    assert (told["gained"], told["lost"], told["coded"], told["coded_found"]) == (1, 1, 2, 1)
    assert told["passages"]["gained"][0]["words"] == "Nobody came"
    assert told["passages"]["gained"][0]["people"] == "coded"
    assert told["passages"]["missed"][0]["words"] == "came late"
    (problem,) = told["problems"]
    assert (problem["rule"], problem["line"], problem["column"]) == (1, 1, 13)
    (english,) = told["elsewhere"]
    assert (english["fired"], english["before"], english["of"]) == (0, 1, 205)
    with pytest.raises(LookupError, match="rule 2, line 1, column 13"):
        asking("say_change", act={"do": "write", "code": "perf.late", "rules": entries})


def test_examples_are_held_to_the_rules_that_are_written(asking):
    example = {"text": "They came late, as always.", "language": "en"}
    act = {"do": "write", "code": "perf.late", "examples": [example]}
    asking("make_change", act=act, seen=version(asking))
    assert asking("check_examples")["failing"] == {}
    rules = [{"text": "nobody", "language": "en"}]
    (checked,) = asking("try_rules", code="perf.late", rules=rules)["examples"]
    assert (checked["kind"], checked["ok"]) == ("example", False)
    act = {"do": "write", "code": "perf.late", "rules": rules}
    asking("make_change", act=act, seen=version(asking))
    assert asking("check_examples")["failing"] == {"perf.late": 1}


def test_a_split_code_is_shared_out_by_a_rule_and_by_hand_and_the_rest_stays(asking):
    study = asking.study
    act = {
        "do": "split",
        "code": "perf.late",
        "names": [{"en": "Late at night"}, {"en": "Never"}],
    }
    late, never = asking("make_change", act=act, seen=version(asking))["codes"]
    told = asking("codings_by_rules", code="perf.late", rules={never: "nobody", late: "NEAR/"})
    assert list(told["goes"].values()) == [never]
    assert list(told["problems"]) == [late]
    mine = study.coding_table(coder="Awa")["id"].tolist()[0]
    goes = {**told["goes"], mine: late}
    said = asking("say_sharing", code="perf.late", goes=goes)["sentences"]
    assert "1 of them is by Issa now, and will be yours" in said
    assert "1 coding stays as it is" in said
    done = asking("share_out", goes=goes)
    assert (done["done"], done["refused"]) == (2, [])
    assert codes(study) == sorted([late, never, "perf.late", "perf.help"])
    asking("take_back_sharing", line=done["line"])
    assert codes(study) == ["perf.help"] + ["perf.late"] * 3


def test_a_retired_code_is_listed_with_its_codings_and_comes_back(asking):
    study = asking.study
    asking("make_change", act={"do": "retire", "code": "perf.late"}, seen=version(asking))
    assert codes(study) == ["perf.help"]
    page = asking("codebook_code", code="perf.late")
    assert len(page["waiting"]) == 3
    history = asking("codebook_history")
    assert [one["code"] for one in history["gone"]] == ["perf.late"]
    assert history["waiting"] == 3
    one = page["waiting"][0]["id"]
    said = asking("say_sharing", code="perf.late", goes={one: "fear"})["sentences"]
    assert said[0] == "1 coding will be called Fear: of whom"
    assert asking("share_out", goes={one: "fear"})["done"] == 1
    back = {"do": "bring back", "code": "perf.late", "version": page["gone"]["version"]}
    asking("make_change", act=back, seen=version(asking))
    assert codes(study) == ["fear", "perf.help", "perf.late", "perf.late"]


def test_a_file_goes_out_is_changed_and_comes_back(asking):
    told = asking("write_codebook")
    written = Path(told["folder"]) / next(one for one in told["files"] if one.endswith(".yaml"))
    text = written.read_text(encoding="utf-8")
    assert codebook_of(text) == asking.study.codebook
    with pytest.raises(LookupError, match="nothing changes"):
        asking("say_change", act={"do": "load", "text": text})
    changed = text.replace("id: perf.late", "id: perf.slow").replace("over.", "all over.")
    told = asking("say_change", act={"do": "load", "text": changed})
    assert {"removed", "added"} <= {one["change"] for one in told["changes"]}
    act = {"do": "load", "text": changed, "moves": {"perf.late": "perf.slow"}}
    asking("make_change", act=act, seen=version(asking))
    assert codes(asking.study) == ["perf.help"] + ["perf.slow"] * 3
    for wrong in ("codes: [", "title: x", "- a", changed.replace("came late", "late NEAR/2 (")):
        with pytest.raises(LookupError):
            asking("say_change", act={"do": "load", "text": wrong})


def test_words_a_rule_and_a_merge_in_a_browser(chromium, coded):
    """By keyboard and mouse, beside somebody else; taken back, and the study holds exactly that."""
    from playwright.sync_api import expect

    with seated(chromium, coded) as page:
        page.goto(page.address + "/codebook")
        page.get_by_role("searchbox", name="Find a code").fill("COMING")
        expect(page.get_by_text("2 codes with those above them")).to_be_visible()
        page.get_by_role("link", name="Coming late", exact=True).click()
        page.get_by_role("button", name="Change the words").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("Late")
        page.keyboard.press("Enter")
        told = page.get_by_text("3 codings of 2 coders by Coming late will be called Late")
        expect(told).to_be_visible()
        page.get_by_role("button", name="Do it").click()
        expect(page.locator(".done")).to_be_focused()
        page.get_by_role("link", name="Rules (2)").click()
        page.get_by_role("button", name="Add a rule").click()
        page.keyboard.type("nobody came (")
        expect(page.locator(".slips .problem")).to_contain_text("this ( is never closed")
        page.keyboard.press("Backspace")
        expect(page.get_by_text("1 more and 0 fewer")).to_be_visible()
        expect(page.locator(".finds mark").first).to_have_text("Nobody came")
        page.get_by_role("button", name="Keep these rules").click()
        page.get_by_role("button", name="Do it").click()
        expect(page.get_by_role("link", name="Rules (3)")).to_be_visible()
        with cq.Study(coded) as study:
            code = study.codebook["perf.late"]
            assert (code.label(), code.rules[-1].text) == ("Late", "nobody came")
            assert study.codebook.version == "3"
            assert set(study.audit["who"].tolist()[-2:]) == {"Awa"}
            study.new_code("Roads", who="Issa")
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.get_by_text("Somebody changed the codebook meanwhile")).to_be_visible()
        page.get_by_role("link", name="What it means").click()
        expect(page.get_by_role("link", name="Late", exact=True)).to_be_visible()
        page.get_by_role("searchbox", name="Find a code").fill("")
        expect(page.get_by_role("link", name="Roads")).to_be_visible()
        page.get_by_role("button", name="Merge").click()
        page.locator("form select").select_option("perf.help")
        page.get_by_role("button", name="See what it changes").click()
        page.get_by_role("button", name="Do it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Helping")
        page.get_by_role("button", name="Take it back").click()
        page.get_by_role("link", name="Late", exact=True).click()
        page.get_by_role("button", name="Retire").click()
        page.get_by_role("button", name="See what it changes").click()
        page.get_by_role("button", name="Do it").click()
        expect(page.locator(".note", has_text="This code is retired: Awa took it")).to_be_visible()
        assert violations(page) == []
        page.goto(page.address + "/codebook")
        expect(page.locator(".retired li")).to_contain_text("Late retired · Awa")
        expect(page.locator(".retired")).to_contain_text("3 codings wait for another code")
        page.locator(".retired").get_by_role("link", name="Late").click()
        page.get_by_role("button", name="Bring it back").click()
        page.get_by_role("button", name="Do it").click()
        expect(page.get_by_role("link", name="Late", exact=True)).to_be_visible()
    with cq.Study(coded) as study:
        assert codes(study) == ["perf.help"] + ["perf.late"] * 3


def test_hostile_names_are_shown_and_do_nothing(chromium, coded):
    from playwright.sync_api import expect

    with cq.Study(coded) as study:
        study.change_codebook(codebook_of(HOSTILE), who="<script>alert(1)</script>")
    with seated(chromium, coded) as page:
        page.on("dialog", lambda _: pytest.fail("something ran"))
        for view in ("", "?view=history", "?view=file"):
            page.goto(page.address + "/codebook" + view)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.get_by_role("link", name="<img src=x onerror=alert(1)>", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x")
        page.get_by_role("link", name="Rules (1)").click()
        expect(page.get_by_text("1 passage is found")).to_be_visible()
        page.goto(page.address + "/codebook")
        page.get_by_role("link", name="=cmd|' /C calc'!A0", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("=cmd")
        assert page.locator("main img, main script").count() == 0
