"""Beside the text: memos, codes made while reading, filters, search, corrections."""

import civic_qual as cq
from tests.desk.conftest import seated
from tests.desk.room.sitting import codings, open_room, press, saved


def test_a_memo_is_kept_and_changed(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        press(page, "s", "1", "m")
        page.keyboard.type("Whose road?")
        page.keyboard.press("Control+Enter")
        page.get_by_text("The memo is in the study.").wait_for()
        page.locator(".memo").get_by_role("button", name="Change").click()
        page.keyboard.press("End")
        page.keyboard.type(" Mine.")
        page.keyboard.press("Control+Enter")
        page.locator(".memo p", has_text="Whose road? Mine.").wait_for()
        assert page.evaluate("document.activeElement.className") == "room"
    study = cq.Study(small_study)
    assert study.memos["text"].tolist() == ["Whose road? Mine."]
    study.close()


def test_a_code_is_made_of_words_unless_one_is_near(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        press(page, "ArrowRight", "Shift+ArrowRight", "c")
        page.keyboard.type("Coming too late")
        page.get_by_role("option", name="New code").wait_for()
        page.keyboard.press("Enter")
        page.get_by_text("There is something near it already").wait_for()
        assert "Coming late" in page.locator(".tool .note").inner_text()
        page.get_by_label("Name", exact=True).fill("Roads")
        page.get_by_label("Under").select_option(label="Fear: of whom")
        page.get_by_role("button", name="Make it, and code the words").click()
        page.get_by_text("Coded: Roads.").wait_for()
        saved(page)
    study = cq.Study(small_study)
    (made,) = [one for one in study.codebook if one.name["en"] == "Roads"]
    assert made.parent == "fear"
    study.close()
    assert codings(small_study) == [(made.id, "We were")]


def test_what_is_looked_for_and_filtered_is_shown(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        press(page, "1", "ArrowDown", "2", "/")
        page.keyboard.type("afraid OR wounded")
        page.keyboard.press("Enter")
        hits = page.locator(".hits li button")
        hits.nth(2).wait_for()
        assert hits.all_inner_texts() == ["afraid", "afraid", "wounded"]
        hits.nth(2).click()
        page.locator(".turn.here", has_text="wounded").wait_for()
        page.keyboard.press("Escape")
        page.locator(".reading .room").focus()
        page.keyboard.press("f")
        page.get_by_label("Code or theme").select_option(label="Performance")
        assert page.locator(".turn:visible").count() == 2
        page.get_by_role("button", name="Show everything").click()
        assert page.locator(".turn:visible").count() == 3


def test_a_turn_is_corrected_and_a_lost_coding_placed_again(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        press(page, "s", "1", "ArrowDown", "ArrowRight", "Shift+ArrowRight", "2", "ArrowUp")
        page.locator(".turn", has_text="carry").click()
        page.get_by_role("button", name="Correct").click()
        page.get_by_label("What was said").fill("Someone carried all of the sick people.")
        page.get_by_role("button", name="Correct").last.click()
        page.get_by_role("heading", name="Without their words").wait_for()
        page.locator(".reading .room").focus()
        press(page, "ArrowRight", "Shift+ArrowRight")
        page.get_by_role("button", name="Put it on the selected words").click()
        page.get_by_text("Placed again.").wait_for()
    study = cq.Study(small_study)
    assert "Someone carried all of the sick people." in study.corpus["bria"].text
    study.close()
    assert [words for _, words in codings(small_study)] == [
        "We were afraid of the road, not of them.",
        "Someone carried",
    ]
