"""A coder reads by keyboard, and the study holds exactly what she did."""

import civic_qual as cq
from tests.desk.conftest import seated
from tests.desk.room.sitting import codings, open_room, press, saved, spoken


def test_suggestions_are_answered_by_one_key_each(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/ansongo")
        current = page.locator(".questions li[aria-current]")
        assert "Coming late" in current.inner_text()
        assert "rule" in current.inner_text()
        press(page, "Enter")  # goes to what is open, and says so
        assert "1 suggestion is open" in spoken(page)
        press(page, "a")
        page.get_by_text("Accepted: Coming late. None left.").wait_for()
        press(page, "Control+z")
        page.locator(".questions li[aria-current]:not(.accept)").wait_for()
        press(page, "r")
        page.get_by_text("Rejected: Coming late. None left.").wait_for()
        press(page, "Control+z", "Control+Shift+z", "Control+z")
        page.locator(".questions li[aria-current]:not(.reject)").wait_for()
        press(page, "a")
    assert codings(small_study) == [("perf.late", "peacekeepers came late")]


def test_words_are_coded_by_letters_and_taken_back_after_loading_anew(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/ansongo")
        press(page, "ArrowRight", "Shift+ArrowRight")  # The peacekeepers
        page.keyboard.press("c")
        page.keyboard.type("he")
        page.get_by_role("option", name="Helping").wait_for()
        press(page, "Enter")
        page.get_by_text("Coded: Helping.").wait_for()
        assert page.evaluate("document.activeElement.className") == "room"
        press(page, "ArrowDown", "ArrowDown", "s", "Shift+S")  # two sentences
        page.keyboard.press("c")
        page.keyboard.type("fear")
        press(page, "Enter")
        assert codings(small_study) == [
            ("perf.help", "The peacekeepers"),
            ("fear", "Nobody came before. We were afraid to sleep."),
        ]
        open_room(page, "/read/ansongo")
        press(page, "Control+z")
        page.get_by_text("Taken back").wait_for()
        assert codings(small_study) == [("perf.help", "The peacekeepers")]
        press(page, "Control+Shift+z")
        page.get_by_text("Done again").wait_for()
        press(page, "Control+z", "Control+z")
    assert codings(small_study) == []


SELECT = """([from, to]) => { // in any of the runs of a turn
  const here = document.querySelector('.reading .turn.here');
  const runs = [...here.querySelectorAll('.run')].map(one => one.firstChild);
  const range = document.createRange();
  const of = words => [runs.find(one => one.data.includes(words)), words];
  const [first, last] = [of(from), of(to)];
  range.setStart(first[0], first[0].data.indexOf(first[1]));
  range.setEnd(last[0], last[0].data.indexOf(last[1]));
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""


def test_half_a_word_at_either_border_is_the_whole_word(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        page.evaluate(SELECT, ["raid of", "oad,"])  # af|raid of the r|oad
        press(page, "1")
        page.evaluate(SELECT, [", not", " of them"])
        press(page, "2")
    assert [words for _, words in codings(small_study)] == ["afraid of the road", ", not"]


def test_a_coding_gets_other_words_and_is_taken_off(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        press(page, "s", "1")
        page.get_by_role("button", name="Other words").wait_for()
        press(page, "e", "ArrowLeft", "b", "ArrowRight", "Enter")
        page.get_by_text("Changed:").wait_for()
        assert [words for _, words in codings(small_study)] == ["were afraid of the road, not of"]
        press(page, "2", "x")
        page.get_by_text("Taken off:").wait_for()
    assert len(codings(small_study)) == 1


def test_keys_of_azerty_and_letters_that_are_switched_off(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/ménaka")
        page.evaluate(
            """document.querySelector('.reading .room').dispatchEvent(new KeyboardEvent(
            'keydown', {key: 'é', code: 'Digit2', bubbles: true, cancelable: true}))"""
        )
        page.get_by_text("Coded:").wait_for()
        saved(page)
        assert len(codings(small_study)) == 1
        press(page, "?")
        page.get_by_label("Letters and digits act").uncheck()
        page.get_by_role("button", name="Close").click()
        page.locator(".reading .room").focus()
        press(page, "2", "x", "c")
        assert page.evaluate("document.activeElement.className") == "room"
        press(page, "Control+z")  # no letter alone
        page.get_by_text("Taken back").wait_for()
    assert codings(small_study) == []


def test_what_another_desk_did_meanwhile_is_shown_beside(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        press(page, "s", "1")
        study = cq.Study(small_study)
        (coding,) = study.coding_table(origin="human")["id"]
        study.decide(coding, "change", coder="Issa", code="fear")
        study.close()
        page.keyboard.press("x")
        page.get_by_role("heading", name="Now in the study").wait_for()
        assert "Fear: of whom" in page.locator(".refusal").inner_text()
        page.get_by_role("button", name="Do mine all the same").click()
        page.get_by_text("Taken off:").wait_for()
    assert codings(small_study) == []
